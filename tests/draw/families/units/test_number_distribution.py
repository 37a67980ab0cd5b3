"""What a strip of dots shows is every number that was given, and its words say where they lie."""

import numpy as np
import polars as pl
import pytest
from invented.whole import put_answers
from matplotlib.collections import PathCollection
from worlds.entries import entry_of
from worlds.keepers import ANSWERS, SURVEY
from worlds.plans import copied, replan
from worlds.shares import beyond_the_edge, legend, named, texts

from cyberstudy.declare.resolve import check_survey
from cyberstudy.draw.families.units.figure import number_distribution
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


def dots_of(axes):
    strips = [found for found in axes.collections if isinstance(found, PathCollection)]
    return [tuple(map(float, dot)) for found in strips for dot in found.get_offsets()]


def test_every_unit_of_a_group_is_a_dot_on_its_row(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["North", "South"]
    dots = dots_of(axes)
    assert [(number, round(place)) for number, place in dots] == [
        (70, 0),
        (70, 0),
        (90, 0),
        (50, 1),
    ]
    assert len(set(dots)) == 4  # two of one number do not hide each other
    names = ["lighthouses", "median", "from the first to the third quartile"]
    assert sorted(legend(made.figure)) == sorted(names)


def test_medians_and_quartiles_are_numpy_s_and_the_words_tell_them(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    low, middle, high = np.quantile([70, 70, 90], [0.25, 0.5, 0.75])
    bands = [found.get_xdata() for found in axes.lines if found.get_linewidth() == 9]
    of_one = [np.nan, np.nan]  # a quartile of one number
    np.testing.assert_equal([[*ends] for ends in bands if len(ends)], [[low, high], of_one])
    (medians,) = (m for m in axes.lines if m.get_marker() == "|" and len(m.get_xdata()) == 2)
    assert medians.get_xdata().tolist() == [middle, 50]
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
    assert len(dots_of(axes)) == 5


def test_dots_stand_at_the_same_places_whenever_they_are_drawn(drawn):
    assert dots_of(drawn().figure.axes[0]) == dots_of(drawn().figure.axes[0])


def test_a_confidential_survey_is_refused_when_planned(tmp_path):
    survey = copied("states2012", tmp_path / "a")
    entry = {"kind": "number_distribution", "area": "C", "title": "T", "who": "States"}
    numeric = "q054_police_specialists"
    replan(survey, lambda plan: plan["exhibits"].update(spread=entry | {"question": numeric}))
    with pytest.raises(SurveyError, match=r"exhibits\.spread: needs settings\.protection: public"):
        check_survey(survey)
