"""Collect what each source says about each country, construct by construct."""

from pathlib import Path

from cyberstudy.declare.convention_coverage import read_coverage
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.sources.articles import articles_beside
from cyberstudy.sources.available_data import read_available
from cyberstudy.sources.statements import said_by_country
from cyberstudy.tables.across import ConventionCoverage, Crosswalk, FirstStrategies, Statements
from surveyanswers.tables.storage import write_table

with this_job() as job:
    available = read_available(
        Survey.of(job.input.declared),
        surveys=Survey.each_of(job.input.surveys),
        protected=job.input.protected,
        strategies=job.input.strategies,
    )
    statements, crosswalk = said_by_country(available)
    write_table(crosswalk, job.output.crosswalk, Crosswalk)
    write_table(statements, job.output.statements, Statements)
    coverage = articles_beside(job.input.articles, read_coverage(Path(job.input.asked)))
    write_table(coverage, job.output.coverage, ConventionCoverage)
    write_table(available.first_strategies, job.output.strategies, FirstStrategies)
