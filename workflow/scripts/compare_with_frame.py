"""Compare what the exports repeat of the list of units with it."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import DeclaredFrameComparison
from cyberstudy.describe.frame_comparison import columns_of, frame_comparison
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import FrameComparison, Submissions
from surveyanswers.tables.cell_columns import cells_of, read_cells
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    declared = survey.section("frame_comparison", dict[str, DeclaredFrameComparison])
    beside = frame_comparison(
        cells_of(read_cells(job.input.cells, *columns_of(declared))),
        read_table(job.input.submissions, Submissions),
        survey.frame,
        declared,
    )
    write_table(beside, job.output.beside, FrameComparison)
