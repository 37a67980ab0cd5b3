"""What figures on types tell by colour is told to everybody."""

import pytest
from cyberstudy.draw import style
from cyberstudy.draw.exhibits import (
    specification_curve,
    type_selection,
    verdict_calibration,
)
from cyberstudy.draw.marks import class_dots, intervals
from matplotlib.colors import to_hex
from worlds.colours import APART, APART_IN_GREY, VISIONS, nearest


@pytest.mark.parametrize("vision", VISIONS)
def test_verdicts_in_bars_are_told_apart_by_everybody(vision):
    colours = list(verdict_calibration.PARTS.values())
    enough = APART_IN_GREY if vision == "grey" else APART
    assert nearest(colours, vision) >= enough


def test_lines_and_marks_on_bars_can_be_seen_on_every_part():
    for colour in verdict_calibration.PARTS.values():
        assert style.contrast(intervals.LINE_ON_BARS, colour) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize(
    "looks",
    [
        [look for _, look in type_selection.CRITERIA.values()],
        list(specification_curve.MARKED.values()),
        [look for _, look in verdict_calibration.CRITERIA.values()],
        list(class_dots.LOOKS),
    ],
)
def test_what_is_told_by_colour_is_told_by_shape_too(looks):
    assert len({look["marker"] for look in looks}) == len(looks)
    assert len({to_hex(look["color"]) for look in looks}) == len(looks)
