"""Write the answers with labels, list, scores and classes, for other programs."""

from cyberstudy.declare.survey import Survey
from cyberstudy.describe.designs import sample_of
from cyberstudy.jobs import begin, finish
from cyberstudy.release.labelled import label_survey
from cyberstudy.tables.answers import Units
from cyberstudy.tables.storage import read_answers, read_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Survey.of(snakemake.input.declared)
label_survey(
    survey,
    answers=snakemake.input.answers,
    tables=snakemake.input.tables,
    units=snakemake.input.units,
    scores=snakemake.input.scores,
    members=dict(zip(snakemake.params.clusterings, snakemake.input.members, strict=True)),
    sample=sample_of(
        survey.counting.design,
        read_table(snakemake.input.units, Units),
        read_answers(snakemake.input.answers, survey.counting.weighted_by),
        survey.frame,
    ),
    folder=snakemake.output.labelled,
)
finish(snakemake)
