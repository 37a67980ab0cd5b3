"""Figures for those who read from the right stand the other way; maps, digits and words do not."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Patch

from cyberstudy.draw.marks.legends import legend_below, legend_of_panel
from cyberstudy.draw.marks.texts import behind_bar, beside_row, name_rows_again, rows_from_above
from cyberstudy.draw.mirror import mirror
from cyberstudy.draw.style import keep_readable, new_figure, use_house_style


@pytest.fixture(autouse=True)
def _style():
    use_house_style()
    yield
    plt.close("all")


def pixels(figure):
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba()).astype(float)


def box(figure, artist):
    return artist.get_window_extent(figure.canvas.get_renderer())


def bars():
    figure, axes = new_figure(2)
    axes.barh([0, 1], [3, 1], height=0.6)
    rows_from_above(axes, ["MMM", "MM"])
    beside_row(axes, 0, "WW", x=3.5)
    behind_bar(axes, 1, 1, "WWW")
    axes.set_title("OOOO")
    axes.set_xlabel("HHH", loc="left")
    return figure, axes


def test_a_mirrored_figure_without_words_is_the_mirror_image():
    def drawn():
        figure, (left, right) = new_figure(2, ncols=2, width_ratios=(2, 1))
        left.barh([0, 1], [3, 1])
        right.plot([0, 1, 4], [0, 2, 1], "o")
        right.spines["left"].set_visible(False)
        for axes in (left, right):
            axes.set(xticks=[], yticks=[])
        return figure

    as_drawn, turned = drawn(), drawn()
    mirror(turned)
    one, other = pixels(as_drawn), pixels(turned)[:, ::-1]
    # Lines fall between dots differently on either side.
    assert np.mean(np.abs(one - other) > 60) < 0.01
    assert np.mean(np.abs(one - pixels(turned)) > 60) > 0.1


def test_what_stood_left_of_something_stands_right_of_it():
    figure, axes = bars()
    pixels(figure)
    name, beside, behind = axes.get_yticklabels()[0], *axes.texts
    assert box(figure, name).x1 < axes.bbox.x0 < box(figure, beside).x0
    assert (
        box(figure, axes.title if axes.get_title() else axes._left_title).x0 < 0.5 * figure.bbox.x1
    )
    end = axes.transData.transform((1, 1))[0]
    assert box(figure, behind).x0 > end
    mirror(figure)
    pixels(figure)
    name = axes.get_yticklabels()[0]
    assert box(figure, name).x0 > axes.bbox.x1 > box(figure, beside).x1
    assert box(figure, axes._left_title).x1 == pytest.approx(axes.bbox.x1, abs=2)
    assert box(figure, axes.xaxis.label).x1 == pytest.approx(axes.bbox.x1, abs=2)
    end = axes.transData.transform((1, 1))[0]
    assert box(figure, behind).x1 < end
    assert axes.get_xlim()[0] > axes.get_xlim()[1]


def test_panels_that_share_an_axis_are_turned_once():
    figure, (above, below) = new_figure(2, nrows=2, sharex=True)
    above.set_xlim(0, 5)
    mirror(figure)
    assert above.get_xlim() == below.get_xlim() == (5, 0)


def test_second_names_of_rows_stand_at_the_left():
    figure, axes = bars()
    name_rows_again(axes, ["1", "2"], "Index")
    mirror(figure)
    pixels(figure)
    (beside,) = axes.child_axes
    for label in [*beside.get_yticklabels(), beside.yaxis.label]:
        assert box(figure, label).x1 < axes.bbox.x0


@pytest.mark.parametrize("of_panel", [True, False])
def test_keys_of_a_legend_stand_right_of_their_words_and_the_first_at_the_right(of_panel):
    figure, axes = bars()
    handles = [Patch(label=label, color="k") for label in ("first", "second")]
    if of_panel:
        legend_of_panel(axes, handles, 2)
    else:
        legend_below(figure, handles)
    mirror(figure)
    pixels(figure)
    legend = axes.get_legend() if of_panel else figure.legends[0]
    keys = [box(figure, key).x0 for key in legend.legend_handles]
    words = [box(figure, text).x1 for text in legend.get_texts()]
    assert words[0] < keys[0]
    assert words[1] < keys[1] < words[0]
    if of_panel:
        assert box(figure, legend).x1 == pytest.approx(axes.bbox.x1, abs=6)


def test_a_map_of_the_world_stays_as_it_is():
    figure, axes = new_figure(2)
    axes.plot([0, 1], [0, 1], "o")
    axes.set_aspect("equal")
    axes.set_axis_off()
    before = pixels(figure)
    mirror(figure)
    assert (pixels(figure) == before).all()


def test_a_vertical_bar_of_colours_changes_sides_too():
    figure, axes = new_figure(2)
    bar = figure.colorbar(axes.imshow([[0, 1]]), ax=axes)
    mirror(figure)
    pixels(figure)
    assert bar.ax.bbox.x1 < axes.bbox.x0


@pytest.mark.parametrize(("language", "least"), [("en", 5), ("ar", 5), ("zh", 7)])
def test_chinese_is_never_smaller_than_its_strokes_can_be_read(language, least):
    figure, axes = new_figure(2)
    small, large = axes.text(0, 0, "a", fontsize=5), axes.text(0, 0, "b", fontsize=9)
    keep_readable(figure, language)
    assert small.get_fontsize() == least
    assert large.get_fontsize() == 9
