"""Public files are fetched within limits, or refused; a survey without its files is left out."""

import hashlib
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from worlds import LIGHTHOUSE
from worlds.servers import certificate, serving

from cyberstudy.verify import download, sources
from cyberstudy.verify.sources import find_surveys
from surveyanswers.tables.problems import SurveyError

CONTENT = b"id,answer\n1,yes\n"
NOWHERE = "https://127.0.0.1:9/answers.csv"  # the discard port: nobody listens


@dataclass
class Place:
    root: Path
    changes: dict = field(default_factory=dict)

    def declare(self, *others, **changes):
        """Declare the file of the survey, with keys changed, or left out where they are None."""
        (self.root / "data/raw").mkdir(parents=True, exist_ok=True)
        entry = {
            "path": "tides/answers.csv",
            "url": NOWHERE,
            "sha256": hashlib.sha256(CONTENT).hexdigest(),
            "bytes": len(CONTENT),
            "received_on": "2026-11-25",
            "source": "tests",
            "licence": "none",
            "citation": "none",
            "sensitivity": "public",
            "simulated": True,
        } | changes
        entries = [{k: v for k, v in entry.items() if v is not None}]
        entries += [entry | other for other in others]
        (self.root / "data/raw/sources.yaml").write_text(yaml.safe_dump({"sources": entries}))

    def find(self):
        return find_surveys(["tides"], root=self.root, fetch=True, config=self.root / "config")

    @property
    def file(self):
        return self.root / "data/raw/tides/answers.csv"

    @property
    def refused(self):
        return [path for path in (self.root / "data/refused").rglob("*") if path.is_file()]

    @property
    def kept(self):
        """Every file below the root, but for the list of sources."""
        return [p for p in self.root.rglob("*") if p.is_file() and p.name != "sources.yaml"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("STUDY_MIRROR", raising=False)
    monkeypatch.setattr(download, "RETRIES", 0)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))  # what is left there is seen, too
    place = Place(tmp_path)
    place.declare()
    return place


