"""Estimate every option's share in every group, with intervals and worst-case bounds."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
answers = read_table(snakemake.input.answers, Answers)
members = memberships_of(
    units,
    survey.frame,
    survey.groupings,
)
estimates = estimate_all(
    answers,
    members,
    survey.questionnaire,
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.estimates.confidence,
    sample=sample_of(survey.settings.design, units, answers, survey.frame),
)
write_table(coarse(estimates, Estimates, survey.settings), snakemake.output.estimates, Estimates)
finish(snakemake)
