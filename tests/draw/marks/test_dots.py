"""Dots, steps and tables of counts lie where their numbers are."""

import polars as pl
import pytest

from cyberstudy.draw.marks.intervals import HIDDEN, dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.sides import columns_of_counts, dots_of_sides
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
    dots_with_intervals(axes, [0, 1], rows, say, confidence=0.95)
    legend = [found.get_label() for found in legend_of_dots(say, 0.95, rows)]
    return sum(len(found.get_segments()) for found in axes.collections), legend


def test_a_legend_speaks_of_intervals_only_where_one_is_seen_beside_its_dot(axes):
    # Of a census, but for one that has no data: all intervals lie behind their dots.
    assert drawn_intervals(axes, [0.5 * HIDDEN, 0.9 * HIDDEN]) == (
        0,
        ["share of those who answered"],
    )


def test_one_interval_that_is_seen_is_drawn_and_told_of(axes):
    told = ["share of those who answered", "95% interval"]
    assert drawn_intervals(axes, [0.5 * HIDDEN, 2 * HIDDEN]) == (1, told)


def test_two_sides_that_are_not_joined_stand_apart_on_their_rows(axes):
    dots_of_sides(axes, [("a", side(0.2)), ("b", side(0.2))], joined=False)
    assert "between" not in {found.get_label() for found in axes.collections}
    upper, lower = (line.get_ydata()[0] for line in axes.lines)
    intervals = [found.get_segments()[0][0, 1] for found in axes.collections]
    assert intervals == [upper, lower]
    assert upper < 0 < lower


def test_two_sides_are_joined_and_more_are_not(axes):
    dots_of_sides(axes, [("a", side(0.2, 0.5)), ("b", side(0.6, None))])
    joined = [found for found in axes.collections if found.get_label() == "between"]
    assert [segment[:, 0].tolist() for segment in joined[0].get_segments()] == [
        [0.2, 0.6],
        [0.5, 0.5],
    ]
    more = new_figure(2.0)[1]
    dots_of_sides(more, [("a", side(0.2)), ("b", side(0.6)), ("c", side(0.4))])
    assert "between" not in {found.get_label() for found in more.collections}
    assert len({line.get_ydata()[0] for line in more.lines}) == 3


def test_a_withheld_count_is_a_dash_and_long_names_of_many_sides_alternate(axes):
    columns = [(name, "n = 9", [4, None]) for name in ("Companies", "States", "Academics")]
    columns_of_counts(axes, columns, say, muted=[False, True, False])
    texts = [text.get_text() for text in axes.texts]
    assert texts[:2] == ["4", "\u2013"]
    heads = [text for text in texts if "n = 9" in text]
    assert [head.endswith("\n\n") for head in heads] == [False, True, False]
    styles = {text.get_style() for text in axes.texts if text.get_position()[1] == 1}
    assert styles == {"italic", "normal"}
