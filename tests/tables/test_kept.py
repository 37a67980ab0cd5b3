"""What is kept for the next time is used while all that it rests on stands, and it is whole."""

import random

import pytest
from invented.damage import flip

from cyberstudy.tables.kept import RECORD, Kept, gather

PLAN, FOUND = {"plan": "a digest"}, {"lights": "another"}


@pytest.fixture
def kept(tmp_path):
    """Something that rests on one table, and looked for another that there is not."""
    thing = Kept(tmp_path / "kept" / "lights")
    assert thing.outdated(PLAN, FOUND.get) == ["not made before"]
    thing.empty()
    (thing.folder / "lights.svg").write_text("<svg/>")
    (thing.folder / "lights.json").write_text("{}")
    assert thing.outdated(PLAN, FOUND.get) == ["not made before"]
    thing.record(PLAN, ["lights", "shadows"], FOUND.get)
    assert thing.outdated(PLAN, FOUND.get) == []
    return thing


def test_one_bit_of_what_is_kept_or_of_its_record_or_checksums_is_noticed(kept):
    chance = random.Random(9)
    files = sorted(kept.folder.iterdir())
    assert {path.name for path in files} == {RECORD, ".sha256", "lights.json", "lights.svg"}
    for number in range(80):
        path = files[number % len(files)]
        before = path.read_bytes()
        flip(path, chance)
        assert kept.outdated(PLAN, FOUND.get) == ["what was kept is damaged"]
        path.write_bytes(before)


def test_a_stranger_among_what_is_kept_is_not_shown(kept):
    (kept.folder / "stranger.svg").touch()
    assert kept.outdated(PLAN, FOUND.get)
    (kept.folder / "stranger.svg").rename(kept.folder / ".DS_Store")
    assert not kept.outdated(PLAN, FOUND.get)
    assert [path.name for path in kept.files] == ["lights.json", "lights.svg"]


def test_what_changed_is_named_of_what_was_known_and_of_what_was_looked_for(kept):
    assert kept.outdated({"plan": "new", "code": "more"}, FOUND.get) == ["plan", "code"]
    assert kept.outdated(PLAN, {}.get) == ["lights"]
    assert kept.outdated(PLAN, (FOUND | {"shadows": "now there"}).get) == ["shadows"]


def test_a_folder_holds_what_is_kept_under_its_names_and_nothing_else(kept, tmp_path):
    Kept(kept.folder.with_name("gone")).empty()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "stranger.csv").touch()
    gather(kept.folder.parent, ["lights"], tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "lights.json",
        "lights.svg",
    ]
    assert [path.name for path in kept.folder.parent.iterdir()] == ["lights"]
