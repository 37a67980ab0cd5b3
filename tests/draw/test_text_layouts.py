import inspect
import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from cyberstudy.draw.text_layouts import laid_out_once

#: What `Text._get_layout` of matplotlib 3.11 looks at.
LOOKED_AT = {
    "_fontproperties", "_get_multialignment", "_get_wrapped_text", "_ha_for_angle",
    "_horizontalalignment", "_linespacing", "_preprocess_math", "_va_for_angle",
    "_verticalalignment", "get_figure", "get_rotation", "get_rotation_mode", "get_usetex",
}  # fmt: skip
LINES = "First line\nand a longer second one"


@pytest.fixture
def text():
    figure = plt.figure(layout="none")
    yield figure.text(0.5, 0.5, LINES)
    plt.close(figure)


def box(text):
    return text.get_window_extent().bounds


def test_a_text_is_laid_out_once_wherever_it_stands(text, monkeypatch):
    times = []
    lay_out = Text._get_layout
    monkeypatch.setattr(Text, "_get_layout", lambda *of: times.append(of) or lay_out(*of))
    with laid_out_once():
        before = box(text)
        text.set_position((0.1, 0.2))
        text.figure.set_figheight(9)  # which takes another renderer
        after = box(text)
        same = text.figure.text(0, 0, LINES)
        assert box(same)[2:] == pytest.approx(before[2:])
    assert len(times) == 1
    assert after[:2] != before[:2]
    assert after[2:] == pytest.approx(before[2:])


@pytest.mark.parametrize(
    "looks",
    [
        {"text": "Another"},
        {"rotation": 30},
        {"rotation": 30, "rotation_mode": "anchor"},
        {"ha": "right"},
        {"va": "top"},
        {"linespacing": 2},
        {"fontsize": 20},
        {"fontweight": "bold"},
        {"wrap": True, "x": 0.9},
    ],
    ids=lambda looks: "-".join(looks),
)
def test_whatever_changes_how_a_text_looks_changes_its_layout(text, looks):
    with laid_out_once():
        before = box(text)
        text.set(**looks)
        after = box(text)
    assert after != before
    assert after == box(text)


def test_more_dots_per_inch_change_a_layout(text):
    with laid_out_once():
        before = box(text)
        text.figure.set_dpi(300)
        after = box(text)
    assert after != before
    assert after == box(text)


def test_layouts_are_forgotten_and_matplotlib_is_left_as_it_was(text):
    lay_out = Text._get_layout
    with laid_out_once():
        box(text)
        assert Text._get_layout is not lay_out
    assert Text._get_layout is lay_out


def test_a_layout_rests_on_what_it_is_kept_by():
    found = {*re.findall(r"self\.(\w+)", inspect.getsource(Text._get_layout))}
    assert found == LOOKED_AT
