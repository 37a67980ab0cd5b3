"""Exports that something is wrong with: each gets a message that says where, or is judged.

A case breaks one thing in a copy of states2012. It is `refused` with a message that names the
place and what was expected, or the cell is `judged` invalid and logged, or it is `accepted`:
cleaned as if nothing had happened. No other exception than `StudyProblem` may come out, and where
none does, every filled cell of the file is among the cells that were read and accounted for.
"""

import csv
import io
import random
import re
import shutil
import struct
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import polars as pl
import pyreadstat
import pytest
import xlsxwriter
import yaml
from cyberstudy.clean.answers import clean_survey
from cyberstudy.declare.survey import Survey
from cyberstudy.read import FORMATS, read_exports
from cyberstudy.tables.answers import Accounting, Cells, Intake, Log, Submitted
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked, sha256_of
from cyberstudy.verify.receipt import DECLARED, write_receipt
from worlds import REPOSITORY

SURVEY = Path("config/surveys/states2012")
RAW = Path("data/raw")
#: A short name of each export -> its file.
CODES = "states2012/simulated-unodc-limesurvey.csv"
ENGLISH = "states2012/simulated-private-limesurvey-en.csv"
SPANISH = "states2012/simulated-private-limesurvey-es.txt"  # utf-16, tabs
RUSSIAN = "states2012/simulated-private-limesurvey-ru.csv"  # cp1251, semicolons
KOBO_EN = "states2012/simulated-itu-kobo-en.xlsx"
KOBO = "states2012/simulated-itu-kobo-fr.xlsx"
SPSS = "states2012/simulated-academia.sav"
KEYED = "states2012/simulated-intergovernmental-workbook.xlsx"
SHEET_XML = "xl/worksheets/sheet1.xml"


@dataclass
class Study:
    """A copy of the survey whose layout declares one export, to be broken."""

    root: Path
    entry: dict
    others: list = field(default_factory=list)  # further entries of the layout
    layout: str = ""  # in place of one made of the entries
    new_form: bool = False  # the questionnaire itself is read again

    @property
    def path(self):
        return self.root / RAW / self.entry["file"]

    def survey(self, form):
        common = yaml.safe_load((REPOSITORY / SURVEY / "layout.yaml").read_text())["missing"]
        content = {"missing": common, "exports": [self.entry, *self.others]}
        text = self.layout or yaml.safe_dump(content, allow_unicode=True)
        (self.root / SURVEY / "layout.yaml").write_text(text)
        survey = Survey(self.root / SURVEY, root=self.root)
        if not self.new_form:
            survey.__dict__["questionnaire"] = form
        return survey

    def add(self, file):
        """Declare one more export of the survey."""
        shutil.copy(REPOSITORY / RAW / file, self.root / RAW / file)
        self.others.append(entry_of(file))

    # Delimited text

    @property
    def text(self):
        return self.path.read_bytes().decode(self.entry.get("encoding", "utf-8-sig"))

    def write(self, text, encoding=None):
        encoding = encoding or self.entry.get("encoding", "utf-8-sig")
        self.path.write_bytes(text.encode(encoding))

    @property
    def rows(self):
        mark = self.entry.get("separator", ",")
        return list(csv.reader(io.StringIO(self.text, newline=""), delimiter=mark))

    def write_rows(self, rows):
        out = io.StringIO(newline="")
        mark = self.entry.get("separator", ",")
        csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL).writerows(rows)
        self.write(out.getvalue())

    def put(self, **cells):
        """Write into the first record, by code of the column (``q002_SQ001`` for brackets)."""
        rows = self.rows
        for name, text in cells.items():
            rows[1][rows[0].index(re.sub(r"_(\w+)$", r"[\1]", name))] = text
        self.write_rows(rows)

    # Workbooks

    @property
    def sheets(self):
        book = openpyxl.load_workbook(self.path)
        return {s.title: [list(row) for row in s.iter_rows(values_only=True)] for s in book}

    def write_sheets(self, sheets, then=lambda book: None):
        book = xlsxwriter.Workbook(self.path, {"strings_to_formulas": False})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        then(book)
        book.close()

    def change_sheet(self, change):
        """Let `change` mend the rows of the first sheet."""
        sheets = self.sheets
        change(next(iter(sheets.values())))
        self.write_sheets(sheets)

    def members(self, **parts):
        """Put other bytes into the workbook's archive, or further members."""
        with zipfile.ZipFile(self.path) as archive:
            held = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**held, **parts}.items():
                archive.writestr(name, content)

    def member(self, name):
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    # SPSS

    def change_table(self, change):
        table, about = pyreadstat.read_sav(self.path, user_missing=True, output_format="polars")
        labels = about.variable_value_labels
        pyreadstat.write_sav(change(table), self.path, variable_value_labels=labels)


