"""Bars are as long as their numbers, and counts stand where there is room for them."""

import pytest
from matplotlib.colors import to_rgba

from cyberstudy.draw.marks.bars import (
    bars_of_counts,
    bars_with_counts,
    counts_inside,
    stacked_bars,
)
from cyberstudy.draw.marks.texts import spread
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.translator import Translator

say = Translator()
GREEN, HATCHED = {"facecolor": "#009e73"}, {"facecolor": "white", "hatch": "//"}


@pytest.fixture
def axes():
    return new_figure(2.0)[1]


def ends(container):
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in container]


def test_parts_lie_one_behind_the_other(axes):
    parts = [("yes", GREEN, [2, 0]), ("no", HATCHED, [1, 3])]
    assert stacked_bars(axes, [0, 1], parts, height=0.7) == [3, 3]
    yes, no = axes.containers
    assert ends(yes) == [(0, 2), (0, 0)]
    assert ends(no) == [(2, 3), (0, 3)]


def test_a_count_is_written_in_the_middle_of_its_part_unless_that_is_narrow_or_hatched(axes):
    parts = [("yes", GREEN, [50, 1]), ("no", HATCHED, [40, 90]), ("sometimes", GREEN, [10, 9])]
    counts_inside(axes, [0, 1], parts, say, longest=100)
    assert [(text.get_text(), text.get_position()) for text in axes.texts] == [
        ("50", (25, 0)),
        ("10", (95, 0)),
        ("9", (95.5, 1)),
    ]


@pytest.mark.parametrize(("counts", "most"), [([4, 2], 6), ([0, 0], 1.5)])
def test_bars_of_counts_leave_room_for_words_also_where_nobody_is_counted(axes, counts, most):
    bars_of_counts(axes, counts)
    assert axes.get_xlim() == (0, most)
    assert [end for _, end in ends(axes.containers[0])] == counts


def test_every_bar_has_its_colour_and_its_count_behind_it(axes):
    bars_with_counts(axes, [1200, 3], ["#111111", "#222222"], say)
    assert [text.get_text() for text in axes.texts] == ["1,200", "3"]
    assert all(
        text.get_position()[0] > count for text, count in zip(axes.texts, (1200, 3), strict=True)
    )
    assert [bar.get_facecolor() for bar in axes.patches] == [to_rgba("#111111"), to_rgba("#222222")]


@pytest.mark.parametrize(
    ("places", "apart", "last", "expected"),
    [
        ([1, 9], 2, 10, [1, 9]),
        ([1, 2, 3], 2, 10, [1, 3, 5]),
        ([8, 9, 10], 2, 10, [6, 8, 10]),
        ([], 2, 10, []),
    ],
)
def test_names_make_room_for_each_other(places, apart, last, expected):
    assert spread(places, apart, last) == expected
