"""What a page opens behind the numbers of findings: rows of tables, and cells of public files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cyberstudy.tables.digits import as_cell
from cyberstudy.trace.origin import Origin
from cyberstudy.trace.way import row_of
from cyberstudy.wording.recorded_places import PLAN, read_places
from surveyanswers.tables.waves import WAVE


def numbers_of_findings(records: Iterable[Path], root: Path = Path()) -> dict[str, dict[str, Any]]:
    """Look up the numbers in findings; years of editions and what a plan decides are names.

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
        survey, language = record.parents[1].name, record.stem
        new = {"places": defaultdict(list), "rows": {}, "cells": defaultdict(dict)}
        places, rows, cells = numbers.setdefault(survey, new).values()
        for (exhibit, part), references in read_places(record, survey).items():
            for start, end, cell in sorted(references, key=lambda place: place[0]):
                if part == "finding" and cell.column != WAVE and not cell.table.endswith(PLAN):
                    row = row_of(cell, root)
                    key = row.survey, row.table, row.numbers, row.columns
                    if key not in rows:
                        rows[key] = _shown(Origin(root, row), cells)
                    places[language, exhibit].append((start, end, [*rows].index(key)))
    return numbers


def _shown(origin: Origin, cells: dict[str, Any]) -> dict[str, Any]:
    """Return a row, its own column first, and keep the cells behind it for all that name them."""
    row, all_behind = origin.row, []
    for behind in origin.behind():
        columns = defaultdict[str, list[int]](list)
        for cell in behind.cells.iter_rows(named=True):
            parts = (cell["file"], cell["sheet"], f"{cell['position']} ({cell['header']})")
            column = ", ".join(filter(None, parts))
            unit = " ".join(filter(None, (cell["unit_id"], cell["wave"])))
            cells[behind.source].setdefault(column, {})[cell["row"]] = unit, cell["text"]
            columns[column].append(cell["row"])
        if columns or behind.source == row.survey or not behind.said:
            all_behind.append((behind.source, "; ".join(behind.said), columns))
    ordered = sorted(row.cells.items(), key=lambda item: item[0] not in row.columns)
    return {
        "table": row.table,
        "place": (f"{row.survey}/{row.table}".lstrip("/"), ", ".join(map(str, row.numbers))),
        "cells": [(name, as_cell(value)) for name, value in ordered if value not in (None, "")],
        "made": [*origin.lines][:2],
        "behind": all_behind,
    }
