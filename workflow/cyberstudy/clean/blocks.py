"""Several answers in several columns: one column an option, put together into one answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from cyberstudy.clean.judged import Judgement
from cyberstudy.declare.formats import Format
from cyberstudy.declare.matching import index_of, normalised
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.statuses import SAID_INSTEAD

TICKED, UNTICKED, INSTEAD, BAD = "ticked", "unticked", "instead", "bad"
NAMED = "named"  # the text is an option's: a tick in that option's own column


@dataclass(frozen=True)
class Ticks:
    """What a column for one option may hold in this export, as texts are recognised."""

    ticked: Collection[str]
    unticked: Collection[str]  # not chosen, or not shown
    missing: Mapping[str, str]

    @classmethod
    def of(cls, known: Format, missing: Mapping[str, str]) -> Ticks:
        """Take what a format writes, and texts that stand for a missing answer."""
        ticked = {normalised(tick) for tick in known.ticked}
        return cls(ticked, {normalised(tick) for tick in known.unticked | known.unseen}, missing)

    def meaning_of(
        self, text: str, question: Question, questionnaire: Questionnaire
    ) -> tuple[str, str]:
        """Return what `text` says of the option, and the code that is said instead."""
        folded = normalised(text)
        if folded in self.ticked:
            return TICKED, ""
        if not folded or folded in self.unticked:
            return UNTICKED, ""
        match = index_of(questionnaire.options_of(question)).find(text)
        if match is not None and match.code in SAID_INSTEAD:
            return INSTEAD, match.code
        status = self.missing.get(folded)
        if status == "no_answer":
            return UNTICKED, ""
        if status:
            return INSTEAD, status
        return (NAMED, match.code) if match else (BAD, "")


@dataclass(frozen=True)
class OptionCell:
    """A cell of a column that stands for one option."""

    option: str
    text: str | None
    name: str  # of the column


def decode_block(
    cells: Sequence[OptionCell],
    question: Question,
    questionnaire: Questionnaire,
    *,
    ticks: Ticks,
    implied: Collection[str] = (),
) -> Judgement:
    """Judge the columns of one several-answer question in one form.

    Parameters
    ----------
    implied
        Options that were chosen elsewhere: who writes a text for "other" has ticked it.

    Returns
    -------
    Judgement
        `name` is the column of the first cell, or of the first bad one, if any; `text` what was
        found bad; `value` the codes in the options' order; `cells` how many were put together.
    """
    codes = questionnaire.options_of(question).codes
    chosen, instead, bad = {*implied}, None, None
    for cell in cells:
        meaning, code = UNTICKED, ""
        if cell.text is not None:
            meaning, code = ticks.meaning_of(cell.text, question, questionnaire)
        if meaning == NAMED:
            meaning = TICKED if code == cell.option else BAD
        if meaning == TICKED:
            chosen.add(cell.option)
        elif meaning == INSTEAD:
            instead = instead or code
        elif meaning == BAD:
            bad = bad or cell
    if bad:
        reason = f"neither a tick nor its absence for {question.name}"
        judged = Judgement(bad.text, None, None, "invalid", "unknown_option", reason)
        return judged._replace(name=bad.name, cells=len(cells))
    # What is said instead stands among the chosen, so that a constraint can refuse both together.
    value = " ".join(code for code in codes if code in chosen or code == instead) or None
    status = "valid" if value else instead or "no_answer"
    first = cells[0].name if cells else None
    return Judgement(value=value, status=status, name=first, cells=len(cells))
