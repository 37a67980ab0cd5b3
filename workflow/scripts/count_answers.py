"""Count who answered, and every question's statuses."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Coverage, Nonresponse
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    answers = AnswerColumns.read(job.input.answers)
    who = coverage(
        answers,
        survey.section("coverage", list[Counted]),
        survey.questionnaire,
        read_table(job.input.countries),
    )
    write_table(who, job.output.coverage, Coverage)
    units = read_table(job.input.units, Units)
    missing = nonresponse(answers, survey.codebook, units)
    write_table(missing, job.output.nonresponse, Nonresponse)
