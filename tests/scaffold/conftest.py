"""A study that new surveys are begun in."""

import csv
import shutil

import pytest
from worlds import REPOSITORY


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study without surveys, with the real reference."""
    (tmp_path / "config/surveys").mkdir(parents=True)
    (tmp_path / "config/config.yaml").write_text("surveys: [other]\nlanguages: [en]\nseed: 1\n")
    raw = tmp_path / "data/raw"
    raw.mkdir(parents=True)
    shutil.copy(REPOSITORY / "data/raw/MANIFEST.csv", raw)
    (raw / "reference").mkdir()
    with (raw / "MANIFEST.csv").open(newline="") as file:
        for row in csv.DictReader(file):  # not what a run fetched
            shutil.copy(REPOSITORY / "data/raw" / row["file"], raw / row["file"])
    (raw / "sources.yaml").write_text("sources: []\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path
