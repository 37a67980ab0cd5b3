"""Recognise what wrote a file, by its ending, its headings and its first rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import BETWEEN, FORMATS, STARTED
from surveyanswers.instrument.layout_keys import LongTable
from surveyanswers.read import READERS
from surveyanswers.read.columns import unique_headers
from surveyanswers.read.delimited import MARKS
from surveyanswers.read.grid import Grid
from surveyanswers.read.inspection import inspect
from surveyanswers.scaffold.form import Form
from surveyanswers.tables.answers import SUBMITTED
from surveyanswers.tables.problems import SurveyError

#: Formats by the ending of the file, where that tells.
_BY_ENDING = {".sav": "spss", ".zsav": "spss", ".dta": "stata"}
_WORKBOOKS, _TEXTS = (".xlsx", ".xlsm"), (".csv", ".txt", ".tsv", ".tab")
#: Headings that a program writes itself, all of them in small letters -> format.
_SIGNS = (
    ({"_uuid", "_submission_time"}, "kobo"),
    ({"_id", "_uuid"}, "kobo"),
    ({"key", "meta-instanceid"}, "odk"),
    ({"key", "submissiondate"}, "odk"),
    ({"recordeddate", "responseid"}, "qualtrics"),
    ({"v1", "v10"}, "qualtrics"),
    ({"respondent id"}, "surveymonkey"),
    ({"case", "questnnr"}, "soscisurvey"),
    ({"redcap_event_name"}, "redcap"),
    ({"redcap_repeat_instrument"}, "redcap"),
)
#: A plain table whose rows nothing names is read as this program's, which counts rows.
NUMBERED = "google_forms"
_LONG = {
    "unit": ("ref_area", "geo", "country", "economy", "unit", "iso3", "area"),
    "item": ("indicator", "item", "variable", "question", "series", "indicator code"),
    "value": ("obs_value", "value"),
    "wave": ("time_period", "year", "time", "wave", "edition", "period"),
}


@dataclass
class Recognised:
    """A file as it will be declared.

    Attributes
    ----------
    export
        How it is read.
    grid
        What it holds, further rows of headings taken off.
    roles
        Of a long table: unit, item, value and wave, each with its column.
    rosters
        Sheets that hold the instances of the form's repeats, by whose names they go.
    rows
        Row of each record, as a spreadsheet counts.
    """

    export: Export
    grid: Grid
    headers: list[str]
    roles: dict[str, str] = field(default_factory=dict)
    rosters: list[Grid] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, list[str]]:
        """The texts in each column that are not blank, by heading."""
        bodies = self.grid.body.get_columns()
        return {
            header: [text for text in body.to_list() if text and text.strip()]
            for header, body in zip(self.headers, bodies, strict=True)
        }

    @property
    def wordings(self) -> dict[str, str]:
        """What each column asks: the row below its heading, as in Qualtrics, or the heading.

        SurveyMonkey's further row is in the heading already; LimeSurvey writes a code before.
        """
        if self.export.format == "limesurvey":
            return {h: re.sub(r"^\w+(\[[^\]]+\])*(\. |\._\.)(?=.)", "", h) for h in self.headers}
        wording_rows = self.export.format != "surveymonkey" and self.grid.further
        texts = [*self.grid.further[0]] if wording_rows else []
        return {h: text or h for h, text in zip_longest(self.headers, texts)}

    @property
    def date_order(self) -> str | None:
        """What days of submission begin with that do not begin with the year.

        Assume: with the month, as American programs write it, unless a number over 12 says no.
        """
        roles = FORMATS[self.export.format].roles
        parts = [
            text.strip().replace(".", "/").split("/")[:2]
            for header, values in self.columns.items()
            if roles.get(header) == SUBMITTED
            for text in values
        ]
        days = [part[0] for part in parts if len(part) == 2 and "".join(part).isdecimal()]
        if any(int(first) > 12 for first in days):
            return "day"
        return "month" if days else None


def recognise(path: Path, form: Form, *, language: str = "en") -> Recognised:
    """Find out how a file is to be read, and read it.

    Where nothing in it says which program wrote it, the form's did. Sheets that are named as one of
    the form's repeats hold its instances. What is left out is told in the form.

    Raises
    ------
    SurveyError
        There is no such file, or nothing here reads it.
    """
    if not path.is_file():
        raise SurveyError(f"{path}: there is no such file")
    ending, apart = path.suffix.lower(), list[str]()
    export = Export(path.name, "csv", "", language, "", ())
    if ending in _BY_ENDING:
        export = replace(export, format=_BY_ENDING[ending])
    elif ending in _WORKBOOKS:
        export = replace(export, format=form.program or NUMBERED)
        export, apart = _workbook(path, export, form)
    elif ending in _TEXTS:
        export = _text(path, replace(export, format=form.program or "csv"), form)
    else:
        raise SurveyError(
            f"{path}: files of this kind are not read; expected one of "
            f"{', '.join([*_BY_ENDING, *_WORKBOOKS, *_TEXTS])}{_packed(path)}"
        )
    grids = [g for g in READERS[export.format].read_grids(path, export) if g.headers]
    rosters = [sheet for sheet in grids if sheet.sheet in apart]
    grid = next(sheet for sheet in grids if sheet.sheet not in apart).under(export.heading_rows)
    text_cells = pl.all().cast(pl.String).str.contains(r"\S")
    filled_rows = grid.body.select(pl.any_horizontal(text_cells)).to_series().arg_true()
    rows = [grid.first_row + at for at in filled_rows]
    grid = replace(grid, body=grid.body[filled_rows])
    filled = [column.count() for column in grid.body.get_columns()]
    bare = [
        at
        for at, heading_and_count in enumerate(zip(grid.headers, filled, strict=True), 1)
        if heading_and_count[1] and not heading_and_count[0].strip()
    ]
    if len(bare) > 1:
        raise SurveyError(
            f"{path}: columns {', '.join(map(str, bare))} hold values but have no heading; "
            f"expected headings in the first row: delete the rows above them, and save again"
        )
    headers = unique_headers(grid.headers)
    if {"PARENT_KEY", "KEY"} <= {*headers}:
        raise SurveyError(
            f"{path}: holds repeated groups; begin with the file of the forms, then name "
            f"this one in layout.yaml, with repeat: and the name of the group"
        )
    recognised = Recognised(export, grid, headers, rosters=rosters, rows=rows)
    if ending in _TEXTS and export.format == "csv":
        recognised.roles = _long_roles(recognised.headers)
        if recognised.roles:
            long = LongTable(item=recognised.roles["item"], value=recognised.roles["value"])
            recognised.export = replace(export, long=long)
    return recognised


def _packed(path: Path) -> str:
    """Return which files of an archive to begin from, such as ODK Central's; "" of another file."""
    if not is_zipfile(path):
        return ""
    with ZipFile(path) as archive:
        read = (*_BY_ENDING, *_WORKBOOKS, *_TEXTS)
        inside = [name for name in archive.namelist() if name.lower().endswith(read)]
        repeats = [n for n in inside if b"PARENT_KEY" in archive.open(n).readline()]
    first = [name for name in inside if name not in repeats]
    advice = f". Unpack it, and begin the survey from {' or '.join(first)}" if first else ""
    if repeats and first:
        advice += (
            f"; {', '.join(repeats)} {'hold' if repeats[1:] else 'holds'} repeated groups: "
            f"name each in layout.yaml, with repeat: and the name of the group"
        )
    return advice


