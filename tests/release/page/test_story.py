"""What the first page tells, and where all else stands: chapters, annexes by survey."""

import json
import re

import pytest
from worlds.page import (
    ANCHORS,
    MEADOW,
    OFFERED,
    PLAN,
    STORY,
    Elements,
    put_pages,
    put_release,
    put_study,
    survey,
)

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.release.page.interface import INTERFACE

CHAPTERS = (
    *("page/chapters/sea", "page/chapters/air", "page/chapters/ships"),
    *("page/chapters/annex-harbour", "page/chapters/annex-meadow"),
)
PROMISED = {"title": "Ports", "sentence": "What sources record of countries."}


def chapter(pages, name):
    return Elements(pages / f"page/chapters/{name}.html")


def test_chapters_stand_as_declared_and_all_else_in_an_annex_by_survey(pages):
    assert sorted(path.stem for path in (pages / "page/chapters").iterdir()) == sorted(
        name.rpartition("/")[2] for name in CHAPTERS
    )
    links = [a["href"] for a in Elements(pages / "index.html").all("a")]
    assert [link for link in links if "/chapters/" in link and "#" not in link] == [
        f"{name}.html" for name in CHAPTERS
    ]
    said = chapter(pages, "ships").said
    assert "What floats." in said
    assert "What this cannot show What sank." in said
    annex = chapter(pages, "annex-harbour")
    assert "What floats." not in annex.said
    assert [a["alt"] for a in annex.all("img")] == ["Berths en"]


def test_the_first_page_shows_the_storys_figures_areas_and_what_follows_from_claims(pages):
    home = Elements(pages / "index.html")
    assert home.said.startswith("Ports")
    assert [a["src"] for a in home.all("img")] == ["page/figures/en/harbour/anchors.svg"]
    assert f"The sea {INTERFACE['not_here']} The air {INTERFACE['not_here']}" in home.said
    assert "Count more anchors." in home.said
    assert "Deserts." in home.said


def test_without_a_story_the_first_page_shows_surveys_in_turn_real_ones_first(tmp_path):
    home = Elements(put_study(tmp_path, story=Story(), languages=["en"]) / "index.html")
    assert [a["alt"] for a in home.all("img")] == ["Anchors en", "Ropes en", "Cows en"]
    assert INTERFACE["areas"] not in home.said


def test_of_a_survey_that_could_not_be_fetched_its_published_figures_are_shown(
    tmp_path, monkeypatch
):
    frozen = tmp_path / "published" / "harbour"
    put_release(frozen, {"exhibits": {"anchors": ANCHORS}}, simulated=False, languages=["en"])
    as_of = {"version": "7.0", "date": "1999-12-31"}
    (frozen / "report.json").write_text(json.dumps({"simulated": False}))
    (frozen.parent / "version.json").write_text(json.dumps(as_of))
    monkeypatch.setattr("cyberstudy.release.gather.FROZEN", tmp_path / "published")
    (tmp_path / "plan").mkdir()
    harbour = survey(tmp_path / "plan", "Harbours & piers", PLAN)
    harbour.name = "harbour"
    put_release(tmp_path / "meadow", MEADOW, simulated=True, languages=["en"])
    meadow = survey(tmp_path / "meadow", "Meadows", MEADOW)
    pages = put_pages(tmp_path, [meadow], left_out=[harbour], languages=["en"])
    home, ships = Elements(pages / "index.html"), chapter(pages, "ships")
    for said in (home.said, ships.said):
        assert "As published in version 7.0, 1999-12-31." in said
        assert "Seven anchors en." in said
    assert (pages / home.all("img")[0]["src"]).is_file()
    assert "Seven cows" not in home.said
    assert not (pages / "page/data/explorer-harbour.js").exists()


def test_while_all_that_is_promised_is_there_the_page_says_it(tmp_path):
    whole = put_study(tmp_path, left_out=[], publication=PROMISED, languages=["en"])
    said = Elements(whole / "index.html").said
    assert "What sources record of countries." in said
    assert "Simulated, about no real State or person: Meadows. Real data: Harbours & piers." in said


