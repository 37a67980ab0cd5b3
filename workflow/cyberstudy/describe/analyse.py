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
    inputs = _of_survey(analysis, survey, *answers) if answers else Given()
    # A table of reference goes by its path, another by its name.
    paths = map(Path, tables_in(tables))
    described = {name: path for path in paths for name in (path.as_posix(), path.stem)}
    protected = {path.parts[-3]: path for path in map(Path, seen)}
    described |= {
        reference: path
        for table in analysis.tables.values()
        for reference in table.reads
        for name, _, part in [reference.partition("/")]
        # A record's name says its ending; tables are of several.
        if name in protected
        and (path := protected_file(protected[name], part if "." in part else f"{part}.*"))
    }
    reports = {name: read_json(path.parent / "report.json") for name, path in protected.items()}
    simulated = frozenset(name for name, report in reports.items() if report["simulated"])
    inputs = replace(inputs, tables=described, seed=seed, simulated=simulated)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for table in analysis.in_order:
        rows = table(inputs)
        if (surveys := simulated.intersection(table.surveys)) and "simulated" not in rows.columns:
            raise SurveyError(
                f"{file}, {table.name}: answers of {', '.join(sorted(surveys))} are simulated; "
                "a column `simulated` says which rows are about them"
            )
        described[table.name] = Path(folder, f"{table.name}.parquet")  # as the next are given it
        write_table(rows, str(described[table.name]))


def _of_survey(analysis: AnalysisFile, survey: DeclaredSurvey, accepted: str, units: str) -> Given:
    """Return what all tables of a file may read of a survey's answers."""
    form = survey.questionnaire
    questions = {question for table in analysis.tables.values() for question in table.answers}
    return Given.of(
        read_answers(accepted, questions),
        read_table(units, Units).drop("unit_columns"),
        survey.frame,
        codebook=survey.codebook,
        numbers=form.of_type(*NUMBERS),
    )
