"""Copy a table of options next to the form, under the name that the form gives it."""

from pathlib import Path

from cyberstudy.jobs import this_job
from surveyanswers.instrument.xlsform import attach_table

with this_job() as job:
    attach_table(
        Path(job.input.sheets[0]).parent,
        Path(job.input.table),
        Path(job.output.table),
    )
