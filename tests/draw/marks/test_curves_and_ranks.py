"""Curves, strokes and ranks stand where their numbers are, and what is missing is not drawn."""

import polars as pl
import pytest
from cyberstudy.draw.marks.bars_of_shares import bars_with_lines, bars_with_words
from cyberstudy.draw.marks.curves import differences_by_number, points_by_look, strokes
from cyberstudy.draw.marks.ranks import axis_of_ranks, dots_with_intervals
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.speech import Speech
from worlds.types import line, points, spans, texts

say = Speech()
LOOKS = {name: {"color": colour, "marker": "o"} for name, colour in zip("abc", "rgb", strict=True)}


@pytest.fixture
def axes():
    return new_figure(2.0)[1]


def test_the_model_without_classes_stands_apart_and_the_lowest_is_filled(axes):
    rows = pl.DataFrame(
        [(name, k, abs(k - 2.0), k == 2) for name in "abc" for k in range(4)],
        schema=["criterion", "classes", "difference", "lowest"],
        orient="row",
    )
    differences_by_number(axes, rows, LOOKS, stop=2, names=["1", "2", "3", "none"])
    assert line(axes, "a").get_xdata().tolist() == [1, 2, 3]
    assert points(axes, "a lowest") == [(2, 0)]
    ((alone, _),) = points(axes, "a alone")
    ticks = dict(
        zip([t.get_text() for t in axes.get_xticklabels()], axes.get_xticks(), strict=True)
    )
    assert alone == ticks["none"] > 4
    sizes = [line(axes, f"{name} lowest").get_markersize() for name in "abc"]
    assert sizes == sorted(sizes, reverse=True)  # each shows around the next


def test_a_point_is_in_the_middle_of_its_column_at_its_value(axes):
    rows = pl.DataFrame({"place": [0, 1, 2], "value": [0.5, 1.0, 0.25], "kind": ["a", None, "b"]})
    points_by_look(axes, rows, "value", "kind", LOOKS)
    assert points(axes, "a") == [(0.5, 0.5)]
    assert points(axes, "b") == [(2.5, 0.25)]
    assert points(axes, "c") == []


@pytest.mark.parametrize("columns", [3, 1000])
def test_strokes_are_thinner_where_they_are_many(axes, columns):
    chosen = pl.DataFrame({"place": [0, 2, 1], "row": [0, 0, 1]})
    choices = pl.DataFrame({"row": [0, 1], "first": [True, False], "told": ["50%", ""]})
    strokes(axes, chosen, choices, columns)
    first, second = axes.collections
    assert [segment[0, 0] for segment in first.get_segments()] == [0.5, 2.5]
    assert [segment[0, 0] for segment in second.get_segments()] == [1.5]
    assert (first.get_linewidth()[0] < 1) == (columns == 1000)
    assert texts(axes) == ["50%"]


def test_ranks_lie_on_their_intervals(axes):
    bounds = pl.DataFrame({"low": [1, 1], "high": [2, 3]})
    dots_with_intervals(axes, pl.Series([1, 2]), bounds, ("set", "rank"))
    assert points(axes, "rank") == [(1, 0), (2, 1)]
    assert spans(axes, "set") == [(1, 2), (1, 3)]


@pytest.mark.parametrize(("last", "shown"), [(5, "1 2 3 5"), (97, "1 2 3 5 10 20 30 50 97")])
def test_the_axis_of_ranks_ends_with_the_last_and_names_none_too_close_to_it(axes, last, shown):
    axis_of_ranks(axes, say, last)
    assert [label.get_text() for label in axes.get_xticklabels()] == shown.split()


def test_each_bar_has_its_own_line_to_be_compared_with(axes):
    bars_with_lines(axes, pl.Series([0.5, 0.25]), pl.Series([0.4, 0.3]))
    assert [bar.get_width() for bar in axes.patches] == [0.5, 0.25]
    (lines,) = axes.collections
    assert [segment[0, 0] for segment in lines.get_segments()] == [0.4, 0.3]


def test_words_stand_behind_a_bar_and_alone_where_there_is_none(axes):
    rows = pl.DataFrame(
        {
            "place": [0, 1],
            "kind": ["a", "b"],
            "explained": [0.4, None],
            "told": ["p = 0.010", "no test"],
            "bold": [True, False],
        }
    )
    looks = {name: {"facecolor": look["color"]} for name, look in LOOKS.items()}
    bars_with_words(axes, rows, looks, say, 0.4)
    assert [bar.get_width() for bar in axes.patches] == [0.4]
    first, second = axes.texts
    assert (first.xy, second.xy) == ((0.4, 0), (0, 1))
    assert (first.get_style(), second.get_style()) == ("normal", "italic")
    assert first.get_fontweight() != second.get_fontweight()
    assert axes.get_xticks().tolist() == [0, 0.25]