@dataclass
class Case:
    name: str
    file: str
    breaks: object
    says: tuple = ()  # patterns of the message; none: no message
    question: str = ""  # whose cell becomes invalid
    was: str = ""  # what stands in the log
    same: bool = False  # cleaned as if nothing were wrong


CASES = []


def _add(file, **expected):
    def keep(breaks):
        CASES.append(Case(breaks.__name__, file, breaks, **expected))
        return breaks

    return keep


def refused(file, *says):
    """Expect a message that holds every pattern, and the file's name."""
    return _add(file, says=(re.escape(file.rpartition("/")[2]), *says))


def refused_layout(*says):
    return _add(CODES, says=says)


def judged(file, question, was):
    """Expect the first record's answer to be invalid and logged."""
    return _add(file, question=question, was=was)


def accepted(file, same=True):
    return _add(file, same=same)


def entry_of(file):
    declared = yaml.safe_load((REPOSITORY / SURVEY / "layout.yaml").read_text())["exports"]
    return next(entry for entry in declared if entry["file"] == file)


# Text: cut off, encodings, separators


@refused(CODES, r"row \d+ \(line \d+\), column \d+: the quotation marks .* do not match", "cut off")
def a_file_cut_in_a_quoted_cell(study):
    content = study.path.read_bytes()
    study.path.write_bytes(content[: content.rindex(b'","A') + 4])


@refused(CODES, r"row \d+ \(line \d+\): \d+ cells, the header has \d+", "cut off")
def a_file_cut_between_two_cells(study):
    content = study.path.read_bytes()
    study.path.write_bytes(content[: content.rindex(b'","A') + 1])


@refused(CODES, "the file is empty; expected a row of headings")
def a_csv_of_no_bytes(study):
    study.path.write_bytes(b"")


@refused(CODES, "row 2: no answers below the headings; expected a row a submission")
def headings_and_nothing_else(study):
    study.write_rows(study.rows[:1])


@refused(KOBO, "sheet .*, row 2: no answers below the headings", "take it out of layout.yaml")
def headings_and_nothing_else_in_a_workbook(study):
    study.change_sheet(lambda rows: rows.__delitem__(slice(1, None)))


@refused(CODES, "row 1: blank; expected the headings")
def blank_lines_above_the_headings(study):
    study.write("\r\n\r\n" + study.text)


@refused(CODES, "row 1", "names the submission: expected 'id'", "Is the row of headings missing")
def the_row_of_headings_is_missing(study):
    study.write_rows(study.rows[1:])


@refused(CODES, "row 2: the headings once more; expected answers")
def two_rows_of_headings(study):
    study.write_rows(study.rows[:1] + study.rows)


@refused(ENGLISH, "row 4: the headings once more", "two exports put together")
def two_exports_one_below_the_other(study):
    study.write_rows(study.rows[:3] + study.rows)


@refused(ENGLISH, r"not utf-8 text: byte [\d,]+, line \d+", "Name the file's encoding")
def latin_1_where_utf_8_is_declared(study):
    rows = study.rows
    rows[1][rows[0].index("What is the name of your organization?")] = "Société Générale"
    study.write_rows(rows)
    study.path.write_bytes(study.text.encode("latin-1", errors="replace"))


@refused(RUSSIAN, r"not utf-8 text: byte [\d,]+, line 1\.")
def cp1251_where_utf_8_is_declared(study):
    del study.entry["encoding"]


@refused(SPANISH, "not utf-8 text: it begins as utf-16 does")
def utf_16_where_utf_8_is_declared(study):
    del study.entry["encoding"]


@refused(SPANISH, "not cp1252 text: it begins as utf-16 does")
def utf_16_where_one_byte_a_character_is_declared(study):
    study.entry["encoding"] = "cp1252"


@refused(RUSSIAN, r"not cp1251 text: byte [\d,]+, line 1\. Name the file's encoding")
def utf_8_where_cp1251_is_declared(study):
    study.write(study.text, "utf-8")


@refused(
    RUSSIAN, "expected full texts, such as 'От чьего имени вы отвечаете", "in another encoding"
)
def utf_8_where_latin_1_is_declared(study):
    study.write(study.text, "utf-8")
    study.entry["encoding"] = "latin-1"


