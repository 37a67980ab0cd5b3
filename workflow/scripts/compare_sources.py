"""Compare sources with one another: what each statements of each country, and where they differ."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.sources.available_data import read_available
from cyberstudy.sources.compare import compare_sources, contradictions_of, pairs_of
from cyberstudy.sources.statements import said_by_country
from cyberstudy.tables.across import Agreement, Contradictions, Crosswalk, Statements
from cyberstudy.tables.storage import write_table

with this_job() as job:
    available = read_available(
        Survey.of(job.input.declared),
        surveys=Survey.each_of(job.input.surveys),
        protected=job.input.protected,
        strategies=job.input.strategies,
    )
    statements, crosswalk = said_by_country(available)
    pairs = list(pairs_of(available.crosswalk, crosswalk))
    agreement = compare_sources(pairs, statements, confidence=job.params.confidence)
    write_table(crosswalk, job.output.crosswalk, Crosswalk)
    write_table(statements, job.output.statements, Statements)
    write_table(agreement, job.output.agreement, Agreement)
    write_table(contradictions_of(pairs, statements), job.output.contradictions, Contradictions)
