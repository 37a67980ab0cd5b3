"""Make those who replied stand for the silent, and say what the silent could turn."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.tipping import tipping_points
from cyberstudy.describe.weighting import stand_for_the_silent
from cyberstudy.jobs import begin, finish
from cyberstudy.tables import nonresponse
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
weights, estimates, even = stand_for_the_silent(
    read_table(snakemake.input.answers, Answers),
    memberships_of(units, survey.frame, survey.groupings),
    survey.questionnaire,
    survey.plan.nonresponse,
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.estimates.confidence,
    secret=survey.settings.protection == "confidential",
)
turned = tipping_points(
    read_table(snakemake.input.estimates, Estimates),
    survey.plan.nonresponse,
    minimum_base=survey.settings.minimum_base,
)
write_table(weights, snakemake.output.weights, nonresponse.NonresponseWeights)
write_table(estimates, snakemake.output.estimates, nonresponse.NonresponseEstimates)
write_table(even, snakemake.output.representativity, nonresponse.Representativity)
write_table(turned, snakemake.output.tipping_points, nonresponse.TippingPoints)
finish(snakemake)
