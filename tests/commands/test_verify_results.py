"""All results can be compared with their checksums at any time."""

import os
import random
from base64 import urlsafe_b64encode

import pytest
from invented.damage import flip

from cyberstudy.commands.verify_results import main
from surveyanswers.tables.checksums import seal
from surveyanswers.tables.storage import sha256_of


def mark(folder, kind, output, text="{}"):
    """Let Snakemake have a file of its own on an output."""
    path = folder / ".snakemake" / kind / urlsafe_b64encode(output.encode()).decode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


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
    assert main([]) == 0
    assert "All 2 results are, byte for byte, what the run wrote." in capsys.readouterr().out


@pytest.mark.parametrize("path", ["results/x/release/a.csv", "results/index.html"])
def test_a_damaged_file_is_named_with_the_command_that_mends_it(folder, capsys, path):
    flip(folder / path, random.Random(7))
    assert main([]) == 1
    said = capsys.readouterr().err
    assert f"{path}: has other bytes than were written" in said
    assert "make study" in said


def test_a_file_that_no_job_wrote_is_named(folder, capsys):
    (folder / "results" / "x" / "mine.csv").touch()
    assert main([]) == 1
    assert "results/x/mine.csv: no job wrote it" in capsys.readouterr().err


def test_what_a_run_left_half_made_is_named_and_no_success(folder, capsys):
    mark(folder, "incomplete", "results/x/release")
    flip(folder / "results/x/release/a.csv", random.Random(7))
    assert main([]) == 1
    said = capsys.readouterr()
    assert "Not compared" in said.err and "results/x/release" in said.err
    assert "byte for byte" not in said.out


STRANGERS = {
    "results/x/release/.notes": lambda path: path.write_text("a"),
    "results/x/release/.hidden/b.csv": lambda path: (path.parent.mkdir(), path.touch()),
    "results/x/release/more": lambda path: path.symlink_to("/"),
    "results/x/release/link.csv": lambda path: path.symlink_to("a.csv"),
    "results/x/release/nowhere.csv": lambda path: path.symlink_to("nowhere"),
    "results/x/release/pipe": os.mkfifo,
}


@pytest.mark.parametrize("path", STRANGERS)
def test_hidden_files_links_and_pipes_are_named(folder, capsys, path):
    STRANGERS[path](folder / path)
    assert main([]) == 1
    assert f"{path}: no job wrote it" in capsys.readouterr().err


def test_a_link_in_the_place_of_a_result_is_named_even_where_it_leads_to_the_same_bytes(
    folder, capsys
):
    path = folder / "results/x/release/a.csv"
    path.rename(folder / "elsewhere.csv")
    path.symlink_to(folder / "elsewhere.csv")
    assert main([]) == 1
    assert "results/x/release/a.csv: no job wrote it" in capsys.readouterr().err


def test_marks_of_snakemake_and_git_are_none(folder):
    for name in ("results/x/release/.snakemake_timestamp", "results/.gitkeep"):
        (folder / name).touch()
    assert main([]) == 0


def test_a_result_that_was_taken_away_with_its_checksums_is_named(folder, capsys):
    for output in ("results/x/release", "results/index.html"):
        mark(folder, "metadata", output)
    assert main([]) == 0
    (folder / "results/index.html").unlink()
    (folder / "results/checksums/index.html.sha256").unlink()
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "results/index.html: a job wrote it, but it is gone" in said
    assert "--cleanup-metadata" in said


def test_a_file_that_was_edited_with_its_checksum_is_not_what_the_release_itself_lists(
    folder, capsys
):
    release = folder / "results/x/release"
    (release / "SHA256SUMS").write_text(f"{sha256_of(release / 'a.csv')}  a.csv\n")
    seal("results/x/release")
    assert main([]) == 0
    (release / "a.csv").write_text("more\n")
    seal("results/x/release")
    assert main([]) == 1
    said = capsys.readouterr().err
    assert "results/x/release/a.csv: is not what SHA256SUMS says" in said


def test_where_nothing_can_be_verified_that_is_no_success(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([]) == 1
    assert "run `make study` first" in capsys.readouterr().err
