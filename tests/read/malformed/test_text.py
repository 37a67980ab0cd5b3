"""Delimited text that is cut off, or in another encoding or with other separators than declared."""

import re

import pytest
from worlds.malformed import (
    CODES,
    ENGLISH,
    KOBO,
    RUSSIAN,
    SPANISH,
    Cases,
    verify,
)

CASES = Cases()


@CASES.refused(
    CODES, r"row \d+ \(line \d+\), column \d+: the quotation marks .* do not match", "cut off"
)
def a_file_cut_in_a_quoted_cell(study):
    content = study.path.read_bytes()
    study.path.write_bytes(content[: content.rindex(b'","A') + 4])


@CASES.refused(CODES, r"row \d+ \(line \d+\): \d+ cells, the header has \d+", "cut off")
def a_file_cut_between_two_cells(study):
    content = study.path.read_bytes()
    study.path.write_bytes(content[: content.rindex(b'","A') + 1])


@CASES.refused(CODES, "the file is empty; expected a row of headings")
def a_csv_of_no_bytes(study):
    study.path.write_bytes(b"")


@CASES.refused(CODES, "row 2: no answers below the headings; expected a row a submission")
def headings_and_nothing_else(study):
    study.write_rows(study.rows[:1])


@CASES.refused(KOBO, "sheet .*, row 2: no answers below the headings", "take it out of layout.yaml")
def headings_and_nothing_else_in_a_workbook(study):
    study.change_sheet(lambda rows: rows.__delitem__(slice(1, None)))


@CASES.refused(CODES, "row 1: blank; expected the headings")
def blank_lines_above_the_headings(study):
    study.write("\r\n\r\n" + study.text)


@CASES.refused(
    CODES, "row 1", "names the submission: expected 'id'", "Is the row of headings missing"
)
def the_row_of_headings_is_missing(study):
    study.write_rows(study.rows[1:])


@CASES.refused(CODES, "row 2: the headings once more; expected answers")
def two_rows_of_headings(study):
    study.write_rows(study.rows[:1] + study.rows)


@CASES.refused(ENGLISH, "row 4: the headings once more", "two exports put together")
def two_exports_one_below_the_other(study):
    study.write_rows(study.rows[:3] + study.rows)


@CASES.refused(ENGLISH, r"not utf-8 text: byte [\d,]+, line \d+", "Name the file's encoding")
def latin_1_where_utf_8_is_declared(study):
    rows = study.rows
    rows[1][rows[0].index("What is the name of your organization?")] = "Société Générale"
    study.write_rows(rows)
    study.path.write_bytes(study.text.encode("latin-1", errors="replace"))


@CASES.refused(RUSSIAN, r"not utf-8 text: byte [\d,]+, line 1\.")
def cp1251_where_utf_8_is_declared(study):
    del study.entry["encoding"]


@CASES.refused(SPANISH, "not utf-8 text: it begins as utf-16 does")
def utf_16_where_utf_8_is_declared(study):
    del study.entry["encoding"]


@CASES.refused(SPANISH, "not cp1252 text: it begins as utf-16 does")
def utf_16_where_one_byte_a_character_is_declared(study):
    study.entry["encoding"] = "cp1252"


@CASES.refused(RUSSIAN, r"not cp1251 text: byte [\d,]+, line 1\. Name the file's encoding")
def utf_8_where_cp1251_is_declared(study):
    study.write(study.text, "utf-8")


@CASES.refused(
    RUSSIAN, "expected full texts, such as 'От чьего имени вы отвечаете", "in another encoding"
)
def utf_8_where_latin_1_is_declared(study):
    study.write(study.text, "utf-8")
    study.entry["encoding"] = "latin-1"


@CASES.refused(RUSSIAN, "not cp1251 text: it begins as utf-8 does")
def utf_8_with_a_mark_where_cp1251_is_declared(study):
    study.write(study.text, "utf-8-sig")


@CASES.refused(SPANISH, "not utf-16 text|another encoding|NUL")
def utf_8_where_utf_16_is_declared(study):
    study.path.write_bytes(study.text.encode())


@CASES.refused(SPANISH, r"not utf-16 text: byte [\d,]+")
def utf_16_cut_within_a_character(study):
    study.path.write_bytes(study.path.read_bytes()[:-1])


