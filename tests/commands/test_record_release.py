"""A release that went out is recorded, and no longer says that it is not."""

import json
import random
import re
from base64 import urlsafe_b64encode

import polars as pl
import pytest
from invented.damage import flip
from invented.whole import put_answers
from invented_releases import everybody, release
from worlds import edit

from cyberstudy.commands.record_release import main
from cyberstudy.protect.ledger import recorded
from cyberstudy.release import NOT_RECORDED, manifest_of
from cyberstudy.tables.digits import as_csv, to_digits
from disclosure.certificate import certificate
from disclosure.suppression_audit import audit
from surveyanswers.tables.checksums import differences, seal
from surveyanswers.tables.storage import write_table

PARTS = (
    *("protect/tables", "protect/report.json", "protect/certificate.parquet"),
    *("describe/memberships.parquet", "clean/answers.parquet"),
)


@pytest.fixture
def released(registered):
    """The invented survey with registered answers, as far as a release of it is recorded."""
    settings = registered / "config/surveys/lighthouse/settings.yaml"
    edit(settings, "protection: public", "protection: confidential\nminimum_base: 5")
    results = registered / "results/lighthouse"
    for name in ("release/tables", "protect/tables", "describe", "clean"):
        (results / name).mkdir(parents=True)
    said = pl.DataFrame({"unit_id": ["k1"], "question": ["home"], "value": ["CHL"]})
    put_answers(said, results / "clean")
    made, proofs = release(everybody()), []
    audit([made], minimum=5, proofs=proofs)
    certificate(proofs, minimum=5).write_parquet(results / "protect/certificate.parquet")
    made.memberships.write_parquet(results / "describe/memberships.parquet")
    made.estimates.write_parquet(results / "protect/tables/estimates.parquet")
    report = {"simulated": False, "passed": ["estimates.parquet"]}
    for folder in ("protect", "release"):
        (results / folder / "report.json").write_text(json.dumps(report))
    put_tables(results)
    (results / "release" / NOT_RECORDED).write_text("This release is not recorded yet.")
    for output in ("release", *PARTS):
        seal(f"results/lighthouse/{output}")
    return results


def put_tables(results, **changed):
    """Write the table that leaves, perhaps another, and list the files of the release."""
    table = pl.read_parquet(results / "protect/tables/estimates.parquet").with_columns(**changed)
    table = to_digits(table)
    write_table(table, str(results / "release/tables/estimates.parquet"))
    (results / "release/tables/estimates.csv").write_text(as_csv(table))
    (results / "release/MANIFEST.csv").unlink(missing_ok=True)
    (results / "release/MANIFEST.csv").write_text(as_csv(manifest_of(results / "release")))


def test_what_is_recorded_says_no_longer_that_it_is_not(released, capsys):
    assert main(["config/surveys/lighthouse"]) == 0
    assert "release 1 is recorded" in capsys.readouterr().out
    left = {path.name for path in (released / "release").iterdir()}
    assert left == {"MANIFEST.csv", "report.json", "tables"}
    assert differences("results/lighthouse/release") == [], "the next run takes it as it is"


def test_the_record_has_the_checksum_of_every_file_that_left(released):
    assert main(["config/surveys/lighthouse"]) == 0
    (entry,) = recorded(released.parents[1] / "data/confidential/lighthouse/releases")
    listed = pl.read_csv(entry.folder / "MANIFEST.csv").rows()
    left = [row for row in manifest_of(released / "release").rows() if row[0] != "MANIFEST.csv"]
    assert [row for row in listed if row[0] != NOT_RECORDED] == left
    proof = "protect/certificate.parquet"
    assert (entry.folder / "certificate.parquet").read_bytes() == (released / proof).read_bytes()


SEALED_ANEW = {
    "a table that leaves": (
        "release",
        r"release/tables/estimates\.csv: is not the protected table",
    ),
    "a file that no list has": ("stranger", r"release/notes\.txt: is not what MANIFEST\.csv says"),
    "a protected table": ("protect/tables", "is not what a table adds up to"),
    "a protected table more": ("more", r"tables/home\.csv: is not what the report lists"),
    "the certificate": ("protect/certificate.parquet", "does not have this question"),
}


@pytest.mark.parametrize("what", SEALED_ANEW)
def test_what_somebody_altered_and_sealed_is_not_recorded(released, capsys, what):
    """Whoever can write results can write their checksums, too."""
    place, said = SEALED_ANEW[what]
    one_more = pl.col("count") + 1
    if place == "release":
        put_tables(released, count=one_more)
    elif place == "stranger":
        (released / "release/notes.txt").write_text("6 of 6")
    elif place == "protect/tables":
        path = released / "protect/tables/estimates.parquet"
        pl.read_parquet(path).with_columns(count=one_more).write_parquet(path)
        put_tables(released)
    elif place == "more":
        (released / "protect/tables/home.csv").write_text("count\n6\n")
    else:
        path = released / place
        pl.read_parquet(path).clear().write_parquet(path)
    for output in ("release", *PARTS):
        seal(f"results/lighthouse/{output}")
    assert main(["config/surveys/lighthouse"]) == 1
    told = capsys.readouterr().err
    assert re.search(said, told), told
    assert not (released.parents[1] / "data/confidential/lighthouse/releases/1").exists()


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