@refused(RUSSIAN, "not cp1251 text: it begins as utf-8 does")
def utf_8_with_a_mark_where_cp1251_is_declared(study):
    study.write(study.text, "utf-8-sig")


@refused(SPANISH, "not utf-16 text|another encoding|NUL")
def utf_8_where_utf_16_is_declared(study):
    study.path.write_bytes(study.text.encode())


@refused(SPANISH, r"not utf-16 text: byte [\d,]+")
def utf_16_cut_within_a_character(study):
    study.path.write_bytes(study.path.read_bytes()[:-1])


@refused(CODES, "unknown encoding 'utf-9'; expected a name such as utf-8")
def an_encoding_that_nobody_knows(study):
    study.entry["encoding"] = "utf-9"


@refused(CODES, "encoding 'base64'")
def an_encoding_that_is_none_of_text(study):
    study.entry["encoding"] = "base64"
    study.path.write_bytes(b"aWQ=")


@refused(CODES, "not idna text")
def an_encoding_of_names_of_hosts(study):
    study.entry["encoding"] = "idna"
    study.path.write_bytes(b"id,q001\n\xff,1\n")


@refused(CODES, "line 2: a NUL character: not utf-8 text, or damaged")
def nul_bytes(study):
    study.write(study.text.replace("Member", "Mem\0ber").replace('"A1"', '"\0"', 1))


@accepted(CODES)
def a_byte_order_mark_twice(study):
    study.path.write_bytes(b"\xef\xbb\xbf" + study.path.read_bytes())


@refused(
    CODES,
    "row 1",
    "expected codes, such as",
    r"one cell that holds \[','\]: is one of these the .* separator\?",
)
def another_separator_than_declared(study):
    study.write(re.sub('"', "", study.text.partition("\n")[0]) + "\n1\n")
    study.entry["separator"] = ";"


@refused(CODES, "cells separated by '\"'; expected a comma")
def a_quotation_mark_for_a_separator(study):
    study.entry["separator"] = '"'


@refused(CODES, r"cells separated by '\\n'; expected a comma, a semicolon or a tab")
def a_line_break_for_a_separator(study):
    study.entry["separator"] = "\n"


@refused(CODES, r"row 3 \(line \d+\): \d+ cells, the header has \d+")
def a_row_that_is_longer(study):
    rows = study.rows
    rows[2].append("more")
    study.write_rows(rows)


@refused(CODES, r"row 3 \(line \d+\): \d+ cells, the header has \d+")
def a_row_that_is_shorter(study):
    rows = study.rows
    rows[2].pop()
    study.write_rows(rows)


@refused(CODES, r"row 2 \(line 2\), column 3: the quotation marks of the cell do not match")
def a_quotation_mark_that_is_not_doubled(study):
    rows = study.rows[:2]
    rows[1] = ['a"b', "c", 'd"e', *rows[1][3:]]
    lines = [",".join(f'"{text}"' for text in row) for row in rows]
    study.write("\n".join(lines).replace('"a"b"', '"a""b"'))


@refused(CODES, r"row \d+ \(line \d+\), column \d+: the quotation marks of the cell do not match")
def a_quoted_cell_that_never_ends(study):
    study.write(study.text.rstrip().removesuffix('"'))


@accepted(CODES)
def rows_that_end_in_three_ways(study):
    lines = study.text.split("\r\n")
    ends = ["\r\n", "\n", "\r"]
    study.write("".join(line + ends[at % 3] for at, line in enumerate(lines)))


@refused(CODES, "row 1: 100,000 columns, at most 16,384 are read")
def a_hundred_thousand_columns(study):
    study.write(",".join(f"c{at}" for at in range(100_000)) + "\n" + "," * 99_999 + "\n")


@refused(CODES, r"row 2 \(line 2\), column 21: a cell of more than 131,072 characters is no answer")
def a_cell_of_fifty_megabytes(study):
    rows = study.rows[:2]
    rows[1][20] = "x" * 50_000_000
    study.write_rows(rows)


# Columns


@refused(CODES, "row 1", "column 'q001' is missing", "another version of the form")
def a_column_is_missing(study):
    study.write_rows(without(study.rows, "q001"))


@refused(CODES, r"column 'q001' is missing", r"column \d+ \('Q1'\) is not in the layout")
def a_column_is_renamed(study):
    study.write(study.text.replace('"q001"', '"Q1"'))


@accepted(CODES)
def columns_in_another_order(study):
    study.write_rows([row[::-1] for row in study.rows])


@refused(CODES, r"column \d+ \('score'\) is not in the layout", "under metadata")
def one_more_column(study):
    study.write_rows(widened(study.rows, ["score"] + ["7"] * len(study.rows)))


