"""Collect what each source says about each country, construct by construct."""

from pathlib import Path

from cyberstudy.declare.crosswalk import CROSSWALK, Corresponding
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.sources.statements import said_by_country
from cyberstudy.sources.strategies import read_strategies, years_of
from cyberstudy.tables.across import Crosswalk, FirstStrategies, Statements
from surveyanswers.tables.storage import read_text_table, write_table

with this_job() as job:
    across = Survey.of(job.input.declared)
    countries = across.settings.choice_files["countries.csv"]
    table = read_text_table(across.root / countries.path)
    names = dict(table.select(countries.code, countries.labels[0]).iter_rows())
    days = next((read_strategies(Path(path), names) for path in job.input.strategies), None)
    statements, crosswalk = said_by_country(
        Corresponding.read(across.folder / CROSSWALK),
        surveys={survey.name: survey for survey in Survey.each_of(job.input.surveys)},
        protected={path.parents[1].name: path for path in map(Path, job.input.protected)},
        strategies=days,
        names=names,
    )
    write_table(crosswalk, job.output.crosswalk, Crosswalk)
    write_table(statements, job.output.statements, Statements)
    write_table(years_of(days), job.output.strategies, FirstStrategies)
