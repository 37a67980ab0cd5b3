"""Write the answers with labels, list, scores and classes, for other programs."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release.labelled import label_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
label_survey(
    load_survey(snakemake.input.survey[0]),
    answers=snakemake.input.answers,
    tables=snakemake.input.tables,
    units=snakemake.input.units,
    scores=snakemake.input.scores,
    members=dict(zip(snakemake.params.clusterings, snakemake.input.members, strict=True)),
    folder=snakemake.output.labelled,
)
finish(snakemake)
