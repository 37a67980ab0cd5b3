"""Read every export that the layout declares, as text."""

from pathlib import Path

from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from surveyanswers.instrument.collected import Collected
from surveyanswers.read import read_exports
from surveyanswers.read.verified_files import check_received
from surveyanswers.tables.answers import Intake, Receipt
from surveyanswers.tables.cell_columns import write_cells
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = Collected.of(job.input.declared)
    check_received(
        survey.exports,
        Path(job.params.raw),
        read_table(job.input.receipt, Receipt),
    )
    sheets, intake = read_exports(survey.exports, Path(job.params.raw), survey.questionnaire)
    write_cells(sheets, job.output.cells)
    write_table(intake, job.output.intake, Intake)
