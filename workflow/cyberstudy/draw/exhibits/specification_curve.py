"""What every defensible way to make a clustering finds: a specification curve.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4, 1208-1214). Columns are tables of
answers, since verdicts are on these; what methods make of each is a matrix below.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from cyberstudy.declare.plan.exhibits import SpecificationCurve
from cyberstudy.declare.plan.multiverse import DIMENSIONS, OF_DATA
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.curves import points_by_look, strokes
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import beside_rows
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text.curves import combinations
from cyberstudy.wording.captions.multiverse import (
    CHOICES,
    caption_of_combinations,
    choice,
    judged,
    not_run,
    pooled,
    tables_of_answers,
    verdicts_counted,
)
from cyberstudy.wording.clustering_view import Clustering, clustering_of
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.typologies import (
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
DATA, WAYS = DIMENSIONS[:OF_DATA], DIMENSIONS[OF_DATA:]
#: Verdicts in their order from the left, and their marks; tables without one come last.
MARKED: dict[str, dict[str, Any]] = {
    TYPES: {"marker": "o", "color": HUES[0], "mfc": HUES[0]},
    NO_TYPOLOGY: {"marker": "D", "color": MUTED, "mfc": "white"},
    GRADIENT: {"marker": "s", "color": HUES[1], "mfc": "white"},
    ANOTHER: {"marker": "v", "color": HUES[3], "mfc": "white"},
    NONE_FITS: {"marker": "^", "color": HUES[2], "mfc": "white"},
    NO_STRUCTURE: {"marker": "x", "color": INK, "mfc": INK},
}
FRAME: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "lw": 1}
ROW = 0.15  # inches
VERDICT, FIRST = 0, 1  # rows above: of verdicts, and of the first choice


def draw(view: View[SpecificationCurve]) -> Drawn:
    """Draw a column a table of answers: its verdict, what made it, and what methods make of it."""
    found, say = clustering_of(view), view.say
    if not _of_these_answers(found):
        none = pl.DataFrame({"clustering": [found.name], "combinations": [0]})
        return sentences(view, not_run(say), data=none, question=found.made_of())
    table = pooled(found.table("multiverse"))
    answers = _ordered(tables_of_answers(table))
    table = table.join(answers.select(*DATA, "place"), on=DATA).sort("place", "number")
    choices, ways = _choices(view, answers), _ways(view, table)
    heights = [ROW * (FIRST + choices.height), ROW * ways.height]
    figure, (above, below) = new_figure(1.75 + sum(heights), nrows=2, height_ratios=heights)
    strokes(above, _chosen(answers, choices), choices, answers.height)
    rows = answers.with_columns(row=pl.lit(VERDICT))
    points_by_look(above, rows, "row", "verdict", MARKED)
    above.set_yticks([VERDICT, *choices["row"]], [say("Verdict"), *choices["named"]], fontsize=6.5)
    above.set_ylim(choices.height + FIRST - 0.5, VERDICT - 0.7)
    above.set_title(say("same verdict"), loc="right", fontsize=6.5)
    above.tick_params(length=0)
    above.set_xlim(0, answers.height)
    above.set_xticks([])
    above.spines["bottom"].set_visible(False)
    _cells(view, below, table, ways)
    below.set_title(say("median"), loc="right", fontsize=6.5)
    main = table.filter("main")
    _frame(above, main["place"].item(), VERDICT - 0.5, FIRST + choices.height)
    _frame(below, main["place"].item(), ways.join(main, on=WAYS)["row"].item(), 1)
    verdicts = verdicts_counted(say, answers)
    legend_below(figure, _handles(view, verdicts), 3, fontsize=6.5, handletextpad=0.3)
    return Drawn(
        figure=figure,
        data=table,
        alt=combinations(
            say,
            judged(say, found.units, table),
            (say(VERDICTS[main["verdict"].item()]), main["k"].item()),
            choices.drop_nulls("same"),
            ways,
        ),
        **caption_of_combinations(found, table),
    )


def _of_these_answers(found: Clustering) -> bool:
    """Whether there is a multiverse, and of the answers that the clustering was made of."""
    if not (found.has(TABLE) and found.has(RECORD)):
        return False
    record = found.view.json(f"{found.name}/{RECORD.partition('.')[0]}")
    return record.get("data") == found.verdict.get("data")  # neither leaves a confidential survey


def _ordered(answers: pl.DataFrame) -> pl.DataFrame:
    """Put the tables of answers into their order: place is where a column begins."""
    order = {name: number for number, name in enumerate(MARKED)}
    rank = pl.col("verdict").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    return answers.sort(rank, maintain_order=True).with_row_index("place")


def _choices(view: View[SpecificationCurve], answers: pl.DataFrame) -> pl.DataFrame:
    """Return a row a choice of answers, where there was one, with its share of the main verdict."""
    say, main, rows = view.say, answers.filter("main")["verdict"].item(), []
    for dimension in DATA:
        values = answers.sort("number")[dimension].unique(maintain_order=True).to_list()
        for number, value in enumerate(values if len(values) > 1 else []):
            known = answers.filter(pl.col(dimension) == value)["verdict"].drop_nulls()
            label, same = _called(view, dimension, value), (known == main).mean()
            full = labelled(say, say(CHOICES[dimension][0]), label)
            rows.append(
                {
                    "dimension": dimension,
                    "value": value,
                    "label": full,
                    "named": label if number else full,
                    "first": number == 0,
                    "same": same,
                    "told": "" if same is None else say.percent(same),
                }
            )
    return pl.DataFrame(rows, schema_overrides={"same": pl.Float64}).with_row_index("row", FIRST)


def _called(view: View[SpecificationCurve], dimension: str, value: str) -> str:
    return view.entry.labels.get(value) or choice(view.say, dimension, value)


def _chosen(answers: pl.DataFrame, choices: pl.DataFrame) -> pl.DataFrame:
    """Return a row a table of answers and choice: place and the choice's row."""
    return pl.concat(
        answers.filter(pl.col(dimension) == value).select("place", row=pl.lit(row))
        for dimension, value, row in choices.select("dimension", "value", "row").iter_rows()
    )


