"""Values compared with cells and forms: none changed unsaid.

By another way than they were judged: every pair of a text and what it became is looked at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.questionnaire import NUMBERS, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import SAID_INSTEAD

_CELL = ["file", "sheet", "record", "row", "header", "instance", "question"]
_ANSWER = ["file", "sheet", "record", "instance", "question"]
_FORM = ["submission_id", "instance", "question"]
_MIDNIGHT = re.compile(r"([\sT]+0[0:.,]*\s?(Z|[-+][\d:]+)?)?\s*", re.IGNORECASE)


def check_cells(
    cells: pl.DataFrame,
    judged: pl.DataFrame,
    log: pl.DataFrame,
    exports: Sequence[Export],
    form: Questionnaire,
) -> None:
    """Make sure that every valid answer is what its cell says, or what the log says it became.

    Parameters
    ----------
    cells
        `tables.Cells` of answers as `read` wrote them, not corrected.
    log
        `tables.Log`: from the cell over a correction to a value.

    Raises
    ------
    SurveyError
        A value has changed and no row of the log says so.
    """
    by_file = {export.file: export for export in exports}
    valid = judged.filter(status="valid").select(*_ANSWER, "value", "number")
    written = cells.select(*_CELL, "option", "text").join(valid, on=_ANSWER)
    place = ["file", "sheet", "row", "header"]
    kinds = {"corrected": ["correction"], "recognised": ["normalised", "alias"]}
    for name, entries in kinds.items():
        became = log.filter(pl.col("kind").is_in(entries)).select(*place, name=pl.col("became"))
        became = became.rename({"name": name}).unique(place, keep="last", maintain_order=True)
        written = written.join(became, on=place, how="left", maintain_order="left")
    # A text that was corrected to nothing is blank from then on.
    written = written.with_columns(text=pl.coalesce("corrected", "text"))
    pairs = ["file", "question", "option", "value", "number", "text", "recognised"]
    distinct = written.select(pairs).unique(maintain_order=True)
    holds = [
        _Judge(form.questions[question], option, by_file[file], form)(*became)
        for file, question, option, *became in distinct.iter_rows()
    ]
    wrong = distinct.filter(~pl.Series(holds, dtype=pl.Boolean))
    wrong = written.join(wrong, on=pairs, how="semi", nulls_equal=True)
    lost = valid.join(written, on=_ANSWER, how="anti")
    _refuse(pl.concat([wrong.select(_CELL), lost.select(_ANSWER)], how="diagonal"))


def check_forms(judged: pl.DataFrame, submitted: pl.DataFrame) -> None:
    """Make sure that forms (`tables.Submitted`) say what was judged."""
    outcomes = judged.select(*_FORM, "lacking", judged="value", judged_number="number")
    is_one, option = pl.col("option") == "", pl.col("option")
    offered = ~pl.col("lacking").str.split(" ").list.contains(option).fill_null(False)
    chosen = pl.col("judged").str.split(" ").list.contains(option)
    ticked = pl.when(offered).then(chosen.cast(pl.Int8))
    value = pl.when(is_one).then("judged").otherwise(ticked.cast(pl.String))
    number = pl.when(is_one).then("judged_number").otherwise(ticked.cast(pl.Float64))
    changed = submitted.join(outcomes, on=_FORM, how="left").filter(
        value.ne_missing(pl.col("value")) | number.ne_missing(pl.col("number"))
    )
    lost = outcomes.join(submitted, on=_FORM, how="anti")
    _refuse(pl.concat([changed.select(_FORM), lost.select(_FORM)]))


def check_answers(answers: pl.DataFrame, submitted: pl.DataFrame) -> None:
    """Make sure that accepted answers (`tables.Answers`) are what their forms say."""
    valid = answers.filter(pl.col("status").cast(pl.String) == "valid")
    whole = [*_FORM, "unit_id", "option", "value", "number"]
    _refuse(valid.join(submitted, on=whole, how="anti", nulls_equal=True).select(_FORM))


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

    def __call__(
        self,
        became: str | None,
        number: float | None,
        text: str | None,
        recognised: str | None,
    ) -> bool:
        """Judge a cell: what its answer became, its text, and what the log has it become."""
        value = str(became)
        if self.option:
            return self._is_ticked((text or "").strip(), value.split(" "))
        if number != (float(value) if self.question.type in NUMBERS else None):
            return False
        if recognised is not None:
            return recognised == value
        return self._is_said((text if text and text.strip() else self._blank) or "", value)

    @property
    def _blank(self) -> str | None:
        """What a blank cell of the question's column says."""
        places = (p for p in self.export.columns.values() if p.question == self.question.name)
        return next((place.blank for place in places if place.blank), None)

    def _is_ticked(self, tick: str, chosen: Sequence[str]) -> bool:
        """Whether an option's tick is chosen, and it is not chosen without one.

        What is said instead may stand in another option's column, and who writes a text for
        "other" has ticked it.
        """
        file_format, is_chosen = FORMATS[self.export.format], self.option in chosen
        if not tick or tick in file_format.unticked or tick in file_format.unseen:
            other = self.option == "other" and f"{self.question.name}_other" in self.form.questions
            return not is_chosen or other or self.option in SAID_INSTEAD
        return is_chosen or tick not in file_format.ticked

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
        spellings_by_option = self.form.options_of(self.question).spellings
        spelled = [
            {*spellings_by_option.get(option, ()), codes.get(option, option)} for option in chosen
        ]
        if self.question.type == "select_one" or text.strip() in codes.values():
            return len(chosen) == 1 and (text in spelled[0] or text.strip() in spelled[0])
        declared_separators = [
            p.separator for p in self.export.columns.values() if p.question == name
        ]
        separators = (
            declared_separators[:1]
            if any(declared_separators[:1])
            else FORMATS[self.export.format].separators
        )
        return all(any(spelling in text for spelling in texts) for texts in spelled) and any(
            all(
                any(piece.strip() in spelling for texts in spelled for spelling in texts)
                for piece in text.split(separator or " ")
            )
            for separator in separators or (" ",)
        )
