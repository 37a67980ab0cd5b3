"""Verdicts stand in one figure, each beside what tests say of every account of the answers."""

from cyberstudy.draw.exhibits import verdicts
from worlds.types import LIGHTS, SOUNDS, named, stability_of, texts, write

BOTH = {"clusterings": [LIGHTS, SOUNDS]}


def test_a_row_has_what_tests_say_of_each_account_and_the_verdict(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10), found="types")
    write(tmp_path, "sounds", (30, 20), found="gradient")
    made = drawn(verdicts, BOTH)
    (axes,) = made.figure.axes
    least = [min(stability_of(sizes)["jaccard"]) for sizes in ((30, 20, 10), (30, 20))]
    assert made.data["value"].to_list() == least
    judged = f"3 types (weakest class {least[0]:.2f}, 0.6 needed)"
    assert named(axes) == ["Lights", "Sounds"]
    heads = [label.get_text() for label in axes.get_xticklabels()]
    assert heads == ["No structure", "Gradient", "Types"]
    lights = ["ruled out", "ruled out", "supported"]
    sounds = ["ruled out", "possible", "possible"]
    beside = [text.replace("\n", " ") for text in texts(axes)[6:]]
    assert texts(axes)[:6] == lights + sounds
    assert beside == [judged, "one gradient", "Verdict"]
    assert made.alt.startswith(
        f"Table of verdicts. Lights: {judged}, 60 in all, no structure ruled"
    )


def test_what_is_supported_is_darker_than_what_is_possible_or_ruled_out(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10), found="types")
    write(tmp_path, "sounds", (30, 20), found="gradient")
    (cells,) = drawn(verdicts, BOTH).figure.axes[0].collections
    ruled_out, _, supported, _, possible, _ = cells.get_facecolor()[:, 0]
    assert ruled_out > possible > supported


def test_another_rival_than_a_gradient_is_named(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20), found="no typology", rival="one overdispersed profile")
    (axes,) = drawn(verdicts, {"clusterings": [LIGHTS]}).figure.axes
    assert axes.get_xticklabels()[1].get_text() == "One profile"


def test_where_the_tests_stop_at_one_class_there_is_a_verdict_and_no_class(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    made = drawn(verdicts, {"clusterings": [LIGHTS]})
    assert "no structure" in texts(made.figure.axes[0])
    assert made.data["value"].to_list() == [None]
    assert "weakest" not in made.alt
