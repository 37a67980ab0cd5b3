"""Lay published values beside ours."""

from cyberstudy.describe.replication import compare_published
from cyberstudy.logs import log_to
from cyberstudy.tables.estimates import Replication
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
replication = compare_published(
    read_table(snakemake.input.index),
    read_table(snakemake.input.published),
    value=snakemake.params.value,
    decimals=snakemake.params.decimals,
)
write_table(replication, snakemake.output.replication, Replication)
