"""Files that are large for their readers are told before they are read."""

import re
import subprocess
import sys

import polars as pl
import pyreadstat
import pytest
import xlsxwriter
from worlds import REPOSITORY

from surveyanswers.instrument import expected_memory
from surveyanswers.instrument.expected_memory import (
    A_BYTE,
    A_CELL,
    cells_in,
    expected_bytes,
    large_files,
)
from surveyanswers.instrument.formats import MOST_SHEET_CELLS
from surveyanswers.instrument.settings import MOST_CELLS
from surveyanswers.tables.problems import SurveyError

ROWS, COLUMNS = 4000, 60
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
def test_a_file_tells_how_many_cells_it_has(files, ending):
    headings = COLUMNS if ending == "xlsx" else 0
    assert cells_in(files / f"a.{ending}") == ROWS * COLUMNS + headings


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_expected_is_what_reading_takes_and_not_many_times_as_much(files, ending):
    path = files / f"a.{ending}"
    command = [sys.executable, "-c", SMALL, sys.executable, "-c", READ, str(path), FORMATS[ending]]
    taken = float(subprocess.run(command, capture_output=True, check=True).stdout)
    assert expected_bytes(path) / 6 < taken < expected_bytes(path) + 40e6  # programs' own pages


def test_large_files_are_told_and_one_beyond_the_machine_is_refused(files, monkeypatch):
    paths = sorted(files.iterdir())
    assert [*large_files(paths)] == []
    monkeypatch.setattr(expected_memory, "WORTH_TELLING", 1e6)
    lines = [*large_files(paths)]
    assert len(lines) == 3
    assert all("240,0" in line and "A CSV of the same would do" in line for line in lines)
    with pytest.raises(SurveyError, match=r"0\.0 GB of memory:(.|\n)*a\.sav: 240,000 cells"):
        [*large_files(paths, 10_000_000)]


def test_a_workbook_that_overstates_its_size_is_not_believed(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))
    assert cells_in(path) < 100


def test_old_files_of_stata_tell_too_and_damaged_ones_tell_nothing(files, tmp_path):
    pyreadstat.write_dta(pl.DataFrame({"a": [1.0, 2.0]}), tmp_path / "old.dta", version=8)
    for name in ("a.sav", "a.dta", "a.xlsx"):
        (tmp_path / name).write_bytes((files / name).read_bytes()[:20])
    found = {path.name: cells_in(path) for path in tmp_path.iterdir()}
    assert found == {"old.dta": 2, "a.sav": 0, "a.dta": 0, "a.xlsx": 0}


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
