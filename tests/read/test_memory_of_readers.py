"""Reading a file takes the memory that docs/adding_a_survey.md says."""

import re
import subprocess
import sys

import polars as pl
import pyreadstat
import pytest
import xlsxwriter
from worlds import REPOSITORY

from surveyanswers.instrument.formats import MOST_SHEET_CELLS
from surveyanswers.instrument.settings import MOST_CELLS

ROWS, COLUMNS = 4000, 60
#: Bytes that a cell takes while it is read, and a byte of the file: 20,000 forms of 164 columns of
#: labels took 83, 52 and 52 a cell.
A_CELL, A_BYTE = {".xlsx": 90, ".sav": 60, ".dta": 60}, 3
READ = """
import resource, sys
from pathlib import Path
from surveyanswers.instrument.exports import Export
from surveyanswers.read import READERS
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, path = peak(), Path(sys.argv[1])
export = Export(path.name, sys.argv[2], "", "en", "", [])
READERS[export.format].read_grids(path, export)
print((peak() - before) * 1024)
"""
#: A process's peak begins with what its parent held.
SMALL = "import subprocess, sys; subprocess.run(sys.argv[1:], check=True)"
FORMATS = {"sav": "spss", "dta": "stata", "xlsx": "surveymonkey"}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    values = pl.DataFrame(
        {f"q{n}": [float((n + row) % 5) for row in range(ROWS)] for n in range(60)}
    )
    labels = {name: {value: f"Option {value}" for value in range(5)} for name in values.columns}
    for ending, write in (("sav", pyreadstat.write_sav), ("dta", pyreadstat.write_dta)):
        write(values, folder / f"a.{ending}", variable_value_labels=labels)
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([values.columns, *values.iter_rows()]):
            sheet.write_row(row, 0, [f"Option {cell}" if row else cell for cell in cells])
    return folder


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_expected_is_what_reading_takes_and_not_many_times_as_much(files, ending):
    path = files / f"a.{ending}"
    command = [sys.executable, "-c", SMALL, sys.executable, "-c", READ, str(path), FORMATS[ending]]
    taken = float(subprocess.run(command, capture_output=True, check=True).stdout)
    cells = ROWS * COLUMNS + (COLUMNS if ending == "xlsx" else 0)
    expected = A_CELL[path.suffix] * cells + A_BYTE * path.stat().st_size
    assert expected / 6 < taken < expected + 40e6  # programs' own pages


def test_limits_are_stated_as_they_are():
    text = (REPOSITORY / "docs" / "adding_a_survey.md").read_text(encoding="utf-8")
    said = re.sub(r"\s+", " ", text)
    assert f"{A_CELL['.xlsx']} bytes a cell of a workbook" in said
    assert f"{A_CELL['.sav']} of an SPSS or Stata file" in said
    assert f"{A_BYTE} a byte of the file" in said
    assert f"a sheet of more than {MOST_SHEET_CELLS:,} cells" in said
    assert f"more than {MOST_CELLS:,} cells are written for SPSS and Stata" in said
    assert A_CELL[".sav"] == A_CELL[".dta"]
    form = {f".{ending}" for ending in FORMATS}
    assert form == {*A_CELL}
    million = A_CELL[".sav"] * 1_000_000 * 162 / 1e9
    assert f"A million forms of 162 questions therefore need {million:.0f} GB" in said
