"""A claim is a table of choices: under which of those that it declares it holds.

A sentence that infers something rests on such a table: `says` names it, and the sentence is said
if the claim holds under every choice that applies; else a weaker one is. A claim stands among a
survey's analyses, marked with `claim` (``docs/own_analysis.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import polars as pl

from cyberstudy.analyses import Analysis, Given, TableOfOwn, told_at
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError

#: Regions of the reference, which claims leave out one by one.
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
#: Within what countries may be alike: a column of `country_facts`, or nothing.
NEIGHBOURS = {
    "correlated within subregions": "subregion",
    "correlated within regions": "region",
    "treated as independent": None,
}


class Choices(Analysis):
    """Under which choices a claim holds, a row a choice, all else as in the first of each kind.

    Assume: a result over ten units or more may be seen where it is about personal questions, too.
    So a choice that leaves units out leaves out ten or more, or it would tell of these few.
    """

    SUMS = True

    kind = key(
        "What is chosen, such as a cut-off, an adjustment or a region left out.",
        phrase("What varies"),
    )
    choice = key("How it is chosen.", phrase("Choice"))
    value = statistic("What comes out under it, which the claim is about.", phrase("Result"))
    holds = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the claim holds under it; null where the choice does not apply.",
        phrase("Holds"),
        nullable=True,
    )
    reason = column(dy.String, Part.REASON, 'Why it does not apply; "" where it does.')


def counted(choices: pl.DataFrame) -> tuple[int, int]:
    """Return in how many specifications a claim holds, and how many were tried.

    Assume: a result that every kind of choice has is that of the study's own specification, the
    first choice of each kind, which counts once.
    """
    tried = choices.drop_nulls("holds")
    kinds = tried["kind"].n_unique()
    main = tried.group_by("value", "holds").agg(pl.col("kind").n_unique()).filter(kind=kinds)
    again = kinds - 1 if main.height else 0
    return int(tried["holds"].sum()) - again * main["holds"].any(), tried.height - again


class Specification(dict[str, str]):
    """Kind of choice -> choice: one that is varied, and of all other kinds the study's own.

    Attributes
    ----------
    kind
        The kind that is varied.
    own
        The study's own choice of each kind.
    """

    def __init__(self, over: Mapping[str, Sequence[str]], kind: str, choice: str) -> None:
        self.kind, self.own = kind, {name: choices[0] for name, choices in over.items()}
        super().__init__(self.own | {kind: choice})


#: What comes out under a specification: units, and either value and holds, or a reason why it does
#: not apply; None where what it takes is not available.
Outcome = Mapping[str, Any] | None
NOT_AVAILABLE = phrase("not available in this run")
#: When the range of a claim was written.
BEFORE_LOOKING = phrase("before any number was looked at")
AFTER_LOOKING = phrase("after a first look at the numbers")
NOT_RECORDED = phrase("not recorded")


@dataclass(frozen=True)
class Claim(TableOfOwn):
    """A table of choices with the range that was declared for it.

    Attributes
    ----------
    over
        Kind of choice -> choices, the study's own first.
    refuted_by
        What would show that the claim is wrong, in a sentence.
    range_written
        Before or after looking at the numbers, or not recorded.
    """

    over: Mapping[str, Sequence[str]]
    refuted_by: str
    range_written: str

    def words(self) -> Iterator[tuple[str, str]]:
        """List what readers are told of it, each with what it is, for translators."""
        for kind, several in self.over.items():
            yield kind, "claim: what varies"
            yield from ((choice, f"claim: a choice of \u201c{kind}\u201d") for choice in several)
        yield self.refuted_by, "claim: what would refute it"

    def __call__(self, inputs: Given) -> pl.DataFrame:
        """Make the table, and stop where a choice has neither outcome nor reason."""
        rows = super().__call__(inputs)
        if rows.filter(pl.col("holds").is_null() != (pl.col("reason") != "")).height:
            with told_at(self.function):
                raise SurveyError("a choice has either `holds` or a reason why it does not apply")
        return rows


def claim(
    *,
    over: Mapping[str, Sequence[str]],
    refuted_by: str,
    range_written: str = NOT_RECORDED,
    answers: Sequence[str] = (),
    tables: Sequence[str] = (),
) -> Callable[[Callable[[Given, Specification], Outcome]], Claim]:
    """Mark a function that examines a claim under one specification.

    Its table (contract `Choices`) has a row for each choice, all else as in the first of each kind.

    Parameters
    ----------
    over
        The range, written before the table is made: kind of choice -> choices, the study's own
        first.
    refuted_by
        What would show that the claim is wrong, in a sentence.
    range_written
        `BEFORE_LOOKING`, `AFTER_LOOKING` or `NOT_RECORDED`.
    answers, tables
        What it reads, as in `analyses.table`.
    """

    def marked(function: Callable[[Given, Specification], Outcome]) -> Claim:
        class Range(Choices):
            __doc__ = function.__doc__

        @wraps(function)
        def examined(inputs: Given) -> pl.DataFrame:
            rows = []
            for kind, choice in ((kind, c) for kind, several in over.items() for c in several):
                outcome = function(inputs, Specification(over, kind, choice))
                row = {"kind": kind, "choice": choice, "value": None, "holds": None, "reason": ""}
                rows.append(row | dict(outcome or {"units": [], "reason": NOT_AVAILABLE}))
            kinds = {"value": pl.Float64, "holds": pl.Boolean}
            return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)

        return Claim(examined, Range, answers, tables, over, refuted_by, range_written)

    return marked
