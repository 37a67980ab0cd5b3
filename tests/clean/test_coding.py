"""What coders made of open answers is an answer like any other, with its source."""

from pathlib import Path

import polars as pl
import pytest
from cyberstudy.clean.answers import clean_survey
from cyberstudy.clean.reconcile import reconcile
from cyberstudy.declare.judgements import COLUMNS, DECISIONS
from cyberstudy.declare.survey import Survey
from cyberstudy.scaffold.check import check_folder
from cyberstudy.tables.answers import Answers, Log, Submitted
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from worlds import decide, edit
from worlds.coded import REMARKS, cells_of, coding, with_remarks
from worlds.submissions import rows_of, sent, table

ALL = [
    coding("k01", "fog pay"),
    coding("k02", "fog"),
    coding("k03", "pay"),
    coding("k04", "other"),
]
TWO = [coding("k01", "fog pay"), coding("k01", "fog", "ben"), coding("k02", "fog", "ben")]


def cleaned(world, codings, **decides):
    survey = with_remarks(world, codings, **decides)
    return clean_survey(*cells_of(survey), survey)


def said(found, unit):
    """Codes of a unit's remark, or its status."""
    rows = found.answers.filter(question="remarks_coded", unit_id=unit)
    assert rows["option"].to_list() == ["fog", "other", "pay"]
    (status,) = rows["status"].unique()
    return rows.filter(number=1)["option"].to_list() if status == "valid" else status


def test_codes_are_options_of_a_question_of_their_own(world):
    found = cleaned(world, ALL)
    assert [said(found, unit) for unit in REMARKS] == [
        ["fog", "pay"],
        ["fog"],
        ["pay"],
        ["other"],
        "not_coded",
    ]
    for name, contract in (("answers", Answers), ("submitted", Submitted), ("log", Log)):
        checked(getattr(found, name), contract)


def test_who_remarked_nothing_has_the_same_reason_in_both_questions(world):
    found = cleaned(world, ALL)
    silent = found.answers.filter(question="remarks").filter(pl.col("status") != "valid")
    assert set(silent["status"]) == {"no_answer", "dont_know"}
    for unit, status in silent.select("unit_id", "status").iter_rows():
        assert said(found, unit) == status


def test_the_log_names_coder_and_day_and_the_row_of_each_coding(world):
    log = cleaned(world, ALL).log.filter(kind="coded").sort("row")
    assert log.select("file", "row", "submission_id", "became", "reason").row(2) == (
        "lighthouse/coding/remarks.csv",
        4,
        "k03",
        "pay",
        "by ann, 1890-01-01",
    )
    assert log["was"].to_list() == [REMARKS[unit] for unit in list(REMARKS)[:4]]


def test_nothing_else_changes_where_texts_are_coded(world):
    found = cleaned(world, ALL)
    survey = Survey(world / "config/surveys/lighthouse", root=world)
    edit(survey.folder / "codebook.csv", "remarks_coded,Remarks (coded),keeper,public\n", "")
    decide(survey, coding={})
    before = clean_survey(*cells_of(survey), survey)
    others = found.answers.filter(pl.col("question") != "remarks_coded")
    assert others.equals(before.answers)
    assert found.units.equals(before.units)
    assert found.accounting.equals(before.accounting)


@pytest.mark.parametrize(
    ("decides", "codes"),
    [({}, "conflict"), ({"lead": "ben"}, ["fog"]), ({"both": True}, ["fog", "pay"])],
)
def test_where_coders_differ_it_is_declared_who_counts(world, decides, codes):
    found = cleaned(world, TWO, **decides)
    assert said(found, "k01") == codes
    assert said(found, "k02") == ["fog"]


def test_coders_who_name_the_same_codes_in_another_order_agree(world):
    found = cleaned(world, [coding("k01", "pay fog"), coding("k01", "fog  pay", "ben")])
    assert said(found, "k01") == ["fog", "pay"]


@pytest.mark.parametrize("open_one", ["conflict", "not_coded"])
@pytest.mark.parametrize("other", ["x", "no_answer"])
def test_of_two_forms_one_whose_codes_are_open_is_heard_last_of_all_answers(open_one, other):
    status = "valid" if other == "x" else open_one
    forms = {("u", "s1"): (open_one, ["a"]), ("u", "s2"): (other, ["a"])}
    rows = [
        row
        for (unit, form), (one, several) in forms.items()
        for row in [*rows_of(unit, form, "q", one), *rows_of(unit, form, "m", several)]
    ]
    rules = pl.DataFrame({"question": ["*"], "rule": ["unanimous"], "channels": [None]})
    found = reconcile(
        table(rows),
        sent({"s1": "u", "s2": "u"}),
        rules.cast(pl.String),
        pl.DataFrame(schema=dict.fromkeys(COLUMNS[DECISIONS], pl.String)),
    )
    assert found.answers.filter(question="q")["status"].to_list() == [status]


@pytest.mark.parametrize(
    "row",
    [coding("k01", "fog", text="the fog"), coding("k99", "fog", text="x"), coding("k06", "fog")],
)
def test_a_coding_of_a_text_that_is_not_there_any_more_stops_the_run(world, row):
    with pytest.raises(StudyProblem, match=rf"coding/remarks\.csv, row 2: {row[0]}, instance 0"):
        cleaned(world, [row])


def test_checking_the_survey_counts_what_is_still_to_be_coded(world, monkeypatch):
    monkeypatch.chdir(world)
    survey = with_remarks(Path(), [*TWO, coding("k03", "")])
    doubts = "\n".join(check_folder(survey, examples=False).doubts)
    assert "coding/remarks.csv: 3 of 5 texts have no code yet" in doubts
    assert "coding/remarks.csv: 1 of 5 texts are coded differently" in doubts
