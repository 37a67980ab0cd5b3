"""Read every export that the layout declares, as text."""

from pathlib import Path

from cyberstudy.declare.collected import Collected
from cyberstudy.jobs import this_job
from cyberstudy.read import read_exports
from cyberstudy.read.verified_files import check_received
from cyberstudy.tables.answers import Intake, Receipt
from cyberstudy.tables.cell_columns import write_cells
from cyberstudy.tables.storage import read_table, write_table

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
