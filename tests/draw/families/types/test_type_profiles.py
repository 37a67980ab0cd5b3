"""What figures of what classes answered show is what their numbers and their words say."""

from types import SimpleNamespace

import polars as pl
from worlds.types import (
    FOUR,
    LIGHTS,
    SURVEY,
    legend,
    line,
    named,
    near,
    points,
    profiles_of,
    spans,
    stability_of,
    texts,
    write,
)

from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.draw.families.types.figure import type_profiles
from surveyanswers.instrument.questionnaire import Questionnaire


def columns_of(figure):
    """Panels by their title, which is the answer."""
    return {axes.get_title(loc="center"): axes for axes in figure.axes}


def test_each_answer_has_a_panel_and_each_class_a_mark_with_its_interval(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_profiles, LIGHTS)
    panels = columns_of(made.figure)
    assert list(panels) == ["New", "Old", "Both", "None"]
    assert named(panels["New"]) == ["The lamp", "The horn", "The door"]
    for answer, axes in panels.items():
        for name in "ABC":
            rows = made.data.filter(answer=answer, type=name)
            assert [x for x, _ in points(axes, name)] == rows["probability"].to_list()
            assert spans(axes, f"_class {name}") == near(rows.select("low", "high").iter_rows())
    # "None" is no answer to the horn in any class, so its row is empty there.
    assert {round(y) for _, y in points(panels["None"], "A")} == {0, 2}
    assert made.data.height == 3 * (4 + 3 + 4)


def test_classes_lie_below_one_another_in_every_row_and_are_told_by_shape(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    axes = drawn(type_profiles, LIGHTS).figure.axes[0]
    heights = [[y for _, y in points(axes, name)] for name in "ABC"]
    for row, places in enumerate(zip(*heights, strict=True)):
        assert list(places) == sorted(places)
        assert all(row - 0.5 < place < row + 0.5 for place in places)
    shapes = [line(axes, name).get_marker() for name in "ABC"]
    assert len(set(shapes)) == 3


def test_of_two_answers_one_is_shown_and_it_is_not_no(tmp_path, drawn):
    two = {"lamp": ("no", "new"), "horn": ("old", "both")}
    write(tmp_path, "lights", (30, 20), options=two)
    made = drawn(type_profiles, LIGHTS)
    (axes,) = made.figure.axes
    assert named(axes) == ["The lamp: New", "The horn: Old"]
    for name in "AB":
        own = made.data.filter(pl.col("option").is_in(["new", "old"]), type=name)
        assert [x for x, _ in points(axes, name)] == own["probability"].to_list()
    assert "The lamp: New 30%" in made.alt
    assert "No" not in made.alt


def test_what_the_plan_put_together_has_its_own_name_and_the_plan_may_shorten_others(
    tmp_path, drawn
):
    write(tmp_path, "lights", (30, 20), options={"lamp": ("no", "in_order"), "horn": FOUR[:2]})
    made = drawn(type_profiles, {**LIGHTS, "labels": {"new": "Brand new"}})
    assert named(made.figure.axes[0]) == ["The lamp: In order", "The horn: Brand new"]


def test_the_likeliest_answers_of_each_class_are_in_the_words(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20))
    made = drawn(type_profiles, LIGHTS)
    assert "Verdict: 2 types." in made.alt
    assert (
        "Class A, 30 lighthouses: The lamp: New 70%; The horn: Old 70%; The door: Both 70%."
        in made.alt
    )
    assert made.base == "50 lighthouses by most likely class: A 30, B 20."


def test_classes_that_are_no_types_are_called_so_in_the_figure(tmp_path, drawn):
    write(tmp_path, "lights", (40, 20), found="not distinguishable")
    note = "Verdict: not distinguishable, and not claimed as types"
    made = drawn(type_profiles, LIGHTS)
    assert made.figure.legends[0].get_title().get_text() == note
    assert note in made.alt


def test_a_withheld_class_has_its_place_in_the_legend_and_no_mark(tmp_path, drawn):
    options = {"lamp": FOUR, "horn": FOUR, "door": FOUR}
    write(
        tmp_path,
        "lights",
        (56, 4),
        profiles=profiles_of(options, (56, 4), hidden="B"),
        stability=stability_of((56, 4), hidden="B"),
    )
    made = drawn(type_profiles, LIGHTS)
    assert legend(made.figure)[:2] == [
        "class A (56 lighthouses)",
        "class B (withheld: base under 5)",
    ]
    assert all(points(axes, "B") == [] for axes in made.figure.axes)
    assert "Class B, 4 lighthouses: withheld: base under 5." in made.alt


def test_many_items_and_classes_still_fit_a_page(tmp_path, drawn):
    options = {f"lamp{number:02}": FOUR for number in range(20)}
    survey = SimpleNamespace(
        **vars(SURVEY)
        | {
            "codebook": pl.DataFrame({"question": list(options), "short_label": list(options)}),
            "questionnaire": Questionnaire(
                questions={
                    name: SURVEY.questionnaire.questions["lamp"].__class__(
                        name, "select_one", "four", "all", None, None, None, None, {"en": name}, 0
                    )
                    for name in options
                },
                choices=SURVEY.questionnaire.choices,
                repeats={},
                title="",
            ),
            "plan": SimpleNamespace(
                types=SURVEY.plan.types,
                clusterings={
                    "lights": LatentClasses.model_construct(items={"main": list(options)})
                },
            ),
        }
    )
    write(tmp_path, "lights", (20, 10, 9, 8, 7, 6), options=options)
    made = drawn(type_profiles, LIGHTS, survey=survey)
    assert made.figure.get_figheight() < 9.2
    assert len(legend(made.figure)) == 7


def test_with_one_class_the_figure_says_why_there_is_nothing_to_see(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    made = drawn(type_profiles, LIGHTS)
    (axes,) = made.figure.axes
    (said,) = texts(axes)
    assert said.replace("\n", " ") == made.alt
    assert made.alt.startswith("Verdict: no structure. The tests find only one class, ")
    assert made.data.row(0) == ("lights", "no structure", 1, 60)
    assert made.base == "60 lighthouses, all in one class."
