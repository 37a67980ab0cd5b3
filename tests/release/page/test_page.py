"""The study page: whole in one file, and the same every time."""

import base64
import hashlib
import json
import shutil
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import polars as pl
import pytest
from cyberstudy.declare.holdings import Holdings
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.page import make_page
from cyberstudy.release.page.figures import read_figure
from cyberstudy.release.page.numbers import MOST_ROWS, read_numbers, rounded
from cyberstudy.tables.problems import StudyProblem
from worlds.page import (
    HOSTILE,
    LANGUAGES,
    MEADOW,
    PLAN,
    SVG,
    Elements,
    put_release,
    put_study,
    survey,
)


def test_every_exhibit_is_there_with_its_words_in_every_language(page, elements):
    exhibits = [a["id"] for a in elements.all("article")]
    assert exhibits == ["harbour-berths", "harbour-anchors", "meadow-cows"]
    alts = [a["alt"] for a in elements.all("img")]
    assert 'Alternative of "berths" in ar' in alts
    assert len(alts) == len(set(alts)) == 5
    said = "".join(elements.said)
    assert "Caption of anchors in ar." in said
    assert [a["lang"] for a in elements.all("div", **{"class": "version"})] == ["en", "ar"] * 2 + [
        "en"
    ]


def test_figures_are_inside_as_long_as_there_is_room_and_of_other_languages_linked(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("cyberstudy.release.page.ROOM", 2 * len(PLAN["exhibits"]) * len(SVG))
    plan = PLAN | {"headlines": []}
    languages = ["fr", "en", "ar"]
    put_release(tmp_path / "har bour" / "release", plan, simulated=False, languages=languages)
    page = tmp_path / "index.html"
    make_page(
        [survey(tmp_path / "har bour" / "release", "Harbours", plan)],
        [str(tmp_path / "har bour" / "release")],
        languages=languages,
        left_out={},
        page=str(page),
    )
    elements = Elements(page.read_text(encoding="utf-8"))
    alts = [a["alt"] for a in elements.all("img")]
    assert sorted({alt.rpartition(" ")[2] for alt in alts}) == ["en", "fr"]
    links = [a["href"] for a in elements.all("a") if a["href"].startswith("har")]
    assert links == [
        f"har%20bour/release/figures/ar/{name}.{ending}"
        for name in plan["exhibits"]
        for ending in ("svg", "csv")
    ]
    assert all((tmp_path / unquote_to_bytes(link).decode()).is_file() for link in links)
    said = " ".join("".join(elements.said).split())
    assert "Figures and numbers in some languages (العربية) are files beside it" in said
    assert 'Alternative of "berths" in ar' in said


def test_figures_of_the_first_language_are_inside_however_large(tmp_path, monkeypatch):
    monkeypatch.setattr("cyberstudy.release.page.ROOM", 0)
    page = put_study(tmp_path)
    alts = [a["alt"] for a in Elements(page.read_text(encoding="utf-8")).all("img")]
    assert [alt.rpartition(" ")[2] for alt in alts] == ["en"] * 3


def test_a_survey_that_is_not_in_a_language_is_there_once_in_english(tmp_path):
    put_release(tmp_path / "meadow", MEADOW, simulated=False, languages=["fr", "ar"])
    for words in (tmp_path / "meadow" / "figures").rglob("cows.json"):
        words.write_text(json.dumps(json.loads(words.read_text()) | {"language": "en"}))
    make_page(
        [survey(tmp_path / "meadow", "Meadows", MEADOW)],
        [str(tmp_path / "meadow")],
        languages=["fr", "ar"],
        left_out={},
        page=str(tmp_path / "index.html"),
    )
    elements = Elements((tmp_path / "index.html").read_text(encoding="utf-8"))
    (version,) = elements.all("div", **{"class": "version"})
    assert version["lang"] == "en"
    assert elements.all("select", id="language") == []  # nothing is in French or Arabic
    assert "dir" not in version


def test_every_exhibit_says_how_it_was_made(elements):
    said = "".join(elements.said)
    for trace in (
        "results/harbour/release/figures/ar/anchors.csv",
        "workflow/cyberstudy/draw/exhibits/disagreement_bars.py",
        "config/surveys/meadow/plan.yaml",
        "anchors:\n  kind: cell_accounting\n  category: Ships",
    ):
        assert trace in said


def test_the_numbers_to_take_away_are_the_very_file(page, elements):
    file = (page.parent / "harbour/figures/en/berths.csv").read_bytes()
    link = elements.all("a", download="harbour-berths-en.csv")[0]["href"]
    assert unquote_to_bytes(link.partition(",")[2]) == file
    assert hashlib.sha256(file).hexdigest() in "".join(elements.said)


def test_only_simulated_answers_are_named_so(page):
    harbour, meadow = page.read_text(encoding="utf-8").split('<section class="survey"')[1:]
    assert "Simulated" not in harbour
    assert MADE_UP in meadow
    assert meadow.count('class="mark"') == 1


def test_a_survey_that_was_left_out_is_named(elements):
    said = " ".join("".join(elements.said).split())
    assert "Deserts (desert) is not on this page" in said


def test_an_exhibit_that_was_not_drawn_stops_the_page(page, tmp_path):
    shutil.copytree(page.parent / "harbour", tmp_path / "harbour")
    for drawn in (tmp_path / "harbour").rglob("berths.json"):
        drawn.unlink()
    with pytest.raises(StudyProblem, match="no exhibit 'berths'"):
        make_page(
            [survey(tmp_path / "harbour", "Harbours", PLAN)],
            [str(tmp_path / "harbour")],
            languages=LANGUAGES,
            left_out={},
            page=str(tmp_path / "index.html"),
        )


# One file, the same every time, with nothing in it that acts


def test_the_page_needs_nothing_from_elsewhere(page, elements):
    for tag, attributes in elements.found:
        for name in ("src", "srcset", "href", "action", "poster", "data", "xlink:href"):
            address = attributes.get(name)
            plain_link = tag == "a" and name == "href"
            assert address is None or address.startswith(("data:", "#")) or plain_link, address
    style = "".join(elements.texts["style"])
    assert "url(" not in style
    assert "@import" not in style


def test_a_second_page_elsewhere_is_the_same_bytes(page, tmp_path):
    again = put_study(tmp_path / "deeper")
    assert again.read_bytes() == page.read_bytes()
    assert str(page.parent).encode() not in page.read_bytes()


def test_hostile_texts_stay_texts(elements):
    assert "".join(elements.said).count(HOSTILE) == 5 + 5  # captions and cells
    assert len(elements.all("script")) == 1
    assert not [name for _, a in elements.found for name in a if name.startswith("on")]
    assert len(elements.all("img")) == 5


def test_the_policy_lets_only_the_pages_own_style_and_program_run(elements):
    policy = elements.all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none'; img-src data:;")
    for kind in ("script", "style"):
        digest = hashlib.sha256("".join(elements.texts[kind]).encode("utf-8")).digest()
        assert f"{kind}-src 'sha256-{base64.b64encode(digest).decode()}';" in policy


def test_a_long_table_of_numbers_is_shown_in_part_and_says_so(tmp_path):
    path = tmp_path / "long.csv"
    for rows, more in ((MOST_ROWS, 0), (MOST_ROWS + 7, 7)):
        pl.DataFrame({"n": range(rows)}).write_csv(path)
        numbers = read_numbers(path)
        assert (len(numbers.rows), numbers.more) == (MOST_ROWS, more)
        assert unquote_to_bytes(numbers.address.partition(",")[2]) == path.read_bytes()


def test_a_figure_in_the_page_is_the_drawing_without_what_is_not_seen(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text(SVG, encoding="utf-8")
    figure = read_figure(path)
    assert (figure.width, figure.height) == (480, 120)
    drawing = unquote_to_bytes(figure.address.partition(",")[2]).decode()
    kept = ElementTree.fromstring(drawing)
    assert [child.tag.rpartition("}")[2] for child in kept] == ["g"]
    assert kept[0][0].attrib == {"d": "M 0 0 L 9 9", "style": "fill: #0072b2"}


def test_an_apostrophe_in_a_drawing_does_not_break_it(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_text(SVG.replace("fill: #0072b2", "font-family: 'Sans'"), encoding="utf-8")
    drawing = unquote_to_bytes(read_figure(path).address.partition(",")[2])
    assert ElementTree.fromstring(drawing)[0][0].attrib["style"] == "font-family: 'Sans'"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (58.391304347826086, "58.39"),
        (0.0004997501, "0.0004998"),
        (123456.789, "123457"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (100.0, "100"),
        (1e-12, "0.000000000001"),
        (float("nan"), "nan"),
    ],
)
def test_numbers_are_shown_to_four_digits_and_never_with_an_exponent(value, text):
    assert rounded(value) == text


def test_what_the_page_says_of_registered_answers_is_looked_through_by_itself(
    tmp_path, monkeypatch
):
    def stop(files, survey, submissions):
        (text,) = files.values()
        assert (survey.name, submissions) == ("harbour", ["forms"])
        assert b"Caption of anchors" in text
        assert b"Caption of cows" not in text
        raise StudyProblem("a leak")

    monkeypatch.setattr("cyberstudy.release.page.stop_leaks", stop)
    surveys = []
    for name, plan in {"meadow": MEADOW, "harbour": PLAN | {"headlines": []}}.items():
        put_release(tmp_path / name, plan, simulated=False, languages=["en"])
        surveys.append(survey(tmp_path / name, name, plan))
    surveys[1].__dict__["holdings"] = Holdings("data/confidential", frozenset({"berths.csv"}))
    page = tmp_path / "index.html"
    with pytest.raises(StudyProblem, match="a leak"):
        make_page(
            surveys,
            [str(each.folder) for each in surveys],
            languages=["en"],
            left_out={},
            page=str(page),
            submissions=["forms"],
        )
    assert not page.exists()
