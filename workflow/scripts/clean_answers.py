"""Correct, decode, route, reconcile, and account for every cell."""

from cyberstudy.clean.answers import clean_survey
from cyberstudy.declare.collected import Collected
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import (
    Accounting,
    Answers,
    Cells,
    Conflicts,
    Intake,
    Log,
    Submissions,
    Submitted,
    Units,
)
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Collected.of(snakemake.input.declared)
cleaned = clean_survey(
    read_table(snakemake.input.cells, Cells),
    read_table(snakemake.input.intake, Intake),
    survey,
)
write_table(cleaned.units, snakemake.output.units, Units)
write_table(cleaned.submissions, snakemake.output.submissions, Submissions)
write_table(cleaned.submitted, snakemake.output.submitted, Submitted)
write_table(cleaned.answers, snakemake.output.answers, Answers)
write_table(cleaned.conflicts, snakemake.output.conflicts, Conflicts)
write_table(cleaned.log, snakemake.output.log, Log)
write_table(cleaned.accounting, snakemake.output.accounting, Accounting)
finish(snakemake)
