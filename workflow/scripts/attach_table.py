"""Lay a table of options beside the form, under the name that the form gives it."""

from pathlib import Path

from cyberstudy.declare.xlsform import attach_table
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
attach_table(
    Path(snakemake.input.sheets[0]).parent,
    Path(snakemake.input.table),
    Path(snakemake.output.table),
)
finish(snakemake)
