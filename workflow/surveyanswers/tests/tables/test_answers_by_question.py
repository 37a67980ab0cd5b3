"""One question after another says what the long table says of all of them."""

import polars as pl
import pytest
from invented.whole import whole

from surveyanswers.tables import answers_by_question
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError

ROWS = [
    ("1", "MLT", "law", 0, "", "yes", None, "valid"),
    ("1", "FJI", "law", 0, "", None, None, "refused"),
    ("1", "MLT", "means", 0, "police", "1", 1.0, "valid"),
    ("1", "MLT", "means", 0, "courts", "0", 0.0, "valid"),
    ("1", "MLT", "turns", 2, "", "3", 3.0, "valid"),
    ("2", "MLT", "law", 0, "", "no", None, "valid"),
]
NAMES = ["wave", "unit_id", "question", "instance", "option", "value", "number", "status"]
LONG = whole(pl.DataFrame(ROWS, schema=NAMES, orient="row", infer_schema_length=None))
EVERY = ["law", "means", "turns", "nobody asked"]


@pytest.fixture
def answers():
    return AnswerColumns.of(LONG)


def test_counts_are_those_of_the_long_table_however_few_questions_are_held(answers, monkeypatch):
    by = answers.rows["wave"].replace({"2": None})
    asked = ["law", "means"]
    found = answers.counted(asked, by)
    of_long = ["wave", "question", "option", "value", "number", "status"]
    those = LONG.filter(pl.col("question").is_in(asked), wave="1")
    counts = those.group_by(of_long).len("n").select(found.columns)
    assert sorted(found.rows(), key=str) == sorted(counts.rows(), key=str)
    monkeypatch.setattr(answers_by_question, "AT_ONCE", 1)
    assert answers.counted(asked, by).equals(found)


def test_questions_are_counted_alike_whatever_they_are_called(answers):
    named = {"law": "n", "means": "self", "turns": "cell"}
    others = AnswerColumns.of(LONG.with_columns(pl.col("question").replace(named)))
    by = answers.rows["wave"].alias("cell")
    found, same = others.counted(named.values(), by), answers.counted(named, by)
    same = same.with_columns(pl.col("question").replace(named))
    assert sorted(found.rows(), key=str) == sorted(same.rows(), key=str)
    assert {name for name, *_ in others.keys} == {*named.values()}


def test_a_wave_that_there_is_none_of_is_named(answers):
    assert answers.waves == ["1", "2"]
    assert answers.of_wave().long(EVERY)["value"].to_list() == ["no"]
    with pytest.raises(SurveyError, match="no wave '3'; waves are 1, 2"):
        answers.of_wave("3")


def test_some_questions_are_taken_over_with_those_who_say_something_of_them(answers, tmp_path):
    some = answers.only(["means", "turns"])
    assert some.rows.select("wave", "unit_id", "instance").rows() == [
        ("1", "MLT", 0),
        ("1", "MLT", 2),
    ]
    assert (some.cells, answers.cells, answers.only([]).cells) == (3, len(ROWS), 0)
    assert ("turns", 2, "") in some.keys
    some.write(tmp_path / "some.parquet")
    kept = LONG.filter(pl.col("question").is_in(["means", "turns"]))
    back = read_answers(tmp_path / "some.parquet", EVERY)
    assert sorted(back.rows(), key=str) == sorted(kept.rows(), key=str)


def test_no_more_cells_are_held_at_once_than_is_allowed(answers, monkeypatch):
    monkeypatch.setattr(answers_by_question, "AT_ONCE", answers.rows.height)
    collect, held = pl.LazyFrame.collect, []
    spied = lambda frame: held.append(frame) or collect(frame)  # noqa: E731
    monkeypatch.setattr(pl.LazyFrame, "collect", spied)
    assert [name for name, _ in answers.each(EVERY)] == ["law", "means", "turns"]
    assert len(held) == 3
