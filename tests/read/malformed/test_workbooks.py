"""Workbooks that are damaged, dangerous or of another shape."""

import re
import struct
import zipfile

import pytest
from worlds import REPOSITORY
from worlds.malformed import CODES, KEYED, KOBO, RAW, SHEET_XML, Cases, verify

CASES = Cases()


@CASES.refused(KOBO, "the file is empty; expected an .xlsx workbook")
def a_workbook_of_no_bytes(study):
    study.path.write_bytes(b"")


@CASES.refused(KEYED, "the file is empty; expected an .xlsx workbook")
def a_keyed_workbook_of_no_bytes(study):
    study.path.write_bytes(b"")


@CASES.refused(KOBO, "not an .xlsx workbook, cut off or damaged; expected a ZIP archive")
def a_workbook_cut_off(study):
    study.path.write_bytes(study.path.read_bytes()[:-2000])


@CASES.refused(KOBO, "cut off or damaged", "Bad CRC-32|Error -3|invalid")
def a_workbook_with_a_damaged_byte(study):
    content = bytearray(study.path.read_bytes())
    content[content.index(SHEET_XML.encode()) + 300] ^= 0xFF
    study.path.write_bytes(content)


@CASES.refused(KOBO, "not an .xlsx workbook", "expected a ZIP archive")
def a_csv_named_as_a_workbook(study):
    study.path.write_bytes((REPOSITORY / RAW / CODES).read_bytes())


@CASES.refused(KOBO, "an .xls workbook, or one with a password; expected .xlsx without")
def an_old_or_encrypted_workbook(study):
    study.path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))


