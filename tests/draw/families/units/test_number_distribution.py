"""What a strip of dots shows is every number that was given, and its words say where they lie."""

import numpy as np
import polars as pl
import pytest
from invented.whole import put_answers
from worlds.entries import entry_of
from worlds.keepers import ANSWERS, SURVEY
from worlds.plans import copied, replan
from worlds.shares import beyond_the_edge, legend, line, named, texts

from cyberstudy.declare.resolve import check_survey
from cyberstudy.draw import style
from cyberstudy.draw.families.units.figure import number_distribution
from cyberstudy.draw.marks.strips import MOST, strips_of_numbers
from cyberstudy.wording.translator import ENGLISH
from cyberstudy.wording.view import View
from surveyanswers.tables.problems import SurveyError

ENTRY = {"question": "total", "who": "lighthouses", "by": "coast"}


@pytest.fixture
def drawn(tmp_path):
    def draw(**keys):
        put_answers(ANSWERS, tmp_path)
        entry = entry_of(number_distribution, ENTRY | keys)
        made = number_distribution(View(tmp_path, SURVEY, entry, ENGLISH))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    return draw


def test_every_unit_of_a_group_is_a_dot_on_its_row(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["North", "South"]
    x, y = line(axes, "units")
    assert [(number, round(place)) for number, place in zip(x, y, strict=True)] == [
        (70, 0),
        (70, 0),
        (90, 0),
        (50, 1),
    ]
    assert len(set(zip(x, y, strict=True))) == 4  # two of one number do not hide each other
    assert legend(made.figure) == ["lighthouses", "median", "from the first to the third quartile"]


def test_medians_and_quartiles_are_numpy_s_and_the_words_tell_them(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    low, middle, high = np.quantile([70, 70, 90], [0.25, 0.5, 0.75])
    boxes = {line.get_label(): line.get_segments() for line in axes.collections}
    assert [tuple(end[0] for end in box) for box in boxes["quartiles"]] == [(low, high), (50, 50)]
    assert [segment[0][0] for segment in boxes["median"]] == [middle, 50]
    assert texts(axes)[:2] == ["70.0", "50.0"]
    assert f"North median 70.0, quartiles {low:.1f} and {high:.1f} (n 3)" in made.alt


def test_who_is_in_no_group_is_not_drawn_and_told(drawn):
    made = drawn()
    assert "4 of 5 lighthouses shown" in made.base
    assert made.data.filter(~pl.col("shown"))["name"].to_list() == ["The raft"]


def test_without_groups_there_is_one_row_of_all(drawn):
    made = drawn(by=None)
    (axes,) = made.figure.axes
    assert named(axes) == ["lighthouses"]
    assert len(line(axes, "units")[0]) == 5


def test_a_stack_of_many_stays_on_its_row():
    _, axes = style.new_figure(1)
    numbers = pl.DataFrame({"place": [0] * 60, "number": [5.0] * 60})
    strips_of_numbers(axes, numbers, (0.0, 10.0))
    (dots,) = axes.lines
    assert np.abs(dots.get_ydata()).max() <= MOST
    assert len(set(dots.get_ydata())) == 60


def test_a_confidential_survey_is_refused_when_planned(tmp_path):
    survey = copied("states2012", tmp_path / "a")
    entry = {"kind": "number_distribution", "area": "C", "title": "T", "who": "States"}
    numeric = "q054_police_specialists"
    replan(survey, lambda plan: plan["exhibits"].update(spread=entry | {"question": numeric}))
    with pytest.raises(SurveyError, match=r"exhibits\.spread: needs settings\.protection: public"):
        check_survey(survey)
