"""A first plan of a new survey: what is counted and drawn whatever was asked, and what fits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from textwrap import shorten
from typing import Any

import yaml

from cyberstudy.declare.plan.clusterings import MAIN
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.instrument.rankings import column_of
from surveyanswers.instrument.shared_beginnings import parted
from surveyanswers.scaffold.form import Form, Row, label_column, name_of
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.short_labels import short_labels, wordings_of
from surveyanswers.scaffold.survey_yaml import DIVISIONS, in_yaml
from surveyanswers.tables.statuses import SAID_INSTEAD

#: From so many items on a scale makes an index, and a clustering; from so many units on.
ITEMS, UNITS = 4, 60
FEWEST = 10  # of fewer nothing is shown
#: What a figure can hold: rows, shades of options (of a scale: True), rows of shares; letters of a
#: title; figures of numbers.
MOST_BARS, MOST_SHADES, MOST_DOTS = 12, {True: 5, False: 3}, 25
LONGEST_TITLE, MOST_NUMBERS = 110, 12
#: What parts of a plan begin with, and what is said of them.
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
_REMARKS = {
    "indices": "a first index of questions on one scale",
    "clusterings": "which answers are tested for types, decided before looking",
    "estimates": "groups that answers are estimated for",
    "change": "which waves are compared",
    "exhibits": "titles, and what is worth a figure",
}
#: A note on classes, which are shown whatever the tests decide.
_CLASSES = (
    "A model assigned the units to these classes. The page on methods says whether the tests "
    "support types."
)
Plan = dict[str, Any]


def plan_of(
    form: Form, placed: Placement, *, units: int, questions: Sequence[str], public: bool
) -> Plan:
    """Declare what is made of a survey with so many units, of questions that have a column.

    How units changed between waves is told of public answers only.
    """
    unit, _ = placed.counted
    rows = [row for row in form.rows if row["name"] in questions]
    numbers = [row["name"] for row in rows if row["type"] in {"integer", "decimal"}]
    scales = _scales(form, rows, placed)
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
    plan = {key: _BEGUN.get(key, {}) | section for key, section in plan.items()}
    exhibits: Plan = {}
    if units >= FEWEST:
        exhibits = _exhibits(form, placed, rows, numbers, compared=compared)
    exhibits["cells"] = _exhibit(
        "table", "Data quality", "Data accounting: every cell", table="accounting"
    )
    if scales and units >= UNITS and placed.listed_states:
        options, items = next(iter(scales.items()))
        name, title = name_of(options), _title(form, options)
        variables = {name: {"frame": name} for name in DIVISIONS}
        clustering = {"title": title, "of": unit, "items": {MAIN: items}, "known": variables}
        plan |= {
            "types": _BEGUN["types"],
            "clusterings": {name: clustering | _BEGUN["clusterings"]},
        }
        heading = f"Answers by class: {title}"
        shown = {"table": f"{name}/profiles", "remark": _CLASSES}
        exhibits[f"{name}_profiles"] = _exhibit("table", "Are there types", heading, **shown)
    return plan | {"exhibits": exhibits}


def written_plan(plan: Plan) -> str:
    """Write ``plan.yaml``."""
    lines = ["# What is counted, compared and drawn; every key is described in docs/.\n"]
    for key, content in plan.items():
        lines += [f"# {_REMARKS[key]}\n"] if key in _REMARKS else []
        lines += [in_yaml({key: content})]
    return "".join(lines)


def _scales(form: Form, rows: Sequence[Row], placed: Placement) -> dict[str, list[str]]:
    """Sets of questions that share a scale with scores, by their list of options.

    Assume: those answered with yes or no, or numbers, are about one thing as items of a matrix.
    """
    scales: dict[str, list[str]] = {}
    for row in rows:
        if row["name"] in placed.ordered:
            scales.setdefault(row["type"].partition(" ")[2], []).append(row["name"])
    labels, text = wordings_of(form), label_column("en")
    worded = Counter(r["list_name"] for r in form.choices if not r.get(text, r["name"]).isdecimal())
    return {
        options: items
        for options, items in scales.items()
        if len(items) >= ITEMS and (worded[options] > 2 or parted([labels[i] for i in items])[0])
    }


def _exhibit(kind: str, area: str, title: str, **more: Any) -> Plan:
    return {"kind": kind, "area": area, "title": title, **more}


def _exhibits(
    form: Form,
    placed: Placement,
    rows: Sequence[Row],
    numbers: Sequence[str],
    *,
    compared: bool,
) -> Plan:
    """Declare a figure for every list of options, and those of the data's quality."""
    _, who = placed.counted
    counted = {
        "minimum_base": FEWEST,
        "answered_by": [{"grouping": "all", "group": "total", "who": who}],
    }
    labels, titles = wordings_of(form), short_labels(form, LONGEST_TITLE)
    exhibits: Plan = {}
    for some in _together(form, rows, placed, labels):
        name, kind = some[0]["name"], some[0]["type"].partition(" ")[0]
        beginning, _ = parted([labels[row["name"]] for row in some])
        title = shorten(beginning or titles[name], LONGEST_TITLE, placeholder="...").rstrip(": ")
        if len(some) > 1:
            stack = {"questions": [row["name"] for row in some], "against": 0}
            title += "" if beginning else f", and {len(some) - 1} more"
            exhibit: Plan = {"kind": "answer_stacks", **counted, "stacks": [stack]}
        elif kind.startswith("select"):
            exhibit = {"kind": "several_shares", **counted, "question": name}
        else:
            across: list[Plan] = [{"grouping": "all", "labels": {"total": who.capitalize()}}]
            across += [{"grouping": by} for by in DIVISIONS if placed.listed_states]
            exhibit = {"kind": "levels_by_group", "question": name, "who": who, "across": across}
        exhibits[name_of(name, exhibits)] = {"area": "Answers", "title": title} | exhibit
    if compared:
        shown = {"table": "change", "rows": {"grouping": ["all"]}}
        exhibits["change"] = _exhibit("table", "Over time", "What changed", **shown)
    if placed.silent:
        exhibits["replies"] = _exhibit("table", "Data quality", "Who replied", table="response")
    return exhibits


