"""Lay what the exports repeat of the list of units beside it."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredHeldAgainst
from cyberstudy.describe.held_against import columns_of, held_against
from cyberstudy.jobs import this_job
from cyberstudy.tables.answers import HeldAgainst, Submissions
from cyberstudy.tables.cell_columns import cells_of, read_cells
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    declared = survey.section("held_against", dict[str, DeclaredHeldAgainst])
    beside = held_against(
        cells_of(read_cells(job.input.cells, *columns_of(declared))),
        read_table(job.input.submissions, Submissions),
        survey.frame,
        declared,
    )
    write_table(beside, job.output.beside, HeldAgainst)
