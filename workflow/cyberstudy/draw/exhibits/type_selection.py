"""How many classes, or none: criteria that do not decide, and the tests that do."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import DeclaredTypeSelection
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.curves import differences_by_number
from cyberstudy.draw.marks.intervals import LEVEL, P_VALUE, p_values_with_intervals
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.matrices import in_lines
from cyberstudy.draw.style import HUES, INK, new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.wording.alternative_text.verdicts import criteria_and_tests
from cyberstudy.wording.captions.clusterings import caption_of_tests
from cyberstudy.wording.clustering_view import (
    Clustering,
    clusterings_of,
    tests_briefly,
    tests_in_words,
    told_of_each,
)
from cyberstudy.wording.typologies import (
    KEPT,
    REJECTED,
    model,
    model_briefly,
)
from cyberstudy.wording.view import View

#: Criteria, and how their lines look.
CRITERIA: dict[str, tuple[str, dict[str, Any]]] = {
    "bic": ("BIC", {"color": HUES[0], "marker": "o", "ls": "-"}),
    "icl": ("ICL", {"color": HUES[1], "marker": "s", "ls": (0, (4, 1.5))}),
    "aic": ("AIC", {"color": INK, "marker": "^", "ls": (0, (1, 1.2))}),
}
TEST = 0.2  # inches of a test


def draw(view: View[DeclaredTypeSelection]) -> Drawn:
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
    looks = {criterion: look for criterion, (_, look) in CRITERIA.items()}
    for (left, right), one, (criteria, tests) in zip(grid, found, tables, strict=True):
        numbers = range(1, highest(criteria["classes"]) + 1)
        # The rival's name stands beside a digit.
        without = in_lines(model_briefly(say, one.verdict["rival"]))
        names = [*map(say.count, numbers), without]
        left.set_title(one.title_with_verdict, fontsize=8.5)
        left.set_ylabel(say("Above the lowest"))
        differences_by_number(left, criteria, looks, stop=one.verdict["contender"], names=names)
        p_values_with_intervals(right, tests_briefly(one, tests), say)
    grid[-1, 0].set_xlabel(say("Number of classes"))
    grid[-1, 1].set_xlabel(say("p-value, with interval"))
    handles = [
        Line2D([], [], ms=3.5, lw=1, mfc="white", label=name, **look)
        for name, look in CRITERIA.values()
    ]
    handles.append(Line2D([], [], ls="", label=say("level of the test"), **LEVEL | {"ms": 8}))
    for words, rejected in ((KEPT, False), (REJECTED, True)):
        handles.append(Line2D([], [], ls="", label=say(words), **P_VALUE[rejected]))
    legend_below(figure, handles, 6, fontsize=6.5, columnspacing=1.2, handletextpad=0.4)
    return Drawn(
        figure=figure,
        data=pl.concat([table for both in tables for table in both], how="diagonal"),
        alt=told_of_each(
            found, [_in_words(one, *both) for one, both in zip(found, tables, strict=True)]
        ),
        **caption_of_tests(found),
    )


def _criteria(found: Clustering) -> pl.DataFrame:
    """Return a row a model and criterion, with the difference from the lowest."""
    return (
        found.table("selection")
        # Further rivals are only fitted where classes beat the first, and stand in the tests.
        .filter((pl.col("classes") > 0) | (pl.col("model") == found.verdict["rival"]))
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


def _in_words(found: Clustering, criteria: pl.DataFrame, tests: pl.DataFrame) -> str:
    say = found.view.say
    lowest = [
        (CRITERIA[criterion][0], model(say, f"{classes} classes" if classes else name))
        for criterion, name, classes in criteria.filter("lowest")
        .select("criterion", "model", "classes")
        .iter_rows()
    ]
    best = pl.DataFrame(lowest, schema=["criterion", "model"], orient="row")
    return criteria_and_tests(say, best, tests_in_words(found, tests), found.judged)
