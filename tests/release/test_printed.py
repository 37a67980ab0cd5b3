"""The report to print says what the page says, in chapters, and texts stay texts."""

import json
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import yaml
from cyberstudy.declare.chapters import Chapter
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.gather import ShownSurvey, gather
from cyberstudy.release.printed import contents_of, print_report
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.translator import ENGLISH

HOSTILE = '#panic("no") *bold* $x^2$ #sys.inputs <tag> [open \\'
CHAPTERS = {
    "ships": Chapter(title="Ships", introduction="Of ships.", limits="Not of boats."),
    "ports": Chapter(title="Ports", introduction="Of ports.", limits="Not of piers."),
    "empty": Chapter(title="Empty", introduction="Of nothing.", limits="All."),
}
EXHIBITS = {
    "berths": {"area": "Ports", "rank": "main", "finding": f"Half of 12 are free. {HOSTILE}"},
    "moss": {"area": "Fens", "rank": "main", "finding": ""},
    "sails": {"area": "Ships", "rank": "main", "finding": "Most are white."},
    "knots": {"area": "Ships", "rank": "annex", "finding": "Nobody is told."},
}


@pytest.fixture
def harbour(tmp_path):
    release = tmp_path / "harbour" / "release"
    folder = release / "figures" / "en"
    folder.mkdir(parents=True)
    (release / "report.json").write_text(json.dumps({"simulated": True}))
    plt.figure(figsize=(1, 1)).savefig(tmp_path / "drawn.pdf")
    plt.close("all")
    for name, words in EXHIBITS.items():
        said = {
            "language": "en",
            "simulated": True,
            "caption": f"Caption. {HOSTILE}",
            "alt": HOSTILE,
            **words,
        }
        (folder / f"{name}.json").write_text(json.dumps(said))
        shutil.copy(tmp_path / "drawn.pdf", folder / f"{name}.pdf")
    (tmp_path / "plan.yaml").write_text(yaml.safe_dump({"exhibits": EXHIBITS}, sort_keys=False))
    return SimpleNamespace(
        name="harbour",
        folder=tmp_path,
        asks=False,
        plan=SimpleNamespace(
            story=["sails", "moss", "berths"], exhibits=dict.fromkeys(EXHIBITS), clusterings={}
        ),
        settings=SimpleNamespace(title=f"Harbours {HOSTILE}", citation="Keeper 1999."),
        data_access=SimpleNamespace(registered=None),
        release=release,
    )


def printed(harbour, path):
    print_report(
        [harbour],
        [str(harbour.release)],
        chapters=CHAPTERS,
        language="en",
        left_out={"gone": "Lighthouses"},
        report=str(path),
    )
    return path


def test_chapters_come_as_declared_and_areas_that_are_none_behind_them(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], CHAPTERS, {}, ENGLISH)
    assert [chapter["title"] for chapter in said["chapters"]] == ["Ships", "Ports", "Fens"]
    assert [len(chapter["exhibits"]) for chapter in said["chapters"]] == [1, 1, 1]
    assert [chapter["limits"] for chapter in said["chapters"]] == [
        "Not of boats.",
        "Not of piers.",
        "",
    ]
    assert [Path(words["file"]).stem for words in said["annex"]] == ["knots"]


def test_the_story_is_told_in_its_order_and_what_has_nothing_to_tell_is_silent(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], CHAPTERS, {}, ENGLISH)
    assert [told["text"] for told in said["story"]] == [
        "Most are white.",
        EXHIBITS["berths"]["finding"],
    ]


@pytest.mark.needs("poppler")
def test_texts_stay_texts_and_simulated_answers_are_named(harbour, tmp_path):
    path = printed(harbour, tmp_path / "report.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert '#panic("no") *bold* $x^2$ #sys.inputs <tag> [open \\' in text
    assert "SIMULATED ANSWERS" in text
    assert "Lighthouses" in text
    assert "What this cannot say" in text


def test_the_same_parts_are_the_same_bytes(harbour, tmp_path):
    one, other = (printed(harbour, tmp_path / name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert one == other


def test_an_exhibit_that_was_not_drawn_stops_the_report(harbour, tmp_path):
    (harbour.release / "figures" / "en" / "sails.json").unlink()
    with pytest.raises(StudyProblem, match="no exhibit 'sails'"):
        printed(harbour, tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("surveys", "said"),
    [
        ({"SimulatedSurvey": True}, MADE_UP),
        (
            {"SimulatedSurvey": True, "Record": False},
            "State or person: SimulatedSurvey. Real: Record.",
        ),
        ({"Record": False}, ""),
    ],
)
def test_a_cover_says_what_is_simulated_and_calls_all_of_it_so_only_where_all_is(
    surveys, said, tmp_path
):
    parts = [
        ShownSurvey(
            SimpleNamespace(
                name=title,
                asks=True,
                settings=SimpleNamespace(title=title, citation=""),
                plan=SimpleNamespace(story=[], clusterings={}),
            ),
            tmp_path,
            {"simulated": simulated},
            {},
        )
        for title, simulated in surveys.items()
    ]
    told = contents_of(parts, {}, {}, ENGLISH)["made_up"]
    assert told == said or (said and told.endswith(said) and MADE_UP not in told)
