"""Average the numbers that were given, by group."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import DeclaredLevels
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.levels import levels_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.levels import Levels
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    levels = levels_of(
        answers,
        memberships_of(units, survey.frame, survey.groupings, answers),
        survey.questionnaire,
        survey.codebook,
        minimum_base=survey.counting.minimum_base,
        confidence=survey.section("levels", DeclaredLevels).confidence,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
    )
    write_table(coarse(levels, Levels, survey.counting), job.output.levels, Levels)