@CASES.refused(CODES, "unknown encoding 'utf-9'; expected a name such as utf-8")
def an_encoding_that_nobody_knows(study):
    study.entry["encoding"] = "utf-9"


@CASES.refused(CODES, "encoding 'base64'")
def an_encoding_that_is_none_of_text(study):
    study.entry["encoding"] = "base64"
    study.path.write_bytes(b"aWQ=")


@CASES.refused(CODES, "not idna text")
def an_encoding_of_names_of_hosts(study):
    study.entry["encoding"] = "idna"
    study.path.write_bytes(b"id,q001\n\xff,1\n")


@CASES.refused(CODES, "line 2: a NUL character: not utf-8 text, or damaged")
def nul_bytes(study):
    study.write(study.text.replace("Member", "Mem\0ber").replace('"A1"', '"\0"', 1))


@CASES.accepted(CODES)
def a_byte_order_mark_twice(study):
    study.path.write_bytes(b"\xef\xbb\xbf" + study.path.read_bytes())


@CASES.refused(
    CODES,
    "row 1",
    "expected codes, such as",
    r"one cell that holds \[','\]: is one of these the .* separator\?",
)
def another_separator_than_declared(study):
    study.write(re.sub('"', "", study.text.partition("\n")[0]) + "\n1\n")
    study.entry["separator"] = ";"


@CASES.refused(CODES, "cells separated by '\"'; expected a comma")
def a_quotation_mark_for_a_separator(study):
    study.entry["separator"] = '"'


@CASES.refused(CODES, r"cells separated by '\\n'; expected a comma, a semicolon or a tab")
def a_line_break_for_a_separator(study):
    study.entry["separator"] = "\n"


@CASES.refused(CODES, r"row 3 \(line \d+\): \d+ cells, the header has \d+")
def a_row_that_is_longer(study):
    rows = study.rows
    rows[2].append("more")
    study.write_rows(rows)


@CASES.refused(CODES, r"row 3 \(line \d+\): \d+ cells, the header has \d+")
def a_row_that_is_shorter(study):
    rows = study.rows
    rows[2].pop()
    study.write_rows(rows)


@CASES.refused(CODES, r"row 2 \(line 2\), column 3: the quotation marks of the cell do not match")
def a_quotation_mark_that_is_not_doubled(study):
    rows = study.rows[:2]
    rows[1] = ['a"b', "c", 'd"e', *rows[1][3:]]
    lines = [",".join(f'"{text}"' for text in row) for row in rows]
    study.write("\n".join(lines).replace('"a"b"', '"a""b"'))


@CASES.refused(
    CODES, r"row \d+ \(line \d+\), column \d+: the quotation marks of the cell do not match"
)
def a_quoted_cell_that_never_ends(study):
    study.write(study.text.rstrip().removesuffix('"'))


@CASES.accepted(CODES)
def rows_that_end_in_three_ways(study):
    lines = study.text.split("\r\n")
    ends = ["\r\n", "\n", "\r"]
    study.write("".join(line + ends[at % 3] for at, line in enumerate(lines)))


@CASES.refused(CODES, "row 1: 16,385 columns, at most 16,384 are read")
def one_column_more_than_are_read(study):
    study.write(",".join(f"c{at}" for at in range(16_385)) + "\n" + "," * 16_384 + "\n")


@CASES.refused(CODES, "row 1: 100,000 columns, at most 16,384 are read")
def a_hundred_thousand_columns(study):
    study.write(",".join(f"c{at}" for at in range(100_000)) + "\n" + "," * 99_999 + "\n")


@CASES.refused(
    CODES, r"row 2 \(line 2\), column 21: a cell of more than 131,072 characters is no answer"
)
def a_cell_of_fifty_megabytes(study):
    rows = study.rows[:2]
    rows[1][20] = "very long"
    study.write_rows(rows)
    study.write(study.text.replace("very long", "x" * 50_000_000))


@CASES.refused(
    CODES, r"row 2 \(line 2\), column 21: a cell of more than 131,072 characters is no answer"
)
def a_cell_of_one_character_more_than_are_read(study):
    rows = study.rows[:2]
    rows[1][20] = "x" * 131_073
    study.write_rows(rows)


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
