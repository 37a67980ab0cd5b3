"""What single units score in two waves beside the median of their group, as small multiples."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits_of_units import UnitProfiles
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.bars_of_shares import bars_with_lines
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded
from cyberstudy.draw.style import HUES, INK, leading, new_figure
from cyberstudy.wording.alternative_text.scores import profiles_of_units
from cyberstudy.wording.captions.scores_of_units import caption_of_profiles
from cyberstudy.wording.named_units import numbers_of_units, shown_units
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.view import View

COLUMNS = 3
NAME = 26  # letters in a line of a unit's name
RING: dict[str, Any] = {"mfc": "white", "mec": INK, "ms": 4, "mew": 0.9}


def draw(view: View[UnitProfiles]) -> Drawn:
    """Draw a panel a unit: bars of the later wave, rings of the earlier, lines at the medians."""
    say, entry, form = view.say, view.entry, view.survey.questionnaire.questions
    data = _profiles(view)
    panels = [data.filter(unit_id=unit) for unit in entry.units]
    shown = pl.concat(panels)
    low, high = range_of([form[question] for question in entry.questions], [])
    lines = -(-len(panels) // COLUMNS)
    rows = range(len(entry.questions))
    height = 0.6 + (0.42 + 0.14 * len(rows)) * lines
    figure, grid = new_figure(
        height, nrows=lines, ncols=COLUMNS, sharex=True, sharey=True, squeeze=False
    )
    for axes in grid.flat[len(panels) :]:
        axes.set_visible(False)
    for axes, own in zip(grid.flat, panels, strict=False):
        bars_with_lines(axes, own["after"], own["median"])
        axes.plot(own["before"], rows, "o", label="before", clip_on=False, **RING)
        title = "\n".join([folded(own["name"][0], NAME), say.group(own["group"][0])])
        axes.set_title(title, loc="center", fontsize=7, linespacing=leading())
        axes.set_xlim(low, high)
    first = grid[0, 0]
    first.set_yticks(rows, panels[0]["label"].to_list())
    first.invert_yaxis()
    legend_below(figure, _legend(view), fontsize=6.5)
    alt = profiles_of_units(say, shown, entry.waves, places_for(low, high))
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_profiles(view, data))


def _legend(view: View[UnitProfiles]) -> list[Artist]:
    """Return what the legend shows: the later wave, the earlier one, and the median."""
    before, after = view.entry.waves
    return [
        Patch(color=HUES[0], label=after),
        Line2D([], [], ls="", marker="o", label=before, **RING),
        Line2D([], [], ls="", marker="|", color=INK, label=view.say("median of the group")),
    ]


def _profiles(view: View[UnitProfiles]) -> pl.DataFrame:
    """Return every unit's scores, a row a score, with the median of those with the same value.

    Assume: units that are not on the list are in no group, so no median is told beside them.
    """
    entry, frame = view.entry, view.survey.frame
    numbers = shown_units(view, numbers_of_units(view, entry.questions, entry.waves))
    groups = pl.DataFrame(frame).select("unit_id", pl.col(entry.beside).alias("group"))
    order = {question: place for place, question in enumerate(entry.questions)}
    labels = {
        question: entry.labels.get(question) or view.label(question) for question in entry.questions
    }
    long = (
        numbers.unpivot(
            on=list(entry.questions), index=["wave", "unit_id", "name"], variable_name="question"
        )
        .join(groups, on="unit_id", how="left", maintain_order="left")
        .with_columns(
            median=pl.when(pl.col("group").is_not_null()).then(
                pl.col("value").median().over("wave", "group", "question")
            )
        )
    )
    key = ["unit_id", "name", "group", "question"]
    before, after = (
        long.filter(wave=wave).select(*key, pl.col("value", "median").name.suffix(f"_{number}"))
        for number, wave in enumerate(entry.waves)
    )
    data = before.join(after, on=key, how="full", coalesce=True, nulls_equal=True).select(
        *key,
        label=pl.col("question").replace(labels),
        before="value_0",
        after="value_1",
        median_before="median_0",
        median="median_1",
        shown=pl.col("unit_id").is_in(entry.units),
    )
    return data.sort("name", "unit_id", pl.col("question").replace_strict(order))
