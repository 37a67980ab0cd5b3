"""Correct, decode, route, reconcile, and account for every cell."""

from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from surveyanswers.clean.answers import clean_survey
from surveyanswers.instrument.collected import Collected
from surveyanswers.tables.answer_columns import write_columns
from surveyanswers.tables.answers import (
    Accounting,
    Conflicts,
    Intake,
    Log,
    Submissions,
    Units,
)
from surveyanswers.tables.cell_columns import read_cells
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = Collected.of(job.input.declared)
    cleaned = clean_survey(
        read_cells(job.input.cells),
        read_table(job.input.intake, Intake),
        survey,
    )
    write_table(cleaned.units, job.output.units, Units)
    write_table(cleaned.submissions, job.output.submissions, Submissions)
    write_columns(cleaned.submitted_columns, job.output.submitted)
    write_columns(cleaned.answer_columns, job.output.answers)
    write_table(cleaned.conflicts, job.output.conflicts, Conflicts)
    write_table(cleaned.log, job.output.log, Log)
    write_table(cleaned.accounting, job.output.accounting, Accounting)
