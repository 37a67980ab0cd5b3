"""Stage 2, read: verbatim text, one row a cell, nothing judged.

A format is one row of `declare.formats.FORMATS`, and one module here that ends with its ``READER``;
`READERS` names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.exports import Export
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.read import (
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
from cyberstudy.read.columns import Columns, match_columns
from cyberstudy.read.grid import Grid, Reader
from cyberstudy.read.headings import check_heading_rows
from cyberstudy.read.long_tables import by_item
from cyberstudy.read.repeat_rows import as_sheet_has_it, by_turn
from cyberstudy.read.ticks import check_ticks
from cyberstudy.tables.answers import (
    PERSONAL,
    REPEAT,
    SUBMISSION,
    Cells,
    Intake,
)
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import schema_of

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
    "spss": spss.READER,
    "stata": stata.READER,
    "keyed": keyed.READER,
}


def read_exports(
    exports: Sequence[Export], raw: Path, form: Questionnaire
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read every export into cells, dropping personal columns.

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
    cells : pl.DataFrame
        `tables.Cells`, without header cells, blank rows and the form's own cells.
    intake : pl.DataFrame
        `tables.Intake`: for each sheet, cells in = cells out.

    Raises
    ------
    StudyProblem
        A file that can't be read, or whose columns are not those declared.
    """
    cells: list[pl.DataFrame] = []
    intake: list[dict[str, object]] = []
    for export in exports:
        reader = READERS[export.format]
        grids = _opened(raw, export, reader)
        for grid in grids:
            if not grid.headers:
                intake.append(_left_out(grid, export))
                continue
            own = as_sheet_has_it(export, grid, grids, form)
            columns = match_columns(grid, own, reader, form)
            check_heading_rows(grid, columns, own, form)
            check_ticks(grid, columns, own, form)
            _check_records(grid, columns, own)
            kept, counts = _to_cells(grid, columns, own)
            if export.long:
                kept = by_item(kept, export)
            elif own.repeat or REPEAT in columns.roles:
                kept = by_turn(kept, own, form)
            cells.append(kept)
            intake.append(counts)
    return (
        pl.concat(cells).sort("file", "sheet", "record", "row", "position"),
        pl.DataFrame(intake, schema=schema_of(Intake)),
    )


def _opened(raw: Path, export: Export, reader: Reader) -> list[Grid]:
    """Read a file's sheets; a survey's folder may be a link, but nothing in it leads out."""
    path = raw / export.file
    if not path.is_file():
        raise StudyProblem(
            f"{export.file}: there is no such file in {raw}; put it there, or take it out of "
            f"layout.yaml"
        )
    folder = raw.joinpath(*Path(export.file).parts[:-1][:1])
    if not path.resolve().is_relative_to(folder.resolve()):
        raise StudyProblem(
            f"{export.file}: leads out of {folder}, to {path.resolve()}; put the file itself there"
        )
    try:
        return [grid.under(export.heading_rows) for grid in reader.read_grids(path, export)]
    except OSError as problem:
        raise StudyProblem(f"{export.file}: can't be opened: {problem.strerror}") from None


def _left_out(grid: Grid, export: Export) -> dict[str, object]:
    """Count the cells of a sheet that layout.yaml leaves out."""
    counts = dict.fromkeys(schema_of(Intake), 0)
    cells = grid.template_cells
    told = {"file": export.file, "sheet": grid.sheet, "headings": "left out", "notes": ""}
    return {**counts, **told, "cells": cells, "template_cells": cells}


