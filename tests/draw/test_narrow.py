"""Figures are drawn once more for a phone, with letters to be read there, or not at all."""

import logging
import re
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import polars as pl
import pytest
from matplotlib.patches import Patch

from cyberstudy.draw import style
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.legends import legend_below, legend_of_panel
from cyberstudy.draw.marks.texts import narrowed, rows_from_above
from cyberstudy.draw.narrow import SMALLEST, drawn_for_phone, overlapping
from cyberstudy.draw.titles import mark_simulated
from cyberstudy.wording.translator import ENGLISH


@pytest.fixture(autouse=True)
def _own_settings():
    with plt.rc_context():
        yield
    plt.close("all")


def rows(names, beside=()):
    """Draw rows with a text each, and texts beside each other."""
    figure, axes = style.new_figure(1.5)
    axes.barh(range(len(names)), range(len(names)))
    rows_from_above(axes, names)
    for place, text in enumerate(beside):
        axes.text(0.1 * place, 0.5, text, fontsize=6, transform=axes.transAxes)
    return Drawn(figure, pl.DataFrame(), "", "", "", "")


def for_phone(draw, dress=lambda drawn: None):
    return drawn_for_phone(draw, dress, language="en")


def test_a_figure_for_a_phone_is_as_wide_as_it_and_no_letter_is_under_eleven_pixels(tmp_path):
    figure = for_phone(lambda: rows(["Kenya", "Fiji"], beside=["small"])).figure
    style.save_figure(figure, [str(tmp_path / "one.svg")], name="One", alt="One.")
    drawing = ElementTree.parse(tmp_path / "one.svg").getroot()
    width, across = float(drawing.get("width")[:-2]), float(drawing.get("viewBox").split()[2])
    assert width / 72 * 96 == pytest.approx(320)
    looks = [text.get("style") for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    sizes = [float(re.search(r"([\d.]+)px", look)[1]) for look in looks]
    assert min(sizes) == SMALLEST
    assert min(sizes) * 320 / across == pytest.approx(11)


def with_legends(label):
    """Draw bars with a legend of their own, and one of the figure below."""
    made = rows(["A rather long name of a row"])
    (axes,) = made.figure.axes
    axes.set_xticks([])
    legend_of_panel(axes, [Patch(label=label)], 1)
    greys = ("did not know or declined", "left blank, invalid or in conflict")
    legend_below(made.figure, [Patch(label=each) for each in greys], fontsize=6.5)
    return made


def test_no_legend_of_a_phone_s_drawing_touches_the_band_of_simulated_answers():
    def draw():
        return with_legends("an option with a name as long as this")

    figure = for_phone(draw, lambda drawn: mark_simulated(drawn.figure, ENGLISH)).figure
    (band,) = [part for part in figure.get_children() if part.get_gid() == "simulated"]
    legends = [*figure.legends, figure.axes[0].get_legend()]
    assert len(legends) == 2
    for legend in legends:
        assert legend.get_window_extent().x1 <= band.get_window_extent().x0


def test_a_panel_s_legend_begins_where_a_phone_s_drawing_does():
    figure = for_phone(lambda: with_legends("an option")).figure
    assert figure.axes[0].get_legend().get_window_extent().x0 < 0.1 * figure.bbox.width


def test_texts_that_would_cover_each_other_are_no_figure_for_a_phone(caplog):
    caplog.set_level(logging.WARNING)
    before = plt.get_fignums()
    assert for_phone(lambda: rows(["Kenya"], beside=["One text", "and another"])) is None
    assert "no room for 'One text' beside 'and another'" in caplog.text
    assert plt.get_fignums() == before


def test_what_cannot_be_drawn_so_narrow_leaves_the_exhibit_as_it_is(caplog):
    caplog.set_level(logging.WARNING)

    def draw():
        style.new_figure(1.0)
        raise ValueError("invalid width -3")

    before = plt.get_fignums()
    assert for_phone(draw) is None
    assert "not drawn for phones: invalid width -3" in caplog.text
    assert plt.get_fignums() == before


def test_texts_in_one_column_do_not_count_as_covering_each_other():
    style.use_house_style()
    figure = rows(["Kenya", "Fiji", "Malta"]).figure
    figure.draw_without_rendering()
    assert overlapping(figure) == []


def test_names_of_rows_are_broken_into_lines_that_hold_words():
    with plt.rc_context({"figure.figsize": (2.0, 1.0)}):
        assert narrowed(28) == 20
