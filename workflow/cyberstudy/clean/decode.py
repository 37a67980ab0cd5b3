"""From text to value and status, one question's whole column at a time.

Distinct texts are few, so each is judged once and the judgement is laid over the column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from cyberstudy.declare.matching import normalised
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.declare.routing import to_polars

#: What became of one distinct text; `how` names the kind of log entry, "" for none.
_JUDGED = {
    "text": pl.String,
    "value": pl.String,
    "number": pl.Float64,
    "status": pl.String,
    "how": pl.String,
    "reason": pl.String,
}


_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WRITTEN = re.compile(r"[-+]?\d+([.,]\d+)?")
_AMBIGUOUS = re.compile(r"^-?\d{1,3}(,\d{3})+$")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[ t])")


@dataclass(frozen=True)
class MissingTokens:
    """Texts that stand for a missing answer, with the status each means."""

    statuses: Mapping[str, str]

    @classmethod
    def of(cls, tokens: Mapping[str, str]) -> MissingTokens:
        """Build from texts as written; they are recognised after normalising."""
        return cls({normalised(text): status for text, status in tokens.items()})

    def status_of(self, text: str) -> str | None:
        """Return the status that `text` means, or None."""
        return self.statuses.get(normalised(text))


def decode(
    texts: pl.Series,
    question: Question,
    questionnaire: Questionnaire,
    *,
    missing: MissingTokens,
    separator: str | None = None,
    codes: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Judge a column of verbatim texts by what its question may be answered.

    Parameters
    ----------
    texts
        Verbatim cells; null where the cell is empty.
    question, questionnaire
        What was asked, and its options.
    missing
        Texts that stand for a missing answer in this export.
    separator
        What joins several answers in one cell.
    codes
        Codes that the collector writes in place of labels -> option.

    Returns
    -------
    pl.DataFrame
        As many rows as `texts`, in their order: value, number, status, how, reason. A blank
        cell is `no_answer` here; routing may say later that it was not asked. Several answers
        are codes joined by blanks, in the order of the options.
    """
    distinct = texts.unique().drop_nulls()
    judged = [
        {"text": text, **_judge(text, question, questionnaire, missing, separator, codes or {})}
        for text in distinct.to_list()
    ]
    table = pl.DataFrame(judged, schema=_JUDGED)
    if question.constraint and table.height:
        table = constrained(table, question, question.constraint)
    return (
        texts.to_frame("text")
        .join(table, on="text", how="left", maintain_order="left")
        .select("value", "number", pl.col("status").fill_null("no_answer"), "how", "reason")
    )


def _judge(
    text: str,
    question: Question,
    questionnaire: Questionnaire,
    missing: MissingTokens,
    separator: str | None,
    codes: Mapping[str, str],
) -> dict[str, object]:
    if text.strip() in codes:
        return _valid(codes[text.strip()])
    status = missing.status_of(text)
    if status is not None:
        return _answer(status=status)
    if not normalised(text):
        return _answer(status="no_answer")
    if question.type == "select_one":
        match = questionnaire.options_of(question).index.find(text)
        if match is None:
            return _invalid(f"not an option of {question.name}", "unknown_option")
        return _valid(match.code, how=match.how)
    if question.type == "select_multiple":
        options = questionnaire.options_of(question)
        matches = options.index.split(text, separator or " ")
        if matches is None:
            return _invalid(f"holds what is no option of {question.name}", "unknown_option")
        chosen = {match.code for match in matches}
        return _valid(" ".join(code for code in options.codes if code in chosen))
    if question.type in {"integer", "decimal"}:
        return _number(text, whole=question.type == "integer")
    if question.type == "date":
        return _date(text)
    return _valid(text)


def _number(text: str, *, whole: bool) -> dict[str, object]:
    """Read a number in whatever digits it is written; a comma may be the decimal mark.

    Assume: a comma with exactly three digits behind it could as well part thousands, so it is
    refused rather than guessed at.
    """
    cleaned = normalised(text).replace("\u066b", ",")
    if _AMBIGUOUS.search(cleaned):
        return _invalid("1,000 or 1.000: the comma could be either", "not_a_number")
    if not _WRITTEN.fullmatch(cleaned):
        return _invalid("not a number", "not_a_number")
    number = float(cleaned.replace(",", "."))  # knows the digits of every script
    if math.isinf(number):
        return _invalid("too large for a number", "not_a_number")
    if whole and number != int(number):
        return _invalid("not a whole number", "not_a_number")
    value = str(int(number)) if whole else repr(number)
    plain = _PLAIN.fullmatch(text.strip()) is not None
    return _answer(
        value=value,
        number=number,
        how="" if plain else "normalised",
        reason="" if plain else "written with other digits or another decimal mark",
    )


def _date(text: str) -> dict[str, object]:
    """Read a date as forms and spreadsheets write it: year first, with or without a time."""
    found = _DATE.match(normalised(text))
    try:
        return _valid(str(date.fromisoformat(found[0]))) if found else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> dict[str, object]:
    return _invalid("not a date, expected YYYY-MM-DD", "not_a_date")


def constrained(table: pl.DataFrame, question: Question, constraint: str) -> pl.DataFrame:
    """Turn valid values that the form would have refused into invalid ones."""
    holds = to_polars(constraint, this=question.name)
    refused = (pl.col("status") == "valid") & ~pl.col("_holds")
    reason = f"out of range: {question.constraint_message or constraint}"
    checked = table.with_columns(pl.col("value").alias(question.name)).with_columns(_holds=holds)
    return checked.with_columns(
        status=pl.when(refused).then(pl.lit("invalid")).otherwise("status"),
        how=pl.when(refused).then(pl.lit("out_of_range")).otherwise("how"),
        reason=pl.when(refused).then(pl.lit(reason)).otherwise("reason"),
        value=pl.when(refused).then(None).otherwise("value"),
        number=pl.when(refused).then(None).otherwise("number"),
    ).select(table.columns)


def _answer(
    *,
    value: str | None = None,
    number: float | None = None,
    status: str = "valid",
    how: str = "",
    reason: str = "",
) -> dict[str, object]:
    return {
        "value": value,
        "number": number,
        "status": status,
        "how": how,
        "reason": reason,
    }


def _valid(value: str, *, how: str = "exact") -> dict[str, object]:
    reasons = {
        "exact": "",
        "normalised": "blanks, case or Unicode form differ from the label",
        "alias": "a reviewed spelling",
    }
    return _answer(value=value, how="" if how == "exact" else how, reason=reasons[how])


def _invalid(reason: str, how: str) -> dict[str, object]:
    return _answer(status="invalid", how=how, reason=reason)
