"""A style in the settings changes how figures look, and nothing where it says nothing."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from PIL import Image

from cyberstudy.declare.figure_style import DeclaredStyle
from cyberstudy.declare.opened import open_survey
from cyberstudy.draw import style
from cyberstudy.draw.cache import basis_of_all
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

GREYS = ["#000000", "#333333", "#666666", "#999999", "#bbbbbb", "#dddddd"]
PAPER = DeclaredStyle(width="full", font="DejaVu Serif", palette=GREYS, amounts="Greys", dpi=100)


@pytest.fixture(autouse=True)
def _own_settings():
    with plt.rc_context():
        yield
    plt.close("all")


def drawn(folder, look=None):
    """Draw a line and a text in a style, and return the bytes of the SVG and the PNG's size."""
    style.use_house_style("en", look)
    figure, axes = style.new_figure(1.5)
    axes.plot([0, 1], [1, 0], color=style.HUES[1])
    axes.set_title("A text")
    paths = [folder / "drawn.svg", folder / "drawn.png"]
    style.save_figure(figure, [str(path) for path in paths], name="n", alt="a")
    with Image.open(paths[1]) as picture:
        return paths[0].read_bytes(), picture.size


def test_a_style_that_says_nothing_changes_no_byte(tmp_path):
    assert drawn(tmp_path) == drawn(tmp_path, DeclaredStyle())
    assert drawn(tmp_path)[1] == (round(5.2 * 220), 330)


def test_a_style_sets_width_dots_typeface_and_colours(tmp_path):
    own, _ = drawn(tmp_path)
    svg, size = drawn(tmp_path, PAPER)
    assert size == (710, 150)
    assert b"stroke: #d55e00" in own and b"@font-face{font-family:'Fira Sans'" in own
    assert b"stroke: #333333" in svg and b"@font-face{font-family:'DejaVu Serif'" in svg
    assert b"#d55e00" not in svg
    assert style.amounts().name == "Greys"


def test_dots_per_inch_change_no_layout(tmp_path):
    assert drawn(tmp_path, DeclaredStyle(dpi=100))[0] == drawn(tmp_path)[0]


def test_few_dots_an_inch_make_no_line_longer(tmp_path):
    def inches_of_ink(dpi):
        style.use_house_style("en", DeclaredStyle(dpi=dpi))
        figure = plt.figure(figsize=(4, 1))
        figure.text(0.02, 0.5, "combinations, by verdict, classes and agreement")
        path = tmp_path / "text.png"
        style.save_figure(figure, [str(path)], name="n", alt="a")
        with Image.open(path) as picture:
            ink = np.asarray(picture.convert("L")).min(axis=0) < 200
        return np.flatnonzero(ink).max() / dpi

    assert inches_of_ink(72) == pytest.approx(inches_of_ink(600), abs=1.5 / 72)


def test_a_typeface_without_a_language_s_letters_is_not_taken_for_it():
    style.use_house_style("ar", PAPER)
    assert plt.rcParams["font.family"] == ["Fira Sans", "Noto Sans Arabic"]
    style.use_house_style("ru", PAPER)
    assert plt.rcParams["font.family"] == ["DejaVu Serif"]


def test_the_study_s_own_hues_are_okabe_and_ito_s():
    style.use_house_style()
    assert [to_hex(hue).upper() for hue in style.HUES] == [
        *("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
    ]


def test_a_plan_s_style_stands_above_the_study_s():
    plan = open_survey("wci2021", Path("config")).plan
    own = plan.model_copy(update={"style": DeclaredStyle(width=150)})
    found = own.styled(PAPER).style
    assert found.width == 150 and found.dpi == 100
    assert plan.styled(None) is plan


def test_a_change_of_style_redraws_every_exhibit():
    plan = open_survey("wci2021", Path("config")).plan

    def basis(look):
        return basis_of_all(plan.styled(look).plain(), [], language="en", simulated=False)["plan"]

    assert basis(PAPER) != basis(None)
    assert basis(PAPER) != basis(DeclaredStyle(dpi=300))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"width": "wide"}, "width"),
        ({"width": 80}, "width"),
        ({"font": "Comic Sans"}, "font"),
        ({"palette": GREYS[:5]}, "palette"),
        ({"palette": [*GREYS[:5], GREYS[0]]}, "palette"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_style_that_cannot_be_is_refused_with_its_key(wrong, told):
    with pytest.raises(SurveyError, match=told):
        parsed(wrong, DeclaredStyle, where="config/config.yaml")
