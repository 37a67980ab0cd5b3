"""Values compared with cells and forms: none changed unsaid.

By another way than they were judged: of each column, every pair of a text and what it became is
looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import polars as pl

from cyberstudy.clean.judged import (
    Codes,
    FormRows,
    JudgedColumn,
    Judgement,
    Mask,
    combined,
    encoded,
)
from cyberstudy.clean.submitted import Slots
from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answer_columns import NUMBER, SOURCE, STATUS, in_rows, items_of
from cyberstudy.tables.answers import Submitted
from cyberstudy.tables.cell_columns import TextSheet
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import SAID_INSTEAD

_FORM = ["submission_id", "instance"]
_FORMS = "form:"  # before the name of a column: what a unit's form has there
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
    logged = _Logged.of(log)
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
            texts = logged.texts(sheet, name)
            bad = _unsaid(own, np.flatnonzero(there), texts, option, by_file[sheet.file], form)
            wrong += _places(own, bad, sheet, name)
        wrong += _places(own, np.flatnonzero(valid & ~held), sheet)
    _refuse(pl.concat(wrong) if wrong else pl.DataFrame())


def _unsaid(
    own: JudgedColumn,
    at: Codes,
    texts: tuple[pl.Series, pl.Series | None],
    option: str,
    export: Export,
    form: Questionnaire,
) -> Codes:
    """Return those of some rows whose texts do not say what they became."""
    coded = [encoded(each) for each in texts if each is not None]
    parts = [(given[at], len(known)) for given, known in coded]
    first, codes = combined([*parts, (own.codes[at], len(own.outcomes))])
    bad = np.zeros(len(first), dtype=bool)
    for place, row in enumerate(at[first].tolist()):
        text, recognised = [*(known[given[row]] for given, known in coded), None][:2]
        became = own.outcomes[own.codes[row]]
        judge = _is_ticked if option else _is_said
        bad[place] = not judge(text or "", option or recognised, became, own.question, export, form)
    return at[bad[codes]]


@dataclass(frozen=True)
class _Logged:
    """What the log says of cells: what they were corrected to, and what they were taken for."""

    corrected: Mapping[tuple[str, str], pl.DataFrame]
    recognised: Mapping[tuple[str, str], pl.DataFrame]

    @classmethod
    def of(cls, log: pl.DataFrame) -> _Logged:
        """Take entries about single cells, by file and heading."""
        kind = pl.col("kind").cast(pl.String)
        corrected, recognised = (
            log.filter(kind.is_in(kinds))
            .select("file", "header", "sheet", "row", "became")
            .partition_by("file", "header", as_dict=True, include_key=False)
            for kinds in (["correction"], ["normalised", "alias"])
        )
        return cls(corrected, recognised)

    def texts(self, sheet: TextSheet, name: str) -> tuple[pl.Series, pl.Series | None]:
        """Return each row's text as it was corrected, and what the log has it become."""
        text, place = sheet.texts[name], (sheet.file, sheet.headers[name])
        if place in self.corrected:
            # A text that was corrected to nothing is blank from then on.
            now = _laid_over(self.corrected[place], sheet, name)
            text = pl.select(pl.coalesce(now, text.cast(pl.String))).to_series()
        known = self.recognised.get(place)
        return text, None if known is None else _laid_over(known, sheet, name)


def _laid_over(entries: pl.DataFrame, sheet: TextSheet, name: str) -> pl.Series:
    rows = sheet.texts.select("sheet", row=sheet.rows_of(name).cast(pl.UInt32))
    return rows.join(entries, on=["sheet", "row"], how="left", maintain_order="left")["became"]


