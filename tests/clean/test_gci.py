"""Survey gci: every row of ITU's file becomes one answer of one State in one edition."""

import polars as pl
import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Accounting, Answers, Units
from surveyanswers.tables.storage import checked

FILE = "gci/ITU_GCI.csv"
ROWS, STATES, OBSERVERS = 9894, 192, {"PSE", "VAT"}


@pytest.fixture(scope="module")
def gci():
    survey = OpenSurvey(REPOSITORY / "config/surveys/gci", root=REPOSITORY)
    cells, intake = read_exports(survey.exports, raw_folder(FILE), survey.questionnaire)
    return survey, clean_survey(cells, intake, survey)


def test_every_row_is_one_valid_answer_and_every_cell_is_accounted_for(gci):
    _, cleaned = gci
    checked(cleaned.answers, Answers)
    became = dict(checked(cleaned.accounting, Accounting).select("became", "cells").iter_rows())
    assert became["valid"] == ROWS
    assert sum(became.values()) == (ROWS + 1) * 39
    assert cleaned.answers.filter(status="valid").height == ROWS


def test_values_are_those_of_the_file_by_another_reader(gci):
    survey, cleaned = gci
    file = pl.read_csv(raw_folder(FILE) / FILE, infer_schema_length=None).select(
        wave=pl.col("TIME_PERIOD").cast(pl.String),
        unit_id="REF_AREA",
        question=pl.col("INDICATOR").replace_strict(
            {item: place.question for item, place in survey.exports[0].columns.items()}
        ),
        theirs=pl.col("OBS_VALUE").cast(pl.Float64),
    )
    ours = cleaned.answers.filter(status="valid").select("wave", "unit_id", "question", "number")
    both = file.join(ours, on=["wave", "unit_id", "question"], validate="1:1")
    assert both.height == ROWS
    assert (both["theirs"] == both["number"]).all()


def test_two_editions_are_no_conflict(gci):
    _, cleaned = gci
    assert cleaned.conflicts.is_empty()
    assert cleaned.answers["wave"].unique().sort().to_list() == ["2020", "2024"]


def test_who_is_no_member_state_is_told_apart_and_who_is_silent_is_listed(gci):
    _, cleaned = gci
    units = checked(cleaned.units, Units)
    for wave in ("2020", "2024"):
        own = units.filter(wave=wave)
        assert set(own.filter(group="observer")["unit_id"]) == OBSERVERS
        assert own.filter(pl.col("in_frame"), pl.col("submissions") > 0).height == STATES
        assert own.filter("in_frame", submissions=0)["unit_id"].to_list() == ["PLW"]


def test_an_indicator_that_an_edition_does_not_have_was_not_fielded(gci):
    _, cleaned = gci
    children = cleaned.answers.filter(question="child_protection")
    found = children.group_by("wave", pl.col("status").cast(pl.String)).len().sort("wave").rows()
    assert found == [("2020", "valid", 194), ("2024", "not_fielded", 194)]


def test_each_indicator_has_its_area_of_the_memorandum():
    survey = OpenSurvey(REPOSITORY / "config/surveys/gci", root=REPOSITORY)
    indicators = survey.codebook.filter(pl.col("area") != "")
    assert indicators.height == 20
    assert set(indicators["area"]) <= {
        "legal_harmonization",
        "international_cooperation",
        "capacity_building",
        "training",
        "dissemination",
        "prevention_education",
        "data_analysis",
    }
