"""Say how the same units' answers changed between two waves."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.levels import change_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.levels import Change
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
answers = read_table(snakemake.input.answers, Answers)
change = change_of(
    answers,
    memberships_of(units, survey.frame, survey.groupings),
    survey.questionnaire,
    waves=(survey.plan.change.wave_from, survey.plan.change.wave_to),
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.change.confidence,
    sample=sample_of(survey.settings.design, units, answers, survey.frame),
)
write_table(coarse(change, Change, survey.settings), snakemake.output.change, Change)
finish(snakemake)