def _places(
    own: JudgedColumn, at: Codes, sheet: TextSheet, name: str = ""
) -> Iterator[pl.DataFrame]:
    """Name cells, or answers that have none."""
    if len(at):
        yield sheet.texts.select(
            pl.lit(sheet.file).alias("file"),
            "sheet",
            "record",
            row=sheet.rows_of(name).cast(pl.UInt32) if name else pl.lit(0, pl.UInt32),
            header=pl.lit(sheet.headers.get(name, "")),
            question=pl.lit(own.question),
            instance=pl.Series(own.rows.turns_of(own.instance)),
        )[at]


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
    items, wrong = items_of(submitted.columns), []
    written = {item: _coded(submitted[item]) for names in items.values() for item in names}
    for own in routed:
        at = np.flatnonzero(own.those(lambda outcome: outcome.status is not None))
        places = slots.place(own.rows.forms[at], own.rows.turns_of(own.instance)[at])
        for item in items[own.question]:
            changed = _changed(own, at, item, written[item], places, submitted)
            if changed.any():
                wrong.append(_answers_at(submitted, places[changed], item))
    wrong += _strange(submitted, answers)
    _refuse(pl.concat(wrong) if wrong else pl.DataFrame())


def _coded(written: pl.Series) -> tuple[Codes, list[str | None]]:
    """Return a code a row, and what is written where; of a tick 0 or 1."""
    if written.dtype != pl.Boolean:
        return encoded(written)
    return written.cast(pl.UInt8).fill_null(2).to_numpy(), ["0", "1", None]


def _answers_at(table: pl.DataFrame, at: Codes, item: str) -> pl.DataFrame:
    return table.select(*_FORM, question=pl.lit(item.partition("/")[0]))[at]


def _changed(
    own: JudgedColumn,
    at: Codes,
    item: str,
    written: tuple[Codes, list[str | None]],
    places: Codes,
    submitted: pl.DataFrame,
) -> Mask:
    """Say which of some answers a form has otherwise than they were judged."""
    (given, known), option = written, item.partition("/")[2]
    given = given[places]
    first, codes = combined([(own.codes[at], len(own.outcomes)), (given, len(known))])
    bad = np.zeros(len(first), dtype=bool)
    for place, row in enumerate(first.tolist()):
        value = own.outcomes[own.codes[at[row]]].value
        if option and value is not None:
            value = str(int(option in value.split(" ")))
        bad[place] = value != known[given[row]]
    changed: Mask = bad[codes]
    numbers = [outcome.number for outcome in own.outcomes]
    if not option and any(number is not None for number in numbers):
        judged = pl.Series(numbers, dtype=pl.Float64).gather(own.codes[at])
        there = submitted[item + NUMBER].gather(places)
        changed = changed | judged.ne_missing(there).to_numpy()
    return changed


def _strange(submitted: pl.DataFrame, answers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """List accepted answers that the form which they are from does not give."""
    sources = [name for name in answers.columns if name.endswith(SOURCE)]
    mixed = answers.select(mixed=pl.any_horizontal(False, pl.col(sources).is_not_null()))["mixed"]
    if mixed.any():
        valid = pl.col("status") == "valid"
        given = submitted.filter(
            pl.col("unit_id").is_in(answers.filter(mixed)["unit_id"].implode())
        )
        accepted = in_rows(answers.filter(mixed)).filter(valid)
        keys = [*_FORM, "unit_id", "question", "option", "value", "number"]
        said = in_rows(given, Submitted).filter(valid)
        strange = accepted.join(said, on=keys, how="anti", nulls_equal=True)
        yield strange.select(*_FORM, "question")
    whole = answers.filter(~mixed)
    forms = submitted.select(_FORM).with_row_index("place")
    place = whole.select(_FORM).join(forms, on=_FORM, how="left", maintain_order="left")["place"]
    items = [item for own in items_of(submitted.columns).values() for item in own]
    names = ["unit_id", *items, *(n for n in submitted.columns if n.endswith(NUMBER))]
    beside = submitted.select(pl.col(names).name.prefix(_FORMS))[place]
    holds = pl.concat([whole, beside], how="horizontal").select(
        (
            pl.all_horizontal(
                pl.col(name).eq_missing(pl.col(_FORMS + name))
                for name in ("unit_id", item, item + NUMBER)
                if name in submitted.columns
            )
            | (pl.col(item + STATUS) != "valid").fill_null(True)
        ).alias(item)
        for item in items
    )
    for item in items:
        if not holds[item].all():
            yield _answers_at(whole, (~holds[item]).arg_true().to_numpy(), item)


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
            ", ".join(f"{name} {part}" for name, part in row.items() if part not in ("", 0))
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
