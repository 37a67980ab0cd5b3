"""Verdicts of all surveys side by side: types, one gradient or nothing, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.tables.across import Verdicts
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
    for name in survey.plan.clusterings:
        verdict = read_json(tables / name / "verdict.json")
        gradient = verdict["verdict"] == GRADIENT
        row = {
            "survey": survey.name,
            "clustering": name,
            "units": verdict["units"],
            "verdict": verdict["verdict"],
            "account": verdict["account"] or (verdict["rival"] if gradient else None),
            "classes": verdict["classes"],
            "two_types_possible": verdict["two_types_possible"],
            "rival": verdict["rival"],
            **{name.replace(" ", "_"): verdict["evidence"][name]["speaks"] for name in STRUCTURES},
            "required": verdict["rules"]["minimum_stability"],
            "confidence": types.confidence,
            "simulated": simulated,
            "reason": ONE_CLASS,
        }
        if verdict["contender"] > 1:
            least = least_likely_back(read_table(str(tables / name / "stability.csv")))
            kept = {name: least[name] for name in ("low", "high", "chance", "reason")}
            row |= kept | {"value": least["jaccard"]}
        yield row
