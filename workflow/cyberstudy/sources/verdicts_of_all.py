"""Verdicts of all surveys side by side: types, one gradient or nothing, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.plan.verdict_rules import name_of
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.across import Verdicts
from cyberstudy.tables.estimates import DIFFERS
from cyberstudy.tables.storage import read_json, read_table, schema_of
from cyberstudy.tables.typologies import least_likely_back
from cyberstudy.wording.typologies import GRADIENT, STRUCTURES

ONE_CLASS = "the tests stop at one class"


def verdicts_of_all(surveys: Sequence[Survey], protected: Sequence[str]) -> pl.DataFrame:
    """Lay the verdicts on every clustering of several surveys side by side.

    Parameters
    ----------
    surveys
        In the order that is wanted.
    protected
        Folders that `protect` wrote, each in one that lies in its survey's, of those that ran.

    Returns
    -------
    pl.DataFrame
        `tables.across.Verdicts`.
    """
    found = {path.parents[1].name: path for path in map(Path, protected)}
    ran = [survey for survey in surveys if survey.name in found]
    rows = [row for survey in ran for row in _rows(survey, found[survey.name])]
    schema = schema_of(Verdicts)
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _rows(survey: Survey, tables: Path) -> Iterator[dict[str, Any]]:
    simulated = read_json(tables.parent / "report.json")["simulated"]
    if (types := survey.plan.types) is None:
        return
    for name, entry in survey.plan.clusterings.items():
        verdict = read_json(tables / name / "verdict.json")
        tests = read_table(str(tables / name / "tests.csv"))
        rival, classes = verdict["rival"], name_of(verdict["contender"])
        gradient = verdict["verdict"] == GRADIENT
        row = {
            "survey": survey.name,
            "clustering": name,
            "title": entry.title,
            "units": verdict["units"],
            "verdict": verdict["verdict"],
            "account": verdict["account"] or (rival if gradient else None),
            "classes": verdict["classes"],
            "two_types_possible": verdict["two_types_possible"],
            "rival": rival,
            "contender": verdict["contender"],
            "p_no_structure": _p(tests, "one class", "2 classes"),
            "p_gradient": _p(tests, rival, classes),
            "p_types": _p(tests, classes, rival),
            **{name.replace(" ", "_"): verdict["evidence"][name]["speaks"] for name in STRUCTURES},
            "required": verdict["rules"]["minimum_stability"],
            "confidence": types.confidence,
            "simulated": simulated,
            "reason": ONE_CLASS,
            **_other_choices(tables / name, verdict),
            **_strongest(tables / name / "associations.csv"),
        }
        if verdict["contender"] > 1:
            least = least_likely_back(read_table(str(tables / name / "stability.csv")))
            kept = {name: least[name] for name in ("low", "high", "chance", "reason")}
            row |= kept | {"value": least["jaccard"]}
        yield row


def _p(tests: pl.DataFrame, null: str, alternative: str) -> float | None:
    """Give the p-value of a test, where there was one."""
    p = tests.filter(null=null, alternative=alternative)["p"]
    return None if p.is_empty() else p.item()


def _other_choices(folder: Path, verdict: Mapping[str, Any]) -> dict[str, int]:
    """Count tables of answers that other choices make, and on how many the verdict is the same."""
    record = folder / "multiverse.json"
    # One that was run of earlier answers says nothing of these.
    if not record.is_file() or read_json(record).get("data") != verdict.get("data"):
        return {}
    each = read_table(str(folder / "multiverse.csv"))["verdict"].drop_nulls()
    return {"choices": each.len(), "same": (each == verdict["verdict"]).sum()}


def _strongest(path: Path) -> dict[str, Any]:
    """Name what classes differ in most, if it was looked at."""
    if not path.is_file():
        return {}
    table = read_table(str(path))
    found = table.filter(decision=DIFFERS).sort("explained", descending=True)
    if found.is_empty():
        return {} if table["p"].is_null().all() else {"goes_with": ""}
    return {"goes_with": found["variable"][0], "explained": found["explained"][0]}
