"""A sheet that a person wrote is read whole, or what is wrong is said with its row and column."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

#: What people and spreadsheets do to a sheet, and what must be said of it.
DAMAGED = {
    "in another encoding": (
        "a,b\nété,1\n".encode("latin-1"),
        r"line 2: the byte 0xe9 is not UTF-8",
    ),
    "in UTF-16": ("a,b\n1,2\n".encode("utf-16"), r"line 1: the byte 0xff is not UTF-8"),
    "with a NUL": (b"a,b\n1,\x002\n", r"line 2: there is a NUL"),
    "with semicolons": (
        b"a;b\n1;2\n",
        r"row 1: cells are separated by semicolons; expected commas",
    ),
    "with semicolons and commas": (b"a;b, c;d\n1;2;3\n", r"row 1: .*semicolons"),
    "with tabs": (b"a\tb\n1\t2\n", r"row 1: cells are separated by tabs"),
    "with a cell too many": (b"a,b\n1,2\n1,2,3\n", r"row 3: there are 3 cells, expected 2"),
    "with a cell too few": (b"a,b\n1\n1,2\n", r"row 2: there are 1 cells, expected 2"),
    "with a heading twice": (
        b"a,b,a\n1,2,3\n",
        r"row 1: the heading 'a' stands in columns \[1, 3\]",
    ),
    "with cells below no heading": (b"a,\n1,\n1,2\n", r"row 3, column 2: .* no heading above it"),
    "with an open quotation mark": (
        b'a,b\n1,"2\n3,4\n',
        r"row 2, which ends in line 3: unexpected",
    ),
    "with text behind a quotation": (b'a,b\n"1"x,2\n', r"row 2, which ends in line 2: "),
    "empty": (b"", r"row 1: there are no headings"),
    "with blank rows alone": (b"\n\n,\n", r"row 1: there are no headings"),
    "without headings": (b"\na,b\n", r"row 1: there are no headings"),
    "without a needed column": (
        b"x,b\n1,2\n",
        r"row 1: columns \['a'\] are missing; found \['x', 'b'\]",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_sheet_is_told_with_its_place(tmp_path, damage):
    content, said = DAMAGED[damage]
    path = tmp_path / "sheet.csv"
    path.write_bytes(content)
    with pytest.raises(SurveyError, match=said) as problem:
        read_text_table(path, ["a"])
    assert str(problem.value).startswith(str(path))


def test_all_that_is_wrong_with_a_sheet_is_told_at_once(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("a,a\n1\n1,2,3\n", encoding="utf-8")
    with pytest.raises(SurveyError) as problem:
        read_text_table(path)
    for said in ("the heading 'a'", "row 2: there are 1 cells", "row 3: there are 3 cells"):
        assert said in str(problem.value)


def test_a_missing_sheet_is_named(tmp_path):
    with pytest.raises(SurveyError, match=r"nowhere\.csv is missing"):
        read_text_table(tmp_path / "nowhere.csv")


def test_what_spreadsheets_leave_behind_changes_nothing(tmp_path):
    plain, saved = tmp_path / "plain.csv", tmp_path / "saved.csv"
    plain.write_bytes(b"a,b\n1,\n\n3,\xd9\xa4\n")
    saved.write_bytes(b"\xef\xbb\xbfa,b,,\r\n1,,,\r\n\r\n3,\xd9\xa4,,\r\n,,,\r\n\r\n")
    assert read_text_table(saved).equals(read_text_table(plain))
    assert read_text_table(plain).rows() == [("1", None), (None, None), ("3", "٤")]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
HEADING = st.text(st.characters(codec="utf-8", exclude_characters="\0;\t|\ufeff"), min_size=1)


@given(data=st.data())
def test_no_cell_of_any_sheet_is_lost_or_changed(data, tmp_path_factory):
    headings = data.draw(st.lists(HEADING, min_size=1, max_size=4, unique=True))
    row = st.lists(CELL, min_size=len(headings), max_size=len(headings))
    rows = [*data.draw(st.lists(row, max_size=5)), ["the last"] * len(headings)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    table = read_text_table(path)
    assert table.columns == headings
    assert table.rows() == [tuple(cell or None for cell in row) for row in rows]


@given(content=st.binary(max_size=60))
def test_whatever_bytes_a_sheet_holds_it_is_read_or_told(content, tmp_path_factory):
    path = tmp_path_factory.mktemp("sheet") / "sheet.csv"
    path.write_bytes(content)
    try:
        table = read_text_table(path)
    except SurveyError as problem:
        assert str(problem).startswith(str(path))
    else:
        assert table.width
