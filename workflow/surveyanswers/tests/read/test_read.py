from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.cells import cells_read

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read import READERS, delimited
from surveyanswers.read.grid import Reader
from surveyanswers.tables.problems import SurveyError

NO_FORM = Questionnaire({}, {}, {}, "")


def export(**changes):
    given = {
        "file": "answers.csv",
        "format": "csv",
        "channel": "post",
        "language": "en",
        "submission": "id",
        "unit": "id",
        "questions": ["q1", "q2"],
        "columns": {"q1": Place("q1"), "q2": Place("q2")},
    }
    return Export(**given | changes)


def read(tmp_path, content, **changes):
    (tmp_path / "answers.csv").write_bytes(content)
    return cells_read([export(**changes)], tmp_path, NO_FORM)


def test_every_cell_comes_in_verbatim(tmp_path):
    cells, intake = read(tmp_path, b'id,q1,q2\r\n1," a, b ",\r\n2, 007,"x\ny"\r\n')
    texts = cells.pivot(on="header", index="row", values="text").rows()
    assert texts == [(2, "1", " a, b ", None), (3, "2", " 007", "x\ny")]
    assert intake["cells"].item() == 9
    assert intake["kept_cells"].item() == 6


def test_late_text_in_a_column_of_numbers_is_not_lost(tmp_path):
    rows = "".join(f"{i},{i},1\n" for i in range(500)) + "500,do not know,1\n"
    cells, _ = read(tmp_path, f"id,q1,q2\n{rows}".encode())
    assert cells.filter(header="q1")["text"].null_count() == 0
    assert cells.filter(header="q1")["text"][-1] == "do not know"


def test_a_byte_order_mark_is_not_part_of_the_first_header(tmp_path):
    cells, _ = read(tmp_path, "\ufeffid,q1,q2\n1,2,3\n".encode())
    assert cells["header"].to_list() == ["id", "q1", "q2"]


def test_another_encoding_is_read_where_the_layout_says_so(tmp_path):
    cells, _ = read(tmp_path, "id,q1,q2\n1,да,нет\n".encode("cp1251"), encoding="cp1251")
    assert cells["text"].to_list() == ["1", "да", "нет"]


def test_blank_rows_are_structure_and_counted(tmp_path):
    cells, intake = read(tmp_path, b"id,q1,q2\n1,2,3\n,,\n")
    assert cells.height == 3
    assert intake["blank_row_cells"].item() == 3


def test_personal_columns_are_dropped_at_the_door_and_counted(tmp_path):
    content = b"id,q1,q2,ip\n1,2,3,10.0.0.1\n2,3,4,\n"
    cells, intake = read(tmp_path, content, personal=["ip"])
    assert "10.0.0.1" not in cells["text"].to_list()
    assert intake["personal_cells"].item() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"id,q1\n1,2\n", "column 'q2' is missing"),
        (b"id,q1,q2,q3\n1,2,3,4\n", r"column 4 \('q3'\) is not in the layout"),
        (b"id,q1,q1\n1,2,3\n", "column 'q1' stands twice"),
        (b"id,q1,q2\n1,2,3\n4,5\n", r"row 3 \(line 3\): 2 cells, the header has 3"),
        (b"id,q1,q2\n1,2,3\n4,5,6,7\n", r"row 3 \(line 3\): 4 cells, the header has 3"),
        (b"id,q1,q2\n1,\xff,3\n", "not utf-8 text: byte 11, line 2"),
        ("id,q1,q2\n1,2,3\n".encode("utf-16"), "not utf-8 text"),
        (b"id;q1;q2\n1;2;3\n", "column 'id' is missing"),
    ],
)
def test_a_file_that_is_not_as_declared_is_refused_with_the_place(tmp_path, content, said):
    with pytest.raises(SurveyError, match=rf"answers\.csv.*(\n.*)*{said}"):
        read(tmp_path, content)


def test_the_encoding_that_a_file_may_be_in_is_named_with_what_it_would_say(tmp_path):
    content = "id,q1,q2\n1,Société Générale,3\n".encode("cp1252")
    with pytest.raises(SurveyError) as refused:
        read(tmp_path, content)
    assert "encoding: cp1252 would make it 'Société'" in str(refused.value)
    assert "encoding: cp1251 would make it 'Sociйtй'" in str(refused.value)
    assert "encoding: utf-8" not in str(refused.value)
    cells, _ = read(tmp_path, content, encoding="cp1252")
    assert cells["text"][1] == "Société Générale"


def test_however_many_rows_are_held_at_once_the_table_is_the_same(tmp_path, monkeypatch):
    rows = "".join(f"{n},{'' if n % 3 else 'a'},b\n" for n in range(7))
    (tmp_path / "answers.csv").write_text(f"id,q1,q2\n{rows}")
    whole = delimited.read_grids(tmp_path / "answers.csv", export())[0]
    assert whole.body.height == 7
    for many in (1, 2, 7):
        monkeypatch.setattr(delimited, "ROWS", many)
        again = delimited.read_grids(tmp_path / "answers.csv", export())[0]
        assert again.body.equals(whole.body)
        assert again.compared == whole.compared == 3 + 7 + 7 + 3


@pytest.mark.parametrize(
    "content", [b'id,q1,q2\r1,,"x\ny"\n,,\n2,3,4\r\n', b'id,q1,q2\n1,"","x\ny"\n,,\n2,3,4\n']
)
def test_every_filled_cell_and_heading_is_counted(tmp_path, content):
    _, intake = read(tmp_path, content)
    assert intake["compared_cells"].item() == 3 + 2 + 3


def test_a_reader_that_counts_fewer_cells_than_there_are_is_refused(tmp_path, monkeypatch):
    def once(path, export):
        return [replace(grid, compared=5) for grid in delimited.read_grids(path, export)]

    monkeypatch.setitem(READERS, "csv", Reader(once))
    assert read(tmp_path, b"id,q1,q2\n1,2,3\n")[0].height == 3
    with pytest.raises(SurveyError, match="6 cells hold text, and the reader counted 5"):
        read(tmp_path, b"id,q1,q2\n1,2,3\n4,5,6\n")


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00\ufeff"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_whatever_people_write_comes_back(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("wild")
    table = pl.DataFrame(
        [(str(i), *row) for i, row in enumerate(rows)], schema=["id", "q1", "q2"], orient="row"
    )
    table.write_csv(folder / "answers.csv", quote_style="always")
    cells, intake = cells_read([export()], folder, NO_FORM)
    back = cells.pivot(on="header", index="row", values="text").drop("row")
    assert back.rows() == [tuple(cell or None for cell in row) for row in table.rows()]
    assert intake["cells"].item() == 3 * (len(rows) + 1)
