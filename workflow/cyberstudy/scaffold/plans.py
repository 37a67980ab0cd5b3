"""A first plan of a new survey: what is counted and drawn whatever was asked, and what fits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import yaml

from cyberstudy.declare.plan.clusterings import MAIN
from cyberstudy.scaffold.form import Form, Row, label_column, name_of
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.survey_yaml import DIVISIONS, in_yaml, remark
from cyberstudy.tables.statuses import SAID_INSTEAD

#: From so many items on a scale makes an index, and a clustering; from so many units on.
ITEMS, UNITS = 4, 60
FEWEST = 10  # of fewer nothing is shown
#: What a figure can hold: rows, shades of bars (without a side that is warm), rows of shares.
MOST_BARS, MOST_OPTIONS, MOST_COOL, MOST_DOTS = 12, 5, 3, 25
#: What parts of a plan begin with, and what a person must look at in them.
_BEGUN = yaml.safe_load("""
estimates: {confidence: 0.95}
levels: {confidence: 0.95}
change: {confidence: 0.95}
indices: {minimum_answered: 0.6, confidence: 0.95, resamples: 2000}
types: {resamples: 200, permutations: 4000, alpha: 0.05, confidence: 0.95, rules: {}}
clusterings:
  method: latent_classes
  minimum_answered: 0.6
  leave_out: merged_region
  multiverse:
    conflicts: [in]
    reconciliation: [declared]
    missing: [as_is, complete_cases]
    minimum_units: 30
""")
_TO_LOOK_AT = {
    "indices": "a first index of questions on one scale; do they belong together?",
    "clusterings": "what is looked for types of, decided before looking",
    "estimates": "groups that answers are estimated for",
    "change": "which waves are compared",
    "exhibits": "titles, and what is worth a figure",
}
Plan = dict[str, Any]


def plan_of(
    form: Form, placed: Placement, *, units: int, asked: Sequence[str], public: bool
) -> Plan:
    """Declare what is made of a survey with so many units, of questions that have a column.

    How units changed between waves is told of public answers only.
    """
    unit, _ = placed.counted
    rows = [row for row in form.rows if row["name"] in asked]
    numbers = [row["name"] for row in rows if row["type"] in {"integer", "decimal"}]
    scales = _scales(rows, placed)
    groupings: Plan = {"all": {"of": unit}}
    plan: Plan = {}
    if placed.listed_states:
        groupings |= {name: {"of": unit, "by": name} for name in DIVISIONS}
        plan["response"] = {"by": [*DIVISIONS]}
    plan["estimates"] = {"groupings": groupings}
    if numbers:
        plan["levels"] = {}
    compared = len(placed.waves) > 1 and public
    if compared:
        plan["change"] = dict(zip(("wave_from", "wave_to"), placed.waves[-2:], strict=True))
    if scales:
        sets = {
            name_of(options): {"title": _title(form, options), "items": items}
            for options, items in scales.items()
        }
        plan["indices"] = {"of": unit, "sets": sets}
    plan = {key: _BEGUN.get(key, {}) | own for key, own in plan.items()}
    exhibits = _exhibits(form, placed, rows, numbers, compared) if units >= FEWEST else {}
    exhibits["cells"] = _exhibit("cell_accounting", "Data quality", "Data accounting: every cell")
    if scales and units >= UNITS and placed.listed_states:
        options, items = next(iter(scales.items()))
        name, title = name_of(options), _title(form, options)
        known = {name: {"frame": name} for name in DIVISIONS}
        own = {"title": title, "of": unit, "items": {MAIN: items}, "known": known}
        plan |= {"types": _BEGUN["types"], "clusterings": {name: own | _BEGUN["clusterings"]}}
        heading, who = f"Answers by class: {title}", placed.counted[1]
        exhibits[f"{name}_profiles"] = _exhibit(
            "type_profiles", "Are there types", heading, clustering=name, who=who
        )
    return plan | {"exhibits": exhibits}


def written_plan(plan: Plan) -> str:
    """Write ``plan.yaml``."""
    lines = ["# What is counted, compared and drawn; every key is described in docs/.\n"]
    for key, content in plan.items():
        lines += [f"{remark(_TO_LOOK_AT[key])}\n"] if key in _TO_LOOK_AT else []
        lines += [in_yaml({key: content})]
    return "".join(lines)


def _scales(rows: Sequence[Row], placed: Placement) -> dict[str, list[str]]:
    """Sets of questions that share a scale with scores, by their list of options."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["name"] in placed.ordered:
            found.setdefault(row["type"].partition(" ")[2], []).append(row["name"])
    return {options: items for options, items in found.items() if len(items) >= ITEMS}


