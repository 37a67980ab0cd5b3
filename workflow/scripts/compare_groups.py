"""Compare groups as the plan declares, with exact tests adjusted for the number of looks."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.contrasts import compare_groups, read_scores
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.estimates import Contrasts
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
members = memberships_of(read_table(snakemake.input.units, Units), survey.frame, survey.groupings)
contrasts = compare_groups(
    read_table(snakemake.input.answers, Answers),
    members,
    read_scores(snakemake.input.scores),
    codebook=survey.codebook,
    questionnaire=survey.questionnaire,
    plan=survey.plan.contrasts,
    minimum_base=survey.settings.minimum_base,
    seed=snakemake.params.seed,
)
write_table(contrasts, snakemake.output.contrasts, Contrasts)
finish(snakemake)
