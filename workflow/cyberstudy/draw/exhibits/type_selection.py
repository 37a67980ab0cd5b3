"""How many classes, or none: criteria that do not decide, and the tests that do."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from cyberstudy.declare.plan.exhibits import TypeSelection
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import guides
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, INK, new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.curves import criteria_and_tests
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    CONTINUUM,
    SHORT,
    Clustering,
    clusterings_of,
    made_of,
    model,
    p_value,
    rival,
    small,
    told_of_each,
)
from cyberstudy.wording.view import View

#: Criteria, and how their lines look.
CRITERIA: dict[str, tuple[str, dict[str, Any]]] = {
    "bic": ("BIC", {"color": HUES[0], "marker": "o", "ls": "-"}),
    "icl": ("ICL", {"color": HUES[1], "marker": "s", "ls": (0, (4, 1.5))}),
    "aic": ("AIC", {"color": INK, "marker": "^", "ls": (0, (1, 1.2))}),
}
#: Ticks of p-values; the axis is that of their square roots, where small ones have room.
TICKS = (0, 0.05, 0.2, 0.5, 1)
#: Marks of the lowest, in points: where criteria agree, each shows around the next.
LOWEST = (8, 5.5, 3)
REJECTED, KEPT = phrase("rejected"), phrase("not rejected")
METHOD = phrase(
    "Left: criteria, each as the difference from its own lowest value, which is filled; "
    "they are shown and do not decide. Grey: where the tests stop. Right: each model as "
    "the null hypothesis against a rival, by parametric bootstrap with the missing answers "
    "of the data and many starts on both sides; bar: 95% interval of the p-value that "
    "endless replicates would give; beside it p and the replicates drawn, since a test "
    "stops early where its answer is clear."
)
TEST = 0.2  # inches of a test


def draw(view: View[TypeSelection]) -> Drawn:
    """Draw for each clustering the criteria over the models, and the tests in their order."""
    say, found = view.say, clusterings_of(view)
    tables = [(_criteria(one), _tests(one)) for one in found]
    heights = [max(1.35, 0.55 + TEST * tests.height) for _, tests in tables]
    figure, grid = new_figure(
        0.75 + sum(heights),
        nrows=len(found),
        ncols=2,
        squeeze=False,
        height_ratios=heights,
        width_ratios=[1, 1.05],
    )
    for row, one, (criteria, tests) in zip(grid, found, tables, strict=True):
        title = labelled(say, one.title, one.judged)
        row[0].set_title(title, fontsize=8.5)
        _draw_criteria(row[0], one, criteria)
        _draw_tests(row[1], say, one, tests)
    grid[-1, 0].set_xlabel(say("Number of classes"))
    grid[-1, 1].set_xlabel(say("p-value, with interval"))
    handles = [
        Line2D([], [], ms=3.5, lw=1, mfc="white", label=name, **style)
        for name, style in CRITERIA.values()
    ]
    level = say("level of the test")
    handles.append(Line2D([], [], ls="", marker="|", ms=8, mew=1.2, color=INK, label=level))
    for mark, fill in ((KEPT, HUES[0]), (REJECTED, "white")):
        handles.append(
            Line2D([], [], ls="", marker="o", ms=4.5, color=HUES[0], mfc=fill, label=say(mark))
        )
    legend_below(figure, handles, 6, fontsize=6.5, columnspacing=1.2, handletextpad=0.4)
    return Drawn(
        figure=figure,
        data=pl.concat([table for both in tables for table in both], how="diagonal"),
        question=made_of(found, named=True),
        base=told_of_each(
            found,
            [say("{units} {who}.", units=one.verdict["units"], who=one.units) for one in found],
        ),
        method=say.text(
            [
                say(METHOD),
                next(filter(None, (one.explained for one in found)), ""),
            ]
        ),
        alt=told_of_each(
            found,
            [
                _in_words(say, one, criteria, tests)
                for one, (criteria, tests) in zip(found, tables, strict=True)
            ],
        ),
    )


def _criteria(found: Clustering) -> pl.DataFrame:
    """Return a row a model and criterion, with the difference from the lowest."""
    return (
        found.table("selection")
        .unpivot(on=list(CRITERIA), index=["model", "classes"], variable_name="criterion")
        .drop_nulls("value")
        .with_columns(difference=pl.col("value") - pl.col("value").min().over("criterion"))
        .with_columns(lowest=pl.col("difference") == 0)
        .select(
            pl.lit(found.name).alias("clustering"),
            pl.lit("criteria").alias("panel"),
            pl.all(),
        )
    )


def _tests(found: Clustering) -> pl.DataFrame:
    names = ("null", "alternative", "p", "low", "high", "level", "replicates", "rejected")
    return found.table("tests").select(
        pl.lit(found.name).alias("clustering"), pl.lit("tests").alias("panel"), *names
    )


def _draw_criteria(axes: Axes, found: Clustering, rows: pl.DataFrame) -> None:
    say, contender = found.view.say, found.verdict["contender"]
    most = highest(rows["classes"])
    beside = most + 1.4  # where the model without classes stands
    axes.axvspan(contender - 0.4, contender + 0.4, color=FAINT, alpha=0.6, lw=0, zorder=0)
    for (criterion, (_, style)), size in zip(CRITERIA.items(), LOWEST, strict=True):
        own = rows.filter(criterion=criterion).with_columns(
            place=pl.when(classes=CONTINUUM).then(beside).otherwise("classes")
        )
        classes = own.filter(pl.col("classes") != CONTINUUM)
        alone = own.filter(classes=CONTINUUM)
        look = style | {"mfc": "white", "ms": 3.5, "lw": 1}
        axes.plot(classes["place"], classes["difference"], label=criterion, **look)
        axes.plot(alone["place"], alone["difference"], label=f"{criterion} alone", **look)
        best = own.filter("lowest")
        filled = style | {"ls": "", "ms": size}
        axes.plot(best["place"], best["difference"], label=f"{criterion} lowest", **filled)
    axes.set_xlim(0.5, beside + 0.9)
    numbers = range(1, most + 1)
    axes.set_xticks([*numbers, beside], [*map(say.count, numbers), _short(found, CONTINUUM)])
    axes.set_ylabel(say("Above the lowest"))
    axes.set_ylim(bottom=-0.07 * highest(rows["difference"]))
    axes.grid(axis="y")


def _draw_tests(axes: Axes, say: Speech, found: Clustering, rows: pl.DataFrame) -> None:
    places = range(rows.height)
    axes.hlines(places, rows["low"], rows["high"], color=HUES[0], lw=2.2, alpha=0.45, label="ci")
    axes.plot(rows["level"], places, "|", color=INK, ms=9, mew=1.2, label="level")
    for rejected, fill in ((False, HUES[0]), (True, "white")):
        own = rows.with_row_index("place").filter(pl.col("rejected") == rejected)
        axes.plot(own["p"], own["place"], "o", color=HUES[0], mfc=fill, ms=4.5, label=f"{rejected}")
    for place, row in enumerate(rows.iter_rows(named=True)):
        # Translators: a p-value, and how many replicates it is from
        text = say("{p} of {count}", p=small(say, row["p"]), count=row["replicates"])
        beside_row(axes, place, text, x=1.08, muted=not row["rejected"])
    axes.set_xscale("function", functions=(lambda p: p.clip(0) ** 0.5, lambda root: root**2))
    axes.set_xlim(0, 2.35)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda p, _: say.plain(p)))
    axes.spines["bottom"].set_bounds(0, 1)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    guides(axes, -0.5, rows.height - 0.5, TICKS)
    rows_from_above(axes, [_name_of_test(found, row) for row in rows.iter_rows(named=True)])


def _name_of_test(found: Clustering, row: dict[str, Any]) -> str:
    """Name a test by its null and its alternative."""
    # Translators: a null hypothesis and its alternative, in a figure: it must be short
    return found.view.say(
        "{null} vs {alternative}",
        null=_short(found, row["null"]),
        alternative=_short(found, row["alternative"]),
    )


def _short(found: Clustering, classes: int) -> str:
    if classes == CONTINUUM:
        return found.view.say(SHORT[found.verdict["rival"]])
    return found.view.say.count(classes)


def _in_words(say: Speech, found: Clustering, criteria: pl.DataFrame, tests: pl.DataFrame) -> str:
    without = rival(say, found.verdict["rival"])
    lowest = [
        (CRITERIA[row["criterion"]][0], model(say, row["classes"], without))
        for row in criteria.filter("lowest").iter_rows(named=True)
    ]
    each = [
        (
            model(say, row["null"], without),
            model(say, row["alternative"], without),
            p_value(say, row["p"]),
            say(REJECTED if row["rejected"] else KEPT),
        )
        for row in tests.iter_rows(named=True)
    ]
    names = ["null", "alternative", "p", "decision"]
    return criteria_and_tests(
        say,
        pl.DataFrame(lowest, schema=["criterion", "model"], orient="row"),
        pl.DataFrame(each, schema=dict.fromkeys(names, pl.String), orient="row"),
        found.judged,
    )
