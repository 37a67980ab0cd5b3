"""Compare what the exports repeat of the list of units with it."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredFrameComparison
from cyberstudy.describe.frame_comparison import columns_of, frame_comparison
from cyberstudy.jobs import this_job
from cyberstudy.tables.answers import FrameComparison, Submissions
from cyberstudy.tables.cell_columns import cells_of, read_cells
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    declared = survey.section("frame_comparison", dict[str, DeclaredFrameComparison])
    beside = frame_comparison(
        cells_of(read_cells(job.input.cells, *columns_of(declared))),
        read_table(job.input.submissions, Submissions),
        survey.frame,
        declared,
    )
    write_table(beside, job.output.beside, FrameComparison)
