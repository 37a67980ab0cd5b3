"""The questionnaire as form tools take it: an XForm, a workbook, the tables of its options.

ODK and KoboToolbox take an XLSForm as one workbook, with each table that a
``select_one_from_file`` names beside it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from surveyanswers.instrument.questionnaire_sheets import SHEETS
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

# Assume: options from a file are a CSV table; the form tools' XML and GeoJSON are not used here.
_FROM_FILE = re.compile(r"^select_(?:one|multiple)_from_file\s+(?P<file>\S+\.csv)")
_CREATED = datetime(1980, 1, 1)  # the same in every copy, so that equal forms are equal bytes
_LONGEST = 32767  # characters that a cell of a workbook can hold


def to_xform(folder: Path) -> str:
    """Translate the sheets into an XForm, the format of ODK and KoboToolbox.

    The translation is pyxform's, so a form that passes here is a valid XLSForm.

    Raises
    ------
    SurveyError
        With pyxform's own words where the form is not valid.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    tables = {name: read_text_table(folder / f"{name}.csv") for name in SHEETS}
    sheets: dict[str, list[dict[str, str | None]]] = {
        name: [
            {key: value for key, value in row.items() if value is not None}
            for row in table.to_dicts()
        ]
        for name, table in tables.items()
    }
    # Without its headings pyxform takes those of the first option for all that there are.
    sheets["choices_header"] = [dict.fromkeys(tables["choices"].columns)]
    try:
        return convert(xlsform=sheets, validate=False, form_name="data").xform
    except PyXFormError as problem:
        raise SurveyError(f"{folder} is not a valid XLSForm: {problem}") from None
    except Exception as problem:  # what pyxform does not expect, such as ``lable::French (fr)``
        raise SurveyError(
            f"{folder} is not a valid XLSForm: pyxform breaks down on it ({problem}). Is a heading "
            f"of survey.csv, choices.csv or settings.csv misspelt?"
        ) from None


def to_xlsx(folder: Path, path: Path) -> None:
    """Write the sheets in `folder` as one workbook, every cell as text.

    Columns at the end that hold nothing below their heading are left out.

    Raises
    ------
    SurveyError
        The form is not valid, or a cell holds more than a workbook can.
    """
    from xlsxwriter import Workbook

    to_xform(folder)
    tables = {name: _filled(folder / f"{name}.csv") for name in SHEETS}
    if too_long := [
        f"{name}.csv, row {number}: {len(text):,} characters"
        for name, rows in tables.items()
        for number, row in enumerate(rows, start=1)
        for text in row
        if len(text) > _LONGEST
    ]:
        raise SurveyError(f"{folder}: a cell can hold {_LONGEST:,}:{listed(too_long)}")
    with Workbook(path) as book:
        book.set_properties({"created": _CREATED})
        as_text = book.add_format({"num_format": "@"})  # stays text when somebody edits it
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for y, row in enumerate(rows):
                for x, text in enumerate(row):
                    if text:
                        sheet.write_string(y, x, text, as_text)


def export_form(folder: Path, tables: Iterable[str | Path], target: Path) -> None:
    """Write the form in `folder` as a workbook in a new folder, with the tables that it names.

    Parameters
    ----------
    tables
        The tables that it names, in the order of `attached_tables`.
    """
    target.mkdir(parents=True)
    to_xlsx(folder, target / "questionnaire.xlsx")
    for name, table in zip(attached_tables(folder), tables, strict=True):
        attach_table(folder, Path(table), target / name)


def attached_tables(folder: Path) -> list[str]:
    """Name the tables that the form's options come from, such as ``countries.csv``."""
    return sorted(_columns_wanted(folder))


def attach_table(folder: Path, table: Path, target: Path) -> None:
    """Lay the table that the form in `folder` calls by `target`'s name at `target`.

    Raises
    ------
    SurveyError
        The table lacks a column that the form asks for in its ``parameters``.
    """
    columns = read_text_table(table).columns
    wanted = _columns_wanted(folder).get(target.name, set())
    if missing := sorted(wanted - set(columns)):
        raise SurveyError(
            f"{table}: {folder / 'survey.csv'} asks for the columns {missing} of {target.name}"
        )
    shutil.copyfile(table, target)


def _columns_wanted(folder: Path) -> dict[str, set[str]]:
    """Find the columns that the form asks for, by table; `name` and `label` unless it says."""
    wanted: dict[str, set[str]] = {}
    for row in read_text_table(folder / "survey.csv").iter_rows(named=True):
        if match := _FROM_FILE.match(row["type"] or ""):
            parameters = dict(re.findall(r"(\w+)\s*=\s*(\S+)", row.get("parameters") or ""))
            columns = {parameters.get("value", "name"), parameters.get("label", "label")}
            wanted.setdefault(match["file"], set()).update(columns)
    return wanted


def _filled(path: Path) -> list[list[str]]:
    """Read a sheet, its headings first, without the columns at its end that hold nothing."""
    sheet = read_text_table(path).fill_null("")
    filled = [index for index, column in enumerate(sheet) if any(column)]
    return [list(row[: max(filled, default=-1) + 1]) for row in (sheet.columns, *sheet.rows())]
