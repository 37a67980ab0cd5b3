"""Say which groups each unit belongs to."""

from cyberstudy.declare.declared import Declared
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.answers import Units
from cyberstudy.tables.memberships import Memberships
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    units = read_table(job.input.units, Units)
    members = memberships_of(units, survey.frame, survey.groupings)
    write_table(members, job.output.memberships, Memberships)
