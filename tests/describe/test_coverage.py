import polars as pl
import pytest

from cyberstudy.describe.coverage import coverage, nonresponse
from surveyanswers.clean.answers import clean_survey
from surveyanswers.tables.answers_by_question import AnswerColumns


@pytest.fixture
def cleaned(lighthouse_cells, lighthouse):
    return clean_survey(*lighthouse_cells, lighthouse)


def test_coverage_adds_up_to_everybody(cleaned, world, lighthouse):
    lands = pl.read_csv(world / "data/raw/reference/countries.csv")
    answers = AnswerColumns.of(cleaned.answers)
    table = coverage(answers, lighthouse.plan.coverage, lighthouse.questionnaire, lands)
    homes = table.filter(question="home")
    assert homes["count"].sum() == homes["base"][0] == 12
    assert dict(homes.select("group", "count").iter_rows())["refused"] == 1


def test_nonresponse_counts_everybody_once_for_every_question(cleaned, lighthouse):
    table = nonresponse(AnswerColumns.of(cleaned.answers), lighthouse.codebook, cleaned.units)
    assert (table.group_by("question").agg(pl.col("count").sum())["count"] == 12).all()
    assert table["order"].is_sorted()
