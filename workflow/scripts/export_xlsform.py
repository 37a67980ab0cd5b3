"""Write the questionnaire as the workbook that form tools take, with the tables it names."""

from pathlib import Path

from cyberstudy.jobs import this_job
from surveyanswers.instrument.xlsform import export_form

with this_job() as job:
    export_form(Path(job.input.sheets[0]).parent, job.input.tables, Path(job.output.form))
