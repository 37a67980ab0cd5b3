"""Lay what the exports repeat of the list of units beside it."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.held_against import held_against
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Cells, HeldAgainst, Submissions
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
beside = held_against(
    read_table(snakemake.input.cells, Cells),
    read_table(snakemake.input.submissions, Submissions),
    survey.frame,
    survey.plan.held_against,
)
write_table(beside, snakemake.output.beside, HeldAgainst)
finish(snakemake)