@accepted(CODES)
def one_more_column_with_neither_heading_nor_text(study):
    study.write_rows(widened(study.rows, [""] * len(study.rows)))


@refused(CODES, r"row 3, column \d+: 'by hand' stands in a column without a header")
def text_in_a_column_without_heading(study):
    study.write_rows(widened(study.rows, ["", "", "by hand"] + [""] * len(study.rows)))


@refused(CODES, "column 'q001' stands twice; in the layout this one would be 'q001 \\(2\\)'")
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


@refused(CODES, "row 2: the submission id 'unodc-.*' stands twice", "row 3: the submission id")
def a_submission_id_twice(study):
    rows = study.rows
    rows[2][0] = rows[1][0]
    study.write_rows(rows)


@refused(CODES, r"row 2: no submission or unit id in column 1 \('id'\); every row")
def a_submission_without_id(study):
    study.put(id=" ")


@refused(KOBO, r"sheet .*, row 2: no submission or unit id in column \d+ \('_id'\)")
def a_kobo_submission_without_id(study):
    study.change_sheet(lambda rows: rows[1].__setitem__(rows[0].index("_id"), None))


@refused(KOBO, "submission id 'itu-.*' stands twice", "kobo-en.xlsx, sheet .*, row 2")
def an_id_of_another_file_with_the_same_prefix(study):
    study.add(KOBO_EN)
    book = openpyxl.load_workbook(REPOSITORY / RAW / KOBO_EN, read_only=True)
    rows = book.active.iter_rows(values_only=True, max_row=2)
    other = dict(zip(*rows, strict=True))["_id"]
    study.change_sheet(lambda rows: rows[1].__setitem__(rows[0].index("_id"), other))


@refused(CODES, r"row 2, column unitstate: 'Atlantis' names no unit", "corrections.csv")
def an_unknown_state(study):
    study.put(respondentgroup="A1", unitstate="Atlantis")


@refused(CODES, r"row 2, column unitstate: 'Congo' names no unit", "reviewed alias")
def a_state_that_could_be_two(study):
    study.put(respondentgroup="A1", unitstate="Congo")


@refused(CODES, r"row 2, column unitstate: 'Farnce' names no unit")
def a_state_with_a_typing_error(study):
    study.put(respondentgroup="A1", unitstate="Farnce")


# Cells


@judged(CODES, "q001_national_strategy", "A99")
def an_unknown_code(study):
    study.put(respondentgroup="A1", q001="A99")


@judged(ENGLISH, "institution_type", "Guild of tinkers")
def an_unknown_label(study):
    rows = study.rows
    at = rows[0].index("Which type of institution replies to this questionnaire?")
    rows[1][at] = "Guild of tinkers"
    study.write_rows(rows)


@judged(CODES, "q003_threats_state", "maybe")
def a_tick_that_says_maybe(study):
    study.put(respondentgroup="A1", q003_SQ002="maybe")


@judged(CODES, "q011_recorded_access", "about 30")
def a_number_with_words(study):
    study.put(respondentgroup="A1", q009="A1", q011="about 30")


@judged(CODES, "q011_recorded_access", "1e400")
def a_number_beyond_all_numbers(study):
    study.put(respondentgroup="A1", q009="A1", q011="1e400")


@judged(CODES, "q011_recorded_access", "-5")
def a_number_below_nought(study):
    study.put(respondentgroup="A1", q009="A1", q011="-5")


@judged(CODES, "q011_recorded_access", "1,234")
def a_comma_that_could_be_either(study):
    study.put(respondentgroup="A1", q009="A1", q011="1,234")


@judged(CODES, "completed_on", "2012-02-31")
def the_31st_of_february(study):
    study.put(completedon="2012-02-31")


@judged(CODES, "completed_on", "04.03.2012")
def a_date_with_the_day_first(study):
    study.put(completedon="04.03.2012")


@judged(CODES, "q014_reporting_routes", "")
def dont_know_beside_an_answer(study):
    study.put(respondentgroup="A1", q014_SQ001="Y", q014_SQ008="Y")


@judged(CODES, "q011_recorded_access", "12")
def an_answer_to_a_question_not_asked(study):
    study.put(respondentgroup="A1", q009="A2", q011="12")


@judged(KOBO, "q001_national_strategy", "#N/A")
def an_error_value_in_a_cell(study):
    sheets = study.sheets
    rows = next(iter(sheets.values()))
    at = next(i for i, text in enumerate(rows[0]) if "stratégie nationale" in str(text))

    def spoil(book):
        book.worksheets()[0].write_formula(1, at, "=NA()", None, "#N/A")

    study.write_sheets(sheets, spoil)


