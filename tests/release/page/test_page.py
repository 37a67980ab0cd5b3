"""The study's pages hold what was released, as texts, and need nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from invented.whole import put_answers
from worlds import REPOSITORY
from worlds.page import (
    ANSWERS,
    HOSTILE,
    MEADOW,
    OFFERED,
    PUBLICATION,
    Elements,
    data_of,
    put_pages,
    put_phone_drawing,
    put_release,
    put_study,
    survey,
)

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import Survey
from cyberstudy.release.page import FILES
from cyberstudy.release.page.explorer import WITHOUT_REPLIES
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.numbers import MOST_ROWS, read_numbers, rounded
from cyberstudy.release.page.render import TEMPLATES
from cyberstudy.release.page.translated import BY_PROGRAMS, Speech
from surveyanswers.instrument.settings import QUESTIONNAIRE, RECORD, SCORES
from surveyanswers.instrument.study_facts import StudyFacts
from surveyanswers.tables.problems import SurveyError

CHAPTERS = (
    *("page/chapters/ships", "page/chapters/annex-harbour"),
    "page/chapters/annex-meadow",
)
NAMES = ("index", *CHAPTERS, "page/explorer", "page/countries", "page/methods", "page/data")
NAMES += ("page/ar/index", "page/ar/chapters/ships", "page/ar/explorer", "page/fr/methods")

DATA = "application/ld+json"


@pytest.fixture(params=NAMES)
def one(pages, request):
    return pages / f"{request.param}.html"


def chapter(pages, name):
    return Elements(pages / f"page/chapters/{name}.html")


# What is there, and where


def test_no_word_of_the_pages_own_is_the_code_of_a_country(one):
    """The last look at a survey of States would take it for one: PNG is Papua New Guinea."""
    codes = {*pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv")["iso3"]}
    assert len(codes) > 190
    assert codes.isdisjoint(re.findall(r"\w+", Elements(one).said))


def test_a_chapter_needs_no_program_for_figures_and_files(pages):
    elements = chapter(pages, "ships")
    assert elements.all("img")[0]["src"] == "../../page/figures/en/harbour/anchors.svg"
    files = [a["download"] for a in elements.all("a") if "download" in a][:3]
    assert files == [f"harbour-anchors.{ending}" for ending in ("svg", "png", "csv")]
    released, copied = (
        (folder / "anchors.csv").read_bytes()
        for folder in (pages.parent / "harbour/figures/ar", pages / "page/figures/ar/harbour")
    )
    assert copied == released


def test_every_exhibit_says_where_it_comes_from(pages):
    said = chapter(pages, "ships").said
    for trace in (
        "results/harbour/release/figures/en/anchors.csv",
        "workflow/cyberstudy/draw/families/tables/figure.py",
        "anchors: kind: table table: accounting area: Ships",
        hashlib.sha256((pages.parent / "harbour/figures/en/anchors.csv").read_bytes()).hexdigest(),
    ):
        assert trace in said


def test_only_simulated_answers_are_named_so(pages):
    assert "Simulated answers" not in chapter(pages, "ships").said
    assert INTERFACE["made_up"] in chapter(pages, "annex-meadow").said


def test_methods_tell_verdicts_with_their_cautions_and_terms(pages):
    said = Elements(pages / "page/methods.html").said
    assert (
        "Harbours & piers: Kinds of fleets The tests do not decide between these. "
        "Not converged: 9 classes." in said
    )
    assert "anchor a hook" in said


def test_methods_say_how_many_replied_last_and_of_how_many_where_that_is_known(pages):
    said = Elements(pages / "page/methods.html").said
    assert "State: 1,100 of 1,200 replied; Guest: 2" in said
    assert "State: 8 of 9" not in said


def test_the_report_to_print_is_offered_where_there_is_one(pages, tmp_path):
    (tmp_path / "en.pdf").write_bytes(b"%PDF")
    printed = put_study(tmp_path / "made", reports=[str(tmp_path / "en.pdf")], languages=["en"])
    assert (printed / "page/files/report-en.pdf").read_bytes() == b"%PDF"
    for name in ("index", "page/data"):
        for made, offered in ((printed, True), (pages, False)):
            assert (INTERFACE["report"] in Elements(made / f"{name}.html").said) is offered
    for made, offered in ((printed, True), (pages, False)):
        found = {each["title"] for each in data_of(made, "search")}
        assert (INTERFACE["report"] in found) is offered


def test_an_exhibit_that_was_not_drawn_stops_the_pages(tmp_path):
    put_release(tmp_path / "meadow", MEADOW, simulated=True, languages=["en"])
    (tmp_path / "meadow/figures/en/cows.json").unlink()
    with pytest.raises(SurveyError, match="no exhibit 'cows'"):
        put_pages(tmp_path, [survey(tmp_path / "meadow", "Meadows", MEADOW)])


def test_of_one_survey_alone_there_are_the_same_pages_under_its_title(tmp_path):
    put_release(tmp_path / "meadow", MEADOW, simulated=True, languages=["en"])
    alone = survey(tmp_path / "meadow", "Meadows", MEADOW, protection="confidential")
    told = Survey.published_by(alone, PUBLICATION | {"version": "2.0"})
    pages = put_pages(tmp_path, [alone], left_out=[], story=Story(), publication=told)
    said = Elements(pages / "index.html").said
    assert said.startswith("Meadows") and "CC BY Version 2.0" in said
    cited = Elements(pages / "page/data.html").said
    assert "Ports. Meadows (simulated answers). Version 2.0." in cited, (
        "as its release's CITATION.cff"
    )
    assert not (pages / "page/countries.html").exists()
    assert not (pages / "page/data/countries.js").exists()


# Languages


def test_a_survey_by_itself_without_a_story_is_shown_at_once_and_named_as_its_own(tmp_path):
    """Its first figures stand open, and no word is of this study, of States or of simulation."""
    plan = {
        "exhibits": {
            f"rope_{n}": {"kind": "expert_coverage", "area": "Ships", "title": f"Rope {n}"}
            for n in range(12)
        },
        "story": [],
    }
    put_release(tmp_path / "ropes", plan, simulated=False, languages=["en"])
    put_answers(ANSWERS, tmp_path / "ropes" / "tables")
    (tmp_path / "ropes/answers").mkdir()
    (tmp_path / "ropes/answers/answers.csv").write_text("unit_id")
    (tmp_path / "ropes/notebooks").mkdir(exist_ok=True)
    (tmp_path / "ropes/notebooks/public_ropes.html").write_text("<p>read</p>")
    alone = survey(tmp_path / "ropes", "Ropes", plan)
    alone.settings.study = StudyFacts()
    told = Survey.published_by(alone, PUBLICATION)
    pages = put_pages(tmp_path, [alone], left_out=[], story=Story(), publication=told)
    home, data = (Elements(pages / name) for name in ("index.html", "page/data.html"))
    assert [a["src"] for tag, a in home.found if tag == "img"]
    for said in (home.said.lower(), data.said.lower()):
        for word in ("simulated", "cybercrime", "this study", "names of countries", "cc by"):
            assert word not in said, word
    assert alone.settings.citation in data.said
    (chapter,) = (pages / "page/chapters").glob("*.html")
    told = chapter.read_text(encoding="utf-8").partition("More on this")
    assert [told[part].count("<figure>") for part in (0, 2)] == [8, 4]
    links = {attrs.get("href", "") for tag, attrs in data.found if tag == "a"}
    for name in ("answers.csv", "public_ropes.html"):
        assert f"../page/files/ropes/{name}" in links
        assert (pages / "page/files/ropes" / name).is_file()


def test_pages_are_written_in_each_language_with_figures_that_are_drawn_in_it(pages):
    ships = "{}chapters/ships.html"
    for code, direction, drawn in (("en", "ltr", "en"), ("ar", "rtl", "ar"), ("fr", "ltr", "en")):
        page = pages / "page" / ships.format("" if code == "en" else f"{code}/")
        elements = Elements(page)
        (html,) = elements.all("html")
        assert (html["lang"], html["dir"]) == (code, direction)
        assert f"page/figures/{drawn}/harbour/anchors.svg" in elements.all("img")[0]["src"]
        assert f"Caption of anchors in {drawn}." in elements.said
        # What was drawn in another language says so.
        assert any(a.get("lang") == drawn for a in elements.all("span")) is (drawn != code)
    assert not (pages / "page/figures/ar/meadow").exists()


def test_each_page_links_to_itself_in_the_other_languages(pages, one):
    elements = Elements(one)
    links = {a["hreflang"]: a["href"] for a in elements.all("a") if "hreflang" in a}
    assert links == {a["hreflang"]: a["href"] for a in elements.all("link", rel="alternate")}
    assert sorted(links) == sorted(OFFERED)
    for code, link in links.items():
        assert Elements(one.parent / link).all("html", lang=code)
    (own,) = elements.all("a", **{"aria-current": "true"})
    assert (one.parent / own["href"]).resolve() == one.resolve()


def test_a_page_in_another_language_says_on_top_that_parts_may_be_in_english(pages):
    for code in OFFERED:
        folder = "" if code == "en" else f"page/{code}/"
        said = Elements(pages / f"{folder}index.html").said
        # Without spaces that do not break.
        told = " ".join(Speech(code, []).interface["untranslated"].split())
        assert (told in said) is (code != "en")


def test_every_text_of_the_interface_is_used_and_programs_have_theirs(pages):
    sources = [*TEMPLATES.iterdir(), *(pages / "page/assets").glob("*.js")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    # Told by data: kinds of what is found, how answers came about, if they are public.
    kinds = {each["kind"] for each in data_of(pages, "search")}
    told = {key for key, said in INTERFACE.items() if said in kinds} | {"public", "confidential"}
    told |= {*WITHOUT_REPLIES.values(), QUESTIONNAIRE, RECORD, SCORES}
    told |= {Path(name).name for name in FILES}
    for key in {*INTERFACE} - told:
        assert f'"{key}"' in text or f"interface.{key}" in text, key
    programs = (REPOSITORY / "workflow/page/src").iterdir()
    asked = {key for p in programs for key in re.findall(r'study\.t\("(\w+)"', p.read_text())}
    assert asked <= {*BY_PROGRAMS} <= {*INTERFACE}


# Nothing that acts, nothing from elsewhere, the same every time


def test_hostile_texts_stay_texts(pages, one):
    elements = Elements(one)
    assert not [a for a in elements.all("img") if "onerror" in a]
    assert not [name for _, a in elements.found for name in a if name.startswith("on")]
    # Programs are files; what stands in a page is data for catalogues.
    assert {a.get("type") for a in elements.all("script") if "src" not in a} <= {DATA}
    assert all(json.loads(text)["@type"] == "Dataset" for text in elements.texts["script"])
    for path in (pages / "page").rglob("data/*.js"):
        assert "<" not in path.read_text(encoding="utf-8")
    assert chapter(pages, "ships").said.count(HOSTILE) == 4  # captions and cells
    assert chapter(pages, "../ar/chapters/ships").said.count(HOSTILE) == 4


def test_the_policy_lets_only_what_lies_beside_the_pages_run(one):
    policy = Elements(one).all("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert policy.startswith("default-src 'none'; img-src 'self' file: data:;")
    assert "script-src 'self' file:;" in policy
    assert "unsafe" not in policy


def test_pages_made_elsewhere_are_the_same_bytes(pages, tmp_path):
    again = put_study(tmp_path / "deeper", before=put_phone_drawing)
    made = [
        {path.relative_to(each): path.read_bytes() for path in each.rglob("*") if path.is_file()}
        for each in (pages, again)
    ]
    assert made[0] == made[1]
    assert not any(str(pages.parent).encode() in content for content in made[0].values())


def test_what_is_said_of_registered_answers_is_looked_through_by_itself(tmp_path, monkeypatch):
    def stop(files, survey, submissions):
        assert (survey.name, submissions) == ("meadow", ["forms"])
        assert b"Caption of cows" in files["page/chapters/1-herds.html"]
        assert not any(b"Caption of berths" in content for content in files.values())
        raise SurveyError("a leak")

    monkeypatch.setattr("cyberstudy.release.page.stop_leaks", stop)
    registered = SimpleNamespace(registered=frozenset({"cows.csv"}))
    put_release(tmp_path / "meadow", MEADOW, simulated=False, languages=["en"])
    closed = survey(tmp_path / "meadow", "Meadows", MEADOW, protection="confidential")
    closed.data_access = registered
    with pytest.raises(SurveyError, match="a leak"):
        put_pages(tmp_path, [closed], submissions=["forms"])
    assert not (tmp_path / "pages").exists()


# Tables and figures


def test_a_table_for_readers_has_labels_and_the_answer_first_and_no_codes(pages):
    path = pages.parent / "harbour/figures/en/berths.csv"
    table = read_numbers(path)
    assert table.heads == ["Answer or group", "Share", "Base"]
    assert table.numeric == [False, True, True]
    assert table.rows[0] == ["Türkiye", "12%", "1234"]
    assert table.rows[2] == [HOSTILE, "", "0"]


def test_a_column_that_is_a_question_goes_by_its_label(tmp_path):
    pl.DataFrame({"name": ["Malta"], "depth": [0.51234567]}).write_csv(tmp_path / "wide.csv")
    table = read_numbers(tmp_path / "wide.csv", heads={"depth": "Depth of water"})
    assert table.heads == ["Name", "Depth of water"]
    assert table.rows == [["Malta", "0.5123"]]


def test_a_column_of_an_analysis_goes_by_the_label_of_its_contract(tmp_path):
    pl.DataFrame({"name": ["Malta"], "rho": [0.5]}).write_csv(tmp_path / "own.csv")
    table = read_numbers(tmp_path / "own.csv", heads={"rho": "Rank correlation"})
    assert table.heads == ["Name", "Rank correlation"]


def test_a_column_that_an_analysis_did_not_label_is_left_to_programs(tmp_path):
    rows = {
        "name": ["Malta"],
        "itu, kobo": ["a"],
        "rho": [0.5],
        "apart": [0.1],
        "population": [53219166.0],
        "year": [2020],
    }
    pl.DataFrame(rows).write_csv(tmp_path / "own.csv")
    table = read_numbers(tmp_path / "own.csv", heads={"rho": "Rank correlation", "apart": ""})
    # A column that is named after data keeps its name.
    assert table.heads == ["Name", "itu, kobo", "Rank correlation", "Population", "Year"]
    assert table.rows == [["Malta", "a", "0.5", "53,219,166", "2020"]]


def test_a_long_table_is_shown_in_part_and_says_so(tmp_path):
    path = tmp_path / "long.csv"
    for rows, more in ((MOST_ROWS, 0), (MOST_ROWS + 7, 7)):
        pl.DataFrame({"n": range(rows)}).write_csv(path)
        table = read_numbers(path)
        assert (len(table.rows), table.more) == (MOST_ROWS, more)


def test_data_for_the_browser_is_json_that_ends_no_script(pages):
    text = (pages / "page/data/search.js").read_text(encoding="utf-8")
    assert text.startswith('study.add("search",[')
    assert json.loads(text.removeprefix('study.add("search",').removesuffix(");\n"))
    assert "\\u003cscript>" in text


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