def _together(
    form: Form, rows: Sequence[Row], placed: Placement, wordings: Mapping[str, str]
) -> list[list[Row]]:
    """Return the rows of each figure: questions that one can show, in the form's order.

    Those that follow each other and have a list of options in common are one figure, where shades
    of one colour do for the options; texts between them part nothing. Of a ranking for which they
    do not, the first rank is shown.
    """
    option_counts = Counter(r["list_name"] for r in form.choices if r["name"] not in SAID_INSTEAD)
    figures: list[list[Row]] = []
    last, numbers, repeated = "", 0, form.repeat_of()
    apart = _apart([row for row in rows if row["type"] != "text"], wordings)
    for row in rows:
        kind, _, options = row["type"].partition(" ")
        if kind in NUMBERS and row["name"] not in repeated:  # of these there is no one number
            numbers += 1
            figures += [[row]] if numbers <= MOST_NUMBERS else []
        if not kind.startswith("select"):
            last = last if kind == "text" else ""
            continue
        scale = row["name"] in placed.ordered
        stacks = kind == "select_one" and 1 < option_counts[options] <= MOST_SHADES[scale]
        if stacks and options == last and row["name"] not in apart and len(figures[-1]) < MOST_BARS:
            figures[-1].append(row)
        elif 1 < option_counts[options] <= MOST_DOTS and not (options == last and _is_rank(row)):
            figures.append([row])
        last = options
    return figures


def _apart(rows: Sequence[Row], wordings: Mapping[str, str]) -> set[str]:
    """Name questions where a matrix begins or ends: they begin otherwise than the one before."""
    names = [row["name"] for row in rows]
    pairs = [bool(parted([wordings[a], wordings[b]])[0]) for a, b in pairwise(names)]
    alike = [False, *pairs, False]  # with the one before, and with the one behind
    return {
        name
        for at, name in enumerate(names)
        if not alike[at] and (alike[at + 1] or (at and alike[at - 1]))
    }


def _is_rank(row: Row) -> bool:
    return bool(column_of(row.get(label_column("en"), "")))


def _title(form: Form, options: str) -> str:
    """Call a scale by its ends."""
    labels = [
        r.get(label_column("en"), r["name"])
        for r in form.choices
        if r["list_name"] == options and r["name"] not in SAID_INSTEAD
    ]
    return f"From {labels[0].rstrip('.')} to {labels[-1].rstrip('.')}"
