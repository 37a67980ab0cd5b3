"""Say how the same units' answers changed between two waves."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredChange
from cyberstudy.declare.questionnaire import NUMBERS, SELECTS
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.levels import change_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.answers import Units
from cyberstudy.tables.levels import Change
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = read_answers(
        job.input.answers,
        survey.questionnaire.of_type(*SELECTS)
        + survey.questionnaire.of_type(*NUMBERS)
        + survey.counting.weighted_by,
    )
    declared = survey.section("change", DeclaredChange)
    change = change_of(
        answers,
        memberships_of(units, survey.frame, survey.groupings),
        survey.questionnaire,
        waves=(declared.wave_from, declared.wave_to),
        minimum_base=survey.counting.minimum_base,
        confidence=declared.confidence,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
    )
    write_table(coarse(change, Change, survey.counting), job.output.change, Change)
