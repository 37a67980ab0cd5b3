"""Run one table of an analysis of one's own on what it declares to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.analyses import Given, opened
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.questionnaire import NUMBERS
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.answers import Units
from cyberstudy.tables.storage import read_table


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
    file
        The analysis.
    answers
        The survey's accepted answers and its units; of what lies across surveys neither.
    tables
        Described tables; across surveys folders of protected ones, each below its survey's.

    Raises
    ------
    StudyProblem
        With file and line, as `cyberstudy.analyses.TableOfOwn` tells.
    """
    made = opened(Path(file)).tables[name]
    if not answers:
        protected = {Path(folder).parts[-3]: Path(folder) for folder in tables}
        found = {
            each: path
            for each in made.reads
            if (folder := protected.get(each.partition("/")[0]))
            and (path := min(folder.glob(f"{each.partition('/')[2]}.*"), default=None))
        }
        return made(Given(tables=found, seed=seed))
    accepted, units = answers
    form = survey.questionnaire
    return made(
        Given.of(
            read_answers(accepted, made.answers),
            read_table(units, Units).drop("told"),
            survey.frame,
            numbers=form.of_type(*NUMBERS),
            questions=form.questions,
            tables={Path(path).stem: Path(path) for path in tables},
            seed=seed,
        )
    )
