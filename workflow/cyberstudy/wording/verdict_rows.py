"""A verdict on a clustering in one row, for tables that lay several side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from cyberstudy.declare.plan.verdict_rules import name_of
from cyberstudy.tables.estimates import DIFFERS, NO_TEST
from cyberstudy.tables.typologies import least_likely_back
from cyberstudy.wording.typologies import GRADIENT, STRUCTURES

#: Records and tables of a clustering that a row is made of, as far as there are any.
BEHIND = (
    *("verdict.json", "tests", "stability", "associations"),
    *("multiverse.json", "multiverse"),
)
ONE_CLASS = "the tests stop at one class"


def verdict_row(read: Callable[[str], Any]) -> dict[str, Any]:
    """Return in one row what was found about a clustering, and how sure that is.

    Parameters
    ----------
    read
        Returns a record or table of `BEHIND`; None where there is none.

    Returns
    -------
    dict
        The verdict, what tests say of each account with their p-values, the class that comes back
        least, what the rules could have found, how many other choices have the same verdict, and
        what classes differ in most; what was not looked at is left out.
    """
    verdict, tests = read("verdict.json"), read("tests")
    rival, classes = verdict["rival"], name_of(verdict["contender"])
    columns = ("units", "verdict", "classes", "rival", "contender")
    row = {name: verdict[name] for name in columns} | {
        "account": verdict["account"] or (rival if verdict["verdict"] == GRADIENT else None),
        "p_no_structure": _p(tests, "one class", "2 classes"),
        "p_gradient": _p(tests, rival, classes),
        "p_types": _p(tests, classes, rival),
        **{name.replace(" ", "_"): verdict["evidence"][name]["speaks"] for name in STRUCTURES},
        "required": verdict["rules"]["minimum_stability"],
        "reason": ONE_CLASS,
        "could_have_found": verdict.get("could_have_found"),
        **_power(verdict.get("could_have_found")),
        **{f"usual_{name}": number for name, number in (verdict.get("usual") or {}).items()},
        **_other_choices(verdict, read("multiverse.json"), read("multiverse")),
        **_strongest(read("associations")),
    }
    if verdict["contender"] > 1:
        least = least_likely_back(read("stability"))
        row |= {name: least[name] for name in ("low", "high", "chance", "reason")}
        row["value"] = least["jaccard"]
    return row


def _power(surveys_by_classes: dict[str, Any] | None) -> dict[str, float]:
    """Return in which share of the nearest simulated surveys with types these were found."""
    return {
        f"found_{number}_{how}": count / surveys
        for number in ("three", "two")
        for how, (count, surveys) in (surveys_by_classes or {}).get(number, {}).items()
    }


def _p(tests: pl.DataFrame, null: str, alternative: str) -> float | None:
    """Return the p-value of a test, or None if there was none."""
    p = tests.filter(null=null, alternative=alternative)["p"]
    return None if p.is_empty() else p.item()


def _other_choices(
    verdict: dict[str, Any], record: dict[str, Any] | None, specifications: pl.DataFrame | None
) -> dict[str, int]:
    """Count tables of answers that other choices make, and on how many the verdict is the same."""
    # One that was run of earlier answers says nothing of these.
    if specifications is None or record is None or record.get("data") != verdict.get("data"):
        return {}
    judged = specifications["verdict"].drop_nulls()
    return {"choices": judged.len(), "same": (judged == verdict["verdict"]).sum()}


def _strongest(table: pl.DataFrame | None) -> dict[str, Any]:
    """Name what classes differ in most, if it was looked at."""
    if table is None:
        return {}
    differences = table.filter(decision=DIFFERS).sort("explained", descending=True)
    if differences.is_empty():
        return {} if (table["decision"] == NO_TEST).all() else {"associated_with": ""}
    return {"associated_with": differences["variable"][0], "explained": differences["explained"][0]}
