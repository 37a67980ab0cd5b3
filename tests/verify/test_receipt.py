"""The receipt: every raw file is the one that was declared, and each is declared once."""

from pathlib import Path

import pytest
from worlds import edit

from cyberstudy.verify.receipt import write_receipt
from surveyanswers.tables.problems import SurveyError

MANIFEST, SOURCES = Path("data/raw/MANIFEST.csv"), Path("data/raw/sources.yaml")


@pytest.fixture
def in_world(world, monkeypatch):
    monkeypatch.chdir(world)
    return world


def receipt(world):
    files = [p.relative_to(world).as_posix() for p in (world / "data/raw").glob("*/*")]
    return write_receipt(files, manifests=[MANIFEST], sources=SOURCES)


def test_the_receipt_lists_every_file_with_its_hash(in_world):
    table = receipt(in_world)
    assert table["file"].to_list() == sorted(table["file"])
    assert table.filter(file="lighthouse/keepers.csv")["simulated"].item()


def test_an_altered_file_stops_the_run(in_world):
    file = in_world / "data/raw/lighthouse/keepers.csv"
    file.write_bytes(file.read_bytes().replace(b"Norway", b"norway", 1))
    with pytest.raises(SurveyError, match=r"keepers\.csv: is not the file received"):
        receipt(in_world)


def test_an_unlisted_file_stops_the_run(in_world):
    (in_world / "data/raw/lighthouse/extra.csv").write_text("a,b\n")
    with pytest.raises(SurveyError, match=r"extra\.csv: listed nowhere"):
        receipt(in_world)


#: What may be wrong with a list of files, and what must be said of it.
DAMAGED = {
    "a size in words": (",1601,", ",many,", r"row 2: - bytes: .*'many'"),
    "a size below zero": (",1601,", ",-1,", r"row 2: - bytes: .*'-1'"),
    "a size without end": (",1601,", f",{'9' * 5000},", r"row 2: - bytes: "),
    "half a checksum": (",caeba988", ",", r"row 2: - sha256: .* is not of the form"),
    "no day": ("1601,2026-11-25", "1601,", r"row 2: - received_on: is missing"),
    "neither yes nor no": ("public,yes\nreference/a", "public,ja\nreference/a", r"row 2: - simul"),
    "a column less": ("licence", "license", r"row 1: columns \['licence'\] are missing"),
    "a file twice": (
        "reference/aliases",
        "lighthouse/keepers",
        r"lighthouse/keepers\.csv stands",
    ),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_manifest_is_told_with_its_row(in_world, damage):
    before, after, said = DAMAGED[damage]
    edit(MANIFEST, before, after)
    with pytest.raises(SurveyError, match=rf"^data/raw/MANIFEST\.csv[\s\S]*{said}"):
        receipt(in_world)


def test_a_file_is_carried_or_fetched_not_both(in_world):
    SOURCES.write_text(
        "sources: [{path: lighthouse/keepers.csv, url: https://x.org/keepers.csv, bytes: 1601,"
        f" sha256: {'a' * 64}, received_on: 2026-11-25, source: s, licence: l, citation: c,"
        " sensitivity: public, simulated: true}]\n"
    )
    with pytest.raises(SurveyError, match=r"keepers\.csv stands in a manifest too"):
        receipt(in_world)
