"""Whether classes come back: in resamples, with some left out, and by other methods."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from cyberstudy.declare.plan.exhibits import TypeStability
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import TICKS, guides
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row, rows_from_above
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import Clustering, clustering_of, method
from cyberstudy.wording.view import View

#: Hennig's marks, as `cluster.recovery` has them: a class has dissolved, or has come back.
DISSOLVED, RECOVERED = 0.5, 0.75
#: What `cluster.latent_classes` left out or moved, and how a row says it.
CHECKS = {
    "group left out": phrase("without {what} ({count})"),
    "one unit left out": phrase("without one unit, {what}"),
    "rows shuffled": phrase("rows shuffled, {what}"),
}
WHAT = {
    "the unit that moves most": phrase("worst case"),
    "median of all units": phrase("median"),
    "least of all orders": phrase("worst case"),
}
VALUE: dict[str, Any] = {"marker": "o", "ms": 4, "color": HUES[0]}
MISSED = VALUE | {"mfc": "white"}
CHANCE: dict[str, Any] = {"marker": "|", "ms": 7, "mew": 1.4, "color": MUTED}
MARKS = (
    (":", phrase("dissolved ({mark})")),
    ((0, (4, 2)), phrase("asked for ({mark})")),
    ("-", phrase("recovered ({mark})")),
)
ROW, HEAD = 0.17, 0.3  # inches of a row, and of a panel's title
PANELS = {
    "classes": phrase("Each class in resamples: mean Jaccard similarity"),
    "checks": phrase("When something changes: adjusted Rand index"),
    "methods": phrase("Other methods: adjusted Rand index"),
}


def draw(view: View[TypeStability]) -> Drawn:
    """Draw a panel for each way to look at it that the clustering has."""
    found = clustering_of(view)
    say = view.say
    if found.verdict["contender"] == 1:
        return one_class(
            found, phrase("The tests stop at one class: there is no other that could be lost.")
        )
    panels = {"classes": _classes(found), "checks": _checks(found), "methods": _methods(found)}
    panels = {name: rows for name, rows in panels.items() if rows.height}
    heights = [HEAD + ROW * rows.height for rows in panels.values()]
    figure, grid = new_figure(
        0.75 + sum(heights), nrows=len(panels), squeeze=False, height_ratios=heights, sharex=True
    )
    least = min(
        rows.select(pl.min_horizontal("value", "low")).min().item() or 0 for rows in panels.values()
    )
    for axes, (name, rows) in zip(grid[:, 0], panels.items(), strict=True):
        _draw_panel(axes, say, rows)
        axes.set_title(say(PANELS[name]), fontsize=7.5)
        axes.set_xlim(min(-0.02, least - 0.02), 1.42)
    some = []
    if any(rows["missed"].any() for rows in panels.values()):
        some.append(Line2D([], [], ls="", label=say("a better fit was missed"), **MISSED))
    if panels["classes"]["chance"].is_not_null().any():
        some.append(Line2D([], [], ls="", label=say("chance"), **CHANCE))
    marks = (DISSOLVED, found.verdict["rules"]["minimum_stability"], RECOVERED)
    for mark, (style, _) in zip(marks, MARKS, strict=True):
        grid[0, 0].axvline(mark, color=INK, lw=0.7, ls=style, zorder=0.5, label="mark")
    interval = say("middle {confidence}", confidence=found.confidence)
    handles = [
        Line2D([], [], ls="", label=say("mean, or agreement"), **VALUE),
        Line2D([], [], lw=2.2, alpha=0.45, color=HUES[0], label=interval),
        *some,
        *(
            Line2D([], [], lw=0.7, color=INK, ls=style, label=say(words, mark=say.plain(mark)))
            for mark, (style, words) in zip(marks, MARKS, strict=True)
        ),
    ]
    legend_below(
        figure,
        handles,
        3,
        fontsize=6.5,
        title=found.note,
        title_fontsize=7,
        handletextpad=0.4,
        columnspacing=1.1,
    )
    return Drawn(
        figure=figure,
        data=pl.concat(
            [rows.select(pl.lit(name).alias("panel"), pl.all()) for name, rows in panels.items()]
        ),
        question=found.made_of(),
        base=found.who(),
        method=say.text(_method(found, panels)),
        alt=by_panel(
            say,
            say.text([say("Dot plot of how classes come back."), found.note_in_a_sentence]),
            [(say(PANELS[name]), _in_words(say, rows)) for name, rows in panels.items()],
        ),
    )


def _method(found: Clustering, panels: dict[str, pl.DataFrame]) -> list[str]:
    say, stability = found.view.say, found.table("stability")
    told = [
        say(
            "Classes, with their units in brackets: mean Jaccard similarity with the best match "
            "over {count} bootstrap resamples of {who}, each fitted anew from random starts "
            "(Hennig 2007).",
            count=highest(stability["replicates"]),
            who=found.drawn_again(),
        )
    ]
    if panels["classes"]["chance"].is_not_null().any():
        told.append(say("Chance: what classes of these sizes reach that have nothing in common."))
    if missed := highest(stability["missed"]):
        told.append(
            say("In {share} of the resamples a better fit was missed.", share=say.percent(missed))
        )
    if "checks" in panels or "methods" in panels:
        told.append(say("An adjusted Rand index of 1 is full agreement, one of 0 that of chance."))
    if "checks" in panels:
        told.append(say("In brackets: units left out."))
    if "methods" in panels:
        told.append(found.methods_explained)
    return [*told, found.explained]


COLUMNS = {
    "row": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "chance": pl.Float64,
    "base": pl.Int64,
    "missed": pl.Boolean,
    "reason": pl.String,
}


def _classes(found: Clustering) -> pl.DataFrame:
    say = found.view.say
    rows = [
        {
            "row": say("{type} ({count})", type=row["type"], count=row["base"]),
            "value": row["jaccard"],
            **{name: row[name] for name in ("low", "high", "chance", "base")},
            "reason": say.reason(row["reason"]) if row["reason"] else "",
        }
        for row in found.table("stability").iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _checks(found: Clustering) -> pl.DataFrame:
    """Agreement of units not drawn, and with groups or units left out, or rows shuffled."""
    say = found.view.say
    outside = found.table("stability")["out_of_bag"].drop_nulls()
    rows = [{"row": say("units that were not drawn"), "value": value} for value in outside[:1]]
    if found.has("checks.csv"):
        rows += [
            {
                "row": say(
                    CHECKS[row["check"]],
                    what=say(WHAT[row["what"]]) if row["what"] in WHAT else say.group(row["what"]),
                    count=row["left_out"],
                ),
                "value": row["agreement"],
                "base": row["left_out"],
                "missed": row["missed"],
            }
            for row in found.table("checks").iter_rows(named=True)
        ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _methods(found: Clustering) -> pl.DataFrame:
    if not found.has("agreement.csv"):
        return pl.DataFrame(schema=COLUMNS)
    say = found.view.say
    rows = [
        {
            # Translators: two methods that are compared
            "row": say(
                "{one} \u2013 {other}",
                one=method(say, row["method"]),
                other=method(say, row["other"]),
            ),
            "value": row["adjusted_rand"],
            "low": row["low"],
            "high": row["high"],
            "base": row["units"],
        }
        for row in found.table("agreement").iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=COLUMNS)


def _draw_panel(axes: Axes, say: Speech, rows: pl.DataFrame) -> None:
    seen = rows.with_row_index("place")
    lines = seen.drop_nulls("low")
    axes.hlines(
        lines["place"], lines["low"], lines["high"], color=HUES[0], lw=2.2, alpha=0.45, label="ci"
    )
    by_chance = seen.drop_nulls("chance")
    axes.plot(by_chance["chance"], by_chance["place"], ls="", label="chance", **CHANCE)
    known = seen.drop_nulls("value")
    for missed, look in ((False, VALUE), (True, MISSED)):
        own = known.filter(pl.col("missed").fill_null(value=False) == missed)
        axes.plot(own["value"], own["place"], ls="", label="missed" if missed else "value", **look)
    for place, row in enumerate(rows.iter_rows(named=True)):
        beside_row(axes, place, _value_with_interval(say, row), x=1.04, muted=row["value"] is None)
    guides(axes, -0.5, rows.height - 0.5)
    rows_from_above(axes, rows["row"].to_list())
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _value_with_interval(say: Speech, row: dict[str, Any]) -> str:
    if row["value"] is None:
        return row["reason"] or say("one class")
    value = say.decimal(row["value"], 2)
    if row["low"] is None:
        return value
    return say(
        "{value}  ({low} to {high})",
        value=value,
        low=say.decimal(row["low"], 2),
        high=say.decimal(row["high"], 2),
    )


def _in_words(say: Speech, rows: pl.DataFrame) -> list[str]:
    return [
        labelled(say, row["row"], _value_with_interval(say, row))
        for row in rows.iter_rows(named=True)
    ]
