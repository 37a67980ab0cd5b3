"""Raw files are read only while they are those that were verified."""

import random

import polars as pl
import pytest
from invented.damage import flip

from cyberstudy.verify.receipt import write_receipt
from surveyanswers.read.verified_files import check_received
from surveyanswers.tables.problems import SurveyError


@pytest.fixture
def raw(world, monkeypatch):
    monkeypatch.chdir(world)
    return world / "data" / "raw"


@pytest.fixture
def receipt(raw):
    folder = raw.relative_to(raw.parents[1])
    files = [p for name in ("lighthouse", "reference") for p in (folder / name).iterdir()]
    return write_receipt(
        [path.as_posix() for path in files],
        manifests=[folder / "MANIFEST.csv"],
        sources=folder / "sources.yaml",
    )


def test_what_was_verified_may_be_read(lighthouse, raw, receipt):
    assert receipt.height > 1
    check_received(lighthouse.exports, raw, receipt)


def test_one_changed_bit_of_any_verified_file_stops_the_reading(lighthouse, raw, receipt):
    chance = random.Random(6)
    for file in receipt["file"]:
        before = (raw / file).read_bytes()
        flip(raw / file, chance)
        with pytest.raises(SurveyError, match=f"{file}: is not the file that was verified"):
            check_received(lighthouse.exports, raw, receipt)
        (raw / file).write_bytes(before)


def test_a_verified_file_that_is_gone_and_one_that_was_never_verified_are_named(
    lighthouse, raw, receipt
):
    with pytest.raises(SurveyError, match=r"lighthouse/keepers\.csv: was not verified"):
        check_received(
            lighthouse.exports, raw, receipt.filter(pl.col("file").str.starts_with("reference"))
        )
    (raw / "lighthouse" / "keepers.csv").unlink()
    with pytest.raises(SurveyError, match=r"keepers\.csv: was verified, and is there no longer"):
        check_received(lighthouse.exports, raw, receipt)
