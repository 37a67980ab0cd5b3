"""Withhold what must not be seen, by the survey's protection profile."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.protect import protect_survey
from cyberstudy.tables.storage import write_json
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
report = protect_survey(
    [*snakemake.input.described, *snakemake.input.accounting],
    clustered=snakemake.input.clustered,
    frozen=snakemake.input.frozen,
    answers=snakemake.input.answers,
    receipt=snakemake.input.receipt,
    divided=snakemake.input.divided,
    earlier=snakemake.params.earlier,
    survey=Survey.of(snakemake.input.declared),
    folder=snakemake.output.tables,
)
write_json(report, snakemake.output.report)
finish(snakemake)
