"""What a page opens behind the numbers of findings: rows of tables, and cells of public files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cyberstudy.trace.origin import Behind, Origin
from cyberstudy.trace.way import row_of
from cyberstudy.wording.recorded_places import PLAN, read_places
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.storage import read_text_table
from surveyanswers.tables.waves import WAVE


def numbers_of_findings(records: Iterable[Path], root: Path = Path()) -> dict[str, dict[str, Any]]:
    """Look up the numbers in findings, with their rows and what these were made of.

    Years of editions and what a plan decides are names, not results.

    Parameters
    ----------
    records
        ``results/{survey}/draw/{language}.csv``, which drawing wrote.
    root
        The study's folder.

    Returns
    -------
    dict
        By survey: ``places`` by language and exhibit, as start, end and a place in ``rows``;
        ``rows``, whose ``behind`` are places in the list of that name; and ``columns`` of raw
        files, by survey and column, that cells of rows stand in.
    """
    numbers: dict[str, dict[str, Any]] = {}
    for record in records:
        survey, language = record.parents[1].name, record.stem
        of_survey = numbers.setdefault(
            survey, {"places": {}, "rows": {}, "behind": [], "columns": {}}
        )
        of_language = of_survey["places"][language] = {}
        for (exhibit, part), places in read_places(record, survey).items():
            if part == "finding":
                of_language[exhibit] = [
                    (start, end, _place_of_row(Origin(root, row_of(cell, root)), of_survey))
                    for start, end, cell in sorted(places, key=lambda place: place[0])
                    if cell.column != WAVE and not cell.table.endswith(PLAN)
                ]
    return numbers


def _place_of_row(origin: Origin, of_survey: dict[str, Any]) -> int:
    """Return a row's place among those that were looked up, and put it there if it is new."""
    row, rows = origin.row, of_survey["rows"]
    key = row.survey, row.table, row.numbers, row.columns
    if key not in rows:
        rows[key] = {
            "survey": row.survey,
            "table": row.table,
            "numbers": row.numbers,
            "columns": row.columns,
            "cells": {name: cell for name, cell in row.cells.items() if cell not in (None, "")},
            "made": [*origin.lines][:2],
            "behind": [
                _place_of_cells(behind, origin.root, of_survey)
                for behind in origin.behind()
                if behind.cells.height or behind.source == row.survey or not behind.said
            ],
        }
    return [*rows].index(key)


def _place_of_cells(behind: Behind, root: Path, of_survey: dict[str, Any]) -> int:
    """Return the place of what lies behind a row, whose cells are kept by column for all rows."""
    receipt = root / RESULTS / behind.source / "verify" / "receipt.csv"
    sums = (
        dict(read_text_table(receipt).select("file", "sha256").iter_rows()) if behind.said else {}
    )
    rows: dict[str, list[int]] = {}
    for cell in behind.cells.iter_rows(named=True):
        key = f"{behind.source}/{cell['file']}/{cell['sheet'] or ''}/{cell['position']}"
        column = of_survey["columns"].setdefault(
            key,
            {
                "source": behind.source,
                "file": " ".join(filter(None, (cell["file"], cell["sheet"]))),
                "sha256": sums.get(cell["file"], ""),
                "header": f"{cell['position']} ({cell['header']})",
                "cells": {},
            },
        )
        unit = " ".join(filter(None, (cell["unit_id"], cell["wave"])))
        column["cells"][cell["row"]] = (unit, cell["text"])
        rows.setdefault(key, []).append(cell["row"])
    cells, every = (behind.source, "; ".join(behind.said), rows), of_survey["behind"]
    if cells not in every:
        every.append(cells)
    return every.index(cells)