@judged(SPSS, "institution_type", "77")
def a_value_without_label(study):
    number = pl.Series("institution_type", [77.0])
    study.change_table(
        lambda t: t.with_columns(pl.concat([number, t["institution_type"].cast(float)[1:]]))
    )


@refused(
    CODES, r"row 2, column q001: 'A99': not an option of q001_national_strategy", "corrections.csv"
)
def an_unknown_code_where_settings_say_stop(study):
    study.put(respondentgroup="A1", q001="A99")
    change_settings(study, "unknown_option: invalid", "unknown_option: stop")


def change_settings(study, old, new):
    path = study.root / SURVEY / "settings.yaml"
    text = path.read_text()
    assert old in text
    path.unlink()
    path.write_text(text.replace(old, new))


# The layout


@refused(CODES, "there is no such file in .*put it there, or take it out of layout.yaml")
def a_file_that_is_not_there(study):
    study.path.unlink()


@refused(CODES, "there is no such file")
def a_folder_in_place_of_a_file(study):
    study.path.unlink()
    study.path.mkdir()


@refused(CODES, "layout.yaml: .* is declared twice; expected once")
def a_file_declared_twice(study):
    study.others.append({**study.entry, "channel": "another"})


@refused_layout(r"layout\.yaml:.*\n.*exports\.0\.file: .*'\.\./\.\./etc/passwd'")
def a_path_out_of_the_raw_folder(study):
    study.entry["file"] = "../../etc/passwd"


@refused_layout(r"layout\.yaml:(.*\n)+.*exports\.0\.file: .*states2012/\.\./\.\./x\.csv")
def a_path_that_climbs_out_on_the_way(study):
    study.entry["file"] = "states2012/../../x.csv"


@refused_layout(r"layout\.yaml:.*\n.*exports\.0\.file: '/etc/passwd'")
def an_absolute_path(study):
    study.entry["file"] = "/etc/passwd"


@refused(CODES, "leads out of .*states2012, to .*elsewhere.csv; put the file itself there")
def a_link_out_of_the_raw_folder(study):
    elsewhere = study.root / "elsewhere.csv"
    study.path.rename(elsewhere)
    study.path.symlink_to(elsewhere)


@refused_layout(r"exports\.0\.format: 'stata' is not one of \['csv', 'limesurvey', 'kobo'")
def an_unknown_format(study):
    study.entry["format"] = "stata"


@refused(CODES, "no question to the group 'gods'; expected one of academic, intergovernmental")
def a_group_without_questions(study):
    study.entry["group"] = "gods"


@refused(CODES, "q1: the questionnaire has no question 'q999_unheard_of'")
def a_column_for_an_unknown_question(study):
    study.entry["columns"] = {"q1": "q999_unheard_of"}


@refused(CODES, "unit: this form does not have the question 'organization_name'")
def a_unit_that_the_form_does_not_ask_for(study):
    study.entry["unit"] = "organization_name"


@refused(CODES, "'csv' has no headings of its own; expected columns in layout.yaml")
def a_format_that_needs_columns(study):
    study.entry |= {"format": "csv", "submission": "id"}


@refused(ENGLISH, "organization_name: is both needed and listed under metadata or personal")
def a_column_needed_and_dropped(study):
    study.entry["personal"] = ["organization_name"]


@refused_layout("layout.yaml is not YAML", "line 2")
def a_layout_that_is_no_yaml(study):
    study.layout = "exports:\n\t- file: a.csv\n"


@refused_layout("nowhere.csv")
def a_table_of_codes_that_is_not_there(study):
    study.entry["codes"] = "nowhere.csv"


@refused_layout(r"layout\.yaml:(.*\n)+.*exports\.0\.codes")
def a_table_of_codes_outside_the_survey(study):
    study.entry["codes"] = "../../../../outside.csv"
    (study.root.parent / "outside.csv").write_text("question,option,code\n")


@refused_layout("corrections.csv: columns .*option.*code.* are missing")
def a_table_of_codes_that_is_none(study):
    study.entry["codes"] = "corrections.csv"


@refused_layout(r"settings\.yaml:(.*\n)+.*choice_files\.member_states\.csv\.path")
def options_from_outside_the_raw_folder(study):
    change_settings(study, "path: data/raw/reference/member_states.csv", "path: /etc/passwd")
    study.new_form = True


# Workbooks: what they are


