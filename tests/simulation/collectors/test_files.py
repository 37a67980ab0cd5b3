"""Sheets in files, and what holds of all collectors."""

import time
from datetime import datetime

import polars as pl
import pytest
from worlds.forms import FORMS, QUESTIONS, keyed, kobo_sheet, lime

from surveyanswers.simulation.collectors import files
from surveyanswers.simulation.submission import Sheet


def test_a_csv_starts_with_a_byte_order_mark_and_quotes_every_field():
    content = files.to_csv(Sheet("", [["id", "q"], [1, 'say "a,b"'], [None, "x\r\ny"]]))
    assert content == b'\xef\xbb\xbf"id","q"\r\n"1","say ""a,b"""\r\n"","x\ny"\r\n'


def test_a_csv_can_do_without_mark_and_can_end_in_an_empty_line():
    sheet = Sheet("", [["id", "q"], ["1", "a;b"]])
    plain = files.to_csv(sheet, separator=";", bom=False)
    assert plain == b'"id";"q"\r\n"1";"a;b"\r\n'
    assert files.to_csv(sheet, phantom_row=True) == files.to_csv(sheet) + b"\r\n"


def test_other_encodings_carry_the_same_text():
    sheet = Sheet("", [["q"], ["Да"]])
    assert files.to_csv(sheet, encoding="cp1251") == '"q"\r\n"Да"\r\n'.encode("cp1251")
    wide = files.to_csv(sheet, encoding="utf-16", bom=False)
    assert wide == files.to_csv(sheet, encoding="utf-16")
    assert wide[:2] == b"\xff\xfe"
    assert wide.decode("utf-16") == '"q"\r\n"Да"\r\n'


def test_what_an_encoding_lacks_is_an_error_not_a_question_mark():
    with pytest.raises(UnicodeEncodeError):
        files.to_csv(Sheet("", [["نعم"]]), encoding="cp1251")


def test_text_that_looks_like_something_else_stays_text_in_a_workbook(tmp_path):
    texts = ["=1+1", "007", "1e5", "https://example.org", "3/5"]
    files.write_workbook([Sheet("a", [[text] for text in texts])], tmp_path / "a.xlsx")
    read = pl.read_excel(tmp_path / "a.xlsx", has_header=False)
    assert read["column_0"].to_list() == texts


def test_a_moment_is_a_date_to_excel(tmp_path):
    files.write_workbook([Sheet("", [[datetime(2012, 3, 4, 5, 6)]])], tmp_path / "a.xlsx")
    read = pl.read_excel(tmp_path / "a.xlsx", has_header=False)
    assert read["column_0"].to_list() == [datetime(2012, 3, 4, 5, 6)]


def test_two_workbooks_of_the_same_sheets_are_the_same_bytes(form, tmp_path):
    files.write_workbook([*keyed(form), kobo_sheet(form)], tmp_path / "a.xlsx")
    time.sleep(2.1)  # a ZIP counts in steps of two seconds
    files.write_workbook([*keyed(form), kobo_sheet(form)], tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# All of them


@pytest.mark.parametrize("make", ["lime", "kobo", "workbook"])
def test_every_answer_of_every_form_has_a_place_in_the_sheet(form, make):
    sheets = {
        "lime": lambda: [lime(form)],
        "kobo": lambda: [kobo_sheet(form)],
        "workbook": lambda: keyed(form),
    }[make]()
    for sheet in sheets:
        sizes = [len(row) for row in sheet.rows]
        assert all(column < sizes[row] for row, column in sheet.places.values())
    placed_questions = {key[:2] for sheet in sheets for key in sheet.places}
    forms = FORMS[:2] if make == "kobo" else FORMS
    assert placed_questions == {(each.id, name) for each in forms for name in QUESTIONS}
