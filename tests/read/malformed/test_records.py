"""Columns and submissions that are not those of the form."""

import openpyxl
import pytest
from worlds import REPOSITORY
from worlds.malformed import CODES, KOBO, KOBO_EN, RAW, Cases, verify

CASES = Cases()


@CASES.refused(CODES, "row 1", "column 'q001' is missing", "another version of the form")
def a_column_is_missing(study):
    study.write_rows(without(study.rows, "q001"))


@CASES.refused(CODES, r"column 'q001' is missing", r"column \d+ \('Q1'\) is not in the layout")
def a_column_is_renamed(study):
    study.write(study.text.replace('"q001"', '"Q1"'))


@CASES.accepted(CODES)
def columns_in_another_order(study):
    study.write_rows([row[::-1] for row in study.rows])


@CASES.refused(CODES, r"column \d+ \('score'\) is not in the layout", "under metadata")
def one_more_column(study):
    study.write_rows(widened(study.rows, ["score"] + ["7"] * len(study.rows)))


@CASES.accepted(CODES)
def one_more_column_with_neither_heading_nor_text(study):
    study.write_rows(widened(study.rows, [""] * len(study.rows)))


@CASES.refused(CODES, r"row 3, column \d+: 'by hand' stands in a column without a header")
def text_in_a_column_without_heading(study):
    study.write_rows(widened(study.rows, ["", "", "by hand"] + [""] * len(study.rows)))


@CASES.refused(CODES, "column 'q001' stands twice; in the layout this one would be 'q001 \\(2\\)'")
def a_column_stands_twice(study):
    at = study.rows[0].index("q001")
    study.write_rows(widened(study.rows, [row[at] for row in study.rows if row]))


def without(rows, header):
    at = rows[0].index(header)
    return [row[:at] + row[at + 1 :] for row in rows]


def widened(rows, texts):
    """Put one cell more behind each row; a blank line stays one."""
    return [[*row, text] if row else [] for row, text in zip(rows, texts, strict=False)]


# Submissions


@CASES.refused(
    CODES, "row 2: the submission id 'unodc-.*' stands twice", "row 3: the submission id"
)
def a_submission_id_twice(study):
    rows = study.rows
    rows[2][0] = rows[1][0]
    study.write_rows(rows)


@CASES.refused(CODES, r"row 2: no submission or unit id in column 1 \('id'\); every row")
def a_submission_without_id(study):
    study.put(id=" ")


@CASES.refused(KOBO, r"sheet .*, row 2: no submission or unit id in column \d+ \('_id'\)")
def a_kobo_submission_without_id(study):
    study.change_sheet(lambda rows: rows[1].__setitem__(rows[0].index("_id"), None))


@CASES.refused(KOBO, "submission id 'itu-.*' stands twice", "kobo-en.xlsx, sheet .*, row 2")
def an_id_of_another_file_with_the_same_prefix(study):
    study.add(KOBO_EN)
    book = openpyxl.load_workbook(REPOSITORY / RAW / KOBO_EN, read_only=True)
    rows = book.active.iter_rows(values_only=True, max_row=2)
    other = dict(zip(*rows, strict=True))["_id"]
    study.change_sheet(lambda rows: rows[1].__setitem__(rows[0].index("_id"), other))


@CASES.refused(CODES, r"row 2, column unitstate: 'Atlantis' names no unit", "corrections.csv")
def an_unknown_state(study):
    study.put(respondentgroup="A1", unitstate="Atlantis")


@CASES.refused(CODES, r"row 2, column unitstate: 'Congo' names no unit", "reviewed alias")
def a_state_that_could_be_two(study):
    study.put(respondentgroup="A1", unitstate="Congo")


@CASES.refused(CODES, r"row 2, column unitstate: 'Farnce' names no unit")
def a_state_with_a_typing_error(study):
    study.put(respondentgroup="A1", unitstate="Farnce")


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
