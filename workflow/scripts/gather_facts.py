"""Collect what each source says about each country."""

from pathlib import Path

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.facts_of_countries import DeclaredCountryFacts
from cyberstudy.jobs import this_job
from cyberstudy.sources.available_facts import read_facts
from cyberstudy.sources.country_years import AvailableSources, country_years
from cyberstudy.tables.across import CountryFacts, CountryYears, FactRows, Indicators
from surveyanswers.instrument.raw_files import Source
from surveyanswers.tables.storage import read_text_table, write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    declared = survey.section("country_facts", DeclaredCountryFacts)
    reference = Path(job.input.reference[0]).parent
    facts, rows = read_facts(
        declared, protected=job.input.protected, files=job.input.facts, reference=reference
    )
    available = AvailableSources(
        {path.parents[1].name: path for path in map(Path, job.input.protected)},
        {file.removeprefix("data/raw/"): Path(file) for file in job.input.facts},
        survey.section("rights", list[Source]),
        reference,
        facts,
        declared.facts,
    )
    years, indicators = country_years(read_text_table(Path(job.input.indicators)), available)
    write_table(facts, job.output.facts, CountryFacts)
    write_table(rows, job.output.rows, FactRows)
    write_table(years, job.output.years, CountryYears)
    write_table(indicators, job.output.indicators, Indicators)
