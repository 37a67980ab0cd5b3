"""Correlate whom experts name with what these countries have."""

from pathlib import Path

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.analyses import NominationIndex
from cyberstudy.declare.plan.experts_and_states import DeclaredExpertsAndStates
from cyberstudy.jobs import this_job
from cyberstudy.sources.experts_and_states import compare_named, correlate
from cyberstudy.sources.facts_at_hand import read_facts
from cyberstudy.tables.experts_and_states import (
    CountryFacts,
    ExpertsAndStates,
    FactRows,
    NamedAndNot,
)
from cyberstudy.tables.storage import write_table

with this_job() as job:
    declared = Declared.of(job.input.declared).section(
        "experts_and_states", DeclaredExpertsAndStates
    )
    found = read_facts(
        declared,
        Declared.of(job.input.experts).section("index", NominationIndex),
        protected=job.input.protected,
        files=job.input.facts,
        reference=Path(job.input.reference[0]).parent,
    )
    seed = job.params.seed
    correlations = correlate(found.facts, found.named, declared, seed=seed)
    named_and_not = compare_named(found.facts, declared, seed=seed)
    write_table(found.facts, job.output.facts, CountryFacts)
    write_table(found.rows, job.output.rows, FactRows)
    write_table(correlations, job.output.correlations, ExpertsAndStates)
    write_table(named_and_not, job.output.named, NamedAndNot)
