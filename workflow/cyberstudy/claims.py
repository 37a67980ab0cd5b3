"""A claim is a table of specifications: its estimate under each, and whether it holds.

A sentence that infers something rests on such a table: `says` names it, and the sentence is said
if the claim stands (`stands`); else a weaker one is. A claim stands among a survey's analyses,
marked with `claim` (``docs/own_analysis.md``). Claims about States share one list of choices
(`specifications`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import chain, product
from typing import Any

import polars as pl

from cyberstudy.analyses import Analysis, Given, TableOfOwn, told_at
from surveyanswers.tables.disclosure import Part, column, key, statistic
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError

#: What a row is called that varies nothing: all choices are the study's own.
MAIN, OWN_CHOICES = phrase("Main specification"), phrase("all choices as in the study")
CROSSED = " \u00d7 "  # between two kinds that are varied together, and between their choices
#: Assume: nine in ten crossed specifications are enough, for some leave few States and many
#: controls. Whatever is varied by itself has to hold.
ENOUGH_CROSSED = 0.9


class Choices(Analysis):
    """The estimate of a claim under each specification, and whether the claim holds.

    The first row is the study's own specification; others vary one kind of choice, or two of them
    (`CROSSED`), with all else as in the first.

    Assume: a result over ten units or more may be seen where it is about personal questions, too.
    So a choice that leaves units out leaves out ten or more, or it would tell of these few.
    """

    SUMS = True

    kind = key(
        "What is chosen, such as a cut-off, an adjustment or a region left out.",
        phrase("What varies"),
    )
    choice = key("How it is chosen.", phrase("Choice"))
    base = column(dy.UInt32, Part.BASE, "Units behind it.", phrase("Units"))
    value = statistic("The estimate, which the claim is about.", phrase("Estimate"))
    low = statistic("Lower end of its interval; null where it has none.", phrase("Interval, from"))
    high = statistic("Its upper end.", phrase("Interval, to"))
    permuted = statistic(
        "What chance gives: the 95th percentile, in the claim's direction, of estimates from "
        "outcomes shuffled among similar units; null where that is not computed.",
        phrase("By chance"),
    )
    most = statistic(
        "The estimate if outcomes were dealt to units in the order that favours the claim most.",
        phrase("At most"),
    )
    holds = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the claim holds under it; null where the choice does not apply.",
        phrase("Holds"),
        nullable=True,
    )
    reason = column(dy.String, Part.REASON, 'Why it does not apply; "" where it does.')


NUMBERS = ("value", "low", "high", "permuted", "most")


def counted(choices: pl.DataFrame) -> tuple[int, int]:
    """Return in how many specifications a claim holds, and how many apply."""
    tried = choices.drop_nulls("holds")
    return int(tried["holds"].sum()), tried.height


def stands(choices: pl.DataFrame) -> bool:
    """Whether a claim holds whichever single kind is varied, and in nearly all crossed ones."""
    tried = choices.drop_nulls("holds")
    crossed = pl.col("kind").str.contains(CROSSED, literal=True)
    both, single = tried.filter(crossed)["holds"], tried.remove(crossed)["holds"]
    enough = both.is_empty() or int(both.sum()) >= ENOUGH_CROSSED * both.len()
    return not single.is_empty() and bool(single.all()) and enough


class Specification(dict[str, str]):
    """Kind of choice -> choice: one or two that are varied, and of all others the study's own.

    Attributes
    ----------
    own
        The study's own choice of each kind.
    """

    def __init__(self, over: Mapping[str, Sequence[str]], varied: Mapping[str, str]) -> None:
        self.varied, self.own = varied, {name: choices[0] for name, choices in over.items()}
        super().__init__({**self.own, **varied})

    @property
    def name(self) -> tuple[str, str]:
        """What its row is called: kind and choice."""
        if not self.varied:
            return MAIN, OWN_CHOICES
        return CROSSED.join(self.varied), CROSSED.join(self.varied.values())


#: What comes out under a specification: units, and either value and holds, with low, high, permuted
#: and most where there are, or a reason why it does not apply; None where what it takes is not
#: available.
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
    dropped
        Related claims that were tried and dropped, and why, a sentence each.
    """

    over: Mapping[str, Sequence[str]]
    refuted_by: str
    range_written: str
    dropped: Sequence[str] = ()

    def words(self) -> Iterator[tuple[str, str]]:
        """List what readers are told of it, each with what it is, for translators."""
        for kind, several in self.over.items():
            yield kind, "claim: what varies"
            yield from ((choice, f"claim: a choice of \u201c{kind}\u201d") for choice in several)
        yield self.refuted_by, "claim: what would refute it"
        yield from ((text, "claim: tried and dropped") for text in self.dropped)

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
    dropped: Sequence[str] = (),
    answers: Sequence[str] = (),
    tables: Sequence[str] = (),
) -> Callable[[Callable[[Given, Specification], Outcome]], Claim]:
    """Mark a function that examines a claim under one specification.

    Its table (contract `Choices`) has a row for the first choices of all kinds, one for each other
    choice, and one for each pair of other choices of the two kinds that move the estimate most.

    Parameters
    ----------
    over
        The range, written before the table is made: kind of choice -> choices, the study's own
        first.
    refuted_by
        What would show that the claim is wrong, in a sentence.
    range_written
        `BEFORE_LOOKING`, `AFTER_LOOKING` or `NOT_RECORDED`.
    dropped
        Related claims that were tried and dropped, and why, a sentence each.
    answers, tables
        What it reads, as in `analyses.table`.
    """

    def marked(function: Callable[[Given, Specification], Outcome]) -> Claim:
        class Range(Choices):
            __doc__ = function.__doc__

        @wraps(function)
        def examined(inputs: Given) -> pl.DataFrame:
            def rows_of(several: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
                rows = []
                for specification in (Specification(over, varied) for varied in several):
                    outcome = function(inputs, specification)
                    row: dict[str, Any] = dict(
                        zip(("kind", "choice"), specification.name, strict=True)
                    )
                    row |= dict.fromkeys((*NUMBERS, "holds")) | {"reason": ""}
                    rows.append(row | dict(outcome or {"units": [], "reason": NOT_AVAILABLE}))
                return rows

            varied = {kind: [{kind: choice} for choice in over[kind][1:]] for kind in over}
            main = rows_of([{}])
            by_kind = {kind: rows_of(several) for kind, several in varied.items()}
            pair = most_moved({kind: main + rows for kind, rows in by_kind.items()})
            crossed = product(*(varied[kind] for kind in pair)) if len(pair) > 1 else []
            rows = [*main, *chain(*by_kind.values()), *rows_of(a | b for a, b in crossed)]
            kinds = dict.fromkeys(NUMBERS, pl.Float64) | {"holds": pl.Boolean}
            table = pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)
            return table.with_columns(
                pl.col(*NUMBERS).fill_nan(None), base=pl.col("units").list.len()
            )

        return Claim(examined, Range, answers, tables, over, refuted_by, range_written, dropped)

    return marked


def most_moved(by_kind: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Return the two kinds of choice over which estimates are furthest apart, in declared order.

    Parameters
    ----------
    by_kind
        Kind -> its rows and the main specification's.
    """

    def apart(kind: str) -> float:
        values = [row["value"] for row in by_kind[kind] if row["value"] is not None]
        return max(values) - min(values) if values else 0.0

    moving = [kind for kind in by_kind if apart(kind) > 0]
    first = sorted(moving, key=lambda kind: -round(apart(kind), 9))[:2]
    return [kind for kind in by_kind if kind in first]
