"""An analysis of one's own: one Python file beside a survey's plan, found and run by the workflow.

``config/surveys/<survey>/analyses/<name>.py`` marks functions: with `table` what makes a table,
with `figure` what draws from it as it passed protection. ``config/sources/analyses/`` holds those
that read protected tables of several surveys. ``docs/own_analysis.md`` shows how.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from inspect import unwrap
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import (
    REPEATED,
    Part,
    column,
    disclosure_of,
    key,
    statistic,
    tally,
)
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked, read_json, schema_of

#: The folder of a survey's analyses, and of what they make below the stage.
FOLDER = "analyses"
#: What to do where units were counted twice.
JOIN = (
    "survey.units and survey.answers have a row for each unit and wave: join them on both, unit_id "
    "and wave, and take one wave for each row"
)
#: Where tables of reference lie that a survey's analyses may read.
REFERENCE = "data/raw/reference/"


class Analysis(Contract):
    """What a table of an analysis has, besides the columns that its contract declares."""

    ABOUT: ClassVar[tuple[str, ...]] = ("units", "questions")
    #: Whether rows are sums over many: then some on personal questions may leave (stage 6).
    SUMS: ClassVar[bool] = False

    units = column(
        dy.List,
        Part.UNIT,
        "Units that the row is about: all that were counted for it, its base.",
        inner=dy.String(),
    )
    questions = column(dy.List, Part.UNIT, "Questions that the row is about.", inner=dy.String())


class Coefficients(Analysis):
    """A regression, a row a term, with how many units are behind it.

    Coefficients are of no sums over many, so of personal questions none leaves.
    """

    term = key("What the coefficient is of.", phrase("Term"))
    estimate = statistic("Coefficient; of a logistic regression in log odds.", phrase("Estimate"))
    low = statistic("Lower end of its interval.", phrase("Interval, from"))
    high = statistic("Upper end of its interval.", phrase("Interval, to"))
    p = statistic("p-value of no dependence, not adjusted.", phrase("p-value"))
    base = tally(Part.BASE, "Units behind it.", phrase("Base"))


@dataclass(frozen=True, eq=False)
class Given:
    """What an analysis may read.

    Tables of a file that declare to read the same are given the same object, so that what several
    of them compute of it can be kept with `functools.cache`.

    Attributes
    ----------
    units
        Those who were to answer or did: wave, unit_id, group, and the list's columns beside.
    accepted
        `tables.Answers` to the questions that the analysis declares.
    numbers
        Questions whose answers are numbers.
    labels
        All questions of the survey with their short labels; none of what lies across surveys.
    tables
        Where tables and records lie that it declares; those of a survey that does not run are not.
    simulated
        Of the surveys whose protected tables it is given, those with simulated answers.
    seed
        The study's, for whatever draws at random.
    """

    units: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=["unit_id"]))
    accepted: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=schema_of(Answers)))
    numbers: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Path] = field(default_factory=dict)
    seed: int = 0
    simulated: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        accepted: pl.DataFrame,
        units: pl.DataFrame,
        frame: pl.DataFrame | None,
        *,
        codebook: pl.DataFrame,
        numbers: Iterable[str],
        **rest: Any,
    ) -> Given:
        """Return inputs with the list's columns; a question without a label is its name."""
        if frame is not None:
            units = units.join(frame, on="unit_id", how="left", maintain_order="left")
        named = codebook.select("question", pl.col("short_label").fill_null(pl.col("question")))
        return cls(units, accepted, frozenset(numbers), dict(named.iter_rows()), **rest)

    @cached_property
    def answers(self) -> pl.DataFrame:
        """A row a unit and wave that said something: a column a question, null without an answer.

        An option of several that may be ticked has a column of its own, ``question/option``.

        Raises
        ------
        SurveyError
            A question is asked in repeat instances, so that a unit has several answers: see
            `accepted`.
        """
        if turns := self.accepted.filter(pl.col("instance") > 0)["question"].unique().to_list():
            raise SurveyError(
                f"{', '.join(sorted(turns))}: asked in repeat instances, so a unit has several "
                "answers; take them from survey.accepted"
            )
        named = self.accepted.with_columns(
            question=pl.concat_str(
                "question",
                pl.when(pl.col("option") != "").then(pl.concat_str(pl.lit("/"), "option")),
                ignore_nulls=True,
            )
        )
        keys = ["wave", "unit_id"]
        wide = named.select(*keys).unique().sort(keys)
        for (question,), rows in named.group_by("question", maintain_order=True):
            value = "number" if str(question).partition("/")[0] in self.numbers else "value"
            answer_column = rows.select(*keys, pl.col(value).alias(str(question)))
            wide = wide.join(answer_column, on=keys, how="left", maintain_order="left")
        return wide

    def in_both(self, question: str, waves: tuple[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return answers of two waves, of the same listed units with one to a question, sorted."""
        listed = self.units.filter("in_frame")
        answered = self.answers.drop_nulls([question]).join(listed, on=["wave", "unit_id"])
        both = answered.filter(pl.col("wave").is_in(waves))
        both = both.filter(pl.col("wave").n_unique().over("unit_id") == 2).sort("unit_id")
        before, after = (both.filter(wave=wave) for wave in waves)
        return before, after

    def has(self, name: str) -> bool:
        """Whether a table is there: one across surveys is if its survey runs."""
        return name in self.tables

    @property
    def asked_by(self) -> Iterator[set[str]]:
        """Questions that rows of other analyses' tables among these are about."""
        for name in self.tables:
            if name.endswith(".json") or name.startswith(REFERENCE):
                continue
            if "questions" in (read := self.table(name)).columns:
                yield {*read["questions"].explode().drop_nulls()}

    def table(self, name: str) -> pl.DataFrame:
        """Read a table that the analysis declares."""
        return read_table(str(self._found(name)))

    def record(self, name: str) -> dict[str, Any]:
        """Read a record of a clustering that the analysis declares, as in `table`."""
        return read_json(self._found(name))

    def _found(self, name: str) -> Path:
        """Find what is declared, and stop where it is not or there is none."""
        if name not in self.tables:
            names = ", ".join(self.tables) or "none"
            raise SurveyError(
                f"no table {name!r} at hand (there are: {names}). What it reads stands in `tables` "
                "of @table"
            )
        return self.tables[name]


@lru_cache(maxsize=4)
def _read_by(inputs: Given, answers: Sequence[str], tables: Sequence[str]) -> Given:
    """Return the inputs that a table declares."""
    return replace(
        inputs,
        accepted=inputs.accepted.filter(pl.col("question").is_in(answers)),
        tables={name: path for name, path in inputs.tables.items() if name in tables},
    )


@dataclass(frozen=True)
class TableOfOwn:
    """A function that makes a table; called with a `Given` it returns the table, checked."""

    function: Callable[[Given], pl.DataFrame]
    contract: type[Analysis]
    answers: Sequence[str]
    reads: Sequence[str]

    @property
    def name(self) -> str:
        """The table's, which is the function's."""
        return self.function.__name__

    @property
    def beside(self) -> list[str]:
        """What it reads of the survey itself: tables of the stage, and files of reference."""
        return [name for name in self.reads if "/" not in name or name.startswith(REFERENCE)]

    @property
    def surveys(self) -> list[str]:
        """Surveys whose tables it reads, of an analysis across surveys."""
        across = (name for name in self.reads if name not in self.beside)
        return list(dict.fromkeys(name.partition("/")[0] for name in across))

    def __call__(self, inputs: Given) -> pl.DataFrame:
        """Make the table.

        Raises
        ------
        SurveyError
            The function fails, or the table is not what its contract says; with file and line.
        """
        declared_inputs = _read_by(inputs, tuple(self.answers), tuple(self.reads))
        with told_at(self.function):
            rows = self.function(declared_inputs)
            if not (names_units := "units" in rows.columns):
                from cyberstudy.tables.registry import of_groups  # all contracts

                # Assume: what tells of no unit in what may be seen tells of none if computed from.
                if inputs.labels or not all(map(of_groups, self.reads)):
                    raise SurveyError("has no column `units`, which lists whom each row is about")
                rows = rows.with_columns(units=pl.lit([], pl.List(pl.String)))
            if "questions" not in rows.columns:  # then every row is about all that was read
                read = sorted({*self.answers}.union(*declared_inputs.asked_by))
                read = read or [*self.reads] * (not inputs.labels)
                rows = rows.with_columns(questions=pl.lit(read, pl.List(pl.String)))
            about = pl.col("units").list.sort(), pl.col("questions").list.unique().list.sort()
            rows = checked(rows.with_columns(about), self.contract).sort(
                self.contract.primary_key()
            )
            if names_units:
                self._stop_counted_twice(rows)
            self._stop_unsaid(rows, replace(inputs, tables=declared_inputs.tables))
        return rows

    def _stop_counted_twice(self, rows: pl.DataFrame) -> None:
        """Stop where a row names a unit twice, or has a base above the units that it names."""
        bases = [n for n, part in disclosure_of(self.contract).items() if part is Part.BASE]
        for row in rows.select("units", *bases).iter_rows(named=True):
            units = row.pop("units")
            if len(units) > len({*units}):
                twice = [*dict.fromkeys(unit for unit in units if units.count(unit) > 1)]
                raise SurveyError(f"a row names units twice: {', '.join(twice[:5])}. {JOIN}")
            for name, base in row.items():
                if (base or 0) > len(units):
                    raise SurveyError(
                        f"a row has {name} {base}, and names {len(units)} units. {JOIN}"
                    )

    def _stop_unsaid(self, rows: pl.DataFrame, inputs: Given) -> None:
        """Stop where rows name what there is not, or hide what they are about."""
        units, named = ({*rows[column].explode().drop_nulls()} for column in Analysis.ABOUT)
        listed_units = {*inputs.units["unit_id"]} or units
        possible = {*inputs.labels} or {
            name for name in named if name in self.reads or name.partition("/")[0] in self.surveys
        }.union(*inputs.asked_by)
        if strange := sorted(units - listed_units)[:5] + sorted(named - possible)[:5]:
            raise SurveyError(f"rows are about what there is not: {', '.join(strange)}")
        if rows.height and (silent := sorted({*self.answers}.union(*inputs.asked_by) - named)):
            raise SurveyError(f"reads {', '.join(silent)}, and no row says that it is about it")
        # Assume: what is computed of one unit's answers gives these away as if it were they.
        single = (rows["units"].list.len() == 1).any()
        if single and REPEATED.isdisjoint(disclosure_of(self.contract).values()):
            raise SurveyError(
                "a row is about a single unit, so the column that describes it is Part.VALUE; it "
                "leaves where the terms of the source let single values be cited and passed on"
            )


@dataclass(frozen=True)
class Figure:
    """A function that draws from a protected table: given table and view, it returns a `Drawn`."""

    function: Callable[[pl.DataFrame, Any], Any]
    of: TableOfOwn | str
    declared: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The exhibit's, which is the function's."""
        return self.function.__name__

    @property
    def table(self) -> str:
        """The name of the table that it draws."""
        return self.of.name if isinstance(self.of, TableOfOwn) else self.of

    def __call__(self, table: pl.DataFrame, view: Any) -> Any:
        """Draw; what goes wrong is told with file and line."""
        with told_at(self.function):
            return self.function(table, view)


def table(
    contract: type[Analysis],
    *,
    answers: Sequence[str] = (),
    tables: Sequence[str] = (),
) -> Callable[[Callable[[Given], pl.DataFrame]], TableOfOwn]:
    """Mark a function that makes a table.

    Parameters
    ----------
    contract
        Statements of every column what it means and what part it has in disclosure.
    answers
        Questions whose answers it reads.
    tables
        Tables of the stage `describe` that it reads, such as ``"estimates"``, those of analyses
        among them, and files of reference, ``"data/raw/reference/countries.csv"``; across surveys
        protected ones, too: ``"survey/table"``, ``"survey/clustering/verdict.json"``.
    """

    def marked(function: Callable[[Given], pl.DataFrame]) -> TableOfOwn:
        return TableOfOwn(function, contract, answers, tables)

    return marked


def figure(
    of: TableOfOwn | str, *, area: str, title: str, **declared: Any
) -> Callable[[Callable[[pl.DataFrame, Any], Any]], Figure]:
    """Mark a function that draws a table.

    Parameters
    ----------
    of
        What makes the table, in the same file; or the name of a protected one, such as
        ``"estimates"``.
    area, title, declared
        What a plan says of every exhibit: its chapter, its topic; and rank, wave, says.
    """

    def marked(function: Callable[[pl.DataFrame, Any], Any]) -> Figure:
        return Figure(function, of, {"area": area, "title": title, **declared})

    return marked


@contextmanager
def told_at(function: Callable[..., Any]) -> Iterator[None]:
    """Raise what goes wrong in a function as a `SurveyError` with its file and line."""
    code = unwrap(function).__code__  # a figure in seaborn is wrapped
    try:
        yield
    except Exception as problem:
        raise told(problem, Path(code.co_filename), code.co_firstlineno, code.co_name) from problem


def told(problem: Exception, file: Path, line: int, name: str = "") -> SurveyError:
    """Return a problem as an error that names the file and the line of the analysis."""
    frames = traceback.extract_tb(problem.__traceback__)
    at = [frame.lineno for frame in frames if frame.filename == str(file) and frame.lineno]
    if isinstance(problem, SyntaxError) and problem.filename == str(file) and problem.lineno:
        at.append(problem.lineno)
    what = str(problem).strip()
    if not isinstance(problem, SurveyError):
        what = f"{type(problem).__name__}: {what}"
    if isinstance(problem, pl.exceptions.ColumnNotFoundError):
        what += "\nAnswers that are read stand in `answers` of @table."
    where = f"{os.path.relpath(file)}, line {(at or [line])[-1]}"
    return SurveyError(f"{where}{', ' if name else ''}{name}: {what}")
