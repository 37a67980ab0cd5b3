"""What classes go with: how units answered, and what is known of them from elsewhere."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import TypeAssociations
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.bars_of_shares import bars_with_words
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, name_rows
from cyberstudy.draw.style import HUES, new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.estimates import DIFFERS
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.bars import variance_accounted_for
from cyberstudy.wording.captions.clusterings import caption_of_associations
from cyberstudy.wording.clustering_view import (
    Clustering,
    clusterings_of,
    told_of_each,
    with_classes,
)
from cyberstudy.wording.typologies import (
    ALIKE,
    ARTEFACTS,
    DECISIONS,
    explained_or_why_not,
)
from cyberstudy.wording.view import View

#: The two kinds of variable, from above, and what a bar of each looks like.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "artefact": (phrase("how units answered"), {"facecolor": HUES[1], "hatch": "////"}),
    "external": (phrase("known from elsewhere"), {"facecolor": HUES[0]}),
}
NAME = 24  # letters in a line of a variable's name


def draw(view: View[TypeAssociations]) -> Drawn:
    """Draw a bar a variable: how much of it the classes account for."""
    say, declared = view.say, clusterings_of(view)
    found, left_out = with_classes(declared)
    if not found:
        return one_class(declared[0], phrase("The tests stop at one class: it goes with nothing."))
    tables = [_variables(one, view.entry) for one in found]
    data = pl.concat(tables)
    names = data.unique("variable", maintain_order=True).select("variable", "label", "kind")
    # What has one value alone, wherever it was looked at, has no bar and no test.
    alone = pl.col("explained").is_null() & (pl.col("reason") == ALIKE)
    flat = data.group_by("label", maintain_order=True).agg(alone.all()).filter("explained")["label"]
    names = names.filter(~pl.col("label").is_in(flat.implode()))
    names = pl.concat([names.filter(kind=kind) for kind in KINDS]).with_row_index("place")
    figure, grid = new_figure(
        0.95 + 0.2 * names.height, ncols=len(found), sharey=True, squeeze=False
    )
    most, told = max(highest(data["explained"]) or 0, 0.25), []
    looks = {kind: look for kind, (_, look) in KINDS.items()}
    for axes, one, table in zip(grid[0], found, tables, strict=True):
        words = [explained_or_why_not(say, row) for row in table.iter_rows(named=True)]
        rows = table.with_columns(told=pl.Series(words, dtype=pl.String))
        places = names.select("variable", "place")
        placed = places.join(rows, on="variable", maintain_order="left")
        placed = placed.with_columns(bold=pl.col("decision") == DIFFERS)
        bars_with_words(axes, placed, looks, say, most)
        axes.set_title(one.title_with_verdict, fontsize=7.5)
        axes.set_xlabel(say("Variance accounted for"))
        decided = pl.col("decision").replace({key: say(word) for key, word in DECISIONS.items()})
        seen = rows.select("label", "told", share="explained", decision=decided)
        told.append(variance_accounted_for(say, seen, one.note))
    labels = [folded(label, NAME) for label in names["label"]]
    name_rows(grid[0, 0], names["place"].to_list(), labels)
    grid[0, 0].set_ylim(names.height - 0.5, -0.5)
    shown = set(names["kind"])
    handles = [
        Patch(label=say(word), edgecolor="white", **look)
        for kind, (word, look) in KINDS.items()
        if kind in shown
    ]
    legend_below(figure, handles)
    same = say("All values are alike, so not shown: {labels}.", labels=say.listed(flat))
    return Drawn(
        figure=figure,
        data=data,
        alt=told_of_each(found, told),
        **caption_of_associations(found, say.text([left_out, same if len(flat) else ""])),
    )


def _variables(found: Clustering, entry: TypeAssociations) -> pl.DataFrame:
    """Return what a clustering was compared with, with names for readers."""
    say, table = found.view.say, found.table("associations")
    names = [
        say(ARTEFACTS[name]) if name in ARTEFACTS else entry.labels.get(name) or say.group(name)
        for name in table["variable"]
    ]
    return table.select(
        pl.lit(found.name).alias("clustering"),
        "kind",
        "variable",
        pl.Series("label", names, dtype=pl.String),
        *("base", "explained", "p", "p_adjusted", "decision", "reason"),
    )
