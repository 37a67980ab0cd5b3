"""Figures of ITU's scores by indicator show the numbers of their tables, in order."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.draw.families.own.figure import own
from cyberstudy.draw.style import use_house_style
from cyberstudy.wording.view import View

LABELS = pl.read_csv(REPOSITORY / "config/surveys/gci/codebook.csv")["question"].to_list()
LEVELS = {"education": (0.25, 0.5), "metrics": (0.5, 0.625), "overall_score": (1.0, 90.0)}


@pytest.fixture
def drawn(tmp_path):
    use_house_style()
    survey = OpenSurvey(REPOSITORY / "config" / "surveys" / "gci", root=REPOSITORY)
    yield lambda name: own(View(tmp_path, survey, survey.plan.exhibits[name]))
    plt.close("all")


def test_the_largest_rise_stands_on_top_and_scores_of_pillars_are_left_out(drawn, tmp_path):
    same = {"grouping": "all", "group": "total", "option": "", "base": 190, "listed": 193}
    same |= {"wave_from": "2020", "wave_to": "2024", "reason": ""}
    rows = [
        same
        | {"question": q, "level_from": low, "level_to": high, "difference": high - low}
        | {"low": None, "high": None, "risen": 1, "fallen": 1}
        for q, (low, high) in reversed(LEVELS.items())
    ]
    pl.DataFrame(rows).write_csv(tmp_path / "change.csv")
    made = drawn("indicators_over_time")
    (axes,) = made.figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Education", "Metrics"]
    assert [text.get_text() for text in axes.texts] == ["+0.25", "+0.12"]
    before, after = (line.get_xdata().tolist() for line in axes.lines[:2])
    assert (before, after) == ([0.25, 0.5], [0.5, 0.625])
    assert made.base == "Counted: 190 Member States."


def test_a_heat_map_has_the_countries_that_are_asked_for_the_highest_score_on_top(drawn, tmp_path):
    questions = [name for name in LABELS if not name.endswith("_score") or name == "overall_score"]
    scores = {"KEN": (90.0, 1.0), "ERI": (10.0, 0.25), "FRA": (99.0, 0.5)}
    rows = [
        {"wave": "2024", "unit_id": unit, "instance": 0, "submission_id": unit}
        | {f"{q}:number": overall if q == "overall_score" else other for q in questions}
        for unit, (overall, other) in scores.items()
    ]
    pl.DataFrame(rows).write_parquet(tmp_path / "answers.parquet")
    axes, *_ = drawn("africa_by_indicator").figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Kenya", "Eritrea"]
    cells = axes.collections[0].get_array()
    assert cells.shape == (2, 19)
    assert [*map(set, cells.tolist())] == [{1.0}, {0.25}]
