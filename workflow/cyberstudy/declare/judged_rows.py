"""Tables of people's judgements across surveys: read row by row, and compared with the surveys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar, Self, TypeVar

from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table


@dataclass(frozen=True, kw_only=True)
class JudgedRow:
    """A row of such a table, all cells as text, with its number in the file."""

    #: Columns that may be empty.
    OPTIONAL: ClassVar[tuple[str, ...]] = ()

    row: int

    @classmethod
    def columns(cls) -> list[str]:
        """Return the columns of the table."""
        return [field.name for field in fields(cls) if field.name != "row"]

    @classmethod
    def read(cls, path: Path) -> list[Self]:
        """Read a table.

        Raises
        ------
        SurveyError
            It is no such table, or a cell that must not be empty is.
        """
        columns = cls.columns()
        rows = read_text_table(path, columns).select(columns).fill_null("").iter_rows(named=True)
        judged = [cls(**cells, row=number) for number, cells in enumerate(rows, start=2)]
        needed = [name for name in columns if name not in cls.OPTIONAL]
        empty = ((one.row, name) for one in judged for name in needed if not vars(one)[name])
        stop_at(path, [f"row {number}, {name}: is empty" for number, name in empty])
        return judged


R = TypeVar("R", bound=JudgedRow)


def check_rows(
    path: Path, rows: Sequence[R], mistakes: Callable[[R], Iterator[str]], *key: str
) -> None:
    """Stop at rows with mistakes, and at those whose columns `key` stand in a row before.

    Raises
    ------
    SurveyError
        Every mistake, with its row, its column and what is possible there.
    """
    problems = [f"row {row.row}, {mistake}" for row in rows for mistake in mistakes(row)]
    first_row: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = tuple(vars(row)[name] for name in key)
        if (first := first_row.setdefault(cells, row.row)) != row.row:
            problems.append(
                f"row {row.row}: {' '.join(filter(None, cells))} stands in row {first} too"
            )
    stop_at(path, problems)


def stop_at(path: Path, problems: Iterable[str]) -> None:
    """Raise an error that lists all problems of a file, if there are any."""
    if every := [*problems]:
        raise SurveyError(f"{path}:{listed(every)}")


def question_of(form: Questionnaire, name: str) -> Question | str:
    """Return a question of a form, or what is wrong with its name."""
    return wrong_name("question", name, form.questions) or form.questions[name]


def wrong_options(form: Questionnaire, question: Question, options: Sequence[str]) -> Iterator[str]:
    """Return options that a select question does not have."""
    codes = form.options_of(question).labelled
    problems = (wrong_name(f"option of {question.name}", option, codes) for option in options)
    return filter(None, problems)