def test_where_a_survey_is_left_out_the_page_says_what_it_holds(tmp_path):
    rest = put_study(tmp_path, publication=PROMISED, languages=["en"])
    said = Elements(rest / "index.html").said
    assert "This run covers Harbours & piers; Meadows." in said
    assert "What sources record" not in said


def test_where_all_that_ran_is_simulated_the_first_page_says_so_and_promises_nothing(tmp_path):
    put_release(tmp_path / "meadow", MEADOW, simulated=True, languages=["en"])
    meadow = survey(tmp_path / "meadow", "Meadows", MEADOW)
    alone = put_pages(tmp_path, [meadow], publication=PROMISED, languages=["en"])
    said = Elements(alone / "index.html").said
    assert MADE_UP in said
    assert "This run covers Meadows." in said
    assert "Real:" not in said


def test_who_publishes_is_said_where_it_is_declared(pages):
    said = Elements(pages / "page/data.html").said
    assert "CC BY" in said
    assert "Ports." in said
    assert "Publisher" not in said and "Not filled in" not in said, "what nobody said is left out"


def test_a_language_in_which_nothing_is_drawn_is_not_offered(tmp_path, pages):
    alone = put_study(tmp_path, languages=["en"])
    for made, offered in ((alone, ["en"]), (pages, OFFERED)):
        links = Elements(made / "index.html").all("link", rel="alternate")
        others = [code for code in offered if code != "en"]
        assert sorted(a["hreflang"] for a in links) == sorted(["en", *others] if others else [])
        assert sorted(p.name for p in (made / "page").iterdir() if len(p.name) == 2) == others
    assert "languages" not in (alone / "index.html").read_text(encoding="utf-8")


def test_catalogues_of_data_find_each_survey_on_the_page_on_data(pages):
    text = (pages / "page/data.html").read_text()
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    told = [json.loads(each) for each in found]
    assert {each["@type"] for each in told} == {"Dataset"}
    assert any("Harbours & piers" in each["name"] for each in told)
    assert all("simulated" in each["description"] for each in told if "simulated" in each["name"])


@pytest.mark.parametrize(("whole", "titles"), [(True, {"ar": "المرافئ"}), (False, {})])
def test_pages_of_one_survey_are_in_the_languages_that_its_form_is_whole_in(
    tmp_path, whole, titles
):
    put_release(tmp_path / "harbour", PLAN, simulated=False, languages=["en"])
    asked = survey(tmp_path / "harbour", "Harbours & piers", PLAN, arabic=True)
    if whole:  # one of its options lacks it
        asked.questionnaire.choices["depths"].labels["ar"]["flat"] = "ماء ضحل"
    pages = put_pages(tmp_path, [asked], left_out={}, publication={})
    links = [a["hreflang"] for a in Elements(pages / "index.html").all("a") if "hreflang" in a]
    assert sorted(links) == sorted({"en", *titles} if titles else [])
    assert sorted(each.name for each in (pages / "page").glob("??")) == sorted(titles)
    for code, title in ({"en": "Harbours & piers"} | titles).items():
        place = "index.html" if code == "en" else f"page/{code}/index.html"
        assert Elements(pages / place).said.startswith(title)


def test_an_area_without_its_sources_says_so_and_names_nobody(pages):
    for area, limits in (("sea", "Its depth."), ("air", "All of it.")):
        said = chapter(pages, area).said
        assert INTERFACE["not_here"] in said
        assert f"{INTERFACE['uncovered']} {limits}" in said
        assert INTERFACE["who_lags"] not in said


def test_an_area_with_a_figure_leads_with_what_the_figure_says(tmp_path):
    figure = STORY.areas["sea"].model_copy(update={"figures": ["harbour/berths"]})
    story = STORY.model_copy(update={"areas": {**STORY.areas, "sea": figure}})
    pages = put_study(tmp_path, story=story, languages=["en"])
    home = Elements(pages / "index.html").said
    assert f"The sea berths were counted The air {INTERFACE['not_here']}" in home
    assert INTERFACE["not_here"] not in chapter(pages, "sea").said
    assert "Seven berths en." in chapter(pages, "sea").said