def _check_records(grid: Grid, columns: Columns, export: Export) -> None:
    """Refuse a sheet without answers, a row without a number, and one that repeats the headings."""
    if not any(any(record) for record in grid.body.iter_rows()):
        raise StudyProblem(
            f"{grid.where(export)}, row {grid.first_row}: no answers below the headings; "
            f"expected a row a submission. Was the file saved with a filter? Where nobody "
            f"answered, take it out of layout.yaml"
        )
    numbers = [at for at, role in enumerate(columns.roles) if role == SUBMISSION]
    if not numbers:
        return
    for row, record in enumerate(grid.body.iter_rows(), start=grid.first_row):
        if list(record) == grid.headers:
            raise StudyProblem(
                f"{grid.where(export)}, row {row}: the headings once more; expected answers. "
                f"Were two exports put together, or was the file saved with two rows of headings?"
            )
        if any(record) and not any((record[at] or "").strip() for at in numbers):
            at = numbers[0]
            raise StudyProblem(
                f"{grid.where(export)}, row {row}: no submission or unit id in column {at + 1} "
                f"({columns.headers[at]!r}); every row with an answer needs one. A further row of "
                f"headings is declared as heading_rows in layout.yaml"
            )


def _to_cells(
    grid: Grid, columns: Columns, export: Export
) -> tuple[pl.DataFrame, dict[str, object]]:
    """Turn a grid into a row a cell, and count what happened to all of them."""
    names = [f"c{position}" for position in range(1, len(columns.headers) + 1)]
    body = grid.body.rename(dict(zip(grid.body.columns, names, strict=True)))
    body = body.with_columns(pl.col(names).replace("", None))
    held = sum(body.count().row(0))
    if grid.compared < held:
        raise StudyProblem(
            f"{grid.where(export)}: {held:,} cells hold text, and {grid.compared:,} of them were "
            f"read a second time; expected all. The reader of {export.format!r} is at fault"
        )
    body = body.with_row_index("record", offset=grid.first_row)
    filled = body.filter(~pl.all_horizontal(pl.col(names).is_null()))
    blank_rows = body.height - filled.height
    tests = [
        pl.col(name).str.strip_chars().is_in(list(export.rows_left_out[header]))
        for name, header in zip(names, columns.headers, strict=True)
        if header in export.rows_left_out
    ]
    answers = filled.filter(~pl.any_horizontal(pl.lit(False), *tests).fill_null(False))
    left_out, filled = filled.height - answers.height, answers
    if not filled.height:
        raise StudyProblem(
            f"{grid.where(export)}: every row is left out by what "
            f"{' and '.join(export.rows_left_out)} says; expected answers. See leave_out_rows of "
            f"layout.yaml"
        )
    by_role = dict(zip(names, columns.roles, strict=True))
    empty = [name for name in names if by_role[name] is None]
    for name in empty:
        stray = filled.filter(pl.col(name).is_not_null())
        if stray.height:
            row = stray.row(0, named=True)
            raise StudyProblem(
                f"{grid.where(export)}, row {row['record']}, column {name[1:]}: "
                f"{row[name]!r} stands in a column without a header"
            )
    personal = [name for name in names if by_role[name] == PERSONAL]
    described = pl.DataFrame(
        [
            {
                "name": name,
                "position": position,
                "header": header,
                "role": role,
                "question": place.question or None if place else None,
                "instance": place.instance if place else 0,
                "option": place.option if place else "",
                "at_row": grid.places[header][0] if grid.places else None,
                "at_position": grid.places[header][1] if grid.places else None,
            }
            for position, (name, header, role, place) in enumerate(
                zip(names, columns.headers, columns.roles, columns.places, strict=True), start=1
            )
        ],
        schema_overrides={"at_row": pl.UInt32, "at_position": pl.UInt32, "question": pl.String},
        infer_schema_length=None,
    )
    cells = (
        filled.drop([*personal, *empty])
        .unpivot(index="record", variable_name="name", value_name="text")
        .join(described, on="name", how="left")
        .with_columns(
            file=pl.lit(export.file),
            sheet=pl.lit(grid.sheet),
            row=pl.coalesce("at_row", "record"),
            position=pl.coalesce("at_position", "position"),
            language=pl.lit(export.language),
        )
        .select(pl.col(n).cast(t) for n, t in schema_of(Cells).items())
    )
    width = len(names)
    total = (body.height + 1) * width + grid.template_cells
    return cells, {
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
        "kept_cells": cells.height,
    }
