"""Who should have been asked, compared with who answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import polars as pl

from surveyanswers.clean.judged import (
    Codes,
    FormRows,
    JudgedColumn,
    Judgement,
    Mask,
    each_once,
    encoded,
)
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.routing import decidable, names_in, to_polars
from surveyanswers.tables.statuses import SAID_INSTEAD

#: Why an answer is invalid that a form's conditions leave no place for.
UNASKED = "answered though not asked"
_UNASKED = frozenset({"no_answer", "not_asked"})
_BLANK = _UNASKED | {"not_submitted"}


def route(
    judged: Sequence[JudgedColumn], questionnaire: Questionnaire, submissions: pl.DataFrame
) -> list[JudgedColumn]:
    """Set the statuses that follow from the form: not asked, and not submitted.

    An answer to a question that was not asked becomes invalid, and counts as no answer for the
    questions after it. A blank on a page that was never opened was not submitted.

    Parameters
    ----------
    submissions
        last_page of each form (null where the collector does not tell).
    """
    done: dict[str, list[JudgedColumn]] = {}
    for each in judged:
        done.setdefault(each.question, []).append(each)
    for question in questionnaire.questions.values():
        condition = decidable(question.relevant or "", done)
        if condition and question.name in done:
            names, asked = sorted(names_in(condition)), to_polars(condition)
            done[question.name] = [
                _routed(each, condition, _holds(asked, names, each, done, questionnaire))
                for each in done[question.name]
            ]
    routed = [each for name in done for each in done[name]]
    return _not_submitted(routed, questionnaire, submissions)


def _holds(
    asked: pl.Expr,
    names: Sequence[str],
    own: JudgedColumn,
    done: Mapping[str, Sequence[JudgedColumn]],
    questionnaire: Questionnaire,
) -> Mask:
    """Say in which rows a condition holds: of each combination of what was said, once."""
    repeats = {name: questionnaire.questions[name].repeat for name in [own.question, *names]}
    said: list[tuple[Codes, Sequence[str | None]]] = []
    for name in names:
        same = repeats[name] == repeats[own.question]
        there = done.get(name, ())  # a form without the question: it was answered by nobody
        beside = [
            each
            for each in there
            if each.rows is own.rows and (not same or each.instance == own.instance)
        ]
        if beside:
            said.append((beside[0].codes, [outcome.value for outcome in beside[0].outcomes]))
        else:
            said.append(encoded(_elsewhere(own, there, same_turn=same)))
    one = (np.zeros(len(own.codes), dtype=np.uint8), [None])  # a condition may name no question
    codes, told = each_once(lambda *values: values, one, *said)
    table = pl.DataFrame(told, schema=dict.fromkeys(["", *names], pl.String), orient="row")
    return table.select(asked.alias("asked"))["asked"].to_numpy()[codes]


def _elsewhere(own: JudgedColumn, there: Iterable[JudgedColumn], *, same_turn: bool) -> pl.Series:
    """Return what the rows' forms, and turns, say in other sheets."""
    keys = ["form", "turn"] if same_turn else ["form"]

    def placed(each: JudgedColumn) -> pl.DataFrame:
        turns = each.rows.turns_of(each.instance)
        return pl.DataFrame({"form": each.rows.forms, "turn": turns}).select(keys)

    said = [placed(each).with_columns(each.values()) for each in there]
    nothing = pl.DataFrame(schema=dict.fromkeys(keys, pl.Int64) | {"value": pl.String})
    table = pl.concat([nothing, *said])
    return placed(own).join(table, on=keys, how="left", maintain_order="left")["value"]


def _routed(own: JudgedColumn, condition: str, asked: Mask) -> JudgedColumn:
    reason = f"{UNASKED}: {condition}"

    def not_asked(outcome: Judgement) -> Judgement:
        nothing = outcome._replace(value=None, number=None)
        if outcome.status in {"valid", "invalid"}:
            return nothing._replace(status="invalid", how="not_asked", reason=reason)
        return nothing._replace(status=outcome.status and "not_asked")

    return own.where(~asked, not_asked)


def _not_submitted(
    routed: Sequence[JudgedColumn], questionnaire: Questionnaire, submissions: pl.DataFrame
) -> list[JudgedColumn]:
    """Blanks beyond the last page that was opened are not refusals to answer."""
    if not submissions["last_page"].count():
        return [*routed]
    sections = dict.fromkeys(q.section for q in questionnaire.questions.values() if q.section)
    number = {section: place for place, section in enumerate(sections, start=1)}
    pages = {q.name: number.get(q.section or "", 0) for q in questionnaire.questions.values()}
    last = submissions["last_page"].cast(pl.Int64).fill_null(max([*pages.values(), 0])).to_numpy()
    return [
        _blank_as(each, "not_submitted", pages[each.question] > last[each.rows.forms], _UNASKED)
        for each in routed
    ]


