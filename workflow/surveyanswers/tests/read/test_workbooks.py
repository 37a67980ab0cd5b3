"""What stands in a workbook comes out: the same numbers, the same moments, the same texts."""

from dataclasses import replace

import fastexcel
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented.workbooks import write_raw

from surveyanswers.instrument.exports import Export
from surveyanswers.read.workbooks import read_grids
from surveyanswers.tables.problems import SurveyError

EXPORT = Export("answers.xlsx", "kobo", "post", "en", "id", [])


def read(path):
    """Return the texts of the first column, below its heading."""
    (sheet,) = read_grids(path, EXPORT)
    assert sheet.compared == sum(sheet.body.count().row(0)) + 1
    return sheet.body.to_series(0).to_list()


def write(path, values, form=None):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "q1")
    shown = book.add_format({"num_format": form}) if form else None
    for row, value in enumerate(values, start=1):
        sheet.write(row, 0, value, shown)
    book.close()
    return path


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("5", "5"),
        ("-0.5", "-0.5"),
        ("36.1234567891234", "36.1234567891234"),
        ("0.43290043290043301", "0.432900432900433"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("1E-10", "1e-10"),
        ("-4E-10", "-4e-10"),
        ("1.2E3", "1200"),
        ("9007199254740993", "9007199254740993"),
        ("12345678901234567890", "12345678901234567890"),
        ("1.5E+300", "1.5e+300"),
        ("1E+400", "1E+400"),
    ],
)
def test_a_number_is_the_shortest_text_of_its_double_and_a_long_integer_as_written(
    tmp_path, number, text
):
    assert read(write_raw(tmp_path / "a.xlsx", [f"<c><v>{number}</v></c>"])) == [text]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=40))
def test_random_numbers_come_back_as_the_same_doubles(tmp_path_factory, numbers):
    cells = [f"<c><v>{number!r}</v></c>" for number in numbers]
    path = write_raw(tmp_path_factory.mktemp("wild") / "a.xlsx", cells)
    assert [float(text) for text in read(path)] == numbers


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("hh:mm", 0.5, "12:00:00"),
        ("mm:ss.0", 0.0001, "00:00:08.640"),
        ("[h]:mm", 1.5, "36:00:00"),
        ("[h]:mm:ss", 0.25, "06:00:00"),
        ("[$-409]h:mm AM/PM", 0.75, "18:00:00"),
        ("yyyy-mm-dd", 44000, "2020-06-18 00:00:00"),
        ("d.m.yyyy hh:mm", 44000.5, "2020-06-18 12:00:00"),
        ("yyyy-mm-dd", 59, "1900-02-28 00:00:00"),
        ("yyyy-mm-dd", 60, "1900-02-29 00:00:00"),  # a day that Excel believes in
        ("yyyy-mm-dd", 61, "1900-03-01 00:00:00"),
        ("yyyy-mm-dd", 2958465, "9999-12-31 00:00:00"),
        ("yyyy-mm-dd", 2958466, "2958466"),
        ("yyyy-mm-dd", -1, "-1"),
        ('0 "days"', 3, "3"),
        ("[Red]0", 3, "3"),
    ],
)
def test_a_moment_is_what_excel_shows_and_no_day_is_made_up(tmp_path, form, number, text):
    assert read(write(tmp_path / "a.xlsx", [number], form)) == [text]


