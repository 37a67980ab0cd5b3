"""Count who answered, and every question's statuses."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Units
from cyberstudy.tables.estimates import Coverage, Nonresponse
from cyberstudy.tables.storage import read_answers, read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
answers = read_answers(snakemake.input.answers, survey.codebook["question"])
who = coverage(
    answers,
    survey.section("coverage", list[Counted]),
    survey.questionnaire,
    read_table(snakemake.input.countries),
)
write_table(who, snakemake.output.coverage, Coverage)
units = read_table(snakemake.input.units, Units)
silence = nonresponse(answers, survey.codebook, units)
write_table(silence, snakemake.output.nonresponse, Nonresponse)
finish(snakemake)
