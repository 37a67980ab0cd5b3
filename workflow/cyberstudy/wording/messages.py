"""What an exhibit says, with every number taken from a protected table or from the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from cyberstudy.declare.plan.messages import PLACE, Condition, Message, Value, dotted
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.view import View


@dataclass(frozen=True)
class SaidMessage:
    """A message with its values in place; "" for what is not said.

    Attributes
    ----------
    reason
        Why headline and finding are not said; "" where they are, or none is declared.
    """

    headline: str = ""
    finding: str = ""
    subtitle: str = ""
    number: str = ""
    reason: str = ""


def say_message(message: Message | None, view: View[Any], plan: Plan) -> SaidMessage:
    """Fill the places of a message, and see whether it is still true.

    Parameters
    ----------
    message
        The entry's, in the language that is spoken.
    view
        Protected tables and the language.
    plan
        For what was decided, such as the confidence of intervals.

    Raises
    ------
    StudyProblem
        A table or a column is not there, or several rows fit.
    """
    if message is None:
        return SaidMessage()
    found = {
        place: _value(spec, message, view, plan, place) for place, spec in message.values.items()
    }
    told = {place: _spoken(found[place], spec, view) for place, spec in message.values.items()}
    failed = [
        f"{place} is {found[place]}, not {_condition(condition)}"
        for place, condition in message.holds.items()
        if not _holds(found[place], condition)
    ]

    def filled(text: str | None) -> tuple[str, list[str]]:
        places = PLACE.findall(text or "")
        missing = [f"{place} is not given" for place in places if found[place] is None]
        return PLACE.sub(lambda place: told[place[1]], text or ""), missing

    (headline, lacking), (finding, also_lacking) = map(filled, (message.headline, message.finding))
    subtitle, unknown = filled(message.subtitle)
    number, _ = filled(message.number)
    reason = "; ".join(dict.fromkeys([*failed, *lacking, *also_lacking]))
    return SaidMessage(
        headline="" if reason else headline,
        finding="" if reason else finding,
        subtitle="" if unknown else subtitle,
        number="" if reason else number,
        reason=reason,
    )


def matching(table: pl.DataFrame, where: Mapping[str, object]) -> pl.DataFrame:
    """Keep rows whose columns hold these values, compared as text."""
    same = [pl.col(name).cast(pl.String) == _text(value) for name, value in where.items()]
    return table.filter(*same) if same else table


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _table(view: View[Any], name: str) -> pl.DataFrame:
    """Read a table, or a record as a table of one row."""
    if view.has(f"{name}.json"):
        flat = {k: [v] for k, v in view.json(name).items() if not isinstance(v, (list, dict))}
        return pl.DataFrame(flat)
    return view.of_all_waves(name)


def _value(spec: Value, message: Message, view: View[Any], plan: Plan, place: str) -> object:
    if spec.plan is not None:
        return _of_plan(plan, spec.plan, place)
    name = spec.table or message.table or ""
    table = _table(view, name)
    if spec.count is not None:
        _must_hold(table, spec.count, name, place)
        return matching(table, spec.count).height
    # Another table has rows of its own.
    row = spec.row if spec.row is not None else {} if spec.table else message.row
    column = spec.column or spec.median or ""
    _must_hold(table, [*row, column], name, place)
    rows = matching(table, row)
    if spec.median:
        return rows[column].median()
    if rows.height > 1:
        raise StudyProblem(f"says.values.{place}: {rows.height} rows of {name!r} fit {row}, not 1")
    # A row that went, with its group or its wave, is a value that is not given.
    return rows[column][0] if rows.height else None


def _of_plan(plan: Plan, keys: Iterable[str], place: str) -> object:
    found: object = plan.plain()
    for key in keys:
        if not isinstance(found, Mapping) or key not in found:
            raise StudyProblem(f"says.values.{place}: the plan holds no {dotted([*keys])}")
        found = found[key]
    return found


def _must_hold(table: pl.DataFrame, columns: Iterable[str], name: str, place: str) -> None:
    if unknown := sorted(set(columns) - set(table.columns)):
        raise StudyProblem(f"says.values.{place}: {name!r} has no column {', '.join(unknown)}")


def _holds(value: object, condition: Condition) -> bool:
    if value is None:
        return False
    if condition.equals is not None:
        return _text(value) == _text(condition.equals)
    number = float(value)  # type: ignore[arg-type]  # what is compared with a number is one
    low, high = condition.at_least, condition.at_most
    return (low is None or number >= low) and (high is None or number <= high)


def _condition(condition: Condition) -> str:
    return " and ".join(f"{key} {value}" for key, value in condition.plain().items())


def _spoken(value: object, spec: Value, view: View[Any]) -> str:
    say = view.say
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float() if spec.percent:
            return say.percent(value, spec.decimals)
        case float():
            return say.decimal(value, 1 if spec.decimals is None else spec.decimals)
        case int():
            return say.count(value)
        case _ if value in view.names_of_countries.values():
            return str(value)  # in the language already
        case _:
            return view.names_of_units.get(str(value)) or say.word(str(value))
