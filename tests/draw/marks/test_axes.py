"""Axes name what they are told to, and nothing else."""

from cyberstudy.draw.marks.axes import logarithmic_axis
from cyberstudy.draw.style import new_figure


def test_a_logarithmic_axis_has_its_ticks_under_their_names_and_no_others():
    figure, axes = new_figure(2.0)
    axes.plot([1, 97], [0, 1])
    logarithmic_axis(axes, [1, 10, 97], ["first", "tenth", "last"])
    figure.draw_without_rendering()
    assert axes.get_xscale() == "log"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["first", "tenth", "last"]
    assert not axes.get_xticklabels(minor=True)
