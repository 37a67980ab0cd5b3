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

from surveyanswers.clean.judged import (
    Codes,
    FormRows,
    JudgedColumn,
    Judgement,
    Mask,
    each_once,
    encoded,
)
from surveyanswers.clean.submitted import Slots
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.questionnaire import NUMBERS, Question, Questionnaire
from surveyanswers.tables.answer_columns import NUMBER, SOURCE, STATUS, items_of
from surveyanswers.tables.cell_columns import TextSheet
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import SAID_INSTEAD

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
    log
        `tables.Log`: from the cell over a correction to a value.

    Raises
    ------
    SurveyError
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
                _Judge(form.questions[own.question], option, by_file[sheet.file], form),
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
    submitted, slots, answers
        `tables.Submitted` in columns and whose its rows are, and `tables.Answers` in columns.
    """
    items, given, accepted = items_of(submitted.columns), submitted.to_dict(), answers.to_dict()
    wrong: list[pl.DataFrame] = []
    for own in routed:
        at = np.flatnonzero(own.those(lambda outcome: outcome.status is not None))
        places = slots.place(own.rows.forms[at], own.rows.turns_of(own.instance)[at])
        codes, there = pl.Series(own.codes[at], dtype=pl.UInt32), pl.Series(places, dtype=pl.UInt32)
        for item in items[own.question]:
            judged = _judged(own, item, given[item].dtype)
            changed = _changed({name: told[codes] for name, told in judged.items()}, given, there)
            wrong += _answers_at(submitted, places[changed], item)
    forms = submitted.select(_FORM).with_row_index("place")
    written = [item for names in items.values() for item in names]
    unit = {"unit_id": accepted["unit_id"]}
    form = answers.select(_FORM).join(forms, on=_FORM, how="left", maintain_order="left")["place"]
    whose, elsewhere = (form, _changed(unit, given, form)), _elsewhere(answers, forms)
    for item in written:
        place, foreign = whose
        if (other := elsewhere.get((item + SOURCE,))) is not None:
            place = form.clone().scatter(other["at"], other["place"])
            foreign = _changed(unit, given, place)
        said = {name: accepted[name] for name in (item, item + NUMBER) if name in given}
        strange = foreign | _changed(said, given, place)
        if strange.any():
            strange &= (accepted[item + STATUS] == "valid").fill_null(False).to_numpy()
            wrong += _answers_at(answers, np.flatnonzero(strange), item)
    _refuse(pl.concat(wrong) if wrong else pl.DataFrame())


def _elsewhere(
    answers: pl.DataFrame, forms: pl.DataFrame
) -> Mapping[tuple[object, ...], pl.DataFrame]:
    """Say of accepted answers of another form than their row's, by column, where they are given."""
    sources = [name for name in answers.columns if name.endswith(SOURCE)]
    if not sources:
        return {}
    rows = answers.select("instance", *sources).with_row_index("at")
    told = rows.filter(pl.any_horizontal(pl.col(sources).is_not_null()))
    told = told.unpivot(sources, index=["at", "instance"], value_name="submission_id")
    found = told.drop_nulls("submission_id").join(forms, on=_FORM, how="left")
    return found.partition_by("variable", as_dict=True)


def _judged(own: JudgedColumn, item: str, kind: pl.DataType) -> dict[str, pl.Series]:
    """Say of each code what the form's columns of a question or option hold."""
    option, values = item.partition("/")[2], [outcome.value for outcome in own.outcomes]
    if option:
        lacks = option in own.lacking
        ticks = [None if lacks else value and option in value.split(" ") for value in values]
        return {item: pl.Series(ticks, dtype=pl.Boolean)}
    texts = pl.Series(values, dtype=pl.String)
    held = texts.cast(kind, strict=False)
    # What the column can't hold stays a text, and differs.
    said = {item: held if held.null_count() == texts.null_count() else texts}
    numbers = [outcome.number for outcome in own.outcomes]
    if any(number is not None for number in numbers):
        said[item + NUMBER] = pl.Series(numbers, dtype=pl.Float64)
    return said


