"""From text to value and status, one question's whole column at a time.

Distinct texts are few, so each is judged once and the judgement is laid over the column.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from cyberstudy.clean.literals import Literal, Unreadable, read_date, read_number
from cyberstudy.declare.matching import Match, index_of, normalised, visible
from cyberstudy.declare.questionnaire import Options, Question, Questionnaire
from cyberstudy.declare.routing import to_polars

#: How one distinct text was decoded; `how` names the kind of log entry, "" for none.
_JUDGED = {
    "text": pl.String,
    "value": pl.String,
    "number": pl.Float64,
    "status": pl.String,
    "how": pl.String,
    "reason": pl.String,
}

#: How an option was recognised, and what the log says of it; the least sure comes last.
_RECOGNISED = {
    "exact": "",
    "normalised": "blanks, case or Unicode form differ from the label",
    "alias": "a reviewed spelling",
}


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
    separators: Sequence[str] = (),
    ends_lists: bool = False,
    codes: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
    by_program: bool = False,
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
    separators
        What may join several answers in one cell; a blank, where nothing is told.
    ends_lists
        Whether a list of answers ends with the separator, too.
    codes
        Codes that the collector writes in place of labels -> option.
    decimal_mark, by_program
        How numbers are written, see `read_number`.

    Returns
    -------
    pl.DataFrame
        As many rows as `texts`, in their order: value, number, status, how, reason. A blank
        cell is `no_answer` here; routing may say later that it was not asked. Several answers
        are codes joined by blanks, in the order of the options.
    """
    written = partial(
        read_number,
        whole=question.type == "integer",
        decimal_mark=decimal_mark,
        by_program=by_program,
    )
    read = read_date if question.type == "date" else written
    distinct = texts.unique().drop_nulls()
    ends = separators if ends_lists and question.type == "select_multiple" else ()
    judged = [
        {
            "text": text,
            **_judge(
                _without_end(text, ends),
                question,
                questionnaire,
                missing,
                separators,
                codes or {},
                read,
            ),
        }
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
    separators: Sequence[str],
    codes: Mapping[str, str],
    read: Callable[[str], Literal],
) -> dict[str, object]:
    for written, how in ((text.strip(), "exact"), (visible(text), "normalised")):
        if written in codes:
            return _valid(codes[written], how=how)
    status = missing.status_of(text)
    if status is not None:
        return _answer(status=status)
    if not normalised(text):
        return _answer(status="no_answer")
    if question.type == "select_one":
        match = index_of(questionnaire.options_of(question)).find(text)
        if match is None:
            return _invalid(f"not an option of {question.name}", "unknown_option")
        return _valid(match.code, how=match.how)
    if question.type == "select_multiple":
        options = questionnaire.options_of(question)
        matches = _several(text, options, separators or (" ",), codes)
        if matches is None:
            reason = f"holds what is no option of {question.name}, or could be cut in several ways"
            return _invalid(reason, "unknown_option")
        chosen = {match.code for match in matches}
        how = max((match.how for match in matches), key=list(_RECOGNISED).index)
        return _valid(" ".join(code for code in options.codes if code in chosen), how=how)
    if question.type in {"integer", "decimal", "date"}:
        return _literal(text, question, missing, read)
    return _valid(text)


def _without_end(text: str, ends: Sequence[str]) -> str:
    end = next((end for end in ends if text.rstrip().endswith(end)), "")
    return text.rstrip().removesuffix(end) if end else text


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
    text: str, question: Question, missing: MissingTokens, read: Callable[[str], Literal]
) -> dict[str, object]:
    """Judge a number or a date."""
    try:
        found = read(text)
    except Unreadable as problem:
        return _invalid(str(problem), "not_a_date" if question.type == "date" else "not_a_number")
    # -99.0 stands for a missing answer where -99 does.
    status = missing.status_of(found.value.removesuffix(".0"))
    if status is not None:
        return _answer(status=status)
    how = "normalised" if found.remark else ""
    return _answer(value=found.value, number=found.number, how=how, reason=found.remark)


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
    return _answer(value=value, how="" if how == "exact" else how, reason=_RECOGNISED[how])


def _invalid(reason: str, how: str) -> dict[str, object]:
    return _answer(status="invalid", how=how, reason=reason)
