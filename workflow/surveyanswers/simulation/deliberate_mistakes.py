"""Plant errors in an export, as people and spreadsheets make them, and keep a record of them.

Each kind of mess changes cells whose content is known, so that the record can say what must
become of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.routing import names_in
from surveyanswers.simulation.assumptions import stream
from surveyanswers.simulation.submission import Cell, Sheet, Submission
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
FORMULAS = ("=1+1", "+SUM(A1:A9)", "@today")
NO_OPTION = "Perhaps"

#: What is written into a cell, and the value that it must come out with ("" where none).
Planted = tuple[Cell, str]


@dataclass(frozen=True)
class AnswerCell:
    """A cell that an error may be put into."""

    sheet: Sheet
    submission: Submission
    question: Question
    option: str
    others: Sequence[object]  # what stands in the question's other cells of the sheet

    @property
    def cell(self) -> object:
        """What stands there now."""
        row, column = self.sheet.places[self.submission.id, self.question.name, self.option]
        return self.sheet.rows[row][column]

    def write(self, content: Cell) -> None:
        """Replace the content of the cell."""
        row, column = self.sheet.places[self.submission.id, self.question.name, self.option]
        self.sheet.rows[row][column] = content


@dataclass
class Mess:
    """Puts errors into cells and remembers where.

    Attributes
    ----------
    names
        iso3 -> other names of the State: in other languages, or former ones.
    not_applicable
        language -> ways of writing N/A.
    record
        One dictionary a changed cell: kind, file, sheet, submission, question, option, was,
        planted, expected_status, expected_value.
    all_of_it
        Whether fewer cells than are to be changed are a problem; else there is as much as suits.
    """

    form: Questionnaire
    names: Mapping[str, Sequence[str]]
    not_applicable: Mapping[str, Sequence[str]]
    seed: int
    record: list[dict[str, object]] = field(default_factory=list)
    all_of_it: bool = True
    _taken: set[tuple[object, ...]] = field(default_factory=set)

    def plant(
        self,
        kind: str,
        count: int,
        status: str,
        *,
        file: str,
        sheets: Sequence[Sheet],
        submissions: Sequence[Submission],
    ) -> None:
        """Plant `count` errors of one kind in one file, in cells that have none yet.

        Parameters
        ----------
        submissions
            Those whose cells may be changed.

        Raises
        ------
        SurveyError
            The file has too few cells of the sort that this kind of mess happens to.
        """
        suits, make = _KINDS[kind]
        candidates = [
            place
            for sheet in sheets
            for place in self._places(sheet, {s.id: s for s in submissions})
            if suits(self, place)
        ]
        rng = stream(self.seed, kind, file)
        wanted = count
        for index in rng.permutation(len(candidates)):
            place = candidates[index]
            key = (file, place.sheet.name, place.submission.id, place.question.name)
            if count == 0 or key in self._taken:
                continue
            count -= 1
            self._taken.add(key)
            was = place.cell
            content, value = make(self, place, rng)
            place.write(content)
            self.record.append(
                {
                    "kind": kind,
                    "file": file,
                    "sheet": place.sheet.name,
                    "submission": place.submission.id,
                    "question": place.question.name,
                    "option": place.option,
                    "was": _shown(was),
                    "planted": _shown(content),
                    "expected_status": status,
                    "expected_value": value,
                }
            )
        if count and self.all_of_it:
            raise SurveyError(f"{file}: {kind} wants {wanted} cells, {wanted - count} suit")

    def _places(self, sheet: Sheet, by_id: Mapping[str, Submission]) -> Iterator[AnswerCell]:
        contents: dict[str, list[object]] = {}
        for (_, name, _), (row, column) in sheet.places.items():
            if content := sheet.rows[row][column]:
                contents.setdefault(name, []).append(content)
        for number, name, option in sheet.places:
            if number not in by_id:
                continue
            question = self.form.questions[name]
            yield AnswerCell(sheet, by_id[number], question, option, contents.get(name, []))

    @property
    def pages(self) -> int:
        """How many sections the form has."""
        return len({q.section for q in self.form.questions.values() if q.section})

    def leads_nowhere(self, question: Question) -> bool:
        """Whether no other question's routing depends on this one."""
        return not any(
            question.name in names_in(other.relevant or "")
            for other in self.form.questions.values()
        )