def _changed(
    said: Mapping[str, pl.Series], given: Mapping[str, pl.Series], places: pl.Series
) -> Mask:
    """Say in which rows forms hold something else than is said."""
    changed = np.zeros(len(places), dtype=bool)
    for name, own in said.items():
        held = given[name][places]
        if not own.equals(held):
            changed |= own.ne_missing(held.cast(own.dtype)).to_numpy()
    return changed


def _answers_at(rows: pl.DataFrame, at: Codes, item: str) -> Iterator[pl.DataFrame]:
    if len(at):
        yield rows.select(_FORM)[at].with_columns(question=pl.lit(item.partition("/")[0]))


def _refuse(wrong: pl.DataFrame) -> None:
    """Name places, not answers: these may be confidential."""
    if wrong.height:
        lines = [
            ", ".join(f"{name} {part}" for name, part in row.items() if part not in ("", 0, None))
            for row in wrong.sort(wrong.columns).iter_rows(named=True)
        ]
        raise SurveyError(
            f"{wrong.height} values are not what was answered, and the log doesn't say why. "
            f"This is a fault of the program, not of the files; please report it:{listed(lines)}"
        )


@dataclass(frozen=True)
class _Judge:
    """Whether a text says what it became, by another way than it was judged."""

    question: Question
    option: str  # that the text's column stands for
    export: Export
    form: Questionnaire

    def __call__(self, became: Judgement, text: str | None, recognised: str | None = None) -> bool:
        """Judge a cell: what its answer became, its text, and what the log has it become."""
        if self.option:
            return self._is_ticked((text or "").strip(), str(became.value).split(" "))
        value, is_number = str(became.value), self.question.type in NUMBERS
        if became.number != (float(value) if is_number else None):
            return False
        if recognised is not None:
            return recognised == value
        return self._is_said((text if text and text.strip() else self._blank) or "", value)

    @property
    def _blank(self) -> str | None:
        """What a blank cell of the question's column says."""
        own = (p for p in self.export.columns.values() if p.question == self.question.name)
        return next((place.blank for place in own if place.blank), None)

    def _is_ticked(self, tick: str, chosen: Sequence[str]) -> bool:
        """Whether an option's tick is chosen, and it is not chosen without one.

        What is said instead may stand in another option's column, and who writes a text for
        "other" has ticked it.
        """
        known, is_chosen = FORMATS[self.export.format], self.option in chosen
        if not tick or tick in known.unticked or tick in known.unseen:
            other = self.option == "other" and f"{self.question.name}_other" in self.form.questions
            return not is_chosen or other or self.option in SAID_INSTEAD
        return is_chosen or tick not in known.ticked

    def _is_said(self, text: str, value: str) -> bool:
        """Whether a text literally says a value."""
        if self.question.type in NUMBERS:
            try:
                return Decimal(text.strip()) == Decimal(value)
            except InvalidOperation:
                return False
        if self.question.type == "date":
            return text.strip()[:10] == value and bool(_MIDNIGHT.fullmatch(text.strip()[10:]))
        return text == value if self.question.type == "text" else self._chosen_in(text, value)

    def _chosen_in(self, text: str, value: str) -> bool:
        """Whether a text holds a spelling of each option that is chosen, and nothing else."""
        name, chosen = self.question.name, value.split(" ")
        codes = {option: code for (n, option), code in self.export.codes.items() if n == name}
        known = self.form.options_of(self.question).spellings
        spelled = [{*known.get(option, ()), codes.get(option, option)} for option in chosen]
        if self.question.type == "select_one" or text.strip() in codes.values():
            return len(chosen) == 1 and (text in spelled[0] or text.strip() in spelled[0])
        own = [p.separator for p in self.export.columns.values() if p.question == name]
        separators = own[:1] if any(own[:1]) else FORMATS[self.export.format].separators
        return all(any(each in text for each in texts) for texts in spelled) and any(
            all(
                any(piece.strip() in each for texts in spelled for each in texts)
                for piece in text.split(separator or " ")
            )
            for separator in separators or (" ",)
        )
