"""Values compared with cells and forms: none changed unsaid.

By another way than they were judged: of each column, every pair of a text and what it became is
looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import numpy as np
import polars as pl

from cyberstudy.clean.judged import (
    Codes,
    FormRows,
    JudgedColumn,
    Judgement,
    Mask,
    each_once,
    encoded,
)
from cyberstudy.clean.submitted import Slots
from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answer_columns import NUMBER, SOURCE, STATUS, items_of
from cyberstudy.tables.cell_columns import TextSheet
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import SAID_INSTEAD

_FORM = ["submission_id", "instance"]
_MIDNIGHT = re.compile(r"([\sT]+0[0:.,]*\s?(Z|[-+][\d:]+)?)?\s*", re.IGNORECASE)


def check_cells(
    rows: Sequence[FormRows],
    routed: Sequence[JudgedColumn],
    log: pl.DataFrame,
    exports: Sequence[Export],
    form: Questionnaire,
) -> None:
    """Make sure that every valid answer is what its cell says, or what the log says it became.

    Parameters
    ----------
    rows
        What `read` wrote, not corrected.
    routed
        Judged answers.
    log
        `tables.Log`: from the cell over a correction to a value.

    Raises
    ------
    StudyProblem
        A value has changed and no row of the log says so.
    """
    by_file = {export.file: export for export in exports}
    corrected, recognised = _told(log, "correction"), _told(log, "normalised", "alias")
    wrong: list[pl.DataFrame] = []
    for own in routed:
        valid = own.those(lambda outcome: outcome.status == "valid")
        if not valid.any():
            continue
        sheet, held = rows[own.rows.part].sheet, np.zeros(len(valid), dtype=bool)
        for name, option in sheet.asked.get((own.question, own.instance), ()):
            there = valid
            if sheet.scattered:
                there = valid & sheet.rows_of(name).is_not_null().to_numpy()
            held |= there
            text, now = sheet.texts[name], _became(corrected, sheet, name)
            if now is not None:  # a text that was corrected to nothing is blank from then on
                text = pl.select(pl.coalesce(now, text.cast(pl.String))).to_series()
            texts = [encoded(text)]
            if (become := _became(recognised, sheet, name)) is not None:
                texts.append(encoded(become))
            at = np.flatnonzero(there)
            codes, holds = each_once(
                _judge(option, own.question, by_file[sheet.file], form),
                (own.codes[at], own.outcomes),
                *((given[at], known) for given, known in texts),
            )
            if not all(holds):
                cells = own.rows.cells(name, own.instance, at[~np.array(holds)[codes]])
                wrong.append(cells.with_columns(question=pl.lit(own.question)))
        if (lost := valid & ~held).any():
            whose = {"question": pl.lit(own.question)}
            cells = sheet.texts.select(pl.lit(sheet.file).alias("file"), "sheet", "record", **whose)
            wrong.append(cells.filter(pl.Series(lost)))
    _refuse(pl.concat(wrong, how="diagonal") if wrong else pl.DataFrame())


def _told(log: pl.DataFrame, *kinds: str) -> Mapping[tuple[object, ...], pl.DataFrame]:
    """Return what the log has single cells become, by file and heading."""
    return (
        log.filter(pl.col("kind").cast(pl.String).is_in(kinds))
        .select("file", "header", "sheet", "row", "became")
        .partition_by("file", "header", as_dict=True, include_key=False)
    )


def _became(
    told: Mapping[tuple[object, ...], pl.DataFrame], sheet: TextSheet, name: str
) -> pl.Series | None:
    """Lay what is told of cells of a column beside its rows; None where nothing is."""
    entries = told.get((sheet.file, sheet.headers[name]))
    if entries is None:
        return None
    rows = sheet.texts.select("sheet", row=sheet.rows_of(name).cast(pl.UInt32))
    return rows.join(entries, on=["sheet", "row"], how="left", maintain_order="left")["became"]


def check_forms(
    routed: Sequence[JudgedColumn], submitted: pl.DataFrame, slots: Slots, answers: pl.DataFrame
) -> None:
    """Make sure that forms say what was judged, and accepted answers what their forms say.

    Parameters
    ----------
    routed
        Judged answers.
    submitted, slots, answers
        `tables.Submitted` in columns and whose its rows are, and `tables.Answers` in columns.
    """
    items = items_of(submitted.columns)
    wrong: list[pl.DataFrame] = []
    for own in routed:
        at = np.flatnonzero(own.those(lambda outcome: outcome.status is not None))
        places = slots.place(own.rows.forms[at], own.rows.turns_of(own.instance)[at])
        codes = pl.Series(own.codes[at])
        for item in items[own.question]:
            said = {name: told[codes] for name, told in _judged(own, item).items()}
            changed = _changed(said, submitted, pl.Series(places))
            wrong += _answers_at(submitted, places[changed], item)
    forms = submitted.select(_FORM).with_row_index("place")
    written = [item for names in items.values() for item in names]
    sources = {item: item + SOURCE for item in written if item + SOURCE in answers.columns}
    places_of = {
        source: answers.select("instance", submission_id=pl.coalesce(source, "submission_id")).join(
            forms, on=_FORM, how="left", maintain_order="left"
        )["place"]
        for source in ("submission_id", *sources.values())
    }
    for item in written:
        place = places_of[sources.get(item, "submission_id")]
        names = (n for n in ("unit_id", item, item + NUMBER) if n in submitted.columns)
        strange = _changed({name: answers[name] for name in names}, submitted, place)
        if strange.any():
            strange &= (answers[item + STATUS] == "valid").fill_null(False).to_numpy()
            wrong += _answers_at(answers, np.flatnonzero(strange), item)
    _refuse(pl.concat(wrong) if wrong else pl.DataFrame())


def _judged(own: JudgedColumn, item: str) -> dict[str, pl.Series]:
    """Say of each code what the form's columns of a question or option hold."""
    option, values = item.partition("/")[2], [outcome.value for outcome in own.outcomes]
    if option:
        ticks = [value and option in value.split(" ") for value in values]
        return {item: pl.Series(ticks, dtype=pl.Boolean)}
    said = {item: pl.Series(values, dtype=pl.String)}
    numbers = [outcome.number for outcome in own.outcomes]
    if any(number is not None for number in numbers):
        said[item + NUMBER] = pl.Series(numbers, dtype=pl.Float64)
    return said


