"""Dots, steps and tables of counts lie where their numbers are."""

import polars as pl
import pytest
from worlds.types import points

from cyberstudy.draw.families.shares.figure import HIDDEN, _dots_of_shares
from cyberstudy.draw.marks.intervals import dots_with_intervals
from cyberstudy.draw.marks.sides import LOOKS, dots_of_sides
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.translator import Translator

say = Translator()


@pytest.fixture
def axes():
    return new_figure(2.0)[1]


def side(*shares):
    rows = pl.DataFrame({"share": shares}, schema={"share": pl.Float64})
    return rows.with_columns(low=pl.col("share") - 0.1, high=pl.col("share") + 0.1)


def drawn_intervals(axes, reach):
    rows = side(0.5, 0.8).with_columns(
        low=pl.col("share") - pl.Series(reach), high=pl.col("share") + pl.Series(reach)
    )
    _dots_of_shares(axes, rows, say, 0.95)
    seen = [found for found in axes.collections for part in found.get_segments() if len(part)]
    return len(seen), axes.get_legend_handles_labels()[1]


def test_a_legend_speaks_of_intervals_only_where_one_is_seen_beside_its_dot(axes):
    # Of a census, but for one that has no data: all intervals lie behind their dots.
    assert drawn_intervals(axes, [0.5 * HIDDEN, 0.9 * HIDDEN]) == (
        0,
        ["share of those who answered"],
    )


def test_one_interval_that_is_seen_is_drawn_and_told_of(axes):
    told = ["95% interval", "share of those who answered"]
    assert drawn_intervals(axes, [0.5 * HIDDEN, 2 * HIDDEN]) == (1, told)


def test_a_row_without_a_value_or_an_interval_has_none_drawn(axes):
    bounds = pl.DataFrame({"low": [1, None, 3], "high": [2, None, 5]})
    dots_with_intervals(axes, pl.Series([1.5, 2, None]), bounds, ("set", "rank"))
    assert points(axes, "rank") == [(1.5, 0), (2, 1)]
    (lines,) = axes.collections
    drawn = [tuple(part[:, 0]) for part in lines.get_segments() if len(part)]
    assert drawn == [(1, 2), (3, 5)]


def test_each_side_has_a_mark_of_its_own_and_legends_name_the_sides_and_their_intervals(axes):
    assert len({look["marker"] for look in LOOKS}) == len({look["color"] for look in LOOKS}) == 4
    sides = [(str(number), side(0.2)) for number in range(4)]
    dots_of_sides(axes, sides, interval="95% interval")
    at = [line.get_ydata()[0] for line in axes.lines[:4]]
    assert at == sorted(at)
    assert -0.5 < at[0] < at[-1] < 0.5
    assert axes.get_legend_handles_labels()[1] == [*(name for name, _ in sides), "95% interval"]


def test_two_sides_are_joined_and_more_are_not(axes):
    dots_of_sides(axes, [("a", side(0.2, 0.5)), ("b", side(0.6, None))])
    joined = [found for found in axes.collections if found.get_label() == "_between"]
    assert [segment[:, 0].tolist() for segment in joined[0].get_segments()] == [
        [0.2, 0.6],
        [0.5, 0.5],
    ]
    more = new_figure(2.0)[1]
    dots_of_sides(more, [("a", side(0.2)), ("b", side(0.6)), ("c", side(0.4))])
    assert "_between" not in {found.get_label() for found in more.collections}
    assert len({line.get_ydata()[0] for line in more.lines}) == 3
