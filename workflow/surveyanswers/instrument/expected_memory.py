"""Which files are large for their readers, before they are read: workbooks, SPSS and Stata files.

Text is read piece by piece and takes little. These are held whole, so that memory grows with their
cells, whose number a file's first bytes tell.
"""

from __future__ import annotations

import logging
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from surveyanswers.instrument.formats import MOST_SHEET_CELLS
from surveyanswers.tables.problems import SurveyError, listed

#: Bytes of memory that a cell takes while it is read, and a byte of text that a file holds.
#: Measured on 20,000 forms of 164 columns of labels (83, 52 and 52), and rounded up.
A_CELL = {".xlsx": 90, ".sav": 60, ".dta": 60}
A_BYTE = 3
#: Bytes of memory above which a file is reported.
WORTH_TELLING = 5e8
_GB = 1e9
_SHORTEST = 15  # bytes of a cell's markup in a workbook, unpacked
_DIMENSION = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')


def cells_in(path: Path) -> int:
    """Return how many cells a file declares; 0 if it declares none, or is of another format."""
    tell = {".xlsx": _of_workbook, ".sav": _of_variables, ".dta": _of_variables}
    try:
        return tell[path.suffix.lower()](path)
    except (KeyError, OSError, ValueError, zipfile.BadZipFile):
        return 0  # its reader reports what is wrong with it


def _of_workbook(path: Path) -> int:
    """Take its sheets' word for their size, as far as it can be: it may be of empty cells."""
    cells = 0
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.startswith("xl/worksheets/") and not member.is_dir():
                with archive.open(member) as sheet:
                    dimension = _DIMENSION.search(sheet.read(4096))
                columns = 0
                for letter in dimension[1].decode() if dimension else "":
                    columns = 26 * columns + ord(letter) - ord("A") + 1
                most = member.file_size // _SHORTEST
                cells += min(columns * int(dimension[2]), most) if dimension else most
    return cells


def _of_variables(path: Path) -> int:
    """Multiply cases by variables, as SPSS and Stata files declare them."""
    import pyreadstat  # 0.5 s, which surveys with other files do without

    read = pyreadstat.read_sav if path.suffix.lower() == ".sav" else pyreadstat.read_dta
    try:
        _, declared = read(str(path), metadataonly=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError):
        return 0
    return (declared.number_rows or 0) * (declared.number_columns or 0)


def expected_bytes(path: Path) -> float:
    """Return the bytes of memory that reading a file is expected to take; 0 for text files."""
    of_cell = A_CELL.get(path.suffix.lower())
    return of_cell * cells_in(path) + A_BYTE * path.stat().st_size if of_cell else 0.0


def memory_of_machine() -> int:
    """Return the bytes of memory of this machine."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def large_files(files: Iterable[Path], memory: int | None = None) -> Iterator[str]:
    """Return messages about files that need much memory, before they are read.

    Parameters
    ----------
    memory
        What there is, in bytes; this machine's by default. Assume: where a survey is read there is
        as much as where its files are verified.

    Raises
    ------
    SurveyError
        One is expected to take more than there is.
    """
    memory, large = memory or memory_of_machine(), {}
    for path in files:
        if (taken := expected_bytes(path)) > WORTH_TELLING:
            cells, much = cells_in(path), f"{taken / _GB:.1f} GB of memory"
            line = f"{path}: {cells:,} cells, expected to take {much} to read"
            if path.suffix.lower() == ".xlsx" and cells > MOST_SHEET_CELLS:
                line += f"; of a sheet at most {MOST_SHEET_CELLS:,} are read"
            large[f"{line}. A CSV of the same would do"] = taken
    if beyond := [line for line, taken in large.items() if taken > memory]:
        raise SurveyError(f"This machine has {memory / _GB:.1f} GB of memory:{listed(beyond)}")
    yield from large


def log_large_files(files: Iterable[str]) -> None:
    """Write the messages of `large_files` to the log."""
    for line in large_files(map(Path, files)):
        logging.warning("%s", line)
