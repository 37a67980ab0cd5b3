"""A release that went out is recorded, and no longer says that it is not."""

import random
from base64 import urlsafe_b64encode

import polars as pl
import pytest
from invented.damage import flip
from invented.whole import put_answers

from cyberstudy.commands.record_release import main
from cyberstudy.release import NOT_RECORDED
from surveyanswers.tables.checksums import differences, seal

PARTS = (
    *("protect/tables", "protect/report.json"),
    *("describe/memberships.parquet", "clean/answers.parquet"),
)


@pytest.fixture
def released(registered):
    """The invented survey with registered answers, as far as a release of it is recorded."""
    results = registered / "results/lighthouse"
    for name in ("release", "protect/tables", "describe", "clean"):
        (results / name).mkdir(parents=True)
    said = pl.DataFrame({"unit_id": ["k1"], "question": ["home"], "value": ["CHL"]})
    put_answers(said, results / "clean")
    pl.DataFrame({"question": ["home"]}).write_parquet(results / "protect/tables/estimates.parquet")
    said.write_parquet(results / "describe/memberships.parquet")
    (results / "protect/report.json").write_text("{}")
    (results / "release/MANIFEST.csv").write_text("file,sha256\na.csv,1\n")
    (results / "release" / NOT_RECORDED).write_text("This release is not recorded yet.")
    for output in ("release", *PARTS):
        seal(f"results/lighthouse/{output}")
    return results


def test_what_is_recorded_says_no_longer_that_it_is_not(released, capsys):
    assert main(["config/surveys/lighthouse"]) == 0
    assert "release 1 is recorded" in capsys.readouterr().out
    assert [path.name for path in (released / "release").iterdir()] == ["MANIFEST.csv"]
    assert differences("results/lighthouse/release") == [], "the next run takes it as it is"


def test_a_record_that_is_missing_stops_the_next_one(released, capsys):
    assert main(["config/surveys/lighthouse"]) == 0
    (released.parents[1] / "data/confidential/lighthouse/releases/1").rename("elsewhere")
    (released / "release" / NOT_RECORDED).write_text("This release is not recorded yet.")
    seal("results/lighthouse/release")
    assert main(["config/surveys/lighthouse"]) == 1
    assert "releases/1: is missing" in capsys.readouterr().err
    assert (released / "release" / NOT_RECORDED).exists()


@pytest.mark.parametrize(
    "path", ["release/MANIFEST.csv", "protect/tables/estimates.parquet", "clean/answers.parquet"]
)
def test_what_somebody_altered_is_not_recorded_and_keeps_its_checksums(released, capsys, path):
    before = {each: each.read_bytes() for each in released.parent.rglob("*.sha256")}
    flip(released / path, random.Random(3))
    assert main(["config/surveys/lighthouse"]) == 1
    assert f"results/lighthouse/{path}: has other bytes than were written" in (
        capsys.readouterr().err
    )
    assert {each: each.read_bytes() for each in before} == before
    assert (released / "release" / NOT_RECORDED).exists()
    assert not (released.parents[1] / "data/confidential/lighthouse/releases/1").exists()


def test_what_a_run_left_half_made_is_not_recorded(released, capsys):
    marks = released.parents[1] / ".snakemake/incomplete"
    marks.mkdir(parents=True)
    (marks / urlsafe_b64encode(b"results/lighthouse/release").decode()).touch()
    assert main(["config/surveys/lighthouse"]) == 1
    assert "results/lighthouse/release: is incomplete" in capsys.readouterr().err


def test_a_stranger_in_a_release_is_not_recorded(released, capsys):
    (released / "release/.answers.csv").write_text("unit_id\n")
    assert main(["config/surveys/lighthouse"]) == 1
    assert "release/.answers.csv: no job wrote it" in capsys.readouterr().err
