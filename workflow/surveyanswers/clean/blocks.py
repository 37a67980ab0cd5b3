"""Several answers in several columns: one column an option, put together into one answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from surveyanswers.clean.decode import Judgement
from surveyanswers.instrument.formats import Format
from surveyanswers.instrument.matching import index_of, normalised
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.statuses import SAID_INSTEAD


@dataclass(frozen=True)
class Ticks:
    """What a column for one option may hold in this export, as texts are recognised."""

    ticked: Collection[str]
    unticked: Collection[str]  # not chosen, or not shown
    missing: Mapping[str, str]

    @classmethod
    def of(cls, file_format: Format, missing: Mapping[str, str]) -> Ticks:
        """Take what a format writes, and texts that stand for a missing answer."""
        ticked = {normalised(tick) for tick in file_format.ticked}
        return cls(
            ticked,
            {normalised(tick) for tick in file_format.unticked | file_format.unseen},
            missing,
        )

    def code_of(
        self, text: str | None, option: str, question: Question, questionnaire: Questionnaire
    ) -> str | None:
        """Return the option that is chosen, or what is said instead; "" for neither.

        None where a text is no tick of this option's column, such as another option's name.
        """
        folded = normalised(text or "")
        if folded in self.ticked:
            return option
        if not folded or folded in self.unticked:
            return ""
        match = index_of(questionnaire.options_of(question)).find(text or "")
        if match is not None and match.code in SAID_INSTEAD:
            return match.code
        if status := self.missing.get(folded):
            return "" if status == "no_answer" else status
        return option if match and match.code == option else None


@dataclass(frozen=True)
class OptionCell:
    """A cell of a column that stands for one option."""

    option: str
    text: str | None
    name: str  # the column's heading
    code: str | None  # from `Ticks.code_of`


def decode_block(
    cells: Sequence[OptionCell],
    question: Question,
    questionnaire: Questionnaire,
    *,
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
        `name` is the heading of the first cell, or of the first bad one, if any; `text` what was
        found bad; `value` the codes in the options' order; `cells` how many were put together.
    """
    if bad := next((cell for cell in cells if cell.code is None), None):
        reason = f"neither a tick nor its absence for {question.name}"
        judged = Judgement(bad.text, None, None, "invalid", "unknown_option", reason)
        return judged._replace(name=bad.name, cells=len(cells))
    chosen = {*implied, *(cell.option for cell in cells if cell.code == cell.option)}
    instead = next((cell.code for cell in cells if cell.code not in ("", cell.option)), None)
    codes = questionnaire.options_of(question).codes
    # What is said instead stands among the chosen, so that a constraint can refuse both together.
    value = " ".join(code for code in codes if code in chosen or code == instead) or None
    status = "valid" if value else instead or "no_answer"
    first = cells[0].name if cells else None
    return Judgement(value=value, status=status, name=first, cells=len(cells))
