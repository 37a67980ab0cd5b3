"""What each column of a table means, and its part in disclosure: nothing passes that declares none.

A column is declared with `column`, which puts both into its contract. Stage 6 withholds by these
parts and the release lists them; so a new table or column is closed until somebody has said what
it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import polars as pl

from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError

Column = TypeVar("Column", bound=dy.Column)
#: Keys of a column's metadata.
DISCLOSURE, DECIMALS, LABEL = "disclosure", "decimals", "label"
#: The column, or key of a record, that says whether a generator made the answers behind it.
SIMULATED = "simulated"


class Part(StrEnum):
    """The part of a column in disclosure; of a confidential survey some are withheld."""

    KEY = "key"  # what a row is about, by names that the declarations give
    LABEL = "label"  # what declarations or rules say of it; no answer has a part in it
    FRAME = "frame"  # known of the list of those who were to answer, of who replied, or published
    PROCESS = "process"  # counts files or cells, and what was done to them, not units
    BASE = "base"  # units behind the row: with too few the row's counts and statistics are withheld
    FREQUENCY = "frequency"  # units that a row's own key picks out: withheld itself where too few
    COUNT = "count"  # units that answered something
    STATISTIC = "statistic"  # computed from answers
    CELL = "cell"  # of one group's answers to one question: suppression decides
    GROUPS = "groups"  # computed over all groups of a way of dividing units
    NONRESPONSE = "nonresponse"  # units by why they do not answer
    MEAN = "mean"  # a mean of scores, or computed from such means
    ORDER = "order"  # a single unit's value, such as a median, or one that few units may decide
    REASON = "reason"  # why a number is not given
    WITHIN = "within"  # so finely divided that with a group's size it counts single units
    HOLDING = "holding"  # tells a file by its bytes or its sender: the column stays inside
    UNIT = "unit"  # names a unit, or is of a single one
    VALUE = "value"  # what the source says of the row's unit, as it says it
    RESPONDENT = "respondent"  # names a form or a file, or its place in one
    TEXT = "text"  # what somebody wrote or chose, word for word


#: Parts that keep a whole table inside a confidential survey.
INSIDE = frozenset({Part.WITHIN, Part.UNIT, Part.VALUE, Part.RESPONDENT, Part.TEXT})
#: What repeats the source, unit by unit: it is passed on where the source's terms say so.
REPEATED = frozenset({Part.VALUE, Part.TEXT})
#: Parts that say what a row is of; a table that has no others beside `REPEATED` computes nothing.
DESCRIBING = frozenset(
    {Part.KEY, Part.LABEL, Part.FRAME, Part.REASON, Part.HOLDING, Part.UNIT, Part.RESPONDENT}
)
#: Parts that are emptied in rows of too few units.
WITHHELD = frozenset({Part.COUNT, Part.STATISTIC})
#: These, and others that may be emptied cell by cell.
EMPTIED = WITHHELD | {Part.FREQUENCY, Part.CELL, Part.GROUPS, Part.NONRESPONSE, Part.MEAN}

MEANINGS = {
    Part.KEY: "what the row is about",
    Part.LABEL: "what declarations or rules say of it",
    Part.FRAME: "known of the list of units, of who replied, or from a publication",
    Part.PROCESS: "counts files or cells, not units",
    Part.BASE: "units behind the row; with too few, its counts and statistics are withheld",
    Part.FREQUENCY: "units that the row's key picks out; withheld where too few",
    Part.COUNT: "units that answered something",
    Part.STATISTIC: "computed from answers",
    Part.CELL: "of one group's answers to one question; leaves where suppression, which an audit "
    "proves, lets this group of the question pass",
    Part.GROUPS: "computed over all groups of a way of dividing units; leaves where all of them do",
    Part.NONRESPONSE: "units by why they do not answer; leaves for whole groups of respondents of "
    "four times the minimum base, not for their parts",
    Part.MEAN: "a mean of scores, or computed from such means; leaves from twice the minimum base, "
    "with two decimals, and where subtraction gives no mean of fewer",
    Part.ORDER: "a single unit's value, such as a median, or one that few units may decide; stays "
    "inside",
    Part.REASON: "why a number is not given",
    Part.WITHIN: "so finely divided that it counts single units: stays inside",
    Part.HOLDING: "tells a file by its bytes or its sender: this column stays inside",
    Part.UNIT: "names a unit, or is of a single one: stays inside",
    Part.VALUE: "what the source says of the row's unit: stays inside; of a public survey it is "
    "passed on where the terms of the source say that files may be",
    Part.RESPONDENT: "names a form, a file or a place in one: stays inside",
    Part.TEXT: "what somebody wrote or chose: stays inside; of a public survey as a value",
}


def column(
    kind: type[Column],
    part: Part,
    meaning: str,
    label: str = "",
    *,
    decimals: int | None = None,
    **options: Any,
) -> Column:
    """Declare a column of a contract.

    Parameters
    ----------
    kind
        Its type, such as `dataframely.UInt32`.
    part
        In disclosure.
    meaning
        For readers: what it says, with its unit or codes.
    label
        What pages call a column of that name, in whatever table: one contract says it. By default
        the name.
    decimals
        That a weighted number keeps in a confidential sample: from an exact one and the weights
        it can be told who gave which answer.
    options
        Those of `kind`: nullable, primary_key, min, max ...
    """
    metadata = {DISCLOSURE: part, LABEL: label, DECIMALS: decimals}
    return kind(description=meaning, metadata=metadata, **options)


def key(meaning: str, label: str = "") -> dy.String:
    """Declare a column of names that tells, with the others of its kind, what a row is about."""
    return column(dy.String, Part.KEY, meaning, label, primary_key=True)


def statistic(meaning: str, label: str = "", **limits: Any) -> dy.Float64:
    """Declare a column of numbers computed from answers, which may be null."""
    return column(dy.Float64, Part.STATISTIC, meaning, label, nullable=True, **limits)


def tally(part: Part, meaning: str, label: str = "") -> dy.UInt32:
    """Declare a column of counts, which may be null."""
    return column(dy.UInt32, part, meaning, label, nullable=True)


def proportion(
    part: Part,
    meaning: str,
    label: str = "",
    *,
    nullable: bool = True,
    decimals: int | None = None,
) -> dy.Float64:
    """Declare a column of shares or probabilities, from 0 to 1."""
    limits: dict[str, Any] = {"min": 0, "max": 1, "nullable": nullable}
    return column(dy.Float64, part, meaning, label, decimals=decimals, **limits)


def rounded(table: pl.DataFrame, contract: type[dy.Schema]) -> pl.DataFrame:
    """Round the columns of a table whose contract says to how many decimals."""
    declared = contract.columns()
    decimals = {n: (kind.metadata or {}).get(DECIMALS) for n, kind in declared.items()}
    return table.with_columns(
        pl.col(name).cast(pl.Float64).round(places)
        for name, places in decimals.items()
        if places is not None
    )


def wave_column(*, primary_key: bool = True) -> dy.String:
    """Declare the column that tells waves of a survey apart."""
    meaning = 'Wave of the survey, such as a year; "" where it was held once.'
    label = phrase("Edition")
    return column(dy.String, Part.KEY, meaning, label, primary_key=primary_key)


def listed_column() -> dy.UInt32:
    """The column of how many the list of units has."""
    meaning = "Members of the frame; null where there is no list."
    return column(dy.UInt32, Part.FRAME, meaning, phrase("Listed"), nullable=True)


def part_of(name: str, declared: dy.Column, table: str) -> Part:
    """Return the part in disclosure of a column.

    Raises
    ------
    SurveyError
        The contract declares none, or does not say what the column means.
    """
    part = (declared.metadata or {}).get(DISCLOSURE)
    if part is None or not declared.description:
        raise SurveyError(
            f"table {table}: column {name} declares no meaning or no part in disclosure; "
            "its contract in cyberstudy.tables must say both"
        )
    return Part(part)


def disclosure_of(contract: type[dy.Schema]) -> dict[str, Part]:
    """Return the part in disclosure of every column of a contract, as `part_of`."""
    return {
        name: part_of(name, declared, contract.__name__)
        for name, declared in contract.columns().items()
    }
