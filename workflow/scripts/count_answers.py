"""Count who replied, of whom, how, what they answered, and what was wrong with it."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.describe import response
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.jobs import this_job
from cyberstudy.tables import estimates
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Conflicts, Log, Submissions, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    answers = AnswerColumns.read(job.input.answers)
    units = read_table(job.input.units, Units)
    submissions = read_table(job.input.submissions, Submissions)
    conflicts = read_table(job.input.conflicts, Conflicts)
    counted = survey.section("coverage", list[Counted])
    countries = read_table(job.input.countries)
    who = coverage(answers, counted, survey.questionnaire, countries)
    rates = response.response_rates(units, survey.frame, job.params.by)
    channels = response.channel_counts(submissions, by_language=not survey.counting.confidential)
    differ = response.disagreements(conflicts, submissions, survey.codebook)
    changes = response.changes(read_table(job.input.changes, Log))
    missing = nonresponse(answers, survey.codebook, units)
    write_table(who, job.output.coverage, estimates.Coverage)
    write_table(missing, job.output.nonresponse, estimates.Nonresponse)
    write_table(rates, job.output.response, estimates.Response)
    write_table(channels, job.output.channels, estimates.Channels)
    write_table(differ, job.output.disagreements, estimates.Disagreements)
    write_table(changes, job.output.changes, estimates.Changes)
