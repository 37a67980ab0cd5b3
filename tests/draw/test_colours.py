"""Colours of exhibits are distinguishable by everybody."""

import pytest
from worlds.colours import APART, APART_IN_GREY, READABLE, VISIONS, ciede2000, nearest

from cyberstudy.draw import style
from surveyanswers.tables.problems import SurveyError


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_of_colours_is_the_published_one(one, other, published):
    assert ciede2000(one, other) == pytest.approx(published, abs=1e-4)


PALETTES = {
    (cool, warm): style.shades(cool + warm, warm)
    for cool in style.COOL
    for warm in style.WARM
    if cool + warm > 0
} | {(options - warm, warm): style.shades(options, warm) for options, warm in style.SCALE}


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_parts_of_a_bar_are_told_apart_by_everybody(vision):
    # Any two, not neighbours alone: where nobody chose an option, those around it touch.
    enough = APART_IN_GREY if vision == "grey" else APART
    for palette, shades in PALETTES.items():
        assert nearest([*shades, style.UNSAID], vision) >= enough, palette
        # White, which is hatched and edged besides, is not taken for an option either.
        assert nearest([*shades, "white"], vision) >= enough, palette


@pytest.mark.parametrize(
    ("bad", "vision", "limit"),
    [
        (("#d73027", "#1a9850"), "deuteranopia", APART),  # a traffic light
        (("#fee08b", "#a6d96a"), "protanopia", APART),
        (("#56B4E9", "#66c2a5"), "tritanopia", APART),
        (style.HUES, "grey", APART_IN_GREY),  # apart in hue, not in lightness
        (("#1f77b4", "#d62728"), "grey", APART_IN_GREY),  # matplotlib's own
    ],
)
def test_bad_palettes_would_be_found(bad, vision, limit):
    assert nearest(bad, vision) < limit
    assert nearest(bad, "full") >= limit


def test_numbers_can_be_read_on_every_colour_that_they_stand_on():
    colours = {*(c for palette in PALETTES.values() for c in palette), style.UNSAID}
    for colour in colours:
        assert style.contrast(colour, style.written_on(colour)) >= READABLE, colour


def test_contrast_is_that_of_wcag():
    assert style.contrast("white", "black") == pytest.approx(21)
    assert style.contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)


def test_more_options_than_colours_are_refused():
    assert len(style.shades(5)) == 5
    with pytest.raises(SurveyError, match="more than colours can distinguish"):
        style.shades(6)
