"""All results can be compared with their checksums at any time."""

import random

import pytest
from cyberstudy.commands.verify_results import main
from cyberstudy.tables.checksums import seal
from cyberstudy.tables.kept import Kept
from worlds.damage import flip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in ("results/x/release/a.csv", "results/index.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("text\n")
    for output in ("results/x/release", "results/index.html"):
        seal(output)
    return tmp_path


def test_whole_results_are_said_to_be_so(folder, capsys):
    for other in ("logs/x.log", "published/x.csv", "report.html", ".gitkeep"):
        (folder / "results" / other).parent.mkdir(exist_ok=True)
        (folder / "results" / other).touch()
    assert main() == 0
    assert "All 2 results are, byte for byte, what the run wrote." in capsys.readouterr().out


@pytest.mark.parametrize("path", ["results/x/release/a.csv", "results/index.html"])
def test_a_damaged_file_is_named_with_the_command_that_mends_it(folder, capsys, path):
    flip(folder / path, random.Random(7))
    assert main() == 1
    said = capsys.readouterr().err
    assert f"{path}: has other bytes than were written" in said
    assert "make study" in said


def test_a_file_that_no_job_wrote_is_named(folder, capsys):
    (folder / "results" / "x" / "mine.csv").touch()
    assert main() == 1
    assert "results/x/mine.csv: no job wrote it" in capsys.readouterr().err


def test_where_nothing_can_be_verified_that_is_no_success(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main() == 1
    assert "run `make study` first" in capsys.readouterr().err


def test_a_kept_exhibit_that_was_damaged_is_named(folder, capsys):
    kept = folder / "results/x/.kept/draw/en/lights"
    exhibit = Kept(kept)
    exhibit.empty()
    (kept / "lights.svg").write_text("<svg/>")
    assert main() == 0  # drawing was stopped: it is not used
    exhibit.record({}, [], {}.get)
    assert main() == 0
    flip(kept / "lights.svg", random.Random(8))
    assert main() == 1
    assert "results/x/.kept/draw/en/lights: is kept" in capsys.readouterr().err
