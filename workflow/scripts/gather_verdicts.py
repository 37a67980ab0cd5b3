"""Lay the verdicts of all surveys side by side."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.sources.verdicts_of_all import verdicts_of_all
from cyberstudy.tables.across import Verdicts
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
surveys = Survey.each_of(snakemake.input.declared)
table = verdicts_of_all(surveys, snakemake.input.protected)
write_table(table, snakemake.output.table, Verdicts)
finish(snakemake)
