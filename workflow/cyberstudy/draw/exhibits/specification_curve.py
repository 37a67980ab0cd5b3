"""What every defensible way to make a clustering finds: a specification curve.

Simonsohn, Simmons and Nelson (2020, Nature Human Behaviour 4, 1208-1214).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator

from cyberstudy.declare.plan.exhibits import SpecificationCurve
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.alternative_text.curves import agreement_along_a_curve
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    GRADIENT,
    METHODS,
    METHODS_EXPLAINED,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NO_TYPOLOGY_EXPLAINED,
    TYPES,
    VERDICTS,
    Clustering,
    clustering_of,
)
from cyberstudy.wording.view import View

TABLE, RECORD = "multiverse.csv", "multiverse.json"
#: What was chosen, in the table's order, and what each choice is called.
CHOICES = {
    "items": (phrase("Items"), {"main": phrase("main set")}),
    "conflicts": (
        phrase("Units in conflict"),
        {"in": phrase("kept"), "out": phrase("left out")},
    ),
    "reconciliation": (
        phrase("Forms that differ"),
        {"declared": phrase("declared rules"), "latest": phrase("latest form")},
    ),
    "missing": (
        phrase("Missing answers"),
        {
            "as_is": phrase("left missing"),
            "complete_cases": phrase("complete cases"),
            "as_category": phrase("own category"),
            "multiple_imputation": phrase("imputed"),
        },
    ),
    "method": (phrase("Method"), METHODS),
    "k_rule": (
        phrase("Number of classes"),
        {
            "tested": phrase("tests"),
            "bic": phrase("BIC"),
            "silhouette": phrase("silhouette"),
        },
    ),
}
OF_DATA = list(CHOICES)[:4]  # choices that make the answers
#: Verdicts in their order along the curve, and their marks; others come last.
MARKED: dict[str, tuple[str, dict[str, Any]]] = {
    TYPES: (VERDICTS[TYPES], {"marker": "o", "color": HUES[0], "mfc": HUES[0]}),
    NO_TYPOLOGY: (VERDICTS[NO_TYPOLOGY], {"marker": "D", "color": MUTED, "mfc": "white"}),
    GRADIENT: (VERDICTS[GRADIENT], {"marker": "s", "color": HUES[1], "mfc": "white"}),
    NO_STRUCTURE: (VERDICTS[NO_STRUCTURE], {"marker": "x", "color": INK, "mfc": INK}),
}
NOT_RUN = phrase("too few units, not run")
ROW, CURVE, NUMBERS = 0.13, 1.15, 0.75  # inches


def draw(view: View[SpecificationCurve]) -> Drawn:
    """Draw the combinations from left to right: agreement, number of classes, what was chosen."""
    found = clustering_of(view)
    say = view.say
    if not _of_these_answers(found):
        return _not_run(found)
    table = _ordered(found.table("multiverse"))
    chosen = _chosen(found, table)
    rows = highest(chosen["row"]) + 1
    figure, (curve, numbers, matrix) = new_figure(
        1.15 + CURVE + NUMBERS + ROW * rows,
        nrows=3,
        sharex=True,
        height_ratios=[CURVE, NUMBERS, ROW * rows],
    )
    _points(curve, table, "agreement")
    curve.set_ylabel(say("Agreement with\nthe main analysis"))
    curve.set_ylim(min(-0.1, (lowest(table["agreement"]) or 0) - 0.1), 1.1)
    _points(numbers, table, "k")
    numbers.set_ylabel(say("Classes"))
    most = highest(table["k"]) or 1
    numbers.set_ylim(0.4, most + 0.6)
    numbers.yaxis.set_major_locator(FixedLocator(range(1, most + 1)))
    _matrix(matrix, say, table, chosen)
    for axes in (curve, numbers, matrix):
        for place in table.filter("main")["place"]:
            axes.axvline(place, color=MUTED, lw=1, zorder=0, label="main")
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
    for axes in (curve, numbers):
        axes.grid(axis="y")
    curve.set_xlim(-1 - 0.01 * table.height, table.height * 1.01)
    matrix.set_xticks([])
    matrix.set_xlabel(
        say("{count} combinations, by verdict, classes and agreement", count=table.height)
    )
    legend_below(figure, _handles(say, table), 3, fontsize=6.5, handletextpad=0.3)
    return Drawn(
        figure=figure,
        data=table.join(
            chosen.group_by("number").agg(pl.col("row").sort().alias("rows")), on="number"
        )
        .with_columns(pl.col("rows").cast(pl.List(pl.String)).list.join(" "))
        .sort("place"),
        question=found.made_of(),
        base=_base(say, found, table),
        method=say.text(
            [
                say(
                    "Every column is one way to make the clustering; marks below say which. Above: "
                    "adjusted Rand index with the main analysis, the upright line, over the units "
                    "that both have; none where either has one class. Right: share of the "
                    "combinations with this choice that come to the verdict of the main one."
                ),
                say(METHODS_EXPLAINED),
                say(NO_TYPOLOGY_EXPLAINED) if NO_TYPOLOGY in table["verdict"] else "",
            ]
        ),
        alt=_in_words(say, table, chosen),
    )


def _of_these_answers(found: Clustering) -> bool:
    """Whether there is a multiverse, and of the answers that the clustering was made of."""
    if not (found.has(TABLE) and found.has(RECORD)):
        return False
    record = found.view.json(f"{found.name}/{RECORD.partition('.')[0]}")
    return record["data"] == found.verdict["data"]


def _not_run(found: Clustering) -> Drawn:
    say = found.view.say
    said = [
        say("The multiverse of these answers has not been run."),
        say("To run it: {command}", command="snakemake multiverse"),
    ]
    data = pl.DataFrame({"clustering": [found.name], "combinations": [0]})
    return sentences(found.view, said, data=data, question=found.made_of())


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


def _chosen(found: Clustering, table: pl.DataFrame) -> pl.DataFrame:
    """Return a row a combination and choice, where there was a choice: number, place, row, ..."""
    say, labels = found.view.say, found.view.entry.labels
    main, parts, row = table.filter("main")["verdict"].item(), [], 0
    for dimension, (_, names) in CHOICES.items():
        values = table.sort("number")[dimension].unique(maintain_order=True).to_list()
        if len(values) < 2:
            continue
        for number, value in enumerate(values):
            own = table.filter(pl.col(dimension) == value)
            name = labels.get(value) or (say(names[value]) if value in names else say.group(value))
            ran = own["verdict"].drop_nulls()
            parts.append(
                own.select(
                    "number",
                    "place",
                    "verdict",
                    dimension=pl.lit(dimension),
                    value=pl.lit(value),
                    label=pl.lit(name),
                    row=pl.lit(row),
                    first=pl.lit(number == 0),
                    same=pl.lit((ran == main).mean() if len(ran) else None, dtype=pl.Float64),
                )
            )
            row += 1
    return pl.concat(parts)


def _points(axes: Axes, table: pl.DataFrame, column: str) -> None:
    for verdict, (_, style) in MARKED.items():
        own = table.filter(pl.col("verdict") == verdict, pl.col(column).is_not_null())
        axes.plot(own["place"], own[column], ls="", ms=2.6, mew=0.6, label=verdict, **style)


def _matrix(axes: Axes, say: Speech, table: pl.DataFrame, chosen: pl.DataFrame) -> None:
    """Draw a stroke for each choice, and beside each row its share of the main verdict."""
    rows = chosen.unique("row", maintain_order=True).sort("row")
    for (place,), own in chosen.group_by("row", maintain_order=True):
        axes.vlines(
            own["place"], place - 0.36, place + 0.36, color=INK, lw=_thin(table), label="chosen"
        )
    for row in rows.iter_rows(named=True):
        if row["first"] and row["row"]:
            axes.axhline(row["row"] - 0.5, color=FAINT, lw=0.8)
        if row["same"] is not None:
            text = say.percent(row["same"])
            beside_row(axes, row["row"], text, x=table.height * 1.022)
    heads = {
        row["row"]: say(CHOICES[row["dimension"]][0])
        for row in rows.filter("first").iter_rows(named=True)
    }
    names = [
        labelled(say, heads[row], label) if row in heads else label
        for row, label in rows.select("row", "label").iter_rows()
    ]
    axes.set_yticks(rows["row"], names, fontsize=6.5)
    axes.set_title(say("same verdict"), loc="right", fontsize=6.5)
    axes.set_ylim(rows.height - 0.5, -0.5)


def _thin(table: pl.DataFrame) -> float:
    """Width of a stroke in points, so that neighbours do not quite touch."""
    return min(2.0, 0.8 * 72 * 3.2 / max(table.height, 1))


def _handles(say: Speech, table: pl.DataFrame) -> Sequence[Line2D]:
    counts = dict(table["verdict"].value_counts().iter_rows())
    handles = [
        Line2D(
            [],
            [],
            ls="",
            ms=4,
            mew=0.8,
            label=say("{label} ({count})", label=say(words), count=counts.get(verdict, 0)),
            **style,
        )
        for verdict, (words, style) in MARKED.items()
    ]
    handles.append(Line2D([], [], color=MUTED, lw=1, label=say("main analysis")))
    if none := counts.get(None, 0):
        label = say("{label} ({count})", label=say(NOT_RUN), count=none)
        handles.append(Line2D([], [], ls="", label=label))
    return handles


def _base(say: Speech, found: Clustering, table: pl.DataFrame) -> str:
    record = found.view.json(f"{found.name}/multiverse")
    units = table.filter(pl.col("verdict").is_not_null())["units"]
    known = {"count": table.height, "who": found.units, "most": units.max()}
    sentences = [
        say("{count} combinations, all of {most} {who}.", **known)
        if units.min() == units.max()
        else say("{count} combinations, of {least} to {most} {who}.", least=units.min(), **known)
    ]
    same = table.drop_nulls("verdict").group_by(OF_DATA).agg(pl.col("verdict").n_unique())
    if highest(same["verdict"]) == 1:
        sentences.append(
            say(
                "Verdicts hang on the answers alone, of which there are {count} sets; method and "
                "number of classes change who belongs together.",
                count=same.height,
            )
        )
    sentences += [
        say("{count} cannot be: {why}.", count=count, why=why)
        for why, count in record["impossible"].items()
        if count
    ]
    return say.text(sentences)


def _in_words(say: Speech, table: pl.DataFrame, chosen: pl.DataFrame) -> str:
    counts = dict(table["verdict"].value_counts().iter_rows())
    verdicts = [
        valued(say, say(words), counts.get(verdict, 0)) for verdict, (words, _) in MARKED.items()
    ]
    if none := counts.get(None, 0):
        verdicts.append(valued(say, say(NOT_RUN), none))
    others = table.filter(~pl.col("main"))["agreement"].drop_nulls()
    main = table.filter("main").row(0, named=True)
    sentences = [
        say(
            "Specification curve of {count} combinations: {verdicts}; {least} to {most} classes.",
            count=table.height,
            verdicts=say.listed(verdicts),
            least=lowest(table["k"]),
            most=highest(table["k"]),
        ),
        say(
            "The main analysis: {verdict}, {count} classes.",
            verdict=say(MARKED[main["verdict"]][0]),
            count=main["k"],
        ),
    ]
    sentences.append(agreement_along_a_curve(say, others))
    rows = chosen.unique("row", maintain_order=True).drop_nulls("same").sort("row")
    each = [
        valued(
            say,
            labelled(say, say(CHOICES[row["dimension"]][0]), row["label"]),
            say.percent(row["same"]),
        )
        for row in rows.iter_rows(named=True)
    ]
    sentences.append(say("Same verdict as the main one: {each}.", each=say.clauses(each)))
    return say.text(sentences)
