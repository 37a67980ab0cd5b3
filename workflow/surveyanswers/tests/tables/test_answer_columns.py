"""Answers lie in columns, and what is read is what was written, whatever it was."""

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.whole import whole, write_answers

from surveyanswers.tables.answer_columns import ROW_GROUP, read_answers
from surveyanswers.tables.answers import Answers, Submitted
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.storage import schema_of

WAVES, UNITS, FORMS = ["", "2020"], ["MLT", "TUR"], ["F1", "F2"]
PLACES = [("law", 0, ""), ("year", 0, ""), ("boats", 1, ""), ("boats", 2, "")]
PLACES += [("help", 0, "rope"), ("help", 0, "none"), ("note", 0, "")]
NUMBERS = ("year", "boats")


def answer(question, option):
    if option:
        valid = st.booleans().map(lambda yes: (str(int(yes)), float(yes), "valid"))
    elif question in NUMBERS:
        valid = st.integers(-9, 9).map(lambda n: (f"{n:03}", float(n), "valid"))
    else:
        valid = st.text(max_size=3).map(lambda text: (text, None, "valid"))
    others = [status for status in STATUSES if status != "valid"]
    return valid | st.sampled_from(others).map(lambda status: (None, None, status))


@st.composite
def tables(draw):
    rows = []
    for wave in WAVES:
        for unit in UNITS:
            for place in PLACES:
                if draw(st.booleans()):
                    form, rule = (
                        draw(st.sampled_from(FORMS)),
                        draw(st.sampled_from(["only", "lead"])),
                    )
                    rows.append((wave, unit, *place, *draw(answer(place[0], place[2])), form, rule))
    names = ["wave", "unit_id", "question", "instance", "option", "value", "number", "status"]
    table = pl.DataFrame(
        rows,
        orient="row",
        schema={n: schema_of(Answers)[n] for n in [*names, "submission_id", "rule"]},
    )
    table = table.select(schema_of(Answers).keys())  # which reading holds to the contract
    return table.sort("wave", "unit_id", "question", "instance", "option")


@given(table=tables())
def test_whatever_was_answered_comes_back_cell_by_cell(table, tmp_path_factory):
    path = tmp_path_factory.mktemp("answers") / "answers.parquet"
    write_answers(table, path)
    back = read_answers(path, {place[0] for place in PLACES})
    assert back.equals(table)
    for question in {place[0] for place in PLACES}:
        assert read_answers(path, [question]).equals(table.filter(question=question))


def test_to_what_nobody_asked_there_is_no_answer(tmp_path):
    answers = whole(pl.DataFrame({"unit_id": ["MLT"], "question": "law", "value": ["yes"]}))
    write_answers(answers, tmp_path / "answers.parquet")
    assert read_answers(tmp_path / "answers.parquet", ["nobody asked"]).equals(answers.clear())


def test_of_forms_each_has_its_own_row(tmp_path):
    rows = whole(pl.DataFrame({"unit_id": ["MLT"] * 2, "question": "law", "value": ["yes", "no"]}))
    forms = rows.with_columns(submission_id=pl.Series(FORMS)).drop("rule")
    write_answers(forms, tmp_path / "submitted.parquet", Submitted)
    back = read_answers(tmp_path / "submitted.parquet", ["law"], Submitted)
    assert back.select("submission_id", "value").rows() == [("F1", "yes"), ("F2", "no")]


def test_a_status_takes_a_byte_and_what_says_nothing_no_column(tmp_path):
    units = [f"U{n:06}" for n in range(ROW_GROUP + 1)]
    answers = whole(pl.DataFrame({"unit_id": units, "question": "law", "value": "yes"}))
    write_answers(answers, tmp_path / "answers.parquet")
    stored = pl.read_parquet(tmp_path / "answers.parquet")
    assert stored.columns == ["wave", "unit_id", "instance", "submission_id", "law", "law:status"]
    assert stored["law:status"].to_physical().dtype == pl.UInt8


def test_two_answers_to_one_question_are_refused(tmp_path):
    twice = whole(pl.DataFrame({"unit_id": ["MLT", "MLT"], "question": "law", "value": ["a", "b"]}))
    with pytest.raises(dy.exc.ValidationError, match="primary_key"):
        write_answers(twice, tmp_path / "answers.parquet")