def test_days_may_count_from_1904(tmp_path):
    cells = ['<c s="1"><v>44000</v></c>', '<c s="1"><v>0</v></c>', '<c s="2"><v>0.5</v></c>']
    path = write_raw(tmp_path / "a.xlsx", cells, formats=["yyyy-mm-dd", "hh:mm"], from_1904=True)
    assert read(path) == ["2024-06-19 00:00:00", "1904-01-01 00:00:00", "12:00:00"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c t="b"><v>1</v></c>', "true"),
        ('<c t="b"><v>0</v></c>', "false"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ("<c><f>1/3</f><v>0.33333333333333331</v></c>", "0.3333333333333333"),
        ('<c t="str"><f>A1</f><v>said_x000D_so</v></c>', "said\rso"),
        ('<c t="d"><v>2012-01-02</v></c>', "2012-01-02"),
        ('<c t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('<c t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r></is></c>', "rich"),
        ('<c t="s"><v>0</v></c>', " kept "),
        ('<c t="s"><v>1</v></c>', "a\rb\nc"),
        ('<c t="s"><v>2</v></c>', "漢字"),
        ('<c t="s"><v>3</v></c>', "_x000D_"),
        ('<c t="s"><v>4</v></c>', "1.50"),
        ('<c t="inlineStr"><is><t>a_x0041_b_x2028_</t></is></c>', "aAb\u2028"),
        ('<c t="inlineStr"><is><t>&#160;x&#8203;</t></is></c>', "\xa0x\u200b"),
    ],
)
def test_what_is_no_number_comes_out_as_written(tmp_path, cell, text):
    shared = [
        '<t xml:space="preserve"> kept </t>',
        "<t>a_x000D_b\r\nc</t>",
        "<r><t>漢</t></r><r><t>字</t></r><rPh sb='0' eb='1'><t>カンジ</t></rPh>",
        "<t>_x005F_x000D_</t>",
        "<t>1.50</t>",
    ]
    assert read(write_raw(tmp_path / "a.xlsx", [cell], shared=shared)) == [text]


def test_an_error_value_of_a_later_excel_is_named_with_its_place(tmp_path):
    path = write_raw(tmp_path / "a.xlsx", ['<c t="e"><v>#SPILL!</v></c>'])
    with pytest.raises(SurveyError, match=r"sheet S: error values .*\n.*row 2, column 1: #SPILL!"):
        read(path)


@pytest.mark.parametrize(
    "value", ["#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"]
)
def test_other_error_values_come_out_as_they_are(tmp_path, value):
    assert read(write_raw(tmp_path / "a.xlsx", [f'<c t="e"><v>{value}</v></c>'])) == [value]


class Misread:
    """A reader that gets one cell wrong."""

    def __init__(self, path, wrong):
        self.book, self.wrong = fastexcel.read_excel(path), wrong
        self.told = self.book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")

    def load_sheet(self, *_, **__):
        return self

    def to_polars(self):
        table = self.told.to_polars()
        table[1, 0] = self.wrong
        return table


@pytest.mark.parametrize(
    ("value", "wrong"),
    [(12.5, "12.6"), (12.5, "twelve"), (1e-9, "2e-9"), ("Yes", "yes"), (True, "false"), ("5", "6")],
)
def test_a_cell_that_two_readings_differ_on_stops_with_both(tmp_path, monkeypatch, value, wrong):
    path = write(tmp_path / "a.xlsx", [value])
    misread = Misread(path, wrong)
    monkeypatch.setattr(fastexcel, "read_excel", lambda _: misread)
    said = rf"answers\.xlsx, sheet Sheet1, row 2, column 1: read as '{wrong}', but the workbook's"
    with pytest.raises(SurveyError, match=said):
        read(path)


def test_a_moment_of_another_day_than_its_number_stops(tmp_path, monkeypatch):
    path = write(tmp_path / "a.xlsx", [44000], "yyyy-mm-dd")
    misread = Misread(path, "2020-06-19 00:00:00")
    monkeypatch.setattr(fastexcel, "read_excel", lambda _: misread)
    with pytest.raises(SurveyError, match="row 2, column 1: read as '2020-06-19 00:00:00', but"):
        read(path)


def test_cells_of_every_column_and_a_late_row_are_compared(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    for row in range(2_000):
        sheet.write_row(row, 1, [(row + 1) / 64, f"text {row}", None, 1 / 1024**2])
    book.close()
    (found,) = read_grids(tmp_path / "a.xlsx", EXPORT)
    assert found.body.row(-1) == (None, "31.25", "text 1999", None, repr(1 / 1024**2))
    assert found.compared == 3 * 2_000


# Sheets that hold no answers, and merged cells


@pytest.fixture
def several(tmp_path):
    """A guide with merged cells, answers of which two share a cell, and an empty sheet."""
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    guide, answers, _ = map(book.add_worksheet, ["Guide", "Answers", "Sheet3"])
    guide.merge_range("A1:C1", "How to fill this in")
    answers.write_row(0, 0, ["id", "q1"])
    answers.write_column(1, 0, ["a", "b", "c"])
    answers.merge_range("B2:B3", "both of us")
    answers.write(3, 1, 0.1)
    book.close()
    return path


def test_a_sheet_is_left_out_only_where_the_layout_names_it(several):
    with pytest.raises(SurveyError, match=r"sheet Guide: merged cells.*\n.*A1:C1"):
        read_grids(several, EXPORT)
    export = replace(EXPORT, leave_out_sheets=["Guide"], merged_cells="first")
    with pytest.raises(SurveyError, match=r"sheet Sheet3: the sheet is empty.*leave_out_sheets"):
        read_grids(several, export)
    export = replace(export, leave_out_sheets=["Guide", "Sheet3"])
    found = {
        grid.sheet: (grid.body.shape, grid.compared, grid.template_cells)
        for grid in read_grids(several, export)
    }
    assert found == {
        "Guide": ((0, 0), 0, 1),
        "Answers": ((3, 2), 7, 0),
        "Sheet3": ((0, 0), 0, 0),
    }
    export = replace(export, leave_out_sheets=["Guide", "Notes"])
    with pytest.raises(SurveyError, match=r"names Notes; the workbook has the sheets Guide, Ans"):
        read_grids(several, export)


@pytest.mark.parametrize(
    ("meaning", "texts"), [("first", ["both of us", None]), ("each", ["both of us"] * 2)]
)
def test_merged_cells_mean_what_the_layout_says(several, meaning, texts):
    out = ["Guide", "Sheet3"]
    with pytest.raises(SurveyError, match="merged_cells: first, or merged_cells: each"):
        read_grids(several, replace(EXPORT, leave_out_sheets=out))
    export = replace(EXPORT, leave_out_sheets=out, merged_cells=meaning)
    (answers,) = [sheet for sheet in read_grids(several, export) if sheet.headers]
    assert answers.body.to_series(1).to_list() == [*texts, "0.1"]
