"""Say which groups each unit belongs to, and what it said of each option."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.questionnaire import SELECTS
from cyberstudy.describe.estimates import memberships_of, said_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.answers import Units
from cyberstudy.tables.memberships import Memberships, SaidByUnit
from cyberstudy.tables.storage import read_table, write_table
from cyberstudy.tables.waves import in_each_wave

with this_job() as job:
    survey = Declared.of(job.input.declared)
    units = read_table(job.input.units, Units)
    members = memberships_of(units, survey.frame, survey.groupings)
    said = in_each_wave(
        lambda answers: said_of(answers, survey.questionnaire),
        read_answers(job.input.answers, survey.questionnaire.of_type(*SELECTS)),
    )
    write_table(members, job.output.memberships, Memberships)
    write_table(said, job.output.said, SaidByUnit)
