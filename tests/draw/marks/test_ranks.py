"""Ranks and bars stand where their numbers are."""

import polars as pl
import pytest
from worlds.types import points, spans

from cyberstudy.draw.marks.bars_of_shares import bars_with_lines
from cyberstudy.draw.marks.ranks import axis_of_ranks, dots_with_intervals
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.translator import Translator

say = Translator()


@pytest.fixture
def axes():
    return new_figure(2.0)[1]


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