def _ways(view: View[SpecificationCurve], table: pl.DataFrame) -> pl.DataFrame:
    """Return a row a method and rule: its classes, and its median agreement with the main."""
    say, agreement = view.say, pl.col("agreement").filter(~pl.col("main"))
    ways = (
        table.sort("number")
        .group_by(WAYS, maintain_order=True)
        .agg(least=pl.col("k").min(), most=pl.col("k").max(), median=agreement.median())
    )
    pairs = [zip(WAYS, values, strict=True) for values in ways.select(WAYS).iter_rows()]
    labels = [say.listed(_called(view, *one) for one in pair) for pair in pairs]
    told = ["\u2013" if each is None else say.decimal(each, 2) for each in ways["median"]]
    return ways.with_columns(
        pl.Series("label", labels), pl.Series("told", told, pl.String)
    ).with_row_index("row")


def _cells(
    view: View[SpecificationCurve], axes: Axes, table: pl.DataFrame, ways: pl.DataFrame
) -> None:
    """Draw how many classes each way makes of each table of answers, by agreement."""
    wide = [
        ways.select(WAYS)
        .join(
            table.pivot("place", index=WAYS, values=value),
            on=WAYS,
            how="left",
            maintain_order="left",
        )
        .drop(WAYS)
        for value in ("agreement", "k")
    ]
    annotated_matrix(
        axes,
        wide[0],
        columns=[""] * wide[0].width,
        rows=ways["label"].to_list(),
        label=view.say("Agreement with the main analysis"),
        told=[["" if k is None else str(k) for k in row] for row in wide[1].iter_rows()],
        highest=1,
        location="bottom",
        pad=0.03,
    )
    axes.tick_params(labelsize=6.5, top=False)
    places = [row + 0.5 for row in ways["row"]]
    muted = ways["median"].is_null().to_list()
    beside_rows(axes, places, ways["told"].to_list(), x=1.022 * wide[0].width, muted=muted)


def _frame(axes: Axes, place: int, row: float, height: float) -> None:
    """Frame the main analysis."""
    frame = Rectangle((place, row), 1, height, label="main", clip_on=False, zorder=3, **FRAME)
    axes.add_patch(frame)


def _handles(view: View[SpecificationCurve], verdicts: pl.DataFrame) -> list[Artist]:
    say = view.say
    handles: list[Artist] = [
        Line2D([], [], ls="", label=say("{label} ({count})", label=label, count=count), **look)
        for verdict, label, count in verdicts.iter_rows()
        for look in [{"ms": 4, "mew": 0.8, **MARKED[verdict]} if verdict else {}]
    ]
    return [*handles, Patch(label=say("main analysis"), **FRAME)]
