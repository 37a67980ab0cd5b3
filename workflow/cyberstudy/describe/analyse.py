"""Make the tables of an analysis of one's own, each of what it declares to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import AnalysisFile, opened
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.tables.files import read_table
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers import Units
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import protected_file, read_json, tables_in, write_table


def analyse(
    file: str,
    folder: str,
    survey: DeclaredSurvey,
    *,
    answers: Sequence[str] = (),
    tables: Sequence[str] = (),
    seen: Sequence[str] = (),
    seed: int,
) -> None:
    """Write the tables that a file makes into `folder`, each after those that it reads.

    Parameters
    ----------
    answers
        The survey's accepted answers and its units; of what lies across surveys neither.
    tables
        Those that they read and others make: files, and folders of other analyses.
    seen
        Across surveys also folders of protected ones, each below its survey's.

    Raises
    ------
    SurveyError
        With file and line, as `cyberstudy.analyses.TableOfOwn` tells.
    """
    analysis = opened(Path(file))
    given = _of_survey(analysis, survey, *answers) if answers else Given()
    # A table of reference goes by its path, another by its name.
    there = map(Path, tables_in(tables))
    described = {name: path for path in there for name in (path.as_posix(), path.stem)}
    protected = {path.parts[-3]: path for path in map(Path, seen)}
    described |= {
        each: path
        for made in analysis.tables.values()
        for each in made.reads
        for name, _, table in [each.partition("/")]
        # A record's name says its ending; tables are of several.
        if name in protected
        and (path := protected_file(protected[name], table if "." in table else f"{table}.*"))
    }
    reports = {name: read_json(path.parent / "report.json") for name, path in protected.items()}
    simulated = frozenset(name for name, report in reports.items() if report["simulated"])
    given = replace(given, tables=described, seed=seed, simulated=simulated)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for made in analysis.in_order:
        own = made(given)
        if (said := simulated.intersection(made.surveys)) and "simulated" not in own.columns:
            raise SurveyError(
                f"{file}, {made.name}: answers of {', '.join(sorted(said))} are simulated; "
                "a column `simulated` says which rows are about them"
            )
        described[made.name] = Path(folder, f"{made.name}.parquet")  # as the next are given it
        write_table(own, str(described[made.name]))


def _of_survey(analysis: AnalysisFile, survey: DeclaredSurvey, accepted: str, units: str) -> Given:
    """Give what all tables of a file may read of a survey's answers."""
    form = survey.questionnaire
    asked = {question for made in analysis.tables.values() for question in made.answers}
    return Given.of(
        read_answers(accepted, asked),
        read_table(units, Units).drop("unit_columns"),
        survey.frame,
        codebook=survey.codebook,
        numbers=form.of_type(*NUMBERS),
    )
