"""Write which groups each unit belongs to."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.describe.estimates import memberships_of, with_joined
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Memberships
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    members = memberships_of(units, survey.frame, survey.groupings)
    members = with_joined(members, survey.groupings)
    write_table(members, job.output.memberships, Memberships)
