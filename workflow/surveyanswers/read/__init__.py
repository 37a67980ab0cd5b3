"""Stage 2, read: verbatim text, column by column, nothing judged.

A format is one row of `instrument.formats.FORMATS`, and one module here that ends with its
``READER``; `READERS` names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import polars.selectors as cs

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.rankings import column_of
from surveyanswers.read import (
    delimited,
    keyed,
    kobo,
    limesurvey,
    odk,
    qualtrics,
    redcap,
    spss,
    stata,
    surveymonkey,
    wordings,
)
from surveyanswers.read.columns import Columns, match_columns
from surveyanswers.read.grid import Grid, Reader
from surveyanswers.read.headings import check_heading_rows
from surveyanswers.read.long_tables import by_item
from surveyanswers.read.rankings import by_rank
from surveyanswers.read.repeat_rows import as_sheet_has_it, by_turn
from surveyanswers.read.ticks import check_ticks
from surveyanswers.tables.answers import PERSONAL, REPEAT, SUBMISSION, Intake
from surveyanswers.tables.cell_columns import SHEET_COLUMNS, TextSheet, cells_of, scattered
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import schema_of

#: Of each of `FORMATS`.
READERS: Mapping[str, Reader] = {
    "csv": delimited.READER,
    "limesurvey": limesurvey.READER,
    "kobo": kobo.READER,
    "odk": odk.READER,
    "qualtrics": qualtrics.READER,
    "redcap": redcap.READER,
    "surveymonkey": surveymonkey.READER,
    "google_forms": wordings.READER,
    "microsoft_forms": wordings.READER,
    "soscisurvey": wordings.READER,
    "spss": spss.READER,
    "stata": stata.READER,
    "keyed": keyed.READER,
}


def read_exports(
    exports: Sequence[Export], raw: Path, form: Questionnaire
) -> tuple[list[TextSheet], pl.DataFrame]:
    """Read every export into columns of cells, dropping personal ones.

    Parameters
    ----------
    exports
        What `layout.yaml` declares.
    raw
        The folder that the exports' files are named from.
    form
        For the headings that formats make of questions and options.

    Returns
    -------
    sheets : list of TextSheet
        Cells in columns, without header cells, blank rows and the form's own cells.
    intake : pl.DataFrame
        `tables.Intake`: for each sheet, cells in = cells out.

    Raises
    ------
    SurveyError
        A file that can't be read, or whose columns are not those declared.
    """
    sheets: list[TextSheet] = []
    intake: list[dict[str, object]] = []
    for export in exports:
        reader = READERS[export.format]
        grids = _opened(raw, export, reader)
        odd = []
        for grid in grids:
            if not grid.headers:
                intake.append(_left_out(grid, export))
                continue
            sheet_export = as_sheet_has_it(export, grid, grids, form)
            columns = match_columns(grid, sheet_export, reader, form)
            check_heading_rows(grid, columns, sheet_export, form)
            check_ticks(grid, columns, sheet_export, form)
            _check_records(grid, columns, sheet_export)
            sheet, counts = _to_columns(grid, columns, sheet_export)
            if grid.places:
                odd.append(_as_laid_out(sheet, grid.places))
            elif export.long:
                sheets += by_item(sheet, export)
            elif sheet_export.repeat or REPEAT in columns.roles:
                sheets += by_turn(sheet, sheet_export, form)
            else:
                sheets.append(sheet)
            intake.append(counts)
        sheets += scattered(pl.concat(odd)) if odd else []
    return sheets, pl.DataFrame(intake, schema=schema_of(Intake))


def _opened(raw: Path, export: Export, reader: Reader) -> list[Grid]:
    """Read a file's sheets; a survey's folder may be a link, but nothing in it leads out."""
    path = raw / export.file
    if not path.is_file():
        raise SurveyError(
            f"{export.file}: there is no such file in {raw}; put it there, or take it out of "
            f"layout.yaml"
        )
    folder = raw.joinpath(*Path(export.file).parts[:-1][:1])
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SurveyError(
            f"{export.file}: leads out of {folder}, to {path.resolve()}; put the file itself there"
        )
    try:
        grids = [grid.under(export.heading_rows) for grid in reader.read_grids(path, export)]
    except OSError as problem:
        raise SurveyError(f"{export.file}: can't be opened: {problem.strerror}") from None
    if export.rankings:
        grids = [by_rank(grid, export) for grid in grids]
    # Columns are named by their place, and an empty text is null.
    texts = [
        [pl.Series(f"c{n}", column) for n, column in enumerate(g.body, start=1)] for g in grids
    ]
    bodies = [
        pl.DataFrame(columns).with_columns(cs.string().replace("", None)) for columns in texts
    ]
    return [replace(grid, body=body) for grid, body in zip(grids, bodies, strict=True)]


def _left_out(grid: Grid, export: Export) -> dict[str, object]:
    """Count the cells of a sheet that layout.yaml leaves out."""
    counts = dict.fromkeys(schema_of(Intake), 0)
    cells = grid.template_cells
    origin = {"file": export.file, "sheet": grid.sheet, "headings": "left out", "notes": ""}
    return {**counts, **origin, "cells": cells, "template_cells": cells}


def _check_records(grid: Grid, columns: Columns, export: Export) -> None:
    """Refuse a sheet without answers, a row without a number, and one that repeats the headings."""
    body, blank = grid.body, pl.all_horizontal(pl.all().is_null())
    if not body.select(is_there=(~blank).any()).item():
        raise SurveyError(
            f"{grid.where(export)}, row {grid.first_row}: no answers below the headings; "
            f"expected a row a submission. Was the file saved with a filter? Where nobody "
            f"answered, take it out of layout.yaml"
        )
    numbers = [at for at, role in enumerate(columns.roles) if role == SUBMISSION]
    if not numbers:
        return
    # A row that may be the headings once more says in its first column what they say.
    alike = (body["c1"].cast(pl.String) == grid.headers[0]).arg_true()
    again = next((at for at in alike if [*body.row(at)] == grid.headers), None)
    ids = [pl.col(f"c{at + 1}").cast(pl.String).str.strip_chars() for at in numbers]
    no_id = pl.all_horizontal(column.fill_null("") == "" for column in ids)
    nameless = body.select((no_id & ~blank).arg_true()).to_series()
    if again is not None and (nameless.is_empty() or again <= nameless[0]):
        raise SurveyError(
            f"{grid.where(export)}, row {grid.first_row + again}: the headings once more; expected "
            f"answers. Were two exports put together, or was the file saved with two rows of "
            f"headings?"
        )
    if len(nameless):
        at = numbers[0]
        raise SurveyError(
            f"{grid.where(export)}, row {grid.first_row + nameless[0]}: no submission or unit id "
            f"in column {at + 1} ({columns.headers[at]!r}); every row with an answer needs one. A "
            f"further row of headings is declared as heading_rows in layout.yaml"
        )


def _to_columns(
    grid: Grid, columns: Columns, export: Export
) -> tuple[TextSheet, dict[str, object]]:
    """Keep a grid's columns that hold cells, and count what happened to all of them."""
    body, names = grid.body, grid.body.columns
    held = sum(body.count().row(0))
    if grid.compared < held:
        raise SurveyError(
            f"{grid.where(export)}: {held:,} cells hold text, and the reader counted "
            f"{grid.compared:,}; expected all. The reader of {export.format!r} is at fault"
        )
    body = body.with_row_index("record", offset=grid.first_row)
    filled = body.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    blank_rows = body.height - filled.height
    tests = [
        pl.col(name).cast(pl.String).str.strip_chars().is_in(list(export.rows_left_out[header]))
        for name, header in zip(names, columns.headers, strict=True)
        if header in export.rows_left_out
    ]
    answers = filled.filter(~pl.any_horizontal(tests).fill_null(False)) if tests else filled
    left_out, filled = filled.height - answers.height, answers
    if not filled.height:
        raise SurveyError(
            f"{grid.where(export)}: every row is left out by what "
            f"{' and '.join(export.rows_left_out)} says; expected answers. See leave_out_rows of "
            f"layout.yaml"
        )
    places, ranked = [place or Place("") for place in columns.places], export.rankings
    sheet_columns = pl.DataFrame(
        {
            "name": names,
            "position": [
                columns.headers.index(whole) + 1 if (whole := column_of(header)) in ranked else at
                for at, header in enumerate(columns.headers, start=1)
            ],
            "header": columns.headers,
            "role": columns.roles,
            "question": [place.question or None for place in places],
            "instance": [place.instance for place in places],
            "option": [place.option for place in places],
            "language": [export.language] * len(names),
        },
        schema=SHEET_COLUMNS,
    )
    empty = sheet_columns.filter(pl.col("role").is_null())["name"]
    for name in empty:
        stray = filled.filter(pl.col(name).is_not_null())
        if stray.height:
            row = stray.row(0, named=True)
            raise SurveyError(
                f"{grid.where(export)}, row {row['record']}, column {name[1:]}: "
                f"{row[name]!r} stands in a column without a header"
            )
    personal = sheet_columns.filter(role=PERSONAL)["name"]
    sheet_columns = sheet_columns.filter(pl.col("role") != PERSONAL)
    texts = filled.select(pl.lit(grid.sheet).alias("sheet"), "record", *sheet_columns["name"])
    width = len(names)
    total = (body.height + 1) * width + grid.template_cells
    return TextSheet(export.file, sheet_columns, texts), {
        "file": export.file,
        "sheet": grid.sheet,
        "headings": columns.style,
        "notes": "; ".join(
            filter(None, (grid.notes, f"{left_out} rows left out" * bool(left_out)))
        ),
        "cells": total,
        "compared_cells": grid.compared,
        "header_cells": width - len(empty),
        "template_cells": grid.template_cells,
        "empty_column_cells": (body.height + 1) * len(empty),
        "blank_row_cells": blank_rows * (width - len(empty)),
        "left_out_cells": left_out * (width - len(empty)),
        "personal_cells": filled.height * len(personal),
        "kept_cells": filled.height * sheet_columns.height,
    }


def _as_laid_out(sheet: TextSheet, places: Mapping[str, tuple[int, int]]) -> pl.DataFrame:
    """Return the cells of a form that is no table, with their row and position in the file."""
    at = pl.col("header").replace_strict(dict(places), return_dtype=pl.List(pl.UInt32))
    return cells_of([sheet]).with_columns(row=at.list.first(), position=at.list.last())