def _exhibit(kind: str, area: str, title: str, **more: Any) -> Plan:
    return {"kind": kind, "area": area, "title": title, **more}


def _exhibits(
    form: Form, placed: Placement, rows: Sequence[Row], numbers: Sequence[str], compared: bool
) -> Plan:
    """Declare a figure for every list of options, and those of the data's quality."""
    unit, who = placed.counted
    who = who.capitalize()
    counted = {
        "minimum_base": FEWEST,
        "answered_by": [{"grouping": "all", "group": "total", "who": who}],
    }
    wordings = {row["name"]: row.get(label_column("en")) or row["name"] for row in form.rows}
    found: Plan = {}
    lists: dict[str, list[str]] = {}
    counts = Counter(r["list_name"] for r in form.choices if r["name"] not in SAID_INSTEAD)
    for row in rows:
        name, (kind, _, options) = row["name"], row["type"].partition(" ")
        count = counts[options]
        if kind == "select_one" and 1 < count <= MOST_OPTIONS:
            lists.setdefault(options, []).append(name)
        elif kind in {"select_multiple", "select_one"} and 1 < count <= MOST_DOTS:
            found[name_of(name, found)] = _exhibit(
                "several_shares", "Answers", wordings[name], **counted, question=name
            )
    for options, names in lists.items():
        for some in _parts(names, MOST_BARS):
            title = _title(form, options) if len(some) > 1 else wordings[some[0]]
            stack: Plan = {"questions": some}
            if placed.ordered.intersection(some) and counts[options] <= MOST_COOL:
                stack["against"] = 0  # no end of a scale that was guessed is the bad one
            found[name_of(options, found)] = _exhibit(
                "answer_stacks", "Answers", title, **counted, stacks=[stack]
            )
    sizes: dict[int, list[str]] = {}  # numbers that can share an axis
    for name in numbers if compared else ():
        sizes.setdefault(placed.sizes.get(name, 0), []).append(name)
    for some in sizes.values():
        panels = [{"title": "Means", "questions": some[:MOST_DOTS]}]
        by = counted["answered_by"]
        found[name_of("change", found)] = _exhibit(
            "change_dots", "Over time", "What changed", answered_by=by, panels=panels
        )
    if numbers and placed.listed_states:
        question, category = numbers[0], "Over time" if placed.wave else "Answers"
        across: list[Plan] = [{"grouping": "all", "labels": {"total": who}}]
        across += [{"grouping": name} for name in DIVISIONS]
        found["levels"] = _exhibit(
            "levels_by_group",
            category,
            wordings[question],
            question=question,
            who=who,
            across=across,
        )
    found["nonresponse"] = _exhibit(
        "item_nonresponse",
        "Data quality",
        "Which questions were left without an answer",
        group=unit,
        minimum_base=FEWEST,
    )
    if placed.listed_states:
        panels = [{"by": name, "title": name.replace("_", " ").capitalize()} for name in DIVISIONS]
        found["replies"] = _exhibit(
            "response_bars", "Data quality", "Who replied", minimum_base=FEWEST, panels=panels
        )
    return found


def _parts(names: Sequence[str], size: int) -> list[Sequence[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]


def _title(form: Form, options: str) -> str:
    """Call a scale by its ends."""
    labels = [
        r.get(label_column("en"), r["name"])
        for r in form.choices
        if r["list_name"] == options and r["name"] not in SAID_INSTEAD
    ]
    return f"From {labels[0]} to {labels[-1]}"
