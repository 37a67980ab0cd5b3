"""Long tables: a row a unit, item and wave, each value with its question and its own place."""

import pytest
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.layout_keys import LongTable
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.problems import SurveyError

NO_FORM = Questionnaire({}, {}, {}, "")
HEAD = "area,series,year,value,note\n"
LAW = "A,LAW,2020,0.5,n\nB,LAW,2020,1,\nA,LAW,2024,0.75,n\n"


def read(tmp_path, rows, **changes):
    given = {
        "file": "index.csv",
        "format": "csv",
        "channel": "agency",
        "language": "en",
        "submission": "area",
        "unit": "area",
        "roles": {"year": "wave"},
        "long": LongTable(item="series", value="value"),
        "questions": ["law"],
        "columns": {"LAW": Place("law")},
        "metadata": ["note"],
    }
    (tmp_path / "index.csv").write_text(HEAD + rows, encoding="utf-8")
    return cells_read([Export(**given | changes)], tmp_path, NO_FORM)


def test_each_value_has_its_items_question_and_stands_where_it_stood(tmp_path):
    cells, intake = read(tmp_path, LAW)
    values = cells.filter(role="answer")
    assert values.select("record", "row", "position", "question", "header", "text").rows() == [
        (2, 2, 4, "law", "LAW", "0.5"),
        (3, 3, 4, "law", "LAW", "1"),
        (4, 4, 4, "law", "LAW", "0.75"),
    ]
    assert intake["cells"].item() == 4 * 5
    assert intake["kept_cells"].item() == cells.height == 3 * 5


def test_all_rows_of_a_unit_and_wave_are_one_form(tmp_path):
    two = {"columns": {"LAW": Place("law"), "CIRT": Place("cirt")}, "questions": ["law", "cirt"]}
    cells, _ = read(tmp_path, LAW + "A,CIRT,2020,0,\nB,CIRT,2020,1,\n", **two)
    values = cells.filter(role="answer").select("record", "question", "text").sort("record")
    assert sorted(values.rows()) == [
        (2, "cirt", "0"),
        (2, "law", "0.5"),
        (3, "cirt", "1"),
        (3, "law", "1"),
        (4, "law", "0.75"),
    ]


def test_items_that_are_left_out_stay_as_metadata(tmp_path):
    long = LongTable(item="series", value="value", leave_out=["RANK"])
    cells, _ = read(tmp_path, LAW + "A,RANK,2020,17,\n", long=long)
    left = cells.filter(row=5, position=4)
    assert left.select("role", "question", "text").rows() == [("metadata", None, "17")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (LAW + "A,LOW,2020,1,\n", "row 5, column series: 'LOW' is not in the layout"),
        (LAW + "A,LAW,2020,0.4,\n", "rows 2, 5: LAW of A in 2020 stands more than once"),
        (LAW + ",LAW,2020,0.4,\n", "row 5"),
        (LAW + "C,LAW,,0.4,\n", "row 5: nothing in column year"),
        (LAW + "C,,2020,0.4,\n", "row 5: nothing in column series"),
    ],
    ids=["unknown item", "twice", "no unit", "no wave", "no item"],
)
def test_what_cannot_be_told_apart_is_refused_with_its_rows(tmp_path, rows, said):
    with pytest.raises(SurveyError, match=said):
        read(tmp_path, rows)


def test_an_item_that_no_row_has_is_named(tmp_path):
    columns = {"LAW": Place("law"), "CIRT": Place("cirt")}
    with pytest.raises(SurveyError, match="no row is of the item 'CIRT'"):
        read(tmp_path, LAW, columns=columns)


def test_a_file_of_one_wave_needs_no_column_of_waves(tmp_path):
    cells, _ = read(tmp_path, "A,LAW,2020,0.5,\n", roles={}, wave="2020", metadata=["note", "year"])
    assert cells.filter(role="answer").height == 1