def _shown(content: object) -> str:
    if isinstance(content, datetime):
        return f"{content:%Y-%m-%d}"
    return "" if content is None else str(content)


def _value(place: AnswerCell) -> str:
    return place.submission.values.get(place.question.name, "")


def _a_label(mess: Mess, place: AnswerCell) -> bool:
    if place.question.section == "identification":  # names of States have their own kind of mess
        return False
    one = place.question.type == "select_one" and _value(place) not in ("", *SAID_INSTEAD)
    return one and isinstance(place.cell, str) and " " in place.cell


def _a_number(mess: Mess, place: AnswerCell) -> bool:
    return place.question.type == "integer" and bool(_value(place))


def _a_name(mess: Mess, place: AnswerCell) -> bool:
    return (
        place.question.type == "select_one"
        and bool(mess.names.get(place.submission.unit))
        and place.question.choices is not None
        and place.submission.unit in mess.form.options_of(place.question).codes
    )


def _a_leaf(mess: Mess, place: AnswerCell, *, displayed: bool) -> bool:
    return (
        (place.question.name in place.submission.displayed) == displayed
        and place.question.type == "select_one"
        and place.question.section != "identification"
        and mess.leads_nowhere(place.question)
        and bool(_value(place)) == displayed
        and place.submission.last_page == mess.pages
        and place.question.relevant is not None
    )


def _number(
    digits: Callable[[str], str],
) -> Callable[[Mess, AnswerCell, np.random.Generator], Planted]:
    return lambda mess, place, rng: (digits(_value(place)), _value(place))


_KINDS: Mapping[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "bom_in_cell": (_a_label, lambda m, p, rng: (f"\ufeff{p.cell}", _value(p))),
    "no_break_blank": (
        _a_label,
        lambda m, p, rng: (p.cell.replace(" ", "\u00a0", 1) + "\u00a0", _value(p)),
    ),
    "decimal_comma": (_a_number, _number(lambda text: f"{text},0")),
    "arabic_indic_digits": (_a_number, _number(lambda text: text.translate(ARABIC_INDIC))),
    "full_width_digits": (_a_number, _number(lambda text: text.translate(FULL_WIDTH))),
    "excel_date_for_number": (
        lambda m, p: _a_number(m, p) and m.leads_nowhere(p.question),
        lambda m, p, rng: (datetime(2012, int(rng.integers(1, 13)), int(rng.integers(1, 13))), ""),
    ),
    "excel_date": (
        lambda m, p: p.question.type == "date" and bool(_value(p)),
        lambda m, p, rng: (datetime.fromisoformat(_value(p)), _value(p)),
    ),
    "not_applicable_text": (
        lambda m, p: (
            p.question.type in {"text", "integer"}
            and p.question.name in p.submission.displayed
            and p.question.section != "identification"
            and m.leads_nowhere(p.question)
        ),
        lambda m, p, rng: (str(rng.choice(m.not_applicable[p.submission.language])), ""),
    ),
    "state_name": (
        _a_name,
        lambda m, p, rng: (str(rng.choice(m.names[p.submission.unit])), p.submission.unit),
    ),
    "not_asked_answer": (
        lambda m, p: _a_leaf(m, p, displayed=False) and bool(p.others),
        lambda m, p, rng: (str(rng.choice(p.others)), ""),
    ),
    "unknown_option": (
        lambda m, p: _a_leaf(m, p, displayed=True),
        lambda m, p, rng: (NO_OPTION, ""),
    ),
    "formula_text": (
        lambda m, p: (
            p.question.type == "text" and bool(_value(p)) and p.question.section != "identification"
        ),
        lambda m, p, rng: (lambda text: (text, text))(str(rng.choice(FORMULAS))),
    ),
}
