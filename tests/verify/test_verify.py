import hashlib
import http.server
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
import yaml
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.verify import sources
from cyberstudy.verify.receipt import write_receipt
from cyberstudy.verify.sources import find_surveys

CONTENT = b"id,answer\n1,yes\n"
NOWHERE = "http://127.0.0.1:9/answers.csv"  # the discard port: nobody listens


@dataclass
class Place:
    root: Path
    url: str = NOWHERE
    served: list = field(default_factory=list)

    def declare(self, content=CONTENT):
        (self.root / "data/raw").mkdir(parents=True, exist_ok=True)
        entry = {
            "path": "tides/answers.csv",
            "url": self.url,
            "sha256": hashlib.sha256(content).hexdigest(),
            "bytes": len(content),
            "received_on": "2026-11-25",
            "source": "tests",
            "licence": "none",
            "citation": "none",
            "sensitivity": "public",
            "simulated": True,
        }
        (self.root / "data/raw/sources.yaml").write_text(yaml.safe_dump({"sources": [entry]}))

    def find(self):
        return find_surveys(["tides"], root=self.root, fetch=True)

    @property
    def file(self):
        return self.root / "data/raw/tides/answers.csv"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("STUDY_MIRROR", raising=False)
    monkeypatch.setattr(sources, "RETRIES", 0)
    place = Place(tmp_path)
    place.declare()
    return place


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "served"
    folder.mkdir()
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}/answers.csv"
        running.shutdown()


def test_a_file_in_the_raw_folder_is_taken_as_it_is(place):
    place.file.parent.mkdir()
    place.file.write_bytes(b"anything; the receipt will judge it")
    assert place.find().runnable == ["tides"]


def test_a_missing_file_is_copied_from_the_mirror(place, tmp_path, monkeypatch):
    (tmp_path / "mirror/tides").mkdir(parents=True)
    (tmp_path / "mirror/tides/answers.csv").write_bytes(CONTENT)
    monkeypatch.setenv("STUDY_MIRROR", str(tmp_path / "mirror"))
    assert place.find().runnable == ["tides"]
    assert place.file.read_bytes() == CONTENT


def test_a_missing_file_is_downloaded_from_its_address(place, server):
    folder, place.url = server
    (folder / "answers.csv").write_bytes(CONTENT)
    place.declare()
    assert place.find().runnable == ["tides"]
    assert place.file.read_bytes() == CONTENT


def test_a_file_with_another_checksum_is_refused_and_kept_aside(
    place, server, tmp_path, monkeypatch
):
    folder, place.url = server
    (folder / "answers.csv").write_bytes(b"tampered")
    place.declare()
    found = place.find()
    assert found.runnable == []
    assert "gave another file" in found.left_out["tides"]
    assert not place.file.exists()
    kept = list((tmp_path / "data/refused/tides").iterdir())
    assert [path.read_bytes() for path in kept] == [b"tampered"]
    assert kept[0].name.startswith("answers.csv.sha256-")


def test_a_survey_that_cannot_be_had_is_left_out_with_what_to_do(place):
    found = place.find()
    assert found.runnable == []
    for said in ("data/raw/tides/answers.csv", "STUDY_MIRROR", NOWHERE, "did not answer", "sha256"):
        assert said in found.notice()


def test_a_process_that_may_not_fetch_reaches_for_nothing(place, monkeypatch):
    monkeypatch.setattr(sources, "_from_address", lambda *_, **__: pytest.fail("reached out"))
    assert find_surveys(["tides"], root=place.root, fetch=False).runnable == []


@pytest.fixture
def in_world(world, monkeypatch):
    monkeypatch.chdir(world)
    return world


def receipt(world):
    files = [p.relative_to(world).as_posix() for p in (world / "data/raw").glob("*/*")]
    return write_receipt(
        files, manifests=[Path("data/raw/MANIFEST.csv")], sources=Path("data/raw/sources.yaml")
    )


def test_the_receipt_lists_every_file_with_its_hash(in_world):
    table = receipt(in_world)
    assert table["file"].to_list() == sorted(table["file"])
    assert table.filter(file="lighthouse/keepers.csv")["simulated"].item()


def test_an_altered_file_stops_the_run(in_world):
    file = in_world / "data/raw/lighthouse/keepers.csv"
    file.write_bytes(file.read_bytes().replace(b"Norway", b"norway", 1))
    with pytest.raises(StudyProblem, match=r"keepers\.csv: is not the file received"):
        receipt(in_world)


def test_an_unlisted_file_stops_the_run(in_world):
    (in_world / "data/raw/lighthouse/extra.csv").write_text("a,b\n")
    with pytest.raises(StudyProblem, match=r"extra\.csv: listed nowhere"):
        receipt(in_world)
