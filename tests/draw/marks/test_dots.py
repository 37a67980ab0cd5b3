"""Dots, steps and tables of counts lie where their numbers are."""

import numpy as np
import polars as pl
import pytest
from cyberstudy.draw.marks.count_tables import cells_with_counts
from cyberstudy.draw.marks.dot_maps import WIDE, block_of_dots
from cyberstudy.draw.marks.intervals import HIDDEN, dots_with_intervals, legend_of_dots
from cyberstudy.draw.marks.sides import columns_of_counts, dots_of_sides
from cyberstudy.draw.style import FAINT, bold, new_figure
from cyberstudy.wording.translator import Translator
from matplotlib.colors import to_rgba

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


def test_dots_of_a_block_fill_line_after_line_kind_after_kind(axes):
    kinds = {"there": (WIDE + 1, {"mfc": "black"}), "not there": (2, {"mfc": "white"})}
    block_of_dots(axes, kinds, left=3, top=5, name="North", counts="10 of 12")
    there, absent = (line.get_xydata() for line in axes.lines)
    assert there[:, 0].tolist() == [*range(3, 3 + WIDE), 3]
    assert there[:, 1].tolist() == [5] * WIDE + [6]
    assert absent.tolist() == [[4, 6], [5, 6]]


def test_a_long_name_of_a_block_stands_above_its_counts(axes):
    for name in ("North", "The north-west of it"):
        block_of_dots(axes, {}, left=0, top=5, name=name, counts="1 of 2")
    short, beside, long, below = (text.get_position()[1] for text in axes.texts)
    assert short == beside
    assert long < below


def test_a_table_shades_what_is_compared_and_sets_sums_apart_in_bold(axes):
    counts = np.array([[3, 1, 4], [0, 2, 2], [5, 0, 5], [8, 3, 11]])
    shares = np.array([[1.0, 1 / 3], [0.0, 2 / 3]])
    cells_with_counts(
        axes, counts, shares, say, rows=["yes", "no", "header", "all"], columns=["a", "b", "sum"]
    )
    assert [text.get_text() for text in axes.texts] == [str(n) for n in counts.flatten()]
    colours = np.array([to_rgba(box.get_facecolor()) for box in axes.patches]).reshape(4, 3, 4)
    white, grey = to_rgba("white"), to_rgba(FAINT)
    assert tuple(colours[1, 0]) == white  # none, so no shade
    assert colours[0, 0].sum() < colours[1, 1].sum() < colours[0, 1].sum() < sum(white)
    assert {tuple(colour) for colour in colours[2]} == {grey}
    heavy = np.array([text.get_fontweight() == bold() for text in axes.texts]).reshape(4, 3)
    assert heavy.tolist() == [[row == 3 or column == 2 for column in range(3)] for row in range(4)]
    tops = [box.get_y() for box in axes.patches[::3]]
    assert tops == pytest.approx([0, 1, 2.3, 3.6])