@CASES.refused(KOBO, "not an .xlsx workbook", "Content_Types")
def an_archive_that_is_no_workbook(study):
    with zipfile.ZipFile(study.path, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir or Madam")


@CASES.refused(KOBO, "holds macros: refused; have it saved as .xlsx")
def a_workbook_with_macros(study):
    study.members(**{"xl/vbaProject.bin": b"Sub Auto_Open()"})


@CASES.refused(KEYED, "holds macros: refused")
def a_workbook_with_macros_of_another_name(study):
    types = study.member("[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        b"</Types>",
    )
    study.members(**{"xl/x.bin": b"Sub Auto_Open()", "[Content_Types].xml": types})


@CASES.refused(KOBO, "holds links to other files: refused")
def a_workbook_with_links_to_others(study):
    study.members(**{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@CASES.refused(KOBO, r"unpacks to 1\d\d,\d{3},\d{3} bytes from [\d,]+: refused; at most")
def a_zip_bomb(study):
    with (
        zipfile.ZipFile(study.path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as out,
    ):
        for _ in range(8):
            out.write(bytes(16 << 20))


@CASES.refused(KOBO, r"unpacks to more than [\d,]+ bytes from [\d,]+: refused")
def a_zip_bomb_that_lies_about_its_size(study):
    study.members(**{"xl/worksheets/sheet2.xml": bytes(60_000_000)})
    content = study.path.read_bytes()
    told = content.replace(struct.pack("<L", 60_000_000), struct.pack("<L", 1000))
    study.path.write_bytes(told)


# Workbooks: their sheets


@CASES.refused(KOBO, "a workbook without sheets; expected at least one")
def a_workbook_without_sheets(study):
    book = study.member("xl/workbook.xml")
    study.members(**{"xl/workbook.xml": re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", book)})


@CASES.refused(KOBO, "sheet Sheet2: the sheet is empty; expected a row of headings")
def an_empty_sheet(study):
    study.write_sheets({**study.sheets, "Sheet2": []})


@CASES.refused(
    KOBO, "sheet Notes, row 1", "no column holds an answer", r"column 1 \('Ask Jo'\) is not"
)
def a_hidden_sheet_is_read_like_others(study):
    hide = {**study.sheets, "Notes": [["Ask Jo"], ["to check"]]}
    study.write_sheets(hide, lambda book: book.worksheets()[1].hide())


@CASES.refused(KOBO, "sheet .*: merged cells; it can't be told to which row", "C2:C3")
def merged_cells(study):
    study.write_sheets(
        study.sheets, lambda book: book.worksheets()[0].merge_range("C2:C3", "Both of us")
    )


@CASES.refused(
    KOBO, "sheet .*: formulas without a value; expected what they come to", "row 2, column 3"
)
def a_formula_that_was_never_calculated(study):
    study.write_sheets(
        study.sheets,
        lambda book: book.worksheets()[0].write_formula(1, 2, "=A1", None, ""),
    )


@CASES.refused(KEYED, r"sheet .*, row 1048576, column 16384: a cell far outside")
def a_cell_far_outside(study):
    study.write_sheets(
        study.sheets, lambda book: book.worksheets()[0].write(1_048_575, 16_383, "x")
    )


@CASES.refused(
    KOBO, r"row 2, column 2: read as .*, but the workbook.s XML has .* Does an address stand twice"
)
def an_address_that_stands_twice(study):
    xml = study.member(SHEET_XML)
    study.members(**{SHEET_XML: xml.replace(b'r="C2"', b'r="B2"')})


@CASES.accepted(KOBO)
def a_workbook_that_starts_in_another_column(study):
    study.change_sheet(lambda rows: [row.insert(0, None) for row in rows])


@CASES.refused(KOBO, r"row 2: a row of headings .* \(it says #date\)\. Write heading_rows: 2")
def two_rows_of_headings_with_tags(study):
    study.change_sheet(lambda rows: rows.insert(1, ["#date"] * 3 + [None] * (len(rows[0]) - 3)))


@CASES.refused(
    KOBO, "expected labels, such as", "headings are in the language 'fr'; layout.yaml says 'ar'"
)
def headings_in_another_language_than_declared(study):
    study.entry["language"] = "ar"


@CASES.refused(
    KOBO, r"column .*stratégie nationale.* is missing", r"column \d+ \(.Une question.*\) is not in"
)
def an_older_version_of_the_form(study):
    def age(rows):
        at = next(i for i, text in enumerate(rows[0]) if "stratégie nationale" in str(text))
        rows[0][at] = "Une question d'antan"

    study.change_sheet(age)


# Keyed workbooks


def keyed(change):
    """Break the first sheet; `change` gets its rows and where its header row stands."""

    def breaks(study):
        study.change_sheet(lambda rows: change(rows, [r[0] for r in rows].index("No.")))

    return breaks


@CASES.refused(KEYED, r"sheet .*: no row says No\. \| Question \| Answer \| Remarks")
def a_sheet_without_the_header_row(study):
    keyed(lambda rows, top: rows.pop(top))(study)


@CASES.refused(KEYED, r"sheet .*, row \d+, column 1: 'q007' stands twice, first in row \d+")
def a_question_number_twice(study):
    keyed(lambda rows, top: rows.append(next(r for r in rows if r[0] == "q007")))(study)


@CASES.refused(
    KEYED, r"sheet .*, row \d+, column 3: 'Yes' has no number; .* such as q001, in column 1"
)
def an_answer_without_a_number(study):
    keyed(lambda rows, top: rows.append([None, None, "Yes", None]))(study)


@CASES.refused(
    KEYED, r"sheet .*, row \d+, column 5: 'see letter' stands outside the form; expected"
)
def text_in_a_fifth_column(study):
    keyed(lambda rows, top: rows[top + 2].append("see letter"))(study)


@CASES.refused(KEYED, r"sheet .*, row \d+, column 5: 'Comments' stands outside the form")
def text_beside_the_header_row(study):
    keyed(lambda rows, top: rows[top].append("Comments"))(study)


@CASES.refused(KEYED, "sheet ", "row 'q007' is missing", r"row \d+ \('q77'\) is not in the layout")
def a_question_number_that_is_not_in_the_form(study):
    def misnumber(rows, top):
        next(r for r in rows if r[0] == "q007")[0] = "q77"

    keyed(misnumber)(study)


@CASES.refused(
    KEYED, r"sheet .*, row \d+, column 1: 'Remarks q9' is no number of a question; .* in column 4"
)
def remarks_in_place_of_a_number(study):
    keyed(lambda rows, top: rows.append(["Remarks q9", None, "unheard of", None]))(study)


@CASES.accepted(KOBO)
def sheets_that_the_layout_leaves_out(study):
    study.write_sheets({**study.sheets, "Notes": [["Ask Jo"]], "Sheet3": []})
    study.entry["leave_out_sheets"] = ["Notes", "Sheet3"]


@CASES.refused(KOBO, "leave_out_sheets in layout.yaml names Notes; the workbook has the sheets Com")
def a_sheet_left_out_that_is_not_there(study):
    study.entry["leave_out_sheets"] = ["Notes"]


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