@pytest.fixture(scope="session")
def signed(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(signed, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(signed))
    with serving(signed, CONTENT) as running:
        yield running


@pytest.fixture
def mirror(tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("mirror")
    (folder / "tides").mkdir()
    monkeypatch.setenv("STUDY_MIRROR", str(folder))
    return folder / "tides" / "answers.csv"


def test_a_file_in_the_raw_folder_is_taken_as_it_is(place):
    place.file.parent.mkdir()
    place.file.write_bytes(b"anything; the receipt will judge it")
    assert place.find().runnable == ["tides"]


def test_a_missing_file_is_copied_from_the_mirror(place, mirror):
    mirror.write_bytes(CONTENT)
    assert place.find().runnable == ["tides"]
    assert place.file.read_bytes() == CONTENT


def test_a_mirror_that_is_not_there_is_told(place, monkeypatch):
    monkeypatch.setenv("STUDY_MIRROR", "/nowhere")
    told = place.find().left_out["tides"]
    assert "STUDY_MIRROR names /nowhere, and there is no such folder" in told


def test_a_file_of_another_size_is_not_copied_from_the_mirror(place, mirror):
    mirror.write_bytes(CONTENT + b"x")
    assert "holds another file: 17 bytes, expected 16" in place.find().left_out["tides"]
    assert place.kept == []


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("path", ["answers.csv", "moved.csv"])
def test_a_missing_file_is_downloaded_from_its_address(place, server, path):
    place.declare(url=server.address + path)
    assert place.find().runnable == ["tides"]
    assert place.file.read_bytes() == CONTENT
    assert place.kept == [place.file]


#: How a server may fail us, and what must be said of it.
BAD = {
    "plain": "leads to an address that is not https",
    "file": "leads to an address that is not https",
    "loop": "did not answer (TooManyRedirects",
    "failing": "did not answer (HTTPError 500)",
    "short": "did not answer",
    "endless": "sends more than the 16 bytes declared; stopped",
    "dripping": "took longer than 1 seconds; given up",
}


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("how", BAD)
def test_of_a_bad_server_nothing_is_kept(place, server, how, monkeypatch):
    if how == "dripping":  # the others would be as bad if they took their time
        monkeypatch.setattr(download, "SECONDS", 1)
    place.declare(url=f"{server.address}{how}.csv")
    assert BAD[how] in place.find().left_out["tides"]
    assert place.kept == []
    if how == "plain":
        assert server.asked == ["/plain.csv"]  # what is not https is not even asked


@pytest.mark.needs("openssl")
def test_no_more_is_taken_than_was_declared(place, server):
    place.declare(url=f"{server.address}endless.csv")
    place.find()
    assert server.sent < 20_000_000  # it stood in buffers on the way; it used to be without end


@pytest.mark.needs("openssl")
def test_a_certificate_that_nobody_vouches_for_is_not_accepted(place, server, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    place.declare(url=f"{server.address}answers.csv")
    assert "did not answer (SSLError)" in place.find().left_out["tides"]


@pytest.mark.needs("openssl")
def test_a_file_with_another_checksum_is_refused_and_the_last_one_is_kept_aside(place, server):
    place.declare(url=f"{server.address}answers.csv")
    for content in (b"tampered", b"tampered again", b"t"):
        server.content = content
        found = place.find()
        assert found.runnable == []
        assert "gave another file" in found.left_out["tides"]
    assert [path.read_bytes() for path in place.refused] == [b"t"]
    assert place.refused[0].name.startswith("answers.csv.sha256-")
    assert place.kept == place.refused


def test_an_interrupted_download_leaves_nothing(place, mirror, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    mirror.write_bytes(CONTENT)
    monkeypatch.setattr(sources.os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        place.find()
    assert place.kept == []


def test_a_survey_that_cannot_be_had_is_left_out_with_what_to_do(place):
    found = place.find()
    assert found.runnable == []
    for said in ("data/raw/tides/answers.csv", "STUDY_MIRROR", NOWHERE, "did not answer", "sha256"):
        assert said in found.notice()


def test_a_file_without_a_public_copy_is_taken_from_the_mirror_alone(place, mirror):
    place.declare(url=None)
    assert "no address is known that holds a copy" in place.find().left_out["tides"]
    mirror.write_bytes(CONTENT)
    assert place.find().runnable == ["tides"]


def test_a_process_that_may_not_fetch_reaches_for_nothing(place, monkeypatch):
    monkeypatch.setattr(sources, "_from_address", lambda *_, **__: pytest.fail("reached out"))
    assert find_surveys(["tides"], root=place.root, fetch=False, config=place.root).runnable == []


@pytest.mark.parametrize("folder", ["data/raw/tides", "data/refused/tides"])
def test_no_link_leads_out_of_the_folder(place, mirror, folder, tmp_path):
    mirror.write_bytes(CONTENT if "raw" in folder else CONTENT[::-1])
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / folder).parent.mkdir(exist_ok=True)
    (tmp_path / folder).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SurveyError, match="is a link that leads out of"):
        place.find()
    assert place.kept == []


#: What an entry may not say, and what must be said of it.
REFUSED = {
    "a path that climbs": ({"path": "tides/../../../x.csv"}, r"path: .* is not of the form"),
    "a path from the root": ({"path": "/etc/x.csv"}, r"path: .* is not of the form"),
    "a path in no folder": ({"path": "x.csv"}, r"path: .* is not of the form"),
    "a hidden file": ({"path": "tides/.x.csv"}, r"path: .* is not of the form"),
    "a backslash": ({"path": r"tides\..\x.csv"}, r"path: .* is not of the form"),
    "an address without https": ({"url": "http://127.0.0.1/x"}, r"url: .* is not of the form"),
    "a file as address": ({"url": "file:///etc/passwd"}, r"url: .* is not of the form"),
    "a password in the address": ({"url": "https://me:secret@x.org/x"}, r"url: .* not of the form"),
    "no bytes": ({"bytes": 0}, r"bytes: .*greater than 0"),
    "bytes as text": ({"bytes": "16"}, r"bytes: .*integer"),
    "half a checksum": ({"sha256": "00ff"}, r"sha256: .* is not of the form"),
    "no checksum": ({"sha256": None}, r"sha256: is missing"),
    "an unknown key": ({"sha512": "x"}, r"sha512: is no key here; did you mean 'sha256'"),
    "a day in words": ({"received_on": "today"}, r"received_on: .* is not of the form"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_an_entry_may_not_say_is_told_with_its_place(place, what):
    changes, said = REFUSED[what]
    place.declare(**changes)
    with pytest.raises(SurveyError, match=rf"sources\.yaml:\n  - sources\.0\.{said}"):
        place.find()


def test_a_file_is_declared_once(place):
    place.declare({"path": "tides/Answers.csv"})
    with pytest.raises(SurveyError, match=r"sources\.1\.path: tides/answers\.csv is declared twi"):
        place.find()


@pytest.mark.parametrize("text", ["sources:\n", "sources: []\n"])
def test_a_study_may_name_no_public_files(place, text):
    (place.root / "data/raw/sources.yaml").write_text(text)
    assert place.find().runnable == ["tides"]


@pytest.mark.parametrize("text", ["", "sources: 1\n", "sources: [1]\n", "sources: {a: 1}\n", "- a"])
def test_what_is_no_list_of_sources_is_told(place, text):
    (place.root / "data/raw/sources.yaml").write_text(text)
    with pytest.raises(SurveyError, match=r"data/raw/sources\.yaml"):
        place.find()


@pytest.fixture
def across(place):
    """Two public surveys of tides, and one that is confidential, whose files are all here."""

    def settle(*public, **changes):
        place.declare(**changes)
        (place.root / "data/raw/tides").mkdir(parents=True)
        place.file.write_bytes(CONTENT)
        settings = Path(LIGHTHOUSE / "config/surveys/lighthouse/settings.yaml").read_text()
        for survey in ("tides", "waves", "winds"):
            folder = place.root / "config/surveys" / survey
            folder.mkdir(parents=True)
            how = "public" if survey in public else "confidential"
            text = re.sub(r"^protection: \w+", f"protection: {how}", settings, flags=re.M)
            (folder / "settings.yaml").write_text(f"{text}\nminimum_base: 5\n")
        names = ["tides", "sources", "waves", "winds"]
        return find_surveys(names, root=place.root, fetch=True, config=place.root / "config")

    return settle


def test_what_lies_across_surveys_has_its_place_where_two_public_surveys_run(across):
    found = across("tides", "waves")
    assert found.runnable == ["tides", "sources", "waves", "winds"]
    assert (found.shared, found.notice()) == ({}, "")


def test_with_one_public_survey_nothing_lies_across_and_that_is_said(across):
    found = across("tides")
    assert found.runnable == ["tides", "waves", "winds"]
    assert "Left out: survey sources." in found.notice()
    assert "needs 2 that run; of this run's tides can" in found.notice()


def test_without_a_file_of_its_own_it_runs_and_says_which_part_is_left_out(across):
    found = across("tides", "waves", path="strategies/days.csv")
    assert "sources" in found.runnable
    assert found.left_out == {}
    assert "Left out: data/raw/strategies/days.csv is missing" in found.notice()


def test_a_file_of_no_survey_is_brought_before_the_survey_whose_analysis_reads_it_is_checked(
    place, mirror, tmp_path
):
    place.declare(path="reference/income.csv")
    mirror.parent.parent.joinpath("reference").mkdir()
    mirror.parent.parent.joinpath("reference/income.csv").write_bytes(CONTENT)
    file, there = place.root / "data/raw/reference/income.csv", []
    for read in ((), (file.relative_to(place.root).as_posix(),)):
        find_surveys(
            ["tides"],
            root=place.root,
            fetch=True,
            config=place.root / "config",
            mistakes_in=lambda name: there.append(file.is_file()),
            read=read,
        )
    assert there == [False, True]
