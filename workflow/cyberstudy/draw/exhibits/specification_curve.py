"""What every defensible way to make a clustering finds: a specification curve.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4, 1208-1214).
"""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from cyberstudy.declare.plan.exhibits import SpecificationCurve
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.curves import points_by_look, strokes
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.curves import combinations
from cyberstudy.wording.captions.multiverse import (
    CHOICES,
    caption_of_combinations,
    choice,
    not_run,
)
from cyberstudy.wording.clustering_view import Clustering, clustering_of
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    ACCOUNTS,
    ANOTHER,
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    TYPES,
    VERDICTS,
)
from cyberstudy.wording.view import View

TABLE, RECORD = "multiverse.csv", "multiverse.json"
#: Verdicts in their order along the curve, and their marks; others come last.
MARKED: dict[str, dict[str, Any]] = {
    TYPES: {"marker": "o", "color": HUES[0], "mfc": HUES[0]},
    NO_TYPOLOGY: {"marker": "D", "color": MUTED, "mfc": "white"},
    GRADIENT: {"marker": "s", "color": HUES[1], "mfc": "white"},
    ANOTHER: {"marker": "v", "color": HUES[3], "mfc": "white"},
    NONE_FITS: {"marker": "^", "color": HUES[2], "mfc": "white"},
    NO_STRUCTURE: {"marker": "x", "color": INK, "mfc": INK},
}
NOT_RUN = phrase("too few units, not run")
ROW, CURVE, NUMBERS = 0.13, 1.15, 0.75  # inches


def draw(view: View[SpecificationCurve]) -> Drawn:
    """Draw the combinations from left to right: agreement, number of classes, what was chosen."""
    found, say = clustering_of(view), view.say
    if not _of_these_answers(found):
        none = pl.DataFrame({"clustering": [found.name], "combinations": [0]})
        return sentences(view, not_run(say), data=none, question=found.made_of())
    told = pl.col("verdict").replace(dict.fromkeys(ACCOUNTS, ANOTHER))
    table = _ordered(found.table("multiverse").with_columns(told))
    choices = _choices(view, table)
    heights = [CURVE, NUMBERS, ROW * choices.height]
    figure, (curve, numbers, matrix) = new_figure(
        1.15 + sum(heights), nrows=3, sharex=True, height_ratios=heights
    )
    points_by_look(curve, table, "agreement", "verdict", MARKED)
    curve.set_ylabel(say("Agreement with\nthe main analysis"))
    curve.set_ylim(min(-0.1, (lowest(table["agreement"]) or 0) - 0.1), 1.1)
    points_by_look(numbers, table, "k", "verdict", MARKED)
    numbers.set_ylabel(say("Classes"))
    most = highest(table["k"]) or 1
    numbers.set_ylim(0.4, most + 0.6)
    numbers.yaxis.set_major_locator(FixedLocator(range(1, most + 1)))
    chosen = _chosen(table, choices)
    strokes(matrix, chosen, _named(say, choices), table.height)
    matrix.set_title(say("same verdict"), loc="right", fontsize=6.5)
    main = table.filter("main")
    for axes in (curve, numbers, matrix):
        axes.axvline(main["place"].item(), color=MUTED, lw=1, zorder=0, label="main")
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
    for axes in (curve, numbers):
        axes.grid(axis="y")
    curve.set_xlim(-1 - 0.01 * table.height, table.height * 1.01)
    matrix.set_xticks([])
    matrix.set_xlabel(
        say("{count} combinations, by verdict, classes and agreement", count=table.height)
    )
    verdicts = _counted(say, table)
    legend_below(figure, _handles(say, verdicts), 3, fontsize=6.5, handletextpad=0.3)
    rows = chosen.group_by("number").agg(pl.col("row").sort().cast(pl.String).str.join(" "))
    return Drawn(
        figure=figure,
        data=table.join(rows.rename({"row": "rows"}), on="number").sort("place"),
        alt=combinations(
            say,
            table,
            verdicts,
            say(VERDICTS[main["verdict"].item()]),
            _named(say, choices, each=True).drop_nulls("same"),
        ),
        **caption_of_combinations(found, table),
    )


