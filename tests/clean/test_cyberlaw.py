"""UNCTAD's record of laws, read and cleaned, compared with the file as it came."""

import polars as pl
import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.frame_comparison import columns_of, frame_comparison
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.tables.cell_columns import cells_of

FILE = "cyberlaw2026/data.csv"
OBSERVERS = ["PSE", "VAT"]
LAWS = {
    "Electronic Transactions": "transactions_law",
    "Consumer Protection": "consumer_law",
    "Privacy and Data Protection": "privacy_law",
    "Cybercrime": "cybercrime_law",
    "Indirect Taxation": "taxation_law",
}


@pytest.fixture(scope="module")
def raw():
    """The raw folder that holds the record: ours, or the mirror."""
    return raw_folder(FILE)


@pytest.fixture(scope="module")
def survey():
    return OpenSurvey(REPOSITORY / "config" / "surveys" / "cyberlaw2026", root=REPOSITORY)


@pytest.fixture(scope="module")
def cleaned(raw, survey):
    return clean_survey(*read_exports(survey.exports, raw, survey.questionnaire), survey)


def test_every_answer_says_what_its_cell_says(raw, cleaned):
    record = pl.read_csv(raw / FILE, infer_schema=False)
    code = {"Legislation": "legislation", "Draft Legislation": "draft", "No Legislation": "none"}
    told = {
        (country, LAWS[heading]): code.get(text)
        for country, heading, text in record.unpivot(LAWS, index="country").iter_rows()
    }
    answers = cleaned.answers.filter(pl.col("question").is_in(LAWS.values()))
    said = answers.select("submission_id", "question", "value").iter_rows()
    assert {(country, question): value for country, question, value in said} == told
    assert len(told) == 195 * 5


def test_where_unctad_has_no_data_there_is_no_answer_and_nobody_refused(raw, cleaned):
    record = pl.read_csv(raw / FILE, infer_schema=False)
    unknown = sum((record[heading] == "No Data").sum() for heading in LAWS)
    answers = cleaned.answers.filter(pl.col("question").is_in(LAWS.values()))
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


def test_the_flag_of_asia_and_oceania_contradicts_the_list_from_latvia_on_and_only_there(
    raw, survey, cleaned
):
    sheets = read_exports(survey.exports, raw, survey.questionnaire)[0]
    declared = survey.plan.frame_comparison
    table = frame_comparison(
        cells_of(sheets, *columns_of(declared)), cleaned.submissions, survey.frame, declared
    )
    assert table.height == 195 * len(declared)
    counts = table.filter(pl.col("agrees").not_()).group_by("header").len()
    assert dict(counts.iter_rows()) == {"Asia and Oceania": 66}
    flag = table.filter(header="Asia and Oceania").with_row_index()
    first = flag.filter(pl.col("agrees").not_()).row(0, named=True)
    assert first["submission_id"] == "Latvia"
    assert set(flag.slice(first["index"])["text"]) == {"1"}
    regions = flag.filter(pl.col("agrees").not_())["value"].unique().sort().to_list()
    assert regions == ["Africa", "Americas", "Europe"]
    assert flag.filter(text="1").height == 128


def test_flags_stay_what_they_are_and_no_answer_comes_of_them(cleaned, survey):
    assert set(cleaned.answers["question"]) == set(survey.questionnaire.questions)
    assert cleaned.accounting.filter(became="metadata")["cells"].to_list() == [195 * 8]
