"""Stage 2, read: verbatim text, one row a cell, nothing judged.

A format is one module here that ends with its ``FORMAT``; `FORMATS` names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cyberstudy.layout import Export, Place
from cyberstudy.problems import StudyProblem, listed
from cyberstudy.questionnaire import Questionnaire
from cyberstudy.read import delimited, keyed, kobo, limesurvey, spss
from cyberstudy.read.grid import SUBMISSION, UNIT, Format, Grid
from cyberstudy.storage import schema_of
from cyberstudy.tables import Cells, Intake

FORMATS: Mapping[str, Format] = {
    "csv": delimited.FORMAT,
    "limesurvey": limesurvey.FORMAT,
    "kobo": kobo.FORMAT,
    "spss": spss.FORMAT,
    "keyed": keyed.FORMAT,
}
#: Roles of cells that are neither an answer nor tell of the submission.
ANSWER, METADATA, REPEATED, PERSONAL = "answer", "metadata", "repeated", "personal"
DECLARED = "as declared"


def read_exports(
    exports: Sequence[Export], raw: Path, form: Questionnaire
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read every export into cells, dropping personal columns at the door.

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
    cells, intake = [], []
    for export in exports:
        known = FORMATS[export.format]
        path = raw / export.file
        if not path.is_file():
            raise StudyProblem(f"{export.file}: there is no such file in {raw}")
        for grid in known.read_grids(path, export):
            columns = _matched(_told_apart(grid), export, known, form)
            kept, counts = _to_cells(grid, columns, export)
            cells.append(kept)
            intake.append(counts)
    return (
        pl.concat(cells).sort("file", "sheet", "record", "row", "position"),
        pl.DataFrame(intake, schema=schema_of(Intake)),
    )


@dataclass(frozen=True)
class _Columns:
    """What each column of a sheet is for, by position; None for one without header and text."""

    headers: list[str]
    roles: list[str | None]
    places: list[Place | None]
    style: str


def _told_apart(grid: Grid) -> list[str]:
    """Number the columns that share a header from the second on: ``Comments (2)``."""
    seen: dict[str, int] = {}
    names = []
    for header in grid.headers:
        seen[header] = seen.get(header, 0) + 1
        names.append(f"{header} ({seen[header]})" if header and seen[header] > 1 else header)
    return names


def _matched(headers: list[str], export: Export, known: Format, form: Questionnaire) -> _Columns:
    """Find the style of headings that fits best, and say what fits nothing."""
    styles = {DECLARED: export.columns} if export.columns else known.headings(export, form)
    style = max(styles, key=lambda s: sum(header in styles[s] for header in headers), default="")
    answers = styles.get(style, {})
    roles = dict(known.roles)
    if export.submission:
        roles = {h: r for h, r in roles.items() if r != SUBMISSION}
        roles[export.submission] = SUBMISSION
    if export.unit not in form.questions:
        roles[export.unit] = roles.get(export.unit, UNIT)
    personal = {*known.personal, *export.personal}
    metadata = {*known.metadata, *export.metadata}
    found: list[str | None] = []
    problems = []
    for position, header in enumerate(headers, start=1):
        if header in personal:
            found.append(PERSONAL)
        elif header in answers:
            found.append(REPEATED if answers[header].repeated else ANSWER)
        elif header in roles:
            found.append(roles[header])
        elif header in metadata or header.startswith("Remarks "):
            found.append(METADATA)
        else:
            found.append(None)
            first = header.rpartition(" (")[0]
            if first and first in headers:
                problems.append(
                    f"column {position}: column {first!r} stands twice; in the layout this one "
                    f"would be {header!r}"
                )
            elif header:
                problems.append(f"column {position} ({header!r}) is not in the layout")
    needed = [*answers, *(h for h, r in roles.items() if h in (export.submission, export.unit))]
    there = set(headers)
    missing = [
        f"column {header!r} is missing" for header in dict.fromkeys(needed) if header not in there
    ]
    if not export.submission and SUBMISSION in roles.values() and SUBMISSION not in found:
        names = " or ".join(repr(h) for h, role in roles.items() if role == SUBMISSION)
        missing.insert(0, f"no column names the submission: expected {names}")
    if problems or missing:
        sample = f" (headings: {style})" if style != DECLARED else ""
        raise StudyProblem(f"{export.file}{sample}:{listed([*missing, *problems])}")
    return _Columns(headers, found, [answers.get(header) for header in headers], style)


def _to_cells(
    grid: Grid, columns: _Columns, export: Export
) -> tuple[pl.DataFrame, dict[str, object]]:
    """Turn a grid into a row a cell, and count what happened to all of them."""
    names = [f"c{position}" for position in range(1, len(columns.headers) + 1)]
    body = grid.body.rename(dict(zip(grid.body.columns, names, strict=True)))
    body = body.with_columns(pl.col(names).replace("", None)).with_row_index("record", offset=2)
    filled = body.filter(~pl.all_horizontal(pl.col(names).is_null()))
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
                "question": place.question if place else None,
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
        "notes": grid.notes,
        "cells": total,
        "header_cells": width - len(empty),
        "template_cells": grid.template_cells,
        "empty_column_cells": (body.height + 1) * len(empty),
        "blank_row_cells": (body.height - filled.height) * (width - len(empty)),
        "personal_cells": filled.height * len(personal),
        "kept_cells": cells.height,
    }
