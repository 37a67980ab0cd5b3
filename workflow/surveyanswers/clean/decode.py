"""From text to value and status: the distinct texts of one question's column, each judged once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import polars as pl

from surveyanswers.clean.literals import Literal, Unreadable, read_date, read_number
from surveyanswers.instrument.matching import Match, index_of, normalised, visible
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.instrument.routing import to_polars

#: What Microsoft Forms ends lists with.
ENDS = ";"
_END = re.compile(rf"{ENDS}\s*\Z")
#: How an option was recognised, and what the log says of it; the least sure comes last.
_RECOGNISED = {
    "exact": "",
    "normalised": "blanks, case or Unicode form differ from the label",
    "alias": "a reviewed spelling",
}


class Judgement(NamedTuple):
    """What became of a text."""

    text: str | None = None
    value: str | None = None
    number: float | None = None
    status: str | None = None
    how: str = ""
    reason: str = ""
    name: str | None = None  # the heading of the column that messages and the log name
    cells: int = 1  # that the answer was put together of


#: Columns of a table of judgements.
OUTCOME = {
    **dict.fromkeys(("text", "value"), pl.String),
    "number": pl.Float64,
    **dict.fromkeys(("status", "how", "reason", "name"), pl.String),
    "cells": pl.UInt32,
}


def folded(missing: Mapping[str, str]) -> dict[str, str]:
    """Return texts that stand for a missing answer as they are recognised, with their status."""
    return {normalised(text): status for text, status in missing.items()}


def decode(
    texts: Iterable[str | None],
    question: Question,
    questionnaire: Questionnaire,
    *,
    missing: Mapping[str, str],
    blank: str | None = None,
    separators: Sequence[str] = (),
    codes: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
    by_program: bool = False,
) -> list[Judgement]:
    """Judge verbatim texts by what their question may be answered.

    Parameters
    ----------
    texts
        Distinct verbatim texts; null is an empty cell.
    missing
        From `folded`: texts that stand for a missing answer in this export.
    blank
        What an empty cell says; no answer by default.
    separators
        What may join several answers in one cell; a blank, where nothing is told. `ENDS` may end
        them, too.
    codes
        Codes that the collector writes in place of labels -> option.
    decimal_mark, by_program
        How numbers are written, see `read_number`.

    Returns
    -------
    list of Judgement
        As many as `texts`, in their order: text, value, number, status, how, reason. A blank
        cell is `no_answer` here; routing may say later that it was not asked. Several answers
        are codes joined by blanks, in the order of the options. `how` names the kind of log
        entry, "" for none.
    """
    written = partial(
        read_number,
        whole=question.type == "integer",
        decimal_mark=decimal_mark,
        by_program=by_program,
    )
    read = read_date if question.type == "date" else written
    ends = ENDS in separators and question.type == "select_multiple"
    arguments = (question, questionnaire, missing, separators, codes or {}, read)
    judged = [
        (_judge(blank, *arguments) if blank else Judgement(status="no_answer"))
        if text is None
        else _judge(_END.sub("", text) if ends else text, *arguments)._replace(text=text)
        for text in texts
    ]
    return constrained(judged, question)


def _judge(
    text: str,
    question: Question,
    questionnaire: Questionnaire,
    missing: Mapping[str, str],
    separators: Sequence[str],
    codes: Mapping[str, str],
    read: Callable[[str], Literal],
) -> Judgement:
    folded_text = normalised(text)
    if text.strip() in codes:
        value, how = codes[text.strip()], "exact"
    elif codes and visible(text) in codes:
        value, how = codes[visible(text)], "normalised"
    elif folded_text in missing or not folded_text:
        return Judgement(status=missing.get(folded_text, "no_answer"))
    elif question.type == "select_one":
        match = index_of(questionnaire.options_of(question)).find(text)
        if match is None:
            return _invalid(f"not an option of {question.name}", "unknown_option")
        value, how = match.code, match.how
    elif question.type == "select_multiple":
        options = questionnaire.options_of(question)
        matches = _several(text, options, separators or (" ",), codes)
        if matches is None:
            reason = f"holds what is no option of {question.name}, or could be cut in several ways"
            return _invalid(reason, "unknown_option")
        chosen = {match.code for match in matches}
        how = max((match.how for match in matches), key=list(_RECOGNISED).index)
        value = " ".join(code for code in options.codes if code in chosen)
    elif question.type in {"integer", "decimal", "date"}:
        return _literal(text, question, missing, read)
    else:
        value, how = text, "exact"
    logged = "" if how == "exact" else how
    return Judgement(value=value, status="valid", how=logged, reason=_RECOGNISED[how])


def _several(
    text: str, options: Options, separators: Sequence[str], codes: Mapping[str, str]
) -> list[Match] | None:
    """Cut a joined text into options by the first separator that leaves nothing else."""
    for separator in separators:
        pieces = [piece.strip() for piece in text.split(separator)]
        if codes and all(piece in codes for piece in pieces):
            return [Match(codes[piece], "exact") for piece in pieces]
        if matches := index_of(options).split(text, separator):
            return matches
    return None


def _literal(
    text: str, question: Question, missing: Mapping[str, str], read: Callable[[str], Literal]
) -> Judgement:
    """Judge a number or a date."""
    try:
        literal = read(text)
    except Unreadable as problem:
        return _invalid(str(problem), "not_a_date" if question.type == "date" else "not_a_number")
    # -99.0 stands for a missing answer where -99 does.
    if status := missing.get(normalised(literal.value.removesuffix(".0"))):
        return Judgement(status=status)
    how = "normalised" if literal.remark else ""
    judgement = Judgement(value=literal.value, number=literal.number, status="valid")
    return judgement._replace(how=how, reason=literal.remark)


def constrained(outcomes: Sequence[Judgement], question: Question) -> list[Judgement]:
    """Turn valid values that the form would have refused into invalid ones."""
    values = {outcome.value for outcome in outcomes if outcome.status == "valid"}
    if not question.constraint or not values:
        return [*outcomes]
    table = pl.DataFrame({question.name: [*values]}, schema={question.name: pl.String})
    holds = table.select(to_polars(question.constraint, this=question.name)).to_series()
    refused = {value for value, held in zip(values, holds, strict=True) if not held}
    message = f"out of range: {question.constraint_message or question.constraint}"
    return [
        _invalid(message, "out_of_range")._replace(
            text=outcome.text, name=outcome.name, cells=outcome.cells
        )
        if outcome.status == "valid" and outcome.value in refused
        else outcome
        for outcome in outcomes
    ]


def _invalid(reason: str, how: str) -> Judgement:
    return Judgement(status="invalid", how=how, reason=reason)
