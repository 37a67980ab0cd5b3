"""Compare published values with ours."""

from cyberstudy.describe.replication import compare_published
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Replication
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    replication = compare_published(
        read_table(job.input.index),
        read_table(job.input.published),
        value=job.params.value,
        decimals=job.params.decimals,
    )
    write_table(replication, job.output.replication, Replication)
