"""Put together what may be passed on."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release import release_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
release_survey(
    Survey.of(snakemake.input.declared),
    tables=snakemake.input.tables,
    others=[snakemake.input.report, *snakemake.input.form],
    drawn=snakemake.input.drawn,
    narrated=snakemake.input.narrated,
    labelled=snakemake.input.labelled,
    config=snakemake.params.config,
    lock=snakemake.input.lock,
    folder=snakemake.output.release,
    submissions=snakemake.input.submissions,
)
finish(snakemake)
