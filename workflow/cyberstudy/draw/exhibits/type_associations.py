"""What classes go with: how units answered, and what is known of them from elsewhere."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import TypeAssociations
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import behind_bar, folded, name_rows
from cyberstudy.draw.style import FAINT, HUES, MUTED, bold, new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.bars import variance_accounted_for
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    Clustering,
    clusterings_of,
    made_of,
    p_value,
    told_of_each,
    with_classes,
)
from cyberstudy.wording.view import View

#: How a unit answered, as `cluster.attributes` names it.
ARTEFACTS = {
    "answered_items": phrase("items answered"),
    "answered_share": phrase("questions answered"),
    "submissions": phrase("number of forms"),
    "language": phrase("language"),
    "channel": phrase("channel"),
    "sent_on": phrase("date sent"),
}
DECISIONS = {
    "differs": phrase("differs"),
    "not told apart": phrase("not told apart"),
    "no test": phrase("no test"),
}
#: The two kinds of variable, from above, and what a bar of each looks like.
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "artefact": (phrase("how units answered"), {"facecolor": HUES[1], "hatch": "////"}),
    "external": (phrase("known from elsewhere"), {"facecolor": HUES[0]}),
}
ALIKE = phrase("all values are alike")
NAME = 24  # letters in a line of a variable's name
ROOM = 1.75  # of the axis: the longest bar and the words behind it


def draw(view: View[TypeAssociations]) -> Drawn:
    """Draw a bar a variable: how much of it the classes account for."""
    say, declared = view.say, clusterings_of(view)
    found, left_out = with_classes(declared)
    if not found:
        return one_class(declared[0], phrase("The tests stop at one class: it goes with nothing."))
    data = pl.concat([_rows(one) for one in found])
    names = data.unique("variable", maintain_order=True).select("variable", "label", "kind")
    names = pl.concat([names.filter(kind=kind) for kind in KINDS]).with_row_index("place")
    figure, grid = new_figure(
        0.95 + 0.2 * names.height, ncols=len(found), sharey=True, squeeze=False
    )
    most = max(highest(data["explained"]) or 0, 0.25)
    for axes, one in zip(grid[0], found, strict=True):
        rows = names.join(
            data.filter(clustering=one.name).drop("label", "kind"),
            on="variable",
            how="left",
            maintain_order="left",
        )
        _draw_bars(axes, say, rows, most)
        axes.set_title(labelled(say, one.title, one.judged), fontsize=7.5)
        axes.set_xlabel(say("Variance accounted for"))
    name_rows(
        grid[0, 0], names["place"].to_list(), [folded(label, NAME) for label in names["label"]]
    )
    grid[0, 0].set_ylim(names.height - 0.5, -0.5)
    handles = [
        Patch(label=say(words), edgecolor="white", **style) for words, style in KINDS.values()
    ]
    legend_below(figure, handles)
    alpha = view.survey.plan["types"]["alpha"]
    return Drawn(
        figure=figure,
        data=data,
        question=made_of(found),
        base=say.text([told_of_each(found, [one.who() for one in found]), left_out]),
        method=say(
            "Bar: adjusted share of the variance of the variable that classes account for; behind "
            "it p, by dealing the values out anew, adjusted for all variables of the clustering "
            "(Benjamini and Hochberg), and bold if under {alpha}. Error of classification is "
            "carried (Bolck, Croon and Hagenaars 2004; Vermunt 2010). Classes that go with how "
            "units answered may be no more than that.",
            alpha=say.plain(alpha),
        ),
        alt=told_of_each(
            found, [_in_words(say, one, data.filter(clustering=one.name)) for one in found]
        ),
    )


def _rows(found: Clustering) -> pl.DataFrame:
    say, labels = found.view.say, found.view.entry.labels
    table = found.table("associations")
    names = [
        say(ARTEFACTS[name]) if name in ARTEFACTS else labels.get(name) or say.group(name)
        for name in table["variable"]
    ]
    return table.select(
        pl.lit(found.name).alias("clustering"),
        "kind",
        "variable",
        pl.Series("label", names, dtype=pl.String),
        *("base", "explained", "p", "p_adjusted", "decision", "reason"),
    )


def _draw_bars(axes: Axes, say: Speech, rows: pl.DataFrame, most: float) -> None:
    for kind, (_, style) in KINDS.items():
        own = rows.filter(pl.col("kind") == kind, pl.col("explained").is_not_null())
        axes.barh(own["place"], own["explained"], height=0.62, edgecolor="white", **style)
    for row in rows.drop_nulls("clustering").iter_rows(named=True):
        differs = row["decision"] == "differs"
        behind_bar(
            axes,
            row["place"],
            row["explained"] or 0,
            _p_or_why_none(say, row),
            fontsize=6.5,
            fontweight=bold() if differs else "normal",
            style="italic" if row["explained"] is None else "normal",
        )
    axes.set_xlim(0, ROOM * most)
    axes.xaxis.set_major_formatter(percentages(say))
    axes.set_xticks([tick for tick in (0, 0.25, 0.5, 0.75, 1) if tick <= most + 0.05])
    axes.spines["left"].set_color(MUTED)
    axes.spines["bottom"].set_visible(False)
    axes.grid(axis="x", color=FAINT)
    axes.tick_params(length=0)


def _p_or_why_none(say: Speech, row: dict[str, Any]) -> str:
    if row["explained"] is None:
        return say(ALIKE) if row["reason"] == ALIKE else row["reason"] or say("no test")
    return p_value(say, row["p_adjusted"])


def _in_words(say: Speech, found: Clustering, rows: pl.DataFrame) -> str:
    told = [_p_or_why_none(say, row) for row in rows.iter_rows(named=True)]
    decisions = [say(DECISIONS.get(decision, decision)) for decision in rows["decision"]]
    return variance_accounted_for(
        say,
        rows.select(
            "label",
            share="explained",
            told=pl.Series(told, dtype=pl.String),
            decision=pl.Series(decisions, dtype=pl.String),
        ),
        found.note,
    )
