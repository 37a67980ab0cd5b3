"""Verdicts of all surveys stand in one figure, in which simulated answers are set apart."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.draw.families.across.figure import verdicts_of_surveys
from cyberstudy.tables.across import Verdicts
from cyberstudy.wording.view import View
from worlds.entries import entry_of
from worlds.types import named, texts

ROWS = [
    {"survey": "twin", "clustering": "lights", "title": "Lights, simulated", "who": "lighthouses"},
    {"survey": "coast", "clustering": "bells", "title": "Bells", "who": "bells"},
    {"survey": "gone", "clustering": "horns", "title": "Horns", "who": "horns"},
]
FOUND = {"units": 60, "low": 0.4, "high": 1.0, "chance": 0.2, "required": 0.6, "confidence": 0.95}
FOUND |= {
    "rival": "one gradient",
    "no_structure": "against",
    "contender": 3,
    "two_types_possible": True,
    "title": "In the plan",
}
FOUND |= dict.fromkeys(("p_no_structure", "p_gradient", "p_types", "explained"), 0.25)
FOUND |= {"choices": 4, "same": 3, "goes_with": "region"}
TABLE = pl.DataFrame(
    [
        FOUND
        | {"survey": "coast", "clustering": "bells", "verdict": "gradient", "simulated": False}
        | {"account": "one gradient", "classes": None, "value": 0.5, "reason": ""}
        | {
            "rival": "one gradient",
            "no_structure": "against",
            "gradient": "for",
            "types": "against",
        },
        FOUND
        | {"survey": "twin", "clustering": "lights", "verdict": "types", "simulated": True}
        | {"account": None, "classes": 3, "value": 0.9, "reason": ""}
        | {
            "rival": "one gradient",
            "no_structure": "against",
            "gradient": "against",
            "types": "for",
        },
    ]
)


@pytest.fixture
def drawn(tmp_path):
    def draw(table=TABLE):
        Verdicts.cast(table.select(Verdicts.column_names())).write_csv(tmp_path / "verdicts.csv")
        entry = entry_of(verdicts_of_surveys, {"rows": ROWS})
        made = verdicts_of_surveys(View(tmp_path, SimpleNamespace(), entry, None))
        made.figure.draw_without_rendering()
        return made

    yield draw
    plt.close("all")


def bands(axes):
    return [patch for patch in axes.patches if patch.get_gid() == "simulated"]


def test_simulated_answers_stand_below_all_others_under_a_heading_of_their_own(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["Bells", "SIMULATED ANSWERS", "Lights, simulated"]
    said = [text for text in texts(axes) if text.strip()]
    assert said[:6] == [*("ruled out", "supported", "ruled out"), *("ruled out",) * 2, "supported"]
    assert said[6:] == ["one gradient", "3 types (weakest class 0.90,\n0.6 needed)", "Verdict"]
    (band,) = bands(axes)
    assert band.get_y() == 1  # from the heading
    assert band.get_y() + band.get_height() == 3
    assert made.marked


def test_without_simulated_answers_there_is_no_band(drawn):
    made = drawn(TABLE.filter(~pl.col("simulated")))
    assert named(made.figure.axes[0]) == ["Bells"]
    assert not bands(made.figure.axes[0])


def test_the_words_say_every_verdict_and_how_many_units_it_is_of(drawn):
    made = drawn()
    assert "Bells: one gradient, 60 in all, no structure ruled out, gradient supported" in made.alt
    assert "Lights, simulated: 3 types (weakest class 0.90, 0.6 needed), 60 in all" in made.alt
    assert made.base == "Bells: 60 bells. Lights, simulated: 60 lighthouses."


def test_where_two_types_could_not_be_found_the_words_say_so_of_that_row_alone(drawn):
    assert "Two types" not in drawn().method
    bells = pl.col("clustering") != "bells"
    method = drawn(TABLE.with_columns(two_types_possible=bells)).method
    assert "Two types could not have been found for: Bells. " in method


def test_of_a_gradient_no_more_is_said_than_that_it_suffices_where_classes_are_not_ruled_out(drawn):
    undecided = TABLE.with_columns(types=pl.lit("open"), gradient=pl.lit("open"))
    told = drawn(undecided.filter(clustering="bells")).data["told"].to_list()
    assert told == ["one gradient suffices; classes not ruled out"]


def test_what_is_supported_is_darker_than_what_is_ruled_out(drawn):
    cells = drawn().figure.axes[0].collections[0].get_facecolor()[:, 0]
    ruled_out, supported = cells[0], cells[1]  # of bells: no structure, gradient
    assert ruled_out > supported


def test_another_rival_than_a_gradient_is_named(drawn):
    made = drawn(
        TABLE.filter(survey="coast").with_columns(rival=pl.lit("one overdispersed profile"))
    )
    assert made.figure.axes[0].get_xticklabels()[1].get_text() == "One profile"


def test_where_the_tests_stop_at_one_class_there_is_a_verdict_and_no_likeness(drawn):
    none = {"value": None, "types": "against", "verdict": "no structure", "no_structure": "for"}
    made = drawn(TABLE.with_columns(**{name: pl.lit(value) for name, value in none.items()}))
    assert "no structure" in texts(made.figure.axes[0])
    assert "weakest" not in made.alt


def test_where_no_survey_has_a_verdict_the_figure_says_so(drawn):
    assert drawn(TABLE.clear()).alt == "No survey of this run has a verdict."
