"""Numbers of single units, with the names that readers know them by; of public answers alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

import polars as pl

from cyberstudy.declare.plan.exhibits_of_units import OfUnits
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.waves import WAVE, waves_in
from cyberstudy.wording.view import View

#: Units that captions name one by one; of more it is not said who they are.
NAMED = 4
OfUnits_co = TypeVar("OfUnits_co", bound=OfUnits, covariant=True)


def numbers_of_units(
    view: View[OfUnits_co], questions: Sequence[str], waves: Sequence[str] | None = None
) -> pl.DataFrame:
    """Return what units gave as numbers, a row a unit and a column a question in every wave.

    Parameters
    ----------
    view
        The protected answers, and the list of units.
    questions
        With a number.
    waves
        Waves; by default the entry's one, or the latest.

    Returns
    -------
    pl.DataFrame
        wave, unit_id, name and the questions; sorted by wave and name. A question that nobody
        answered has a column of nulls.
    """
    answers = view.of_all_waves("answers")
    chosen = waves or [view.entry.wave or waves_in(answers)[-1]]
    valid = answers.filter(
        pl.col(WAVE).is_in(chosen), pl.col("question").is_in(questions), status="valid"
    )
    wide = valid.pivot(
        "question", on_columns=list(questions), index=[WAVE, "unit_id"], values="number"
    )
    name = pl.col("unit_id").replace(view.names_of_units).alias("name")
    return wide.select(WAVE, "unit_id", name, *questions).sort(WAVE, "name", "unit_id")


def shown_units(view: View[OfUnits_co], numbers: pl.DataFrame) -> pl.DataFrame:
    """Keep the units that the plan's entry asks for by columns of the list of units.

    Raises
    ------
    StudyProblem
        There are none that answered, or one that the entry names is not among them.
    """
    frame, within = view.survey.frame, view.entry.within
    if frame is not None and within:
        units = frame.filter(**within).select("unit_id")
        numbers = numbers.join(units, on="unit_id", how="semi", maintain_order="left")
    named = set(getattr(view.entry, "units", ())) - set(numbers["unit_id"])
    if named or numbers.is_empty():
        who = ", ".join(sorted(named)) or f"any of the {view.entry.who} that are to be shown"
        raise StudyProblem(f"there is no number of {who}; mend `within` or `units`")
    return numbers


def beside_the_list(view: View[Any], units: Collection[str] | None) -> str:
    """Name whom a count of `units` holds that the list does not, and whom it lacks, if few."""
    say, frame = view.say, view.survey.frame
    if frame is None or units is None:
        return ""
    listed, names = {*frame["unit_id"]}, view.names_of_units
    others, without = (
        sorted(names.get(unit, unit) for unit in found)
        for found in ({*units} - listed, listed - {*units})
    )
    told = []
    if others and len(others) <= NAMED:
        told.append(
            say(
                "Counted, though not among the {count} listed: {names}.",
                count=len(listed),
                names=say.listed(others),
            )
        )
    if without and len(without) <= NAMED:
        told.append(say("Listed, but without data: {names}.", names=say.listed(without)))
    return say.text(told)


def units_with_data(view: View[Any], questions: Collection[str]) -> list[str] | None:
    """List who has a value for any of the questions; None where answers are not public."""
    if not view.has("answers.*"):
        return None
    answers = view.of_all_waves("answers").filter(pl.col("question").is_in([*questions]))
    return answers.filter(status="valid")["unit_id"].unique().to_list()


def listed_without_data(view: View[Any], questions: Collection[str]) -> str:
    """Name the few on the list that have no value for any of the questions."""
    found = units_with_data(view, questions)
    if found is None or (frame := view.survey.frame) is None:
        return ""
    return beside_the_list(view, {*found} & {*frame["unit_id"]})
