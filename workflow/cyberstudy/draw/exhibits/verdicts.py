"""Types, one gradient or nothing: a row a clustering, what speaks for each, and the verdict."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import DeclaredVerdicts
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.judged import figure_of_verdicts
from cyberstudy.tables.typologies import least_likely_back
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_evidence
from cyberstudy.wording.captions.clusterings import caption_of_verdicts
from cyberstudy.wording.clustering_view import Clustering, clusterings_of
from cyberstudy.wording.typologies import STRUCTURES, judged_and_weakest, structures
from cyberstudy.wording.view import View

COLUMNS = {
    **dict.fromkeys(("clustering", "row", "verdict", "told", *STRUCTURES), pl.String),
    "units": pl.Int64,
    **dict.fromkeys(("value", "low", "high", "chance", "required"), pl.Float64),
}


def draw(view: View[DeclaredVerdicts]) -> Drawn:
    """Draw a row a clustering and a column an account of it, with the verdict at the right."""
    found = clusterings_of(view)
    data = pl.DataFrame([_row(one) for one in found], schema=COLUMNS, orient="row")
    heads = structures(view.say, (one.verdict["rival"] for one in found))
    return Drawn(
        figure=figure_of_verdicts(view.say, data, heads),
        data=data,
        alt=verdicts_and_evidence(view.say, data, heads),
        **caption_of_verdicts(found),
    )


def _row(found: Clustering) -> dict[str, Any]:
    verdict = found.verdict
    row = {
        "clustering": found.name,
        "row": found.title,
        "units": verdict["units"],
        "verdict": verdict["verdict"],
        "required": verdict["rules"]["minimum_stability"],
        **{name: verdict["evidence"][name]["speaks"] for name in STRUCTURES},
    }
    if verdict["contender"] > 1:
        weakest = least_likely_back(found.table("stability"))
        row |= {name: weakest[name] for name in ("low", "high", "chance")}
        row["value"] = weakest["jaccard"]
    return row | {"told": judged_and_weakest(found.view.say, found.judged, row)}