def _workbook(path: Path, export: Export, form: Form) -> tuple[Export, list[str]]:
    contents = inspect(path, replace(export, merged_cells="first"))
    if {"survey", "choices"} <= contents.keys():
        raise SurveyError(f"{path}: is a form (XLSForm) and holds no answers: give it as FORM=")
    first, *others = [name for name, sheet in contents.items() if sheet.filled] or [""]
    apart = [name for name in others if name in form.repeats()]
    left_out = [name for name in contents if name not in {first, *apart}]
    if others := [name for name in others if name not in apart]:
        read = f"sheet {first} is" if not apart else f"sheets {', '.join([first, *apart])} are"
        form.look_at("", f"only the {read} read; left out: {', '.join(others)}")
    merged = [
        cell_range for name in (first, *apart) if name for cell_range in contents[name].merged
    ]
    below = [cell_range for cell_range in merged if not re.match(r"[A-Z]+1(:|$)", cell_range)]
    if below:
        first = f"the first of merged cells alone has their text: {', '.join(below[:5])}"
        form.look_at("", f"{first}; for all of them, write merged_cells: each into layout.yaml")
    how = "first" if merged else None
    export = replace(export, leave_out_sheets=left_out, merged_cells=how)
    headers = next(g.headers for g in READERS[NUMBERED].read_grids(path, export) if g.headers)
    guessed = "kobo" if apart else _by_headings(headers) or export.format
    return replace(export, format=guessed), apart


