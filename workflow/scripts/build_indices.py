"""Put scored items together into indices, and say whether they hold together."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.indices import describe_indices
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Units
from cyberstudy.tables.estimates import IndexGroups, IndexItems, IndexReliability, IndexScores
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
described = describe_indices(
    read_table(snakemake.input.answers, Answers),
    units,
    memberships_of(units, survey.frame, survey.groupings),
    codebook=survey.codebook,
    questionnaire=survey.questionnaire,
    plan=survey.plan.indices,
    minimum_base=survey.settings.minimum_base,
    seed=snakemake.params.seed,
)
write_table(described.scores, snakemake.output.scores, IndexScores)
write_table(described.items, snakemake.output.made_of, IndexItems)
write_table(described.groups, snakemake.output.groups, IndexGroups)
write_table(described.reliability, snakemake.output.reliability, IndexReliability)
finish(snakemake)
