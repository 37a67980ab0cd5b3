"""An analysis of one's own: what it may read, what its rows must say, how mistakes are told."""

import polars as pl
import pytest
from worlds.lamps import given
from worlds.lamps import lighted as written

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from surveyanswers.tables.problems import SurveyError

HEAD = '''"""Lamps."""

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from surveyanswers.tables.disclosure import Part, column, key


class Lamps(Analysis):
    """Keepers by lamp."""

    lamp = key("Lamp.")
    keepers = column(dy.UInt32, Part.COUNT, "Keepers.")


@table(Lamps, answers=["lamp"], tables=["estimates"])
def lamps(survey):
'''
COUNTED = """    counted = survey.answers.group_by("lamp").agg(keepers=pl.len(), units="unit_id")
    return counted
"""


def lighted(tmp_path, body, head=HEAD):
    return written(tmp_path, body, head)


def test_answers_are_a_row_a_unit_and_a_column_a_question_and_numbers_are_numbers():
    answers = given().answers
    assert answers.columns == ["wave", "unit_id", "lamp", "height"]
    assert answers["lamp"].to_list() == ["oil", "oil", "gas", "oil"]
    assert answers["height"].to_list() == [12.0, None, None, None]
    assert given().units.columns == ["wave", "unit_id", "coast"]  # keeper e did not answer
    assert given().units.height == 5
    assert given().labels == {"lamp": "Lamp", "height": "Height of the tower", "secret": "secret"}


def test_an_option_of_several_has_a_column_and_turns_have_none():
    accepted = given().accepted.filter(question="lamp").with_columns(option=pl.lit("oil"))
    several = Given(accepted=accepted)
    assert several.answers.columns == ["wave", "unit_id", "lamp/oil"]
    in_turns = Given(accepted=accepted.with_columns(instance=pl.lit(1, pl.UInt32)))
    with pytest.raises(SurveyError, match=r"lamp: asked in repeat instances.*survey\.accepted"):
        _ = in_turns.answers


def test_rows_are_sorted_and_are_about_all_that_was_read_unless_they_say_otherwise(tmp_path):
    body = COUNTED
    single = lighted(tmp_path, body, HEAD.replace("Part.COUNT", "Part.VALUE"))
    made = opened(single).tables["lamps"](given())
    assert made["lamp"].to_list() == ["gas", "oil"]
    assert made["units"].to_list() == [["c"], ["a", "b", "d"]]
    assert made["questions"].to_list() == [["lamp"], ["lamp"]]


def test_rows_made_of_another_analysis_table_are_about_its_questions_too(tmp_path):
    made = tmp_path / "heights.parquet"
    pl.DataFrame({"tall": [1], "questions": [["height"]]}).write_parquet(made)
    body = '    survey.table("heights")\n' + COUNTED
    reading = HEAD.replace('tables=["estimates"]', 'tables=["heights"]')
    reading = reading.replace("Part.COUNT", "Part.VALUE")
    file = lighted(tmp_path, body, reading)
    found = opened(file).tables["lamps"](given(tables={"heights": made}))
    assert found["questions"].to_list() == [["height", "lamp"]] * 2
    lamp_alone = body.replace('"unit_id")', '"unit_id", questions=pl.lit(["lamp"]))')
    said = opened(lighted(tmp_path, lamp_alone, reading)).tables["lamps"]
    with pytest.raises(SurveyError, match="reads height, and no row says"):
        said(given(tables={"heights": made}))


def test_what_tables_that_read_the_same_compute_can_be_kept(tmp_path):
    head = HEAD.replace("import dataframely", "from functools import cache\n\nimport dataframely")
    counted = "@cache\ndef counted(survey):\n    made.append(1)\n" + COUNTED
    head = head.replace("@table(", f"made = []\n\n\n{counted}\n\n@table(", 1)
    head = head.replace("Part.COUNT", "Part.VALUE")
    again = '\n\n@table(Lamps, answers=["lamp"], tables=["estimates"])\ndef again(survey):\n'
    other = again.replace('tables=["estimates"]', "").replace("again", "other")
    body = "    return counted(survey)\n"
    file = opened(lighted(tmp_path, body + again + body + other + body, head))
    made = file.tables["lamps"].function.__globals__["made"]
    survey = given()
    for name, times in (("lamps", 1), ("again", 1), ("other", 2)):
        file.tables[name](survey)
        assert len(made) == times
    file.tables["lamps"](given())
    assert len(made) == 3  # of another survey


def test_a_row_about_a_single_unit_must_be_declared_a_value(tmp_path):
    with pytest.raises(SurveyError, match=r"lamps\.py, line 16, lamps: a row is about a single"):
        opened(lighted(tmp_path, COUNTED)).tables["lamps"](given())


@pytest.mark.parametrize(
    ("body", "line", "told"),
    [
        ('    return survey.answers.select("height")\n', 18, "ColumnNotFoundError.*`answers`"),
        ('    x = 1\n    return survey.table("levels")\n', 19, "no table 'levels' at hand"),
        ("    return 1 / 0\n", 18, "ZeroDivisionError"),
        ('    return survey.answers.select("lamp")\n', 16, "has no column `units`"),
        (COUNTED.replace("keepers=", "many="), 16, "missing .'keepers'.*not expected .'many'"),
        (
            COUNTED.replace('"unit_id")', 'pl.lit(["a", "z"]))'),
            16,
            "rows are about what there is not: z",
        ),
        (
            COUNTED.replace('"unit_id")', 'pl.lit(["a", "b"]), questions=pl.lit(["fog"]))'),
            16,
            "rows are about what there is not: fog",
        ),
        (
            COUNTED.replace('"unit_id")', 'pl.lit(["a", "b"]), questions=pl.lit(["height"]))'),
            16,
            "reads lamp, and no row says that it is about it",
        ),
        (
            COUNTED.replace('"unit_id")', 'pl.lit(["b", "a", "b"]))'),
            16,
            "a row names units twice: b.*on both, unit_id and wave",
        ),
    ],
    ids=["column", "table", "error", "units", "contract", "unit", "question", "hidden", "twice"],
)
def test_what_goes_wrong_is_told_with_file_and_line(tmp_path, body, line, told):
    made = opened(lighted(tmp_path, body)).tables["lamps"]
    with pytest.raises(SurveyError, match=rf"(?s)lamps\.py, line {line}, lamps: .*{told}"):
        made(given())


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("import polars\nx = (1,\n", 2, "SyntaxError"),
        ("import polars\n\n1 / 0\n", 3, "ZeroDivisionError"),
        ("import numpy\n", 1, "marks nothing"),
    ],
    ids=["syntax", "error", "nothing"],
)
def test_a_file_that_cannot_be_used_is_told_with_its_line(tmp_path, file, line, told):
    with pytest.raises(SurveyError, match=rf"lamps\.py, line {line}: .*{told}"):
        opened(lighted(tmp_path, "", head=file))


def test_a_file_that_changed_is_read_again(tmp_path):
    path = lighted(tmp_path, COUNTED)
    assert [*opened(path).tables] == ["lamps"]
    path.write_text((HEAD + COUNTED).replace("def lamps", "def lanterns"), encoding="utf-8")
    assert [*opened(path).tables] == ["lanterns"]
