"""A first plan of a new survey: what is counted and drawn whatever was asked, and what fits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from cyberstudy.declare.plan.clusterings import MAIN
from cyberstudy.scaffold.form import Form, Row, label_column, name_of
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.written import in_yaml, remark
from cyberstudy.tables.statuses import SAID_INSTEAD

#: Columns of the list of States by which replies and answers are divided, with a name for each.
DIVISIONS = {"region": "region", "ldc_2025": "least_developed"}
#: From so many items on a scale makes an index, and a clustering; from so many units on.
ITEMS, UNITS = 4, 60
FEWEST = 10  # of fewer nothing is shown
#: What a figure can hold: rows, shades of bars (without a side that is warm), rows of shares.
MOST_BARS, MOST_OPTIONS, MOST_COOL, MOST_DOTS = 12, 5, 3, 25
Exhibits = dict[str, dict[str, Any]]


def plan_of(
    form: Form, placed: Placement, *, units: int, notebook: str, asked: Sequence[str]
) -> str:
    """Write ``plan.yaml``.

    Parameters
    ----------
    form, placed
        What was asked, and where it stands.
    units
        How many there are in the file.
    notebook
        Its name.
    asked
        Questions that the file has a column for.
    """
    unit, who = ("state", "States") if placed.states else ("respondent", "Respondents")
    groupings: dict[str, Any] = {"all": {"of": unit}}
    if placed.listed_states:
        groupings |= {name: {"of": unit, "by": by} for by, name in DIVISIONS.items()}
    rows = [row for row in form.rows if row["name"] in asked]
    numbers = [r for r in rows if r["type"] in {"integer", "decimal"} and not r.get("inside")]
    scales = scales_of(form, placed, asked)
    plan: dict[str, Any] = {}
    if placed.listed_states:
        plan["response"] = {"by": [*DIVISIONS]}
    plan["estimates"] = {"confidence": 0.95, "poststratified": {}, "groupings": groupings}
    if numbers:
        plan["levels"] = {"confidence": 0.95}
    if len(placed.waves) > 1:
        plan["change"] = {
            "confidence": 0.95,
            "wave_from": placed.waves[-2],
            "wave_to": placed.waves[-1],
        }
    if scales:
        plan["indices"] = {
            "of": unit,
            "minimum_answered": 0.6,
            "confidence": 0.95,
            "resamples": 2000,
            "sets": {
                name_of(options): {"title": _title(form, options), "items": items}
                for options, items in scales.items()
            },
        }
    clustered = list(scales)[:1] if units >= UNITS and placed.listed_states else []
    if clustered:
        plan["types"] = {
            "resamples": 200,
            "permutations": 4000,
            "alpha": 0.05,
            "confidence": 0.95,
            "rules": {},
        }
        plan["clusterings"] = {
            name_of(options): _clustering(form, options, scales[options], unit)
            for options in clustered
        }
    plan["exhibits"] = exhibits_of(form, placed, rows, units)
    for options in clustered:
        name, title = name_of(options), _title(form, options)
        shown = [{"clustering": name, "title": title, "who": who}]
        plan["exhibits"][f"{name}_types"] = {
            "kind": "type_selection",
            "category": "Are there types",
            "title": f"Types, one gradient, or nothing: {title}",
            "clusterings": shown,
        }
        plan["exhibits"][f"{name}_profiles"] = {
            "kind": "type_profiles",
            "category": "Are there types",
            "title": f"Answers by class: {title}",
            "clustering": name,
            "who": who,
        }
    plan["notebooks"] = [notebook]
    told = {
        "indices": "a first index of questions on one scale; do they belong together?",
        "clusterings": "what is looked for types of, decided before looking",
        "estimates": "groups that answers are estimated for",
        "change": "which waves are compared",
        "exhibits": "titles, and what is worth a figure",
    }
    parts = [
        (f"{remark(told[key])}\n" if key in told else "") + in_yaml({key: content})
        for key, content in plan.items()
    ]
    return "# What is counted, compared and drawn; every key is described in docs/.\n" + "".join(
        parts
    )


def scales_of(form: Form, placed: Placement, asked: Sequence[str]) -> dict[str, list[str]]:
    """Sets of questions that share a scale with scores, by their list of options."""
    found: dict[str, list[str]] = {}
    for row in form.rows:
        if row["name"] in asked and row["name"] in placed.ordered:
            found.setdefault(row["type"].partition(" ")[2], []).append(row["name"])
    return {options: items for options, items in found.items() if len(items) >= ITEMS}


def exhibits_of(form: Form, placed: Placement, rows: Sequence[Row], units: int) -> Exhibits:
    """Declare a figure for every list of options, and those of the data's quality.

    Of fewer units than any share is shown of, none is drawn but what became of the cells.
    """
    cells = {
        "kind": "cell_accounting",
        "category": "Data quality",
        "title": "What became of every cell",
    }
    if units < FEWEST:
        return {"cells": cells}
    unit, who = ("state", "States") if placed.states else ("respondent", "Respondents")
    total = [{"grouping": "all", "group": "total", "who": who}]
    found: Exhibits = {}
    lists: dict[str, list[str]] = {}
    counts = Counter(r["list_name"] for r in form.choices if r["name"] not in SAID_INSTEAD)
    for row in rows:
        kind, _, options = row["type"].partition(" ")
        count = counts[options]
        if kind == "select_one" and 1 < count <= MOST_OPTIONS:
            lists.setdefault(options, []).append(row["name"])
        elif kind in {"select_multiple", "select_one"} and 1 < count <= MOST_DOTS:
            found[name_of(row["name"], found)] = {
                "kind": "several_shares",
                "category": "Answers",
                "title": _wording(row),
                "minimum_base": FEWEST,
                "answered_by": total,
                "question": row["name"],
            }
    for options, names in lists.items():
        for start in range(0, len(names), MOST_BARS):
            some = names[start : start + MOST_BARS]
            title = _title(form, options) if len(some) > 1 else _wording_of(form, some[0])
            stack: dict[str, Any] = {"questions": some}
            if placed.ordered.intersection(some) and counts[options] <= MOST_COOL:
                stack["against"] = 0  # no end of a scale that was guessed is the bad one
            found[name_of(options, found)] = {
                "kind": "answer_stacks",
                "category": "Answers",
                "title": title,
                "minimum_base": FEWEST,
                "answered_by": total,
                "stacks": [stack],
            }
    numbers = [row["name"] for row in rows if row["type"] in {"integer", "decimal"}]
    sizes: dict[int, list[str]] = {}  # numbers that can share an axis
    for name in numbers if len(placed.waves) > 1 else ():
        sizes.setdefault(placed.sizes.get(name, 0), []).append(name)
    for some in sizes.values():
        found[name_of("change", found)] = {
            "kind": "change_dots",
            "category": "Over time",
            "title": "What changed",
            "answered_by": total,
            "panels": [{"title": "Means", "questions": some[:MOST_DOTS]}],
        }
    if numbers and placed.listed_states:
        across = [{"grouping": "all", "labels": {"total": who}}]
        across += [{"grouping": name} for name in DIVISIONS.values()]
        found["levels"] = {
            "kind": "levels_by_group",
            "category": "Over time" if placed.wave else "Answers",
            "title": _wording_of(form, numbers[0]),
            "question": numbers[0],
            "who": who,
            "across": across,
        }
    found["nonresponse"] = {
        "kind": "item_nonresponse",
        "category": "Data quality",
        "group": unit,
        "minimum_base": FEWEST,
        "title": "Which questions were left without an answer",
    }
    if placed.listed_states:
        found["replies"] = {
            "kind": "response_bars",
            "category": "Data quality",
            "title": "Who replied",
            "minimum_base": FEWEST,
            "panels": [
                {"by": by, "title": name.replace("_", " ").capitalize()}
                for by, name in DIVISIONS.items()
            ],
        }
    found["cells"] = cells
    return found


def _clustering(form: Form, options: str, items: list[str], unit: str) -> dict[str, Any]:
    return {
        "method": "latent_classes",
        "title": _title(form, options),
        "of": unit,
        "minimum_answered": 0.6,
        "items": {MAIN: items},
        "known": {name: {"frame": by} for by, name in DIVISIONS.items()},
        "leave_out": "region",
        "multiverse": {
            "conflicts": ["in"],
            "reconciliation": ["declared"],
            "missing": ["as_is", "complete_cases"],
            "method": ["latent_classes"],
            "k_rule": ["tested", "bic"],
            "minimum_units": 30,
        },
    }


def _title(form: Form, options: str) -> str:
    """Call a scale by its ends."""
    labels = [
        r.get(label_column("en"), r["name"])
        for r in form.choices
        if r["list_name"] == options and r["name"] not in SAID_INSTEAD
    ]
    return f"From {labels[0]} to {labels[-1]}"


def _wording(row: Row) -> str:
    return row.get(label_column("en")) or row["name"]


def _wording_of(form: Form, question: str) -> str:
    return _wording(next(row for row in form.rows if row["name"] == question))
