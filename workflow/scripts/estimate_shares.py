"""Estimate every option's share in every group, with intervals and worst-case bounds."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
members = memberships_of(
    read_table(snakemake.input.units, Units),
    survey.frame,
    survey.plan.groupings,
)
estimates = estimate_all(
    read_table(snakemake.input.answers, Answers),
    members,
    survey.questionnaire,
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.estimates.confidence,
    strata=survey.plan.estimates.poststratified,
)
write_table(estimates, snakemake.output.estimates, Estimates)
finish(snakemake)
