"""Compute the index of nominations, how sure its ranks are, and what duplicates do to it."""

from cyberstudy.declare.plan.analyses import NominationIndex
from cyberstudy.describe.nominations import describe_nominations
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.nominations import (
    IndexLooks,
    NeighbouringRanks,
    Nominations,
    OwnCountry,
    Parts,
    RatingVariances,
)
from cyberstudy.tables.storage import read_answers, read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
index = NominationIndex.model_validate(snakemake.params.index)
described = describe_nominations(
    read_answers(snakemake.input.answers, index.questions),
    read_table(snakemake.input.countries),
    index,
    seed=snakemake.params.seed,
)
write_table(described.nominations, snakemake.output.nominations, Nominations)
write_table(described.index, snakemake.output.index, described.contracts["index"])
write_table(described.strict, snakemake.output.strict, described.contracts["index_strict"])
write_table(described.neighbours, snakemake.output.neighbours, NeighbouringRanks)
write_table(described.parts, snakemake.output.parts, Parts)
write_table(described.own_country, snakemake.output.own_country, OwnCountry)
write_table(described.looks, snakemake.output.looks, IndexLooks)
write_table(described.variances, snakemake.output.variances, RatingVariances)
finish(snakemake)
