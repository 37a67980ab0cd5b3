"""Where a figure shows a unit by name is written down in pixels, for a page that points at it."""

import re

import matplotlib.pyplot as plt
import numpy as np
import polars as pl
import pytest

from cyberstudy.draw import style
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.texts import rows_from_above
from cyberstudy.draw.unit_outlines import outlines_of

DATA = pl.DataFrame({"unit_id": ["KEN", "FJI", "MLT"], "name": ["Kenya", "Fiji", "Malta"]})


@pytest.fixture(autouse=True)
def _own_settings():
    with plt.rc_context():
        style.use_house_style()
        yield
    plt.close("all")


def drawing(data, **more):
    figure, axes = style.new_figure(2.0)
    axes.barh(range(2), [1, 2])
    rows_from_above(axes, ["Kenya", "Malta"])
    figure.draw_without_rendering()
    return Drawn(figure, data, "", "", "", "", **more), axes


def corners(path):
    return np.array(re.findall(r"(-?[\d.]+),(-?[\d.]+)", path), dtype=float)


def test_a_row_is_as_wide_as_the_figure_and_meets_no_other():
    drawn, axes = drawing(DATA)
    rows = outlines_of({"page": drawn})
    assert rows.select("drawing", "unit").rows() == [("page", "KEN"), ("page", "MLT")]
    kenya, malta = (corners(path) for path in rows["outline"])
    assert (kenya[:, 0].min(), kenya[:, 0].max()) == pytest.approx((0, 5.2 * 96), abs=0.5)
    assert kenya[:, 1].max() <= malta[:, 1].min()
    label = axes.get_yticklabels()[0].get_window_extent()
    height = drawn.figure.bbox.height
    middle = (height - (label.y0 + label.y1) / 2) * 96 / drawn.figure.dpi
    assert kenya[:, 1].min() < middle < kenya[:, 1].max()


def test_a_figure_that_names_no_unit_has_none():
    assert outlines_of({"page": drawing(DATA.drop("unit_id"))[0]}).is_empty()
    assert outlines_of({"page": drawing(DATA.with_columns(name=pl.lit("x")))[0]}).is_empty()


def test_what_a_family_says_of_areas_and_dots_is_placed_as_it_is_drawn():
    figure, axes = style.new_figure(1.0)
    axes.set_position([0, 0, 1, 1])
    axes.set(xlim=(0, 52), ylim=(0, 10))
    figure.set_layout_engine("none")
    area, dot = np.array([[0, 0], [26, 0], [26, 10]]), np.array([[26.0, 5.0]])
    outlines = {"KEN": (axes, [area]), "FJI": (axes, [dot])}
    drawn = Drawn(figure, pl.DataFrame(), "", "", "", "", outlines=outlines)
    fiji, kenya = outlines_of({"phone": drawn})["outline"]
    assert corners(kenya).tolist() == [[0, 96], [250, 96], [250, 0]]
    assert fiji.startswith("M250,48m-5,0a5,5")
