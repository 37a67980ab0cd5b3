"""Types, one gradient or nothing: a row a clustering, with its verdict and how sure that is."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import DeclaredVerdicts
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.intervals import BAND, CHANCE, VALUE, dots_beside_chance
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, narrowed
from cyberstudy.draw.style import INK, new_figure
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_weakest
from cyberstudy.wording.captions.clusterings import caption_of_verdicts
from cyberstudy.wording.clustering_view import Clustering, clusterings_of
from cyberstudy.wording.view import View

ROW, NAME = 0.34, 30
COLUMNS = {
    **dict.fromkeys(("clustering", "row", "verdict", "told"), pl.String),
    "units": pl.Int64,
    **dict.fromkeys(("value", "low", "high", "chance", "asked"), pl.Float64),
    "missed": pl.Boolean,
}


def draw(view: View[DeclaredVerdicts]) -> Drawn:
    """Draw a row a clustering: of its classes the one that comes back least, and the verdict."""
    say, found = view.say, clusterings_of(view)
    data = pl.DataFrame([_row(one) for one in found], schema=COLUMNS, orient="row")
    figure, axes = new_figure(0.75 + ROW * data.height)
    shown = data.with_columns(
        row=pl.Series([folded(name, narrowed(NAME)) for name in data["row"]]),
    )
    dots_beside_chance(axes, shown, data["told"].to_list())
    axes.set_xlim(-0.02, 1.62)
    asked: dict[str, Any] = {"color": INK, "lw": 0.7, "ls": (0, (4, 2))}
    least = data["asked"][0]
    axes.axvline(least, zorder=0.5, label="mark", **asked)
    handles = [
        Line2D([], [], ls="", label=say("likeness of the class that comes back least"), **VALUE),
        Line2D([], [], label=say("middle {confidence}", confidence=found[0].confidence), **BAND),
        Line2D([], [], label=say("least for a type ({mark})", mark=say.plain(least)), **asked),
    ]
    if data["chance"].is_not_null().any():
        handles.append(Line2D([], [], ls="", label=say("chance"), **CHANCE))
    legend_below(figure, handles, 2, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=data,
        alt=verdicts_and_weakest(say, data),
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
    # What is withheld has no likeness, and is not the least.
    weakest = found.table("stability").sort("jaccard", nulls_last=True).row(0, named=True)
    kept = {name: weakest[name] for name in ("low", "high", "chance")}
    return row | kept | {"value": weakest["jaccard"], "missed": False}
