"""Dots of classes stand side by side on their row, each with its own interval and look."""

import polars as pl
import pytest
from worlds.types import line, spans

from cyberstudy.draw.marks.class_dots import LOOKS, class_dots, dots_side_by_side, legend_of_classes
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.translator import Translator

ROWS = pl.DataFrame(
    {
        "place": [0, 0, 1, 1],
        "type": ["A", "B", "A", "B"],
        "share": [0.2, 0.6, None, 0.9],
        "low": [0.1, 0.5, None, 0.8],
        "high": [0.3, 0.7, None, 1.0],
    }
)


@pytest.fixture
def axes():
    return new_figure(2.0)[1]


def test_the_first_class_is_uppermost_and_none_leaves_its_row(axes):
    class_dots(axes, ROWS, classes=["A", "B"], value="share")
    first, second = (line(axes, name).get_ydata() for name in "AB")
    assert first[0] < 0 < second[0]
    assert all(abs(at) < 0.5 for at in (first[0], second[0]))


def test_a_class_without_a_value_has_neither_dot_nor_interval_there(axes):
    class_dots(axes, ROWS, classes=["A", "B"], value="share")
    assert line(axes, "A").get_xdata().tolist() == [0.2]
    assert spans(axes, "A ci") == [(0.1, 0.3)]
    assert spans(axes, "B ci") == [(0.5, 0.7), (0.8, 1.0)]


def test_every_series_has_the_look_that_is_given_for_it(axes):
    series = {name: ROWS.filter(type=name).rename({"share": "value"}) for name in "AB"}
    looks = [{"color": "red", "marker": "s"}, {"color": "blue", "marker": "o"}]
    dots_side_by_side(axes, series, looks, within=0.5, width=1, size=3)
    assert [line(axes, name).get_marker() for name in "AB"] == ["s", "o"]
    with pytest.raises(ValueError, match="shorter"):
        dots_side_by_side(axes, series, looks[:1], within=0.5, width=1, size=3)


def test_the_legend_shows_classes_as_they_are_drawn_and_the_interval_last():
    *classes, interval = legend_of_classes(["A (3)", "B (2)"], Translator(), confidence="95%")
    assert [handle.get_marker() for handle in classes] == [look["marker"] for look in LOOKS[:2]]
    assert [handle.get_label() for handle in classes] == ["A (3)", "B (2)"]
    assert interval.get_label() == "95% interval"
