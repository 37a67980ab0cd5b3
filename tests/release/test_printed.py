"""The report to print says what the page says, in chapters, and texts stay texts."""

import json
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import yaml
from cyberstudy.declare.chapters import Story
from cyberstudy.declare.study_facts import StudyFacts
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.gather import ShownSurvey, gather
from cyberstudy.release.printed import contents_of, print_report
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.translator import ENGLISH

HOSTILE = '#panic("no") *bold* $x^2$ #sys.inputs <tag> [open \\'
STORY = Story.model_validate(
    {
        "front": ["harbour/sails", "harbour/berths"],
        "areas": {
            "sea": {
                "title": "The sea",
                "figures": ["harbour/berths", "harbour/knots"],
                "lacking": "Its depth.",
            },
            "air": {"title": "The air", "lacking": "All of it."},
        },
        "chapters": {
            name: {
                "title": name.title(),
                "introduction": f"Of {name}.",
                "limits": f"Not of {other}.",
                "figures": [f"harbour/{figure}"],
            }
            for name, other, figure in (
                ("ships", "boats", "sails"),
                ("ports", "piers", "berths"),
                ("empty", "all", "nothing"),
            )
        },
    }
)
PUBLICATION = {"title": f"Harbours {HOSTILE}", "version": "7.0", "date": "1999-12-31"}
EXHIBITS = {
    "berths": {"area": "Ports", "headline": "Half", "finding": f"Half of 12 are free. {HOSTILE}"},
    "moss": {"area": "Fens", "headline": "", "finding": ""},
    "sails": {"area": "Ships", "headline": "Most", "finding": "Most are white."},
    "knots": {"area": "Ships", "headline": "Few", "finding": "Nobody is told."},
}


GONE = SimpleNamespace(title="Lighthouses", citation="Keeper 1900.")


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
            "title": name,
            "recommends": "",
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
        settings=SimpleNamespace(
            title=f"Harbours {HOSTILE}",
            citation="Keeper 1999.",
            study=StudyFacts(universe=f"Ports {HOSTILE}", funding="The harbour."),
        ),
        data_access=SimpleNamespace(registered=None),
        release=release,
    )


def printed(harbour, path):
    print_report(
        [harbour],
        [str(harbour.release)],
        story=STORY,
        publication=PUBLICATION,
        language="en",
        left_out=[SimpleNamespace(name="gone", settings=GONE, plan=None)],
        report=str(path),
    )
    return path


def test_chapters_come_as_declared_and_all_else_stands_in_the_annex(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], STORY, PUBLICATION, [], ENGLISH)
    assert [chapter["title"] for chapter in said["chapters"]] == ["Ships", "Ports"]
    assert [len(chapter["exhibits"]) for chapter in said["chapters"]] == [1, 1]
    assert [chapter["limits"] for chapter in said["chapters"]] == ["Not of boats.", "Not of piers."]
    assert [Path(words["file"]).stem for words in said["annex"]] == ["knots"]
    assert said["others"] == ["moss"]
    numbers = [e["number"] for chapter in said["chapters"] for e in chapter["exhibits"]]
    assert [*numbers, said["annex"][0]["number"]] == ["1", "2", "3"]


def test_the_report_tells_what_is_known_of_each_survey_and_nothing_of_what_is_not(harbour):
    harbour.asks = True
    parts = [gather(harbour, harbour.release, ["en"])]
    (told,) = contents_of(parts, STORY, PUBLICATION, [], ENGLISH)["surveys"]
    assert told["known"] == [["Funding", "The harbour."], ["Universe", f"Ports {HOSTILE}"]]
    assert told["simulated"]


def test_the_summary_tells_the_first_figures_and_each_area_with_what_is_lacking(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], STORY, PUBLICATION, [], ENGLISH)
    assert [(told["title"], told["number"]) for told in said["front"]] == [
        ("Most", "1"),
        ("Half", "2"),
    ]
    assert said["areas"] == [
        ["The sea", "Half (Figure 2); Few (Figure 3)", "Its depth."],
        ["The air", "No source used here covers this.", "All of it."],
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
    assert "What this cannot show" in text


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
                settings=SimpleNamespace(title=title, citation="", study=StudyFacts()),
                plan=SimpleNamespace(story=[], clusterings={}),
            ),
            tmp_path,
            {"simulated": simulated},
            {},
        )
        for title, simulated in surveys.items()
    ]
    told = contents_of(parts, Story(), {}, [], ENGLISH)["made_up"]
    assert told == said or (said and told.endswith(said) and MADE_UP not in told)
