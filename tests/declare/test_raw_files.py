"""What is declared of a survey's files, apart from what is declared of others'."""

from cyberstudy.declare.raw_files import rows_of


def told(world):
    raw = world / "data/raw"
    return rows_of("lighthouse", [str(raw / "MANIFEST.csv")], str(raw / "sources.yaml"))


def test_rows_of_other_surveys_make_no_difference_and_own_ones_do(world):
    manifest = world / "data/raw/MANIFEST.csv"
    before = told(world)
    text = manifest.read_text()
    own = next(line for line in text.splitlines() if line.startswith("lighthouse/"))
    manifest.write_text(text + own.replace("lighthouse/", "elsewhere/") + "\n")
    assert told(world) == before
    assert {row[0].split("/")[0] for row in before} == {"lighthouse", "reference"}
    manifest.write_text(text.replace("lighthouse/keepers.csv", "lighthouse/wardens.csv"))
    assert told(world) != before


def test_a_list_that_cannot_be_read_is_another_one(world):
    before = told(world)
    manifest = world / "data/raw/MANIFEST.csv"
    manifest.write_bytes(b"file\xff\n")
    after = told(world)
    assert after != before
    assert any("is not UTF-8" in row[1] for row in after)
