"""The report to print says what the page says, in chapters, and texts stay texts."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest
import yaml

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.gather import ShownSurvey, gather
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.printed import contents_of, print_report
from cyberstudy.wording.translator import ENGLISH
from surveyanswers.instrument.study_facts import StudyFacts
from surveyanswers.tables.problems import SurveyError

HOSTILE = '#panic("no") *bold* $x^2$ #sys.inputs <tag> [open \\'
STORY = Story.model_validate(
    {"front": ["harbour/sails", "harbour/berths"]}
    | {
        kind: {
            name: {
                "title": name.title(),
                "introduction": f"Of {name}.",
                "limits": f"Not of {other}.",
                "figures": [f"harbour/{figure}"],
            }
            for name, other, figure in chapters
        }
        for kind, chapters in {
            "areas": (("sea", "ponds", "berths"), ("air", "water", "winds")),
            "chapters": (("ships", "boats", "sails"), ("empty", "all", "nothing")),
        }.items()
    }
)
PUBLICATION = {"title": f"Harbours {HOSTILE}", "version": "7.0", "date": "1999-12-31"}
EXHIBITS = {
    "berths": {"area": "Ports", "headline": "Half", "finding": f"Half of 12 are free. {HOSTILE}"},
    "moss": {"area": "Fens", "headline": "", "finding": ""},
    "sails": {"area": "Ships", "headline": "Most", "finding": "Most are white."},
    "knots": {"area": "Ships", "headline": "Few", "finding": "Nobody is told."},
    "reefs": {"area": "Fens", "headline": "None", "finding": ""},
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
        for ending in ("pdf", "svg") if name != "knots" else ():
            shutil.copy(tmp_path / "drawn.pdf", folder / f"{name}.{ending}")
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


def test_areas_come_before_other_chapters_and_of_all_else_titles_are_listed(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], STORY, PUBLICATION, [], ENGLISH)
    titles = [chapter["title"] for chapter in said["chapters"]]
    assert titles == ["Sea", "Air", "Ships"], "an area stays, a chapter without figures does not"
    assert [chapter["limits"] for chapter in said["chapters"]][-1] == "Not of boats."
    figures = [[Path(e["file"]).stem for e in chapter["exhibits"]] for chapter in said["chapters"]]
    assert figures == [["berths"], [], ["sails"]]
    assert said["others"] == ["moss", "Few", "None"]
    numbers = [e["number"] for chapter in said["chapters"] for e in chapter["exhibits"]]
    assert numbers == ["1", "2"]


def test_the_report_tells_what_is_known_of_each_survey_and_nothing_of_what_is_not(harbour):
    harbour.asks = True
    parts = [gather(harbour, harbour.release, ["en"])]
    (told,) = contents_of(parts, STORY, PUBLICATION, [], ENGLISH)["surveys"]
    assert told["known"] == [["Funding", "The harbour."], ["Universe", f"Ports {HOSTILE}"]]
    assert told["simulated"]


def test_the_summary_gives_the_first_figures_and_the_first_finding_of_each_area(harbour):
    said = contents_of([gather(harbour, harbour.release, ["en"])], STORY, PUBLICATION, [], ENGLISH)
    assert [(told["title"], told["number"]) for told in said["front"]] == [
        ("Most", "2"),
        ("Half", "1"),
    ]
    assert said["areas"] == [["Sea", "Half (Figure 1)"], ["Air", INTERFACE["not_here"]]]


def test_real_and_simulated_answers_are_in_reports_apart(harbour):
    simulated = gather(harbour, harbour.release, ["en"])
    exhibit = replace(simulated.exhibits["sails"], survey="meadow", name="cows")
    exhibit.file("svg").write_text("<svg/>")
    real = replace(simulated, report={"simulated": False}, exhibits={"cows": exhibit})
    report, paper = (
        contents_of([real, simulated], STORY, PUBLICATION, [], ENGLISH, simulated=which)
        for which in (False, True)
    )
    assert [chapter["title"] for chapter in report["chapters"]] == ["Ships"]
    assert report["others"] == [], "no list holds a simulated title"
    assert [chapter["title"] for chapter in paper["chapters"]] == ["Sea", "Ships"]
    assert paper["say"]["title"] == "Technical paper on simulated answers"
    assert paper["areas"] == [["Sea", "Half (Figure 1)"]], "no area is said to have no source"


def test_a_table_to_read_is_listed_and_not_printed(harbour):
    part = gather(harbour, harbour.release, ["en"])
    part.exhibits["sails"].file("svg").unlink()
    said = contents_of([part], STORY, PUBLICATION, [], ENGLISH)
    titles = [e["title"] for chapter in said["chapters"] for e in chapter["exhibits"]]
    assert titles == ["Half"]
    assert "Most" in said["others"]
    assert [told["title"] for told in said["front"]] == ["Half"]


def test_sources_are_listed_by_their_makers_and_copies_by_their_address(harbour):
    part = gather(harbour, harbour.release, ["en"])
    files = [
        {"makers": "Keepers", "citation": each, "source": f"file of {each}", "url": url}
        | {"received_on": "1999-01-01", "cite_values": "yes"}
        for each, url in (("Tides.", "https://a"), ("Winds.", "https://b"), ("Own.", None))
    ]
    part = replace(part, report=part.report | {"sources": files})
    said = contents_of([part], STORY, PUBLICATION, [], ENGLISH)
    assert said["sources"] == [["Keepers", "Tides.", "Winds.", "Own."]]
    assert [copy[:2] for copy in said["copies"]] == [
        ["file of Tides.", "https://a"],
        ["file of Winds.", "https://b"],
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
    with pytest.raises(SurveyError, match="no exhibit 'sails'"):
        printed(harbour, tmp_path / "report.pdf")


@pytest.mark.parametrize(
    ("surveys", "said"),
    [
        ({"SimulatedSurvey": True}, MADE_UP),
        ({"SimulatedSurvey": True, "Record": False}, ""),
        ({"Record": False}, ""),
    ],
)
def test_a_cover_says_that_answers_are_simulated_only_where_all_of_them_are(
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
    assert contents_of(parts, Story(), {}, [], ENGLISH)["made_up"] == said
