"""Collect what each source says about each country."""

from pathlib import Path

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.facts_of_countries import DeclaredCountryFacts
from cyberstudy.jobs import this_job
from cyberstudy.sources.available_facts import read_facts
from cyberstudy.tables.across import CountryFacts, FactRows
from surveyanswers.tables.storage import write_table

with this_job() as job:
    facts, rows = read_facts(
        DeclaredSurvey.of(job.input.declared).section("country_facts", DeclaredCountryFacts),
        protected=job.input.protected,
        files=job.input.facts,
        reference=Path(job.input.reference[0]).parent,
    )
    write_table(facts, job.output.facts, CountryFacts)
    write_table(rows, job.output.rows, FactRows)
