"""Verdicts stand in one figure, each with how sure it is."""

import pytest
from cyberstudy.draw.exhibits import verdicts
from worlds.types import LIGHTS, SOUNDS, named, points, stability_of, texts, write

BOTH = {"clusterings": [LIGHTS, SOUNDS]}


def test_a_row_has_the_verdict_and_the_class_that_comes_back_least(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10), found="types")
    write(tmp_path, "sounds", (30, 20), found="gradient")
    made = drawn(verdicts, BOTH)
    (axes,) = made.figure.axes
    assert named(axes) == ["Lights", "Sounds"]
    assert texts(axes) == ["3 types", "one gradient"]
    least = [min(stability_of(sizes)["jaccard"]) for sizes in ((30, 20, 10), (30, 20))]
    assert [x for x, _ in points(axes, "value")] == pytest.approx(least)
    assert made.data["value"].to_list() == pytest.approx(least)
    assert made.alt.startswith("Dot plot of verdicts. Lights: 3 types, 60 in all, weakest class ")


def test_where_the_tests_stop_at_one_class_there_is_a_verdict_and_no_dot(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    made = drawn(verdicts, {"clusterings": [LIGHTS]})
    assert texts(made.figure.axes[0]) == ["no structure"]
    assert made.data["value"].to_list() == [None]
    assert "weakest" not in made.alt
