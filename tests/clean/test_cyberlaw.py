"""UNCTAD's record of laws, read and cleaned, held against the file as it came."""

import os
from pathlib import Path

import polars as pl
import pytest
from cyberstudy.clean.answers import clean_survey
from cyberstudy.declare.survey import Survey
from cyberstudy.read import read_exports
from worlds import REPOSITORY

FILE = "cyberlaw2026/data.csv"
OBSERVERS = ["PSE", "VAT"]


@pytest.fixture(scope="module")
def raw():
    """The raw folder that holds the record: ours, or the mirror."""
    places = [REPOSITORY / "data" / "raw", Path(os.environ.get("STUDY_MIRROR", "nowhere"))]
    found = next((place for place in places if (place / FILE).is_file()), None)
    if found is None:
        pytest.skip(f"the record is neither in data/raw/{FILE} nor in STUDY_MIRROR")
    return found


@pytest.fixture(scope="module")
def survey():
    return Survey(REPOSITORY / "config" / "surveys" / "cyberlaw2026", root=REPOSITORY)


@pytest.fixture(scope="module")
def cleaned(raw, survey):
    return clean_survey(*read_exports(survey.exports, raw, survey.questionnaire), survey)


@pytest.fixture(scope="module")
def laws(survey):
    """Heading of each law's column, and its question."""
    (export,) = survey.exports
    return {h: p.question for h, p in export.columns.items() if p.question.endswith("_law")}


def test_every_answer_says_what_its_cell_says(raw, cleaned, laws):
    record = pl.read_csv(raw / FILE, infer_schema=False)
    code = {"Legislation": "legislation", "Draft Legislation": "draft", "No Legislation": "none"}
    told = {
        (country, laws[heading]): code.get(text)
        for country, heading, text in record.unpivot(laws, index="country").iter_rows()
    }
    answers = cleaned.answers.filter(pl.col("question").is_in(laws.values()))
    said = answers.select("submission_id", "question", "value").iter_rows()
    assert {(country, question): value for country, question, value in said} == told
    assert len(told) == 195 * 5


def test_where_unctad_has_no_data_there_is_no_answer_and_nobody_refused(raw, cleaned, laws):
    record = pl.read_csv(raw / FILE, infer_schema=False)
    unknown = sum((record[heading] == "No Data").sum() for heading in laws)
    answers = cleaned.answers.filter(pl.col("question").is_in(laws.values()))
    assert dict(answers["status"].value_counts().iter_rows()) == {
        "valid": 195 * 5 - unknown,
        "no_answer": unknown,
    }


def test_every_member_state_is_in_the_record_and_who_is_none_is_told_apart(cleaned):
    units = cleaned.units
    assert units.filter("in_frame").height == 193
    assert (units["submissions"] == 1).all()
    outside = units.filter(~pl.col("in_frame"))
    assert outside["unit_id"].to_list() == OBSERVERS
    assert set(outside["group"]) == {"observer"}
    assert set(units.filter("in_frame")["group"]) == {"state"}


def test_the_least_developed_of_2025_are_those_of_unctad(raw, survey):
    flagged = pl.read_csv(raw / FILE, infer_schema=False).filter(
        pl.col("Least developed countries") == "1"
    )
    listed = survey.frame.filter(ldc_2025="yes")
    assert set(listed["m49"]) == set(flagged["code"])
