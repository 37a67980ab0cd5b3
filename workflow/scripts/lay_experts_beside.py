"""Lay whom experts name beside what these countries have."""

from pathlib import Path

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import NominationIndex
from cyberstudy.declare.plan.experts_and_states import DeclaredExpertsAndStates
from cyberstudy.jobs import begin, finish
from cyberstudy.sources.experts_and_states import compare_named, correlate
from cyberstudy.sources.facts_at_hand import read_facts
from cyberstudy.tables.experts_and_states import (
    CountryFacts,
    ExpertsAndStates,
    FactRows,
    NamedAndNot,
)
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
declared = Declared.of(snakemake.input.declared).section(
    "experts_and_states", DeclaredExpertsAndStates
)
found = read_facts(
    declared,
    Declared.of(snakemake.input.experts).section("index", NominationIndex),
    protected=snakemake.input.protected,
    files=snakemake.input.facts,
    reference=Path(snakemake.input.reference[0]).parent,
)
seed = snakemake.params.seed
correlations = correlate(found.facts, found.named, declared, seed=seed)
named_and_not = compare_named(found.facts, declared, seed=seed)
write_table(found.facts, snakemake.output.facts, CountryFacts)
write_table(found.rows, snakemake.output.rows, FactRows)
write_table(correlations, snakemake.output.correlations, ExpertsAndStates)
write_table(named_and_not, snakemake.output.named, NamedAndNot)
finish(snakemake)