def _text(path: Path, export: Export, form: Form) -> Export:
    content = path.read_bytes()
    encoding = next((name for mark, name in MARKS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", content.decode("cp1252", "replace")
        form.look_at("", "the text is not UTF-8: are accents right in cp1252 (encoding)?")
    text = text.lstrip("\ufeff")
    if text[:4].casefold() == "sep=":
        raise SurveyError(
            f"{path}: the first line, {text.splitlines()[0]!r}, is meant for spreadsheet programs; "
            f"expected headings in the first row: delete this line"
        )
    bare = re.sub(r'"(?:[^"]|"")*"', "", text.partition("\n")[0])
    separator = max(",;\t|", key=bare.count)
    rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 3))
    if not any(map(any, rows)):
        raise SurveyError(f"{path}: the file is empty")
    export = replace(export, encoding=encoding, separator=separator)
    if sum("ImportId" in text for text in rows[-1]) > 1:
        return replace(export, format="qualtrics")
    guessed = _by_headings(rows[0]) or export.format
    return replace(export, format=guessed, heading_rows=_heading_rows(rows, guessed))


def _heading_rows(rows: Sequence[Sequence[str]], guessed: str) -> int:
    """How many rows of headings there are, where the reader does not find out."""
    second = rows[1] if len(rows) > 1 else []
    hashtags = any(second) and all(re.fullmatch(r"#[A-Za-z][\w+ ]*|", text) for text in second)
    return 2 if hashtags and guessed == "csv" else 1


def _by_headings(headers: Sequence[str]) -> str | None:
    """Name the program that writes such headings."""
    small = {header.casefold() for header in headers}
    if program := next((name for signs, name in _SIGNS if signs <= small), None):
        return program
    forms = FORMATS["microsoft_forms"].roles
    if STARTED & {*headers} and {forms.get(header) for header in headers} >= {*forms.values()}:
        return "microsoft_forms"
    between = sum("._." in header for header in headers) * 2 > len(headers)
    # A code before its text says more than the text, which comes in many languages.
    codes = (min((h.split(mark)[0] for mark in BETWEEN), key=len) for h in headers)
    roles = FORMATS["limesurvey"].roles
    matched_roles = {
        roles.get(name) for pair in zip(headers, codes, strict=True) for name in pair
    } - {None}
    if len(matched_roles) > 1 or between:
        return "limesurvey"
    ends = {"ticks" if "___" in header else header.rpartition("_")[2] for header in headers}
    if {"ticks", "complete"} <= ends:
        return "redcap"
    return NUMBERED if headers[0] in FORMATS[NUMBERED].roles else None


def _long_roles(headers: Sequence[str]) -> dict[str, str]:
    """Columns of a long table by role; none where it is not one."""
    small = {header.casefold(): header for header in headers}
    columns = {
        role: next((small[name] for name in names if name in small), "")
        for role, names in _LONG.items()
    }
    whole = all(columns[role] for role in ("unit", "item", "value"))
    return {role: header for role, header in columns.items() if header} if whole else {}
