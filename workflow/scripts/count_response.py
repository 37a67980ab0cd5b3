"""Count who replied, of whom, how, and what was wrong with what they sent."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.describe import response
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Changes, Channels, Disagreements, Response
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Conflicts, Log, Submissions, Units
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    submissions = read_table(job.input.submissions, Submissions)
    rates = response.response_rates(read_table(job.input.units, Units), survey.frame, job.params.by)
    channels = response.channel_counts(submissions, by_language=not survey.counting.confidential)
    differ = response.disagreements(
        read_table(job.input.conflicts, Conflicts), submissions, survey.codebook
    )
    found = response.changes(read_table(job.input.changes, Log))
    write_table(rates, job.output.response, Response)
    write_table(channels, job.output.channels, Channels)
    write_table(differ, job.output.disagreements, Disagreements)
    write_table(found, job.output.changes, Changes)
