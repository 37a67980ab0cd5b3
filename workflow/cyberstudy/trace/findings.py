"""What a page opens behind the numbers of findings: rows of tables, and cells of public files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cyberstudy.trace.origin import Behind, Origin
from cyberstudy.trace.way import row_of, sums_of
from cyberstudy.wording.recorded_places import PLAN, read_places
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
        By survey ``places`` (start, end and row) by language and exhibit, ``rows``, and ``cells``
        of raw files by the survey that has them, column and row.
    """
    numbers: dict[str, dict[str, Any]] = {}
    for record in records:
        survey = record.parents[1].name
        new = {"places": defaultdict(list), "rows": {}, "cells": defaultdict(dict)}
        of_survey = numbers.setdefault(survey, new)
        for (exhibit, part), places in read_places(record, survey).items():
            for start, end, cell in sorted(places, key=lambda place: place[0]):
                if part == "finding" and cell.column != WAVE and not cell.table.endswith(PLAN):
                    row = row_of(cell, root)
                    key = row.survey, row.table, row.numbers, row.columns
                    if key not in of_survey["rows"]:
                        of_survey["rows"][key] = _shown(Origin(root, row), of_survey["cells"])
                    place = start, end, [*of_survey["rows"]].index(key)
                    of_survey["places"][record.stem, exhibit].append(place)
    return numbers


def _shown(origin: Origin, cells: dict[str, Any]) -> dict[str, Any]:
    row, whole = origin.row, {name: cell for name, cell in origin.row.cells.items() if cell != ""}
    own = {name: whole[name] for name in row.columns if name in whole}
    return {
        "table": row.table,
        "place": (f"{row.survey}/{row.table}".lstrip("/"), ", ".join(map(str, row.numbers))),
        "cells": [(name, str(cell)) for name, cell in (own | whole).items() if cell is not None],
        "made": [*origin.lines][:2],
        "behind": [
            (behind.source, "; ".join(behind.said), _rows(behind, origin.root, cells))
            for behind in origin.behind()
            if behind.cells.height or behind.source == row.survey or not behind.said
        ],
    }


def _rows(behind: Behind, root: Path, cells: dict[str, Any]) -> dict[str, list[int]]:
    """Return the rows of raw files by column, and keep their cells for all that name them."""
    sums, rows = sums_of(behind, root), defaultdict[str, list[int]](list)
    for cell in behind.cells.iter_rows(named=True):
        file = " ".join(filter(None, (cell["file"], cell["sheet"])))
        column = f"{file} (sha256 {sums[cell['file']]:.12}): {cell['position']}, {cell['header']}"
        unit = " ".join(filter(None, (cell["unit_id"], cell["wave"])))
        cells[behind.source].setdefault(column, {})[cell["row"]] = unit, cell["text"]
        rows[column].append(cell["row"])
    return rows
