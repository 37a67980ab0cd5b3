"""Whom a count of units lacks, or holds beside the list, by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cyberstudy.wording.view import View


#: Units that captions name one by one; of more it is not said who they are.
NAMED = 4


def beside_the_list(view: View[Any], units: Collection[str] | None) -> str:
    """Name whom a count of `units` holds that the list does not, and whom it lacks, if few."""
    say, frame = view.say, view.survey.frame
    if frame is None or units is None:
        return ""
    listed, names = {*frame["unit_id"]}, view.names_of_units
    others, without = (
        sorted(names.get(unit, unit) for unit in difference)
        for difference in ({*units} - listed, listed - {*units})
    )
    sentences = []
    if others and len(others) <= NAMED:
        sentences.append(
            say(
                "Also counted, although not among the {count} listed: {names}.",
                count=len(listed),
                names=say.listed(others),
            )
        )
    if without and len(without) <= NAMED:
        sentences.append(say("Without data: {names}.", names=say.listed(without)))
    return say.text(sentences)


def units_with_data(view: View[Any], questions: Collection[str]) -> list[str] | None:
    """List who has a value for any of the questions; None where answers are not public."""
    if not view.has("answers.*"):
        return None
    return view.answers(questions).filter(status="valid")["unit_id"].unique().to_list()


def listed_without_data(view: View[Any], questions: Collection[str]) -> str:
    """Name the few on the list that have no value for any of the questions."""
    units = units_with_data(view, questions)
    if units is None or (frame := view.survey.frame) is None:
        return ""
    return beside_the_list(view, {*units} & {*frame["unit_id"]})
