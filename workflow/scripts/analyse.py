"""Run one table of an analysis of one's own."""

from cyberstudy.declare.declared import Declared
from cyberstudy.describe.analyse import analyse
from cyberstudy.jobs import this_job
from cyberstudy.tables.storage import write_table

with this_job() as job:
    made = analyse(
        job.params.file,
        job.wildcards.analysis,
        Declared.of(job.input.declared),
        answers=job.input.answers,
        tables=job.input.tables,
        seed=job.params.seed,
    )
    write_table(made, job.output.table)
