"""Correct, decode, route, reconcile, and account for every cell."""

from cyberstudy.clean.answers import clean_survey
from cyberstudy.declare.collected import Collected
from cyberstudy.jobs import this_job
from cyberstudy.tables.answer_columns import write_answers
from cyberstudy.tables.answers import (
    Accounting,
    Cells,
    Conflicts,
    Intake,
    Log,
    Submissions,
    Submitted,
    Units,
)
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Collected.of(job.input.declared)
    cleaned = clean_survey(
        read_table(job.input.cells, Cells),
        read_table(job.input.intake, Intake),
        survey,
    )
    write_table(cleaned.units, job.output.units, Units)
    write_table(cleaned.submissions, job.output.submissions, Submissions)
    write_answers(cleaned.submitted, job.output.submitted, Submitted)
    write_answers(cleaned.answers, job.output.answers)
    write_table(cleaned.conflicts, job.output.conflicts, Conflicts)
    write_table(cleaned.log, job.output.log, Log)
    write_table(cleaned.accounting, job.output.accounting, Accounting)
