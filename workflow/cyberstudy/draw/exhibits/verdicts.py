"""Types, one gradient or nothing: a row a clustering, with its verdict and how sure that is."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import DeclaredVerdicts
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.judged import figure_of_verdicts
from cyberstudy.tables.typologies import least_likely_back
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_weakest
from cyberstudy.wording.captions.clusterings import caption_of_verdicts
from cyberstudy.wording.clustering_view import Clustering, clusterings_of
from cyberstudy.wording.view import View

COLUMNS = {
    **dict.fromkeys(("clustering", "row", "verdict", "told"), pl.String),
    "units": pl.Int64,
    **dict.fromkeys(("value", "low", "high", "chance", "asked"), pl.Float64),
    "missed": pl.Boolean,
}


def draw(view: View[DeclaredVerdicts]) -> Drawn:
    """Draw a row a clustering: of its classes the one that comes back least, and the verdict."""
    found = clusterings_of(view)
    data = pl.DataFrame([_row(one) for one in found], schema=COLUMNS, orient="row")
    return Drawn(
        figure=figure_of_verdicts(view.say, data, found[0].types.confidence),
        data=data,
        alt=verdicts_and_weakest(view.say, data),
        **caption_of_verdicts(found),
    )


def _row(found: Clustering) -> dict[str, Any]:
    verdict = found.verdict
    row = {
        "clustering": found.name,
        "row": found.title,
        "verdict": verdict["verdict"],
        "told": found.judged,
        "units": verdict["units"],
        "asked": verdict["rules"]["minimum_stability"],
    }
    if verdict["contender"] == 1:
        return row
    weakest = least_likely_back(found.table("stability"))
    kept = {name: weakest[name] for name in ("low", "high", "chance")}
    return row | kept | {"value": weakest["jaccard"], "missed": False}