def _of_these_answers(found: Clustering) -> bool:
    """Whether there is a multiverse, and of the answers that the clustering was made of."""
    if not (found.has(TABLE) and found.has(RECORD)):
        return False
    record = found.view.json(f"{found.name}/{RECORD.partition('.')[0]}")
    return record.get("data") == found.verdict.get("data")  # neither leaves a confidential survey


def _ordered(table: pl.DataFrame) -> pl.DataFrame:
    """Put the combinations into their order and count their places."""
    rank = pl.col("verdict").replace_strict(
        {name: number for number, name in enumerate(MARKED)},
        default=len(MARKED),
        return_dtype=pl.Int64,
    )
    return table.sort(
        rank,
        "k",
        pl.col("agreement"),
        "number",
        descending=[False, True, True, False],
        nulls_last=True,
    ).with_row_index("place")


def _choices(view: View[SpecificationCurve], table: pl.DataFrame) -> pl.DataFrame:
    """Return a row a choice, where there was one, with its share of the main verdict."""
    main, rows = table.filter("main")["verdict"].item(), []
    for dimension in CHOICES:
        values = table.sort("number")[dimension].unique(maintain_order=True).to_list()
        if len(values) < 2:
            continue
        for number, value in enumerate(values):
            ran = table.filter(pl.col(dimension) == value)["verdict"].drop_nulls()
            rows.append(
                {
                    "dimension": dimension,
                    "value": value,
                    "label": view.entry.labels.get(value) or choice(view.say, dimension, value),
                    "first": number == 0,
                    "same": (ran == main).mean(),
                }
            )
    return pl.DataFrame(rows, schema_overrides={"same": pl.Float64}).with_row_index("row")


def _named(say: Speech, choices: pl.DataFrame, *, each: bool = False) -> pl.DataFrame:
    """Put what was chosen before the first choice, or before each, and say its share."""
    names = [
        labelled(say, say(CHOICES[dimension][0]), label) if first or each else label
        for dimension, label, first in choices.select("dimension", "label", "first").iter_rows()
    ]
    told = ["" if share is None else say.percent(share) for share in choices["same"]]
    return choices.with_columns(pl.Series("label", names), pl.Series("told", told))


def _chosen(table: pl.DataFrame, choices: pl.DataFrame) -> pl.DataFrame:
    """Return a row a combination and choice: number, place and the choice's row."""
    return pl.concat(
        table.filter(pl.col(dimension) == value).select("number", "place", row=pl.lit(row))
        for dimension, value, row in choices.select("dimension", "value", "row").iter_rows()
    )


def _counted(say: Speech, table: pl.DataFrame) -> pl.DataFrame:
    """Count the combinations by verdict, and those not run where there are any."""
    counts = dict(table["verdict"].value_counts().iter_rows())
    rows = [(name, say(VERDICTS[name]), counts.get(name, 0)) for name in MARKED]
    if none := counts.get(None, 0):
        rows.append(("", say(NOT_RUN), none))
    return pl.DataFrame(rows, schema=["verdict", "label", "count"], orient="row")


def _handles(say: Speech, verdicts: pl.DataFrame) -> list[Line2D]:
    handles = [
        Line2D([], [], ls="", label=say("{label} ({count})", label=label, count=count), **look)
        for verdict, label, count in verdicts.iter_rows()
        for look in [{"ms": 4, "mew": 0.8, **MARKED[verdict]} if verdict else {}]
    ]
    main = Line2D([], [], color=MUTED, lw=1, label=say("main analysis"))
    return [*handles[: len(MARKED)], main, *handles[len(MARKED) :]]
