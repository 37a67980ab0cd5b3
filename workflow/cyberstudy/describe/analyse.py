"""Run one table of an analysis of one's own on what it declares to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.questionnaire import NUMBERS
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.answers import Units
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import protected_file, read_json, read_table


def analyse(
    file: str,
    name: str,
    survey: Declared,
    *,
    answers: Sequence[str],
    tables: Sequence[str],
    seed: int,
) -> pl.DataFrame:
    """Make the table `name` of an analysis.

    Parameters
    ----------
    answers
        The survey's accepted answers and its units; of what lies across surveys neither.
    tables
        Those that it reads, one by one; across surveys also folders of protected ones, each below
        its survey's.

    Raises
    ------
    StudyProblem
        With file and line, as `cyberstudy.analyses.TableOfOwn` tells.
    """
    made = opened(Path(file)).tables[name]
    files = (path for path in map(Path, tables) if path.suffix)
    described = dict(zip(made.beside, files, strict=True))
    if not answers:
        protected = {path.parts[-3]: path for path in map(Path, tables) if not path.suffix}
        found = {
            each: path
            for each in made.reads
            for survey, _, name in [each.partition("/")]
            # A record's name says its ending; tables are of several.
            if survey in protected
            and (path := protected_file(protected[survey], name if "." in name else f"{name}.*"))
        }
        simulated = frozenset(
            survey
            for survey, folder in protected.items()
            if read_json(folder.parent / "report.json")["simulated"]
        )
        table = made(Given(tables=described | found, seed=seed, simulated=simulated))
        if simulated and "simulated" not in table.columns:
            raise StudyProblem(
                f"{file}, {name}: answers of {', '.join(sorted(simulated))} are simulated; "
                "a column `simulated` says which rows are about them"
            )
        return table
    accepted, units = answers
    form = survey.questionnaire
    return made(
        Given.of(
            read_answers(accepted, made.answers),
            read_table(units, Units).drop("unit_columns"),
            survey.frame,
            codebook=survey.codebook,
            numbers=form.of_type(*NUMBERS),
            tables=described,
            seed=seed,
        )
    )