def _changed(said: Mapping[str, pl.Series], submitted: pl.DataFrame, places: pl.Series) -> Mask:
    """Say in which rows forms hold something else than is said."""
    changed = np.zeros(len(places), dtype=bool)
    for name, own in said.items():
        held = submitted[name][places]
        if not own.equals(held):
            changed |= own.ne_missing(held.cast(own.dtype)).to_numpy()
    return changed


def _answers_at(rows: pl.DataFrame, at: Codes, item: str) -> Iterator[pl.DataFrame]:
    if len(at):
        yield rows.select(_FORM)[at].with_columns(question=pl.lit(item.partition("/")[0]))


def _judge(option: str, question: str, export: Export, form: Questionnaire) -> Callable[..., bool]:
    """Make the judge of a column: what an answer became, its text, and what the log says of it."""

    def judge(became: Judgement, text: str | None, recognised: str | None = None) -> bool:
        if option:
            return _is_ticked(text or "", option, became, question, export, form)
        return _is_said(text or "", recognised, became, question, export, form)

    return judge


def _is_ticked(
    text: str,
    option: str,
    became: Judgement,
    question: str,
    export: Export,
    form: Questionnaire,
) -> bool:
    """Whether an option's tick is chosen, and it is not chosen without one.

    What is said instead may stand in another option's column, and who writes a text for "other"
    has ticked it.
    """
    known, tick = FORMATS[export.format], text.strip()
    chosen = option in str(became.value).split(" ")
    unticked = not tick or tick in known.unticked or tick in known.unseen
    other = option == "other" and f"{question}_other" in form.questions
    implied = option in SAID_INSTEAD or other
    return not (tick in known.ticked and not chosen) and not (chosen and unticked and not implied)


def _refuse(wrong: pl.DataFrame) -> None:
    """Name places, not answers: these may be confidential."""
    if wrong.height:
        lines = [
            ", ".join(f"{name} {part}" for name, part in row.items() if part not in ("", 0, None))
            for row in wrong.sort(wrong.columns).iter_rows(named=True)
        ]
        raise StudyProblem(
            f"{wrong.height} values are not what was answered, and the log doesn't say why. "
            f"This is a fault of the program, not of the files; please report it:{listed(lines)}"
        )


def _is_said(
    text: str,
    recognised: str | None,
    became: Judgement,
    name: str,
    export: Export,
    form: Questionnaire,
) -> bool:
    """Whether a text literally says a value, or the log has it become that value."""
    question, value, number = form.questions[name], str(became.value), became.number
    if question.type in ("integer", "decimal") and number != float(value):
        return False
    if question.type not in ("integer", "decimal") and number is not None:
        return False
    if recognised is not None:
        return recognised == value
    if question.type in ("integer", "decimal"):
        try:
            return Decimal(text.strip()) == Decimal(value)
        except InvalidOperation:
            return False
    if question.type == "date":
        return text.strip()[:10] == value and bool(_MIDNIGHT.fullmatch(text.strip()[10:]))
    if question.type == "text":
        return text == value
    return _is_chosen(text, value.split(" "), question, export, form)


def _is_chosen(
    text: str, chosen: Sequence[str], question: Question, export: Export, form: Questionnaire
) -> bool:
    """Whether a text holds a spelling of each option that is chosen, and nothing else."""
    codes = {option: code for (name, option), code in export.codes.items() if name == question.name}
    known = form.options_of(question).spellings
    spelled = [{*known.get(option, ()), codes.get(option, option)} for option in chosen]
    if question.type == "select_one" or text.strip() in codes.values():
        return len(chosen) == 1 and (text in spelled[0] or text.strip() in spelled[0])
    declared = (p.separator for p in export.columns.values() if p.question == question.name)
    own = next(declared, None)
    separators = (own,) if own else FORMATS[export.format].separators
    return all(any(each in text for each in texts) for texts in spelled) and any(
        all(
            any(piece.strip() in each for texts in spelled for each in texts)
            for piece in text.split(separator or " ")
        )
        for separator in separators or (" ",)
    )
