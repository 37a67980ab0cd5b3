"""Compare groups as the plan declares, with exact tests adjusted for the number of looks."""

from cyberstudy import tables
from cyberstudy.describe.contrasts import compare_groups, read_scores
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.logs import log_to
from cyberstudy.storage import read_table, write_table
from cyberstudy.survey import load_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
members = memberships_of(
    read_table(snakemake.input.units, tables.Units), survey.frame, snakemake.params.groupings
)
contrasts = compare_groups(
    read_table(snakemake.input.answers, tables.Answers),
    members,
    read_scores(snakemake.input.scores),
    codebook=survey.codebook,
    questionnaire=survey.questionnaire,
    plan=snakemake.params.contrasts,
    minimum_base=survey.settings["minimum_base"],
    seed=snakemake.params.seed,
)
write_table(contrasts, snakemake.output.contrasts, tables.Contrasts)
