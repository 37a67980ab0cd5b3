"""Correct, decode, route, reconcile, and account for every cell."""

from cyberstudy import tables
from cyberstudy.clean.answers import clean_survey
from cyberstudy.clean.labelled import wide_of, write_sav
from cyberstudy.logs import log_to
from cyberstudy.storage import read_table, write_table
from cyberstudy.survey import load_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
cleaned = clean_survey(
    read_table(snakemake.input.cells, tables.Cells),
    read_table(snakemake.input.intake, tables.Intake),
    survey,
)
write_table(cleaned.units, snakemake.output.units, tables.Units)
write_table(cleaned.submissions, snakemake.output.submissions, tables.Submissions)
write_table(cleaned.submitted, snakemake.output.submitted, tables.Submitted)
write_table(cleaned.answers, snakemake.output.answers, tables.Answers)
write_table(cleaned.conflicts, snakemake.output.conflicts, tables.Conflicts)
write_table(cleaned.log, snakemake.output.log, tables.Log)
write_table(cleaned.accounting, snakemake.output.accounting, tables.Accounting)
write_table(wide_of(cleaned.answers, survey.questionnaire), snakemake.output.wide)
write_sav(cleaned.answers, survey.questionnaire, survey.codebook, snakemake.output.labelled)
