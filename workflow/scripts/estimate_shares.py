"""Estimate every option's share in every group, with intervals and worst-case bounds."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.estimates import DeclaredEstimates
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import estimate_all, memberships_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    members = memberships_of(units, survey.frame, survey.groupings, answers)
    estimates = estimate_all(
        answers,
        members,
        survey.questionnaire,
        minimum_base=survey.counting.minimum_base,
        confidence=survey.section("estimates", DeclaredEstimates).confidence,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
    )
    write_table(coarse(estimates, Estimates, survey.counting), job.output.estimates, Estimates)