def _blank_as(own: JudgedColumn, status: str, mask: Mask, blank: Collection[str]) -> JudgedColumn:
    """Say of blanks in some rows why they are."""
    if not mask.any():
        return own
    return own.where(
        mask & own.those(lambda outcome: outcome.status in blank),
        lambda outcome: outcome._replace(status=status),
    )


def mark_not_fielded(
    routed: Sequence[JudgedColumn], rows: Sequence[FormRows], exports: Sequence[Export]
) -> list[JudgedColumn]:
    """Say of blanks that their row's form did not have the question (``fielded_where``).

    Assume: an answer in such a row is an answer all the same.
    """
    told = {(e.file, h): {*names} for e in exports for h, names in e.fielded_where.items()}
    masks: dict[tuple[str, int], Mask] = {}
    found = []
    for each in routed:
        for (file, header), names in told.items():
            if file == each.rows.sheet.file and each.question in names:
                place = (header, each.rows.part)
                if place not in masks:
                    masks[place] = _blank_in(header, each.rows, rows)
                each = _blank_as(each, "not_fielded", masks[place], _BLANK)
        found.append(each)
    return found


def _blank_in(header: str, own: FormRows, rows: Sequence[FormRows]) -> Mask:
    """Say of which rows a column is blank."""
    blank = []
    for each in rows:
        for name in each.sheet.named(header=header) if each.sheet.file == own.sheet.file else ():
            there, text = each.sheet.rows_of(name).is_not_null(), each.sheet.texts[name]
            is_blank = text.cast(pl.String).str.strip_chars().fill_null("") == ""
            blank.append(each.sheet.texts.select("sheet", "record").filter(is_blank & there))
    place = own.sheet.texts.select("sheet", "record")
    marked = pl.concat([place.clear(), *blank]).unique().with_columns(blank=True)
    found = place.join(marked, on=["sheet", "record"], how="left", maintain_order="left")
    return found["blank"].fill_null(False).to_numpy()


def mark_missing_codes(outcome: Judgement) -> Judgement:
    """Turn options such as "don't know" into the status of their name, once routing is done."""
    if outcome.status == "valid" and outcome.value in SAID_INSTEAD:
        return outcome._replace(status=outcome.value, value=None)
    return outcome


def check_routing(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Find accepted answers to questions that the accepted answers before them do not ask.

    Of a unit with several forms, a question and the one that leads to it may have been accepted
    from different forms. Such an answer contradicts its gate, and neither form says so by itself.

    Assume: it is a `conflict`; what was said stays in `submitted`.

    Parameters
    ----------
    answers
        `tables.Answers` of units with several forms.
    """
    unit, status = ["wave", "unit_id"], pl.col("status").cast(pl.String)
    ticked = pl.when(pl.col("number") == 1).then("option")
    said = pl.when(pl.col("option") == "").then("value").otherwise(ticked).drop_nulls()
    told = status.filter(status != "not_fielded").first()
    instead = pl.when(told.is_in(SAID_INSTEAD)).then(told)
    values = (
        answers.filter(pl.col("instance") == 0)
        .group_by(*unit, "question", maintain_order=True)
        .agg(said=pl.coalesce(instead, said.str.join(" ").replace("", None)))
    )
    wide = values.pivot(on="question", index=unit, values="said")
    refuted = []
    for question in questionnaire.questions.values():
        condition = question.relevant
        if condition and {question.name, *names_in(condition)} <= set(wide.columns):
            asked = to_polars(condition)
            units = wide.filter(~asked & pl.col(question.name).is_not_null())
            refuted.append(units.select(*unit, question=pl.lit(question.name)))
    if not refuted:
        return answers
    marked = pl.concat(refuted).with_columns(refuted=pl.lit(True))
    against = pl.col("refuted").is_not_null() & status.is_in(["valid", *SAID_INSTEAD])
    return (
        answers.join(marked, on=[*unit, "question"], how="left", maintain_order="left")
        .with_columns(
            pl.when(~against).then(pl.col("value", "number")),
            status=pl.when(against).then(pl.lit("conflict")).otherwise("status"),
            rule=pl.when(against).then(pl.lit("gate")).otherwise("rule"),
        )
        .drop("refuted")
    )
