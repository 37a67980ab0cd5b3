"""A full disk is called that, with the file that met it, whatever a library made of the error."""

import errno
import gc
import shutil
import zipfile
from pathlib import Path

import numpy as np
import polars as pl
import pyreadstat
import pytest
import xlsxwriter
from matplotlib import pyplot as plt
from worlds.disks import small_disk

from surveyanswers.tables.disk import disk_full

NUMBERS = pl.DataFrame({"number": range(40_000)})


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    with small_disk(tmp_path_factory.mktemp("disk"), 64) as disk:
        yield disk


def picture(path):
    figure, axes = plt.subplots()
    axes.imshow(np.random.default_rng(1).random((400, 400)), interpolation="none")
    try:
        figure.savefig(path, dpi=200)
    finally:
        plt.close(figure)


def workbook(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(20_000):
            sheet.write(row, 0, row)


def archive(path):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("numbers", bytes(100_000))


WRITERS = {
    "x.txt": lambda path: Path(path).write_text("x" * 100_000),
    "x.csv": NUMBERS.write_csv,
    "x.parquet": lambda path: NUMBERS.write_parquet(path, compression="uncompressed"),
    "x.sav": lambda path: pyreadstat.write_sav(NUMBERS, path),
    "x.xlsx": workbook,
    "x.zip": archive,
    "x.png": picture,
    "x.svg": picture,
    "x.pdf": picture,
}


@pytest.mark.needs("small_disk")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", WRITERS)
def test_whatever_writes_the_file_is_named(disk, name):
    output = disk / "results" / name
    output.parent.mkdir()
    said = None
    try:
        WRITERS[name](str(output))
    except Exception as problem:
        said = disk_full(problem, [output.parent])
    assert said is not None
    assert said.startswith(f"The disk is full: {output} could not be written")
    shutil.rmtree(output.parent)
    gc.collect(1)  # an archive that could not be closed complains when it goes


def test_the_file_that_the_system_names_goes_before_the_one_written_last(tmp_path):
    (tmp_path / "last").touch()
    problem = OSError(errno.ENOSPC, "No space left on device", "from", None, "results/x/to")
    assert "results/x/to could not" in disk_full(problem, [tmp_path])


def test_an_error_that_hides_the_reason_is_seen_through(tmp_path):
    try:
        try:
            raise OSError(errno.EDQUOT, "Disk quota exceeded")
        finally:
            raise AttributeError("'_idat' object has no attribute 'fileno'")
    except AttributeError as problem:
        assert f"{tmp_path / 'x.png'} could not" in disk_full(problem, [tmp_path / "x.png"])


def test_other_problems_are_none_of_a_full_disk(tmp_path):
    for problem in (ValueError("x"), FileNotFoundError(errno.ENOENT, "No such file", "x")):
        assert disk_full(problem, [tmp_path / "not" / "there"]) is None


@pytest.mark.needs("small_disk")
def test_a_full_folder_of_temporary_files_is_named_and_not_the_results(disk, tmp_path, monkeypatch):
    (tmp_path / "last").touch()
    met = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setenv("TMPDIR", str(disk))
    told = f"The disk is full: a temporary file in {disk} (TMPDIR) could not be written; 0 kB are"
    (disk / "rest").write_bytes(bytes(shutil.disk_usage(disk).free))
    assert told in disk_full(met, [tmp_path / "results"])
    named = OSError(errno.ENOSPC, "No space left on device", str(disk / "tmp1"))
    assert f"{disk / 'tmp1'} could not be written; 0 kB are" in disk_full(named, [tmp_path / "x"])
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert f"{tmp_path / 'last'} could not be" in disk_full(met, [tmp_path])
