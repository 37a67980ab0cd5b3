"""Lay the verdicts of all surveys side by side."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.sources.verdicts_of_all import verdicts_of_all
from cyberstudy.tables.across import Verdicts
from cyberstudy.tables.storage import write_table

with this_job() as job:
    surveys = Survey.each_of(job.input.declared)
    table = verdicts_of_all(surveys, job.input.protected)
    write_table(table, job.output.table, Verdicts)
