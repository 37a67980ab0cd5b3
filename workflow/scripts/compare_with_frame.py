"""Compare what the exports repeat of the list of units with it."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredFrameComparison
from cyberstudy.describe.frame_comparison import frame_comparison
from cyberstudy.jobs import this_job
from cyberstudy.tables.answers import Cells, FrameComparison, Submissions
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    beside = frame_comparison(
        read_table(job.input.cells, Cells),
        read_table(job.input.submissions, Submissions),
        survey.frame,
        survey.section("frame_comparison", dict[str, DeclaredFrameComparison]),
    )
    write_table(beside, job.output.beside, FrameComparison)