@refused(KOBO, "the file is empty; expected an .xlsx workbook")
def a_workbook_of_no_bytes(study):
    study.path.write_bytes(b"")


@refused(KEYED, "the file is empty; expected an .xlsx workbook")
def a_keyed_workbook_of_no_bytes(study):
    study.path.write_bytes(b"")


@refused(KOBO, "not an .xlsx workbook, cut off or damaged; expected a ZIP archive")
def a_workbook_cut_off(study):
    study.path.write_bytes(study.path.read_bytes()[:-2000])


@refused(KOBO, "cut off or damaged", "Bad CRC-32|Error -3|invalid")
def a_workbook_with_a_damaged_byte(study):
    content = bytearray(study.path.read_bytes())
    content[content.index(SHEET_XML.encode()) + 300] ^= 0xFF
    study.path.write_bytes(content)


@refused(KOBO, "not an .xlsx workbook", "expected a ZIP archive")
def a_csv_named_as_a_workbook(study):
    study.path.write_bytes((REPOSITORY / RAW / CODES).read_bytes())


@refused(KOBO, "an .xls workbook, or one with a password; expected .xlsx without")
def an_old_or_encrypted_workbook(study):
    study.path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4096))


@refused(KOBO, "not an .xlsx workbook", "Content_Types")
def an_archive_that_is_no_workbook(study):
    with zipfile.ZipFile(study.path, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir or Madam")


@refused(KOBO, "holds macros: refused; have it saved as .xlsx")
def a_workbook_with_macros(study):
    study.members(**{"xl/vbaProject.bin": b"Sub Auto_Open()"})


@refused(KEYED, "holds macros: refused")
def a_workbook_with_macros_of_another_name(study):
    types = study.member("[Content_Types].xml").replace(
        b"</Types>",
        b'<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        b"</Types>",
    )
    study.members(**{"xl/x.bin": b"Sub Auto_Open()", "[Content_Types].xml": types})


@refused(KOBO, "holds links to other files: refused")
def a_workbook_with_links_to_others(study):
    study.members(**{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


@refused(KOBO, r"unpacks to 1,0\d\d,\d{3},\d{3} bytes from [\d,]+: refused; at most")
def a_zip_bomb(study):
    with (
        zipfile.ZipFile(study.path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w") as out,
    ):
        for _ in range(64):
            out.write(bytes(16 << 20))


@refused(KOBO, r"unpacks to more than [\d,]+ bytes from [\d,]+: refused")
def a_zip_bomb_that_lies_about_its_size(study):
    study.members(**{"xl/worksheets/sheet2.xml": bytes(60_000_000)})
    content = study.path.read_bytes()
    told = content.replace(struct.pack("<L", 60_000_000), struct.pack("<L", 1000))
    study.path.write_bytes(told)


# Workbooks: their sheets


@refused(KOBO, "a workbook without sheets; expected at least one")
def a_workbook_without_sheets(study):
    book = study.member("xl/workbook.xml")
    study.members(**{"xl/workbook.xml": re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", book)})


@refused(KOBO, "sheet Sheet2: the sheet is empty; expected a row of headings")
def an_empty_sheet(study):
    study.write_sheets({**study.sheets, "Sheet2": []})


@refused(KOBO, "sheet Notes, row 1", "no column holds an answer", r"column 1 \('Ask Jo'\) is not")
def a_hidden_sheet_is_read_like_others(study):
    hide = {**study.sheets, "Notes": [["Ask Jo"], ["to check"]]}
    study.write_sheets(hide, lambda book: book.worksheets()[1].hide())


@refused(KOBO, "sheet .*: merged cells; it can't be told to which row", "C2:C3")
def merged_cells(study):
    study.write_sheets(
        study.sheets, lambda book: book.worksheets()[0].merge_range("C2:C3", "Both of us")
    )


@refused(KOBO, "sheet .*: formulas without a value; expected what they come to", "row 2, column 3")
def a_formula_that_was_never_calculated(study):
    study.write_sheets(
        study.sheets,
        lambda book: book.worksheets()[0].write_formula(1, 2, "=A1", None, ""),
    )


@refused(KEYED, r"sheet .*, row 1048576, column 16384: a cell far outside")
def a_cell_far_outside(study):
    study.write_sheets(
        study.sheets, lambda book: book.worksheets()[0].write(1_048_575, 16_383, "x")
    )


@refused(
    KOBO, r"sheet .*: \d+ cells hold something, .*; \d+ were read. Does an address stand twice"
)
def an_address_that_stands_twice(study):
    xml = study.member(SHEET_XML)
    study.members(**{SHEET_XML: xml.replace(b'r="C2"', b'r="B2"')})


@accepted(KOBO)
def a_workbook_that_starts_in_another_column(study):
    study.change_sheet(lambda rows: [row.insert(0, None) for row in rows])


@refused(KOBO, "row 2: no submission or unit id")
def two_rows_of_headings_with_tags(study):
    study.change_sheet(lambda rows: rows.insert(1, ["#date"] * 3 + [None] * (len(rows[0]) - 3)))


@refused(
    KOBO, "expected labels, such as", "headings are in the language 'fr'; layout.yaml says 'ar'"
)
def headings_in_another_language_than_declared(study):
    study.entry["language"] = "ar"


@refused(
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


@refused(KEYED, r"sheet .*: no row says No\. \| Question \| Answer \| Remarks")
def a_sheet_without_the_header_row(study):
    keyed(lambda rows, top: rows.pop(top))(study)


@refused(KEYED, r"sheet .*, row \d+, column 1: 'q007' stands twice, first in row \d+")
def a_question_number_twice(study):
    keyed(lambda rows, top: rows.append(next(r for r in rows if r[0] == "q007")))(study)


@refused(KEYED, r"sheet .*, row \d+, column 3: 'Yes' has no number; .* such as q001, in column 1")
def an_answer_without_a_number(study):
    keyed(lambda rows, top: rows.append([None, None, "Yes", None]))(study)


@refused(KEYED, r"sheet .*, row \d+, column 5: 'see letter' stands outside the form; expected")
def text_in_a_fifth_column(study):
    keyed(lambda rows, top: rows[top + 2].append("see letter"))(study)


@refused(KEYED, r"sheet .*, row \d+, column 5: 'Comments' stands outside the form")
def text_beside_the_header_row(study):
    keyed(lambda rows, top: rows[top].append("Comments"))(study)


@refused(KEYED, "sheet ", "row 'q007' is missing", r"row \d+ \('q77'\) is not in the layout")
def a_question_number_that_is_not_in_the_form(study):
    def misnumber(rows, top):
        next(r for r in rows if r[0] == "q007")[0] = "q77"

    keyed(misnumber)(study)


# SPSS


@refused(SPSS, "the file is empty; expected a .sav file")
def an_spss_file_of_no_bytes(study):
    study.path.write_bytes(b"")


@refused(SPSS, "can't be read as SPSS data: .*; expected a whole .sav file")
def an_spss_file_cut_off(study):
    study.path.write_bytes(study.path.read_bytes()[:-3000])


@refused(SPSS, "row 2: no answers below the headings")
def an_spss_file_without_cases(study):
    study.change_table(lambda table: table.head(0))


@refused(SPSS, "can't be read as SPSS data")
def an_spss_file_that_is_text(study):
    study.path.write_bytes(b"id,q001\n1,2\n" * 50)


@refused(SPSS, "column 'q103_guidance_published' is missing", r"\('V13'\) is not in the layout")
def an_spss_variable_renamed(study):
    study.change_table(lambda t: t.rename({"q103_guidance_published": "V13"}))


@refused(SPSS, "can't be read as SPSS data|the reader of SPSS files breaks down on it")
def an_spss_file_whose_labels_point_nowhere(study):
    content = study.path.read_bytes()
    for found in re.finditer(rb"\x04\0\0\0\x01\0\0\0(.\0\0\0)", content, re.S):
        content = content[: found.start(1)] + b"\xff\xff\xff\x7e" + content[found.end(1) :]
    study.path.write_bytes(content)


# How the cases are run


@pytest.fixture(scope="module")
def form():
    return Survey(REPOSITORY / SURVEY, root=REPOSITORY).questionnaire


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """What every case shares and none changes."""
    root = tmp_path_factory.mktemp("template")
    shutil.copytree(REPOSITORY / SURVEY, root / SURVEY)
    shutil.copytree(REPOSITORY / RAW / "reference", root / RAW / "reference")
    return root


@pytest.fixture
def make(template, tmp_path):
    def study(file):
        (tmp_path / SURVEY).mkdir(parents=True)
        for path in (template / SURVEY).iterdir():
            if path.name != "layout.yaml":
                (tmp_path / SURVEY / path.name).symlink_to(path)
        (tmp_path / RAW / "states2012").mkdir(parents=True)
        (tmp_path / RAW / "reference").symlink_to(template / RAW / "reference")
        shutil.copy(REPOSITORY / RAW / file, tmp_path / RAW / file)
        return Study(tmp_path, entry_of(file))

    return study


def process(study, form):
    survey = study.survey(form)
    cells, intake = read_exports(survey.exports, study.root / RAW, form)
    checked(cells, Cells)
    checked(intake, Intake)
    return cells, intake, clean_survey(cells, intake, survey)


def as_sent(study, form, known={}):  # noqa: B006 - remembers
    """Answers of the unbroken export."""
    if study.entry["file"] not in known:
        known[study.entry["file"]] = process(study, form)[2].submitted
    return known[study.entry["file"]]


def filled_in(study):
    """Count the filled cells below the headings that are nobody's personal data, by other means."""
    known = FORMATS[study.entry["format"]]
    if known is FORMATS["spss"]:
        table, _ = pyreadstat.read_sav(study.path, user_missing=True, output_format="polars")
        sheets = [[table.columns, *table.rows()]]
    elif known is FORMATS["kobo"]:
        sheets = study.sheets.values()
    else:
        mark = study.entry.get("separator", ",")
        text = study.text.lstrip("\ufeff")
        sheets = [list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))]
    return sum(
        text not in (None, "") and header not in known.personal
        for headers, *rows in sheets
        for row in rows
        for header, text in zip(headers, row, strict=False)
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_what_is_malformed_is_named_or_judged(case, make, form):
    study = make(case.file)
    before = as_sent(study, form) if case.same else None
    case.breaks(study)
    began = time.perf_counter()
    if case.says:
        with pytest.raises(StudyProblem) as caught:
            process(study, form)
        for said in case.says:
            assert re.search(said, str(caught.value)), f"{said!r} is not in: {caught.value}"
        assert time.perf_counter() - began < 5
        return
    cells, intake, cleaned = process(study, form)
    assert cells["text"].is_not_null().sum() == filled_in(study)
    assert checked(cleaned.accounting, Accounting)["cells"].sum() == intake["cells"].sum()
    checked(cleaned.log, Log)
    checked(cleaned.submitted, Submitted)
    if case.same:
        assert cleaned.submitted.equals(before)
        return
    first = cells["record"].min()
    submission = cleaned.submissions.filter(record=first)["submission_id"].item()
    own = {"submission_id": submission, "question": case.question}
    assert set(cleaned.submitted.filter(**own)["status"]) == {"invalid"}
    logged = cleaned.log.filter(kind="invalid", **own).to_dicts()
    assert [(entry["file"], entry["was"], entry["became"]) for entry in logged] == [
        (case.file, case.was, None)
    ]
    assert logged[0]["row"] >= 2
    assert logged[0]["header"]
    assert logged[0]["reason"]


def test_a_second_file_for_a_channel_that_nobody_declared_stops_at_the_receipt(make, monkeypatch):
    study = make(CODES)
    monkeypatch.chdir(study.root)
    declared = dict.fromkeys(DECLARED, "x") | {
        "file": CODES,
        "sha256": sha256_of(study.path),
        "bytes": str(study.path.stat().st_size),
    }
    manifest, sources = RAW / "MANIFEST.csv", RAW / "sources.yaml"
    pl.DataFrame([declared]).write_csv(manifest)
    shutil.copy(REPOSITORY / sources, sources)
    second = study.path.with_name("simulated-unodc-limesurvey (2).csv")
    shutil.copy(study.path, second)
    files = [(RAW / CODES).as_posix(), second.relative_to(study.root).as_posix()]
    with pytest.raises(StudyProblem, match=r"limesurvey \(2\)\.csv: listed no.*\n.*move the stran"):
        write_receipt(files, manifests=[manifest], sources=sources)


@pytest.mark.parametrize("file", [CODES, SPANISH, RUSSIAN, KOBO, KEYED])
def test_random_damage_never_ends_in_a_traceback(file, make, form):
    study = make(file)
    exports = study.survey(form).exports
    whole = study.path.read_bytes()
    chance = random.Random(20110519)
    for _ in range(25):
        content = bytearray(whole)
        at, to = sorted(chance.sample(range(len(content)), 2))
        match chance.choice(["byte", "gap", "cut", "again"]):
            case "byte":
                content[at] = chance.randrange(256)
            case "gap":
                del content[at : at + chance.randrange(1, 40)]
            case "cut":
                del content[at:]
            case "again":
                content[at:at] = content[to : to + 40]
        study.path.write_bytes(content)
        try:
            cells, intake = read_exports(exports, study.root / RAW, form)
        except StudyProblem as problem:
            assert study.path.name in str(problem)
        else:
            checked(cells, Cells)
            checked(intake, Intake)


def test_there_are_enough_cases():
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)
