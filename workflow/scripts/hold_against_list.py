"""Lay what the exports repeat of the list of units beside it."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredHeldAgainst
from cyberstudy.describe.held_against import held_against
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Cells, HeldAgainst, Submissions
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
beside = held_against(
    read_table(snakemake.input.cells, Cells),
    read_table(snakemake.input.submissions, Submissions),
    survey.frame,
    survey.section("held_against", dict[str, DeclaredHeldAgainst]),
)
write_table(beside, snakemake.output.beside, HeldAgainst)
finish(snakemake)
