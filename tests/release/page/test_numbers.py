"""Numbers beside a figure are shown as readers read them, in the language of the page."""

import polars as pl
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release.page.numbers import read_numbers
from cyberstudy.wording.translator import speaking_of


def test_texts_of_tables_are_said_as_the_survey_says_them(tmp_path):
    path = tmp_path / "groups.csv"
    rows = {"label": ["Africa", "Nowhere"], "value": [0.5, None], "reason": ["", "base under 5"]}
    pl.DataFrame(rows).write_csv(path)
    survey = OpenSurvey(REPOSITORY / "config" / "surveys" / "gci", root=REPOSITORY)
    say = speaking_of(survey, "fr")
    assert read_numbers(path, say).rows == [
        ["Afrique", "0,5", ""],
        ["Nowhere", "", say.reason("base under 5")],
    ]
    assert read_numbers(path).rows == [["Africa", "0.5", ""], ["Nowhere", "", "base under 5"]]


def test_interval_of_a_weight_is_not_said_in_percent(tmp_path):
    path = tmp_path / "weights.csv"
    rows = {"label": ["Law"], "indicator": ["law"], "share": [0.2], "weight": [4.1], "low": [4.1]}
    pl.DataFrame(rows).write_csv(path)
    assert [*read_numbers(path).rows[0]] == ["Law", "0.2", "4.1", "4.1"]
    pl.DataFrame(rows).drop("weight").write_csv(path)
    assert read_numbers(path).rows[0][1] == "20%"


def test_one_option_is_not_told_again_as_several_together(tmp_path):
    path = tmp_path / "stacks.csv"
    rows = {
        "part": ["option", "option", "together", "together"],
        "answer": ["law", "draft", "law", "law draft"],
        "label": ["Law", "Draft", "Law", "Law or draft"],
        "count": [7, 2, 7, 9],
    }
    pl.DataFrame(rows).write_csv(path)
    assert [row[0] for row in read_numbers(path).rows] == ["Law", "Draft", "Law or draft"]
