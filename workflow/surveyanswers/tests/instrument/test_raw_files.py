"""What is declared of a survey's files, apart from what is declared of others'."""

from pathlib import Path

from surveyanswers.instrument.data_access import labelled_in
from surveyanswers.instrument.raw_files import all_simulated, read_manifest, rows_of


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


def test_files_are_simulated_only_where_a_list_says_so_of_each(world):
    lists = [str(world / "data/raw/MANIFEST.csv")]
    listed = [row.file for row in read_manifest(world / "data/raw/MANIFEST.csv")]
    own = [file for file in listed if file.startswith("lighthouse/")]
    text = Path(lists[0]).read_text()
    Path(lists[0]).write_text(text.replace(",no\n", ",yes\n"))
    assert all_simulated(own, lists)
    assert not all_simulated([*own, "lighthouse/other.csv"], lists)
    assert not all_simulated([], lists)
    Path(lists[0]).write_text(text.replace(",yes\n", ",no\n"))
    assert not all_simulated(own, lists)
    Path(lists[0]).write_text("file\n")
    assert not all_simulated(own, lists)


def test_only_simulated_answers_of_a_confidential_survey_have_a_folder_of_their_own():
    kinds = {(p, m): labelled_in(p, made_up=m) for p in ("public", "confidential") for m in (0, 1)}
    assert [*kinds.values()].count("simulated_microdata") == 1
    assert kinds["confidential", 1] == "simulated_microdata"
    assert kinds["confidential", 0] == "confidential_microdata"
