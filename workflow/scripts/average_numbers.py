"""Average the numbers that were given, by group."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.levels import levels_of
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.levels import Levels
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
answers = read_table(snakemake.input.answers, Answers)
levels = levels_of(
    answers,
    memberships_of(units, survey.frame, survey.groupings),
    survey.questionnaire,
    survey.codebook,
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.levels.confidence,
    sample=sample_of(survey.settings.design, units, answers, survey.frame),
)
write_table(coarse(levels, Levels, survey.settings), snakemake.output.levels, Levels)
finish(snakemake)
