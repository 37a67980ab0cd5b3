"""Lay published values beside ours."""

from cyberstudy.describe.replication import compare_published
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.estimates import Replication
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
replication = compare_published(
    read_table(snakemake.input.index),
    read_table(snakemake.input.published),
    value=snakemake.params.value,
    decimals=snakemake.params.decimals,
)
write_table(replication, snakemake.output.replication, Replication)
finish(snakemake)
