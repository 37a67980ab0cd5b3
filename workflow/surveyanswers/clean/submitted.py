"""Every form's answers side by side: a row a form and turn, and its columns a question's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from surveyanswers.clean.judged import Codes, JudgedColumn, Judgement
from surveyanswers.instrument.collected import Collected
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answer_columns import NUMBER, STATUS
from surveyanswers.tables.answers import Submitted
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import schema_of

#: So many rows has a text that is held as a code, at least.
_ROWS_A_CODE = 64


@dataclass(frozen=True, eq=False)
class _Said:
    """What some forms, each in one turn, say to a question."""

    forms: NDArray[np.int64]
    turns: NDArray[np.int64]
    codes: Codes
    outcomes: Sequence[Judgement]
    lacking: frozenset[str] = frozenset()  # options that these forms did not have

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        return np.array([o.status is not None for o in self.outcomes], dtype=bool)[self.codes]


@dataclass(frozen=True, eq=False)
class Slots:
    """Rows of a table of forms and turns, and where each pair of them lies."""

    forms: NDArray[np.int64]
    turns: NDArray[np.int64]
    places: NDArray[np.int64] = field(repr=False)  # of form x turn; -1 where there is none
    most: int  # turns

    @classmethod
    def of(cls, forms: int, said: Sequence[_Said]) -> Slots:
        """Make a row of each form and turn of which anything is said."""
        most = 1 + max((int(each.turns.max(initial=0)) for each in said), default=0)
        there = np.zeros(forms * most, dtype=bool)
        done: set[tuple[int, int]] = set()
        for each in said:
            whole = (id(each.forms), id(each.turns))
            if whole not in done:
                held = each.there
                there[(each.forms * most + each.turns)[held]] = True
                done |= {whole} if held.all() else set()
        pairs = np.flatnonzero(there)
        places = np.where(there, np.cumsum(there) - 1, -1)
        return cls(pairs // most, pairs % most, places, most)

    def place(self, forms: NDArray[np.int64], turns: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the rows of some forms and turns."""
        return self.places[forms * self.most + turns]


def submitted_in_columns(
    judged: Sequence[JudgedColumn], submissions: pl.DataFrame, survey: Collected
) -> tuple[pl.DataFrame, Slots]:
    """Lay out what every form says, and why it says nothing; several answers a column an option.

    Returns
    -------
    submitted, slots
        `tables.Submitted` in columns, and whose its rows are.
    """
    form = survey.questionnaire
    said: dict[str, list[_Said]] = {}
    turns: dict[tuple[int, int], NDArray[np.int64]] = {}
    for each in judged:
        own = turns.setdefault((each.rows.part, each.instance), each.rows.turns_of(each.instance))
        whose = _Said(each.rows.forms, own, each.codes, each.outcomes, each.lacking)
        said.setdefault(each.question, []).append(whose)
    for name, lacking in [*_lacking(said, submissions, survey)]:
        said.setdefault(name, []).append(lacking)
    slots = Slots.of(submissions.height, [each for parts in said.values() for each in parts])
    keys = submissions.select("submission_id", "unit_id", "wave")
    columns = keys[slots.forms].with_columns(instance=pl.Series(slots.turns, dtype=pl.UInt32))
    laid = [column for name in sorted(said) for column in _laid(name, said[name], slots, form)]
    return columns.hstack(laid), slots


def _laid(
    name: str, said: Sequence[_Said], slots: Slots, form: Questionnaire
) -> Iterator[pl.Series]:
    """Make the columns of one question."""
    outcomes, lacking = [Judgement()], [frozenset[str]()]
    size = 1 + sum(len(each.outcomes) for each in said)
    codes = np.zeros(len(slots.forms), dtype=np.min_scalar_type(size))
    for each in said:
        at, own = slots.place(each.forms, each.turns), each.codes
        if not each.there.all():
            at, own = at[each.there], own[each.there]
        codes[at] = own + codes.dtype.type(len(outcomes))
        outcomes += each.outcomes
        lacking += [each.lacking] * len(each.outcomes)
    statuses, known = [o.status for o in outcomes], schema_of(Submitted)["status"]
    status = pl.Series(statuses, dtype=known)[codes]
    question = form.questions[name]
    if question.type != "select_multiple":
        value = pl.Series([o.value for o in outcomes], dtype=pl.String)
        if size * _ROWS_A_CODE < len(codes):
            value = value.cast(pl.Enum(value.unique().drop_nulls().sort()))
        yield value[codes].alias(name)
        yield status.alias(name + STATUS)
        if any(o.number is not None for o in outcomes):
            number = pl.Series([o.number for o in outcomes], dtype=pl.Float64)
            yield number[codes].alias(name + NUMBER)
        return
    chosen = [o.value and o.value.split(" ") for o in outcomes]
    for option in sorted(c for c in form.options_of(question).codes if c not in SAID_INSTEAD):
        away = [option in absent for absent in lacking]
        ticks = [each and option in each for each in chosen]
        ticked = [None if out else tick for out, tick in zip(away, ticks, strict=True)]
        yield pl.Series(f"{name}/{option}", ticked, dtype=pl.Boolean)[codes]
        told = [o and ("not_fielded" if out else o) for out, o in zip(away, statuses, strict=True)]
        its = pl.Series(told, dtype=known)[codes] if any(away) else status
        yield its.alias(f"{name}/{option}{STATUS}")


def _lacking(
    said: dict[str, list[_Said]], submissions: pl.DataFrame, survey: Collected
) -> Iterator[tuple[str, _Said]]:
    """Say of the questions that forms have no cell for why they have none.

    Assume: a repeat that nobody began was asked and left blank, unless a column tells where it is
    fielded: then it is nowhere in this form.
    """
    files, questions = submissions["file"], survey.questionnaire.questions
    apart = {export.repeat for export in survey.exports} - {""}

    @cache
    def reached(name: str) -> NDArray[np.bool_]:
        """Say which forms have a cell of a question."""
        cells = [each.forms[each.there] for each in said.get(name, ())]
        return np.isin(np.arange(submissions.height), np.concatenate([[-1], *cells]))

    for export in survey.exports:
        own = np.flatnonzero((files == export.file).to_numpy())
        once, first = np.zeros(len(own), dtype=np.int64), np.ones(len(own), dtype=np.int64)
        waves = submissions["wave"][own]
        told = {name for names in export.fielded_where.values() for name in names}
        held = {*export.questions}
        for name, question in questions.items():
            elsewhere = question.repeat in apart
            if name not in held and not elsewhere:
                yield name, _alike(own, once, "not_fielded")
            elif export.long or question.repeat:
                without = ~reached(name)[own]
                if not export.long:
                    status = "not_fielded" if name in told else "no_answer"
                    yield name, _alike(own[without], first[without], status)
                elif name in held:
                    # Nobody in the wave has a row of the item, or this unit alone has none.
                    there = waves.is_in(waves.filter(~pl.Series(without)).implode()).to_numpy()
                    for one, status in ((~there, "not_fielded"), (there, "not_submitted")):
                        yield name, _alike(own[without & one], once[without & one], status)


def _alike(forms: NDArray[np.int64], turns: NDArray[np.int64], status: str) -> _Said:
    """Say the same of some forms."""
    return _Said(forms, turns, np.zeros(len(forms), dtype=np.uint8), [Judgement(status=status)])
