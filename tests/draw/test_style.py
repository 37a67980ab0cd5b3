"""The study's style: its hues, its width, and how many dots an inch PNG files have."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from cyberstudy.draw import style


@pytest.fixture(autouse=True)
def _own_settings():
    with plt.rc_context():
        yield
    plt.close("all")


def drawn(folder, dots=None):
    """Draw a line and a text, and return the bytes of the SVG and the PNG's size."""
    style.use_house_style("en")
    if dots is not None:
        plt.rcParams["savefig.dpi"] = dots
    figure, axes = style.new_figure(1.5)
    axes.plot([0, 1], [1, 0], color=style.HUES[1])
    axes.set_title("A text")
    paths = [folder / "drawn.svg", folder / "drawn.png"]
    style.save_figure(figure, [str(path) for path in paths], name="n", alt="a")
    with Image.open(paths[1]) as picture:
        return paths[0].read_bytes(), picture.size


def test_figures_have_the_width_dots_typeface_and_colours_of_the_study_s_style(tmp_path):
    svg, size = drawn(tmp_path)
    assert size == (round(5.2 * 220), 330)
    assert b"stroke: #d55e00" in svg and b"@font-face{font-family:'Fira Sans'" in svg


def test_dots_per_inch_change_no_layout(tmp_path):
    assert drawn(tmp_path, 100)[0] == drawn(tmp_path)[0]


def test_few_dots_an_inch_make_no_line_longer(tmp_path):
    def inches_of_ink(dpi):
        style.use_house_style("en")
        plt.rcParams["savefig.dpi"] = dpi
        figure = plt.figure(figsize=(4, 1))
        figure.text(0.02, 0.5, "combinations, by verdict, classes and agreement")
        path = tmp_path / "text.png"
        style.save_figure(figure, [str(path)], name="n", alt="a")
        with Image.open(path) as picture:
            ink = np.asarray(picture.convert("L")).min(axis=0) < 200
        return np.flatnonzero(ink).max() / dpi

    assert inches_of_ink(72) == pytest.approx(inches_of_ink(600), abs=1.5 / 72)


def test_the_typeface_has_the_letters_of_the_language():
    style.use_house_style("ar")
    assert plt.rcParams["font.family"] == ["Fira Sans", "Noto Sans Arabic"]
    style.use_house_style("ru")
    assert plt.rcParams["font.family"] == ["Fira Sans"]


def test_the_study_s_own_hues_are_okabe_and_ito_s():
    style.use_house_style()
    assert [to_hex(hue).upper() for hue in style.HUES] == [
        *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
    ]
