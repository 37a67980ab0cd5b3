"""Lay the verdicts of all surveys side by side."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.sources.verdicts_of_all import verdicts_of_all
from cyberstudy.tables.across import Verdicts
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
surveys = [*map(load_survey, snakemake.input.surveys)]
table = verdicts_of_all(surveys, snakemake.input.protected)
write_table(table, snakemake.output.table, Verdicts)
finish(snakemake)
