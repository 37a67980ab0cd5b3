"""Put scored items together into indices, and say whether they hold together."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import DeclaredIndices
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.indices import describe_indices
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Submissions, Units
from cyberstudy.tables.indices import (
    IndexFunctioning,
    IndexGroups,
    IndexItems,
    IndexReliability,
    IndexScores,
)
from cyberstudy.tables.storage import read_answers, read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
declared = survey.section("indices", DeclaredIndices)
units = read_table(snakemake.input.units, Units)
answers = read_answers(snakemake.input.answers, declared.questions + survey.counting.weighted_by)
described = describe_indices(
    answers,
    units,
    memberships_of(units, survey.frame, survey.groupings),
    read_table(snakemake.input.submissions, Submissions),
    codebook=survey.codebook,
    questionnaire=survey.questionnaire,
    plan=declared,
    minimum_base=survey.counting.minimum_base,
    seed=snakemake.params.seed,
    sample=sample_of(survey.counting.design, units, answers, survey.frame),
)
write_table(described.scores, snakemake.output.scores, IndexScores)
write_table(
    coarse(described.items, IndexItems, survey.counting), snakemake.output.made_of, IndexItems
)
write_table(
    coarse(described.groups, IndexGroups, survey.counting), snakemake.output.groups, IndexGroups
)
write_table(described.reliability, snakemake.output.reliability, IndexReliability)
write_table(
    coarse(described.functioning, IndexFunctioning, survey.counting),
    snakemake.output.functioning,
    IndexFunctioning,
)
finish(snakemake)
