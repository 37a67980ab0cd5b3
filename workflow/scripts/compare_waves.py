"""Say how the same units' answers changed between two waves."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import DeclaredChange
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.levels import change_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.levels import Change
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    declared = survey.section("change", DeclaredChange)
    change = change_of(
        answers,
        memberships_of(units, survey.frame, survey.groupings, answers),
        survey.questionnaire,
        waves=(declared.wave_from, declared.wave_to),
        minimum_base=survey.counting.minimum_base,
        confidence=declared.confidence,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
    )
    write_table(coarse(change, Change, survey.counting), job.output.change, Change)
