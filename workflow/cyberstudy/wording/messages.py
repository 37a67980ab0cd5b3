"""What an exhibit says, with every number taken from a protected table or from the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from cyberstudy.claims import CROSSED, counted, stands
from cyberstudy.declare.plan.messages import PLACE, Condition, Message, Value, dotted
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.references import (
    COMPUTED,
    CellReference,
    as_table,
    as_text,
    filled,
    matching,
    taken_from,
)
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.problems import SurveyError

if TYPE_CHECKING:
    from cyberstudy.declare.plan.whole import Plan

MILLION = 1_000_000
#: Choices under which a claim breaks that notes name; of more they give the number.
SHOWN = 4


@dataclass(frozen=True)
class SaidMessage:
    """A message with its values in place; "" for what is not said.

    Attributes
    ----------
    range
        Under which choices it was examined whether the sentence holds, or a stronger one.
    reason
        Why headline and finding, or stronger ones, are not said; "" where nothing is left unsaid.
    """

    headline: str = ""
    finding: str = ""
    subtitle: str = ""
    recommends: str = ""
    range: str = ""
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
    SurveyError
        A table or a column is not there, or several rows fit.
    """
    if message is None:
        return SaidMessage()
    numbers, texts = dict[str, object](), dict[str, str]()
    for place, spec in message.values.items():
        reference = _reference(spec, message)
        numbers[place] = _value(spec, reference, view, plan, place)
        texts[place] = taken_from(_spoken(numbers[place], spec, view), reference)

    def said(text: str | None) -> tuple[str, list[str]]:
        places = PLACE.findall(text or "")
        missing = [f"{place} is not given" for place in places if numbers[place] is None]
        return filled(text or "", texts) if places else text or "", missing

    subtitle, unknown = said(message.subtitle)
    subtitle = "" if unknown else subtitle
    reasons: list[str] = []
    range_ = ""
    for sentence in message.sentences:
        failed = [
            f"{place} is {numbers[place]}, not {_condition(condition)}"
            for place, condition in sentence.holds.items()
            if not _holds(numbers[place], condition)
        ]
        (headline, lacking), (finding, more) = map(said, (sentence.headline, sentence.finding))
        recommends, wanted = said(sentence.recommends)
        failed += [*lacking, *more, *wanted]
        if sentence.claim:
            under, against = _choices(sentence.claim, headline or finding, view)
            failed += against
            range_ = view.say.text([range_, under])
        reasons += failed
        if not failed:
            return SaidMessage(headline, finding, subtitle, recommends, range_, _told(reasons))
    return SaidMessage(subtitle=subtitle, range=range_, reason=_told(reasons))


def _told(reasons: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(reasons))


def _choices(claim: str, sentence: str, view: View[Any]) -> tuple[str, list[str]]:
    """Return in how many specifications a claim holds, and those in which it fails."""
    say = view.say
    if not view.has(f"{claim}.parquet"):
        return "", [f"the claim {claim} was not examined here"]
    table = view.of_all_waves(claim)
    held, count = counted(table)
    if not count:
        return "", [f"no choice of the claim {claim} applies"]
    cited = taken_from(view.say.count(count), CellReference(claim, {}, "holds", COMPUTED))
    if held == count:
        summary = say(
            "The finding holds in all {tried} specifications tried (see “How robust the findings "
            "are”).",
            tried=cited,
        )
        return summary, []
    broken = table.drop_nulls("holds").remove("holds").select("kind", "choice").rows()
    if stands(table):
        summary = say(
            "The finding holds in {held} of {tried} specifications tried, among them all in which "
            "one choice was changed (see “How robust the findings are”).",
            held=say.count(held),
            tried=cited,
        )
        return summary, []
    named = [_in_words(say, kind, choice) for kind, choice in broken[:SHOWN]]
    if (more := count - held - len(named)) > 0:
        named.append(say("{count} more", count=more))
    summary = say(
        "We do not claim “{claim}”: it fails in {broken} of {tried} specifications ({named}).",
        claim=sentence.rstrip("."),
        broken=count - held,
        tried=cited,
        named=say.clauses(named),
    )
    return summary, [f"{claim} does not hold under {kind}: {choice}" for kind, choice in broken]


def _in_words(say: Translator, kind: str, choice: str) -> str:
    """Return the choices of a specification, each with its kind."""
    pairs = zip(kind.split(CROSSED), choice.split(CROSSED), strict=True)
    return say.listed(labelled(say, say.word(one), say.word(other)) for one, other in pairs)


def _table(view: View[Any], name: str) -> pl.DataFrame:
    """Read a table, or a record as a table of one row."""
    if view.has(f"{name}.json"):
        return as_table(view.json(name))
    return view.of_all_waves(name)


def _reference(spec: Value, message: Message) -> CellReference:
    """Return where a value is taken from."""
    if spec.plan is not None:
        return CellReference("", column=dotted([*spec.plan]))
    table = spec.table or message.table or ""
    if spec.count is not None:
        return CellReference(table, spec.count)
    # Another table has rows of its own.
    row = spec.row if spec.row is not None else {} if spec.table else message.row
    column = spec.column or spec.median or ""
    return CellReference(table, row, column, "median" if spec.median else "")


def _value(
    spec: Value, reference: CellReference, view: View[Any], plan: Plan, place: str
) -> object:
    if spec.plan is not None:
        return _of_plan(plan, spec.plan, place)
    table, row = _table(view, reference.table), reference.row
    _must_hold(table, filter(None, [*row, reference.column]), reference.table, place)
    if spec.column and (height := matching(table, row).height) > 1:
        raise SurveyError(
            f"says.values.{place}: {height} rows of {reference.table!r} fit {row}, not 1"
        )
    # A row that went, with its group or its wave, is a value that is not given.
    return reference.number(table)


def _of_plan(plan: Plan, keys: Iterable[str], place: str) -> object:
    entry: object = plan.plain()
    for key in keys:
        if not isinstance(entry, Mapping) or key not in entry:
            raise SurveyError(f"says.values.{place}: the plan holds no {dotted([*keys])}")
        entry = entry[key]
    return entry


def _must_hold(table: pl.DataFrame, columns: Iterable[str], name: str, place: str) -> None:
    if unknown := sorted(set(columns) - set(table.columns)):
        raise SurveyError(f"says.values.{place}: {name!r} has no column {', '.join(unknown)}")


def _holds(value: object, condition: Condition) -> bool:
    if value is None:
        return False
    if condition.equals is not None:
        return as_text(value) == as_text(condition.equals)
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
        case int() | float() if spec.millions:
            return say.decimal(value / MILLION, 1 if spec.decimals is None else spec.decimals)
        case float():
            return say.decimal(value, 1 if spec.decimals is None else spec.decimals)
        case int():
            return say.count(value)
        case _ if value in view.names_of_countries.values():
            return str(value)  # in the language already
        case _:
            return view.names_of_units.get(str(value)) or say.word(str(value))
