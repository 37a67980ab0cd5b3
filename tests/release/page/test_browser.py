"""The study's pages are usable in a real browser, opened from a folder."""

import csv
import re
from itertools import pairwise
from typing import NamedTuple
from unicodedata import combining, normalize
from xml.etree import ElementTree

import pytest
from playwright.sync_api import expect
from worlds.page import HOSTILE, PHONE_DRAWING, Elements
from worlds.tabs import PHONE, SCREEN, serious, unfold, watched, width

from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.wording.catalogues import PHRASES, TRANSLATED, read_catalogue

pytestmark = pytest.mark.needs("chromium")


def in_both_directions(pages):
    """Pages in English and in Arabic: those in other languages are built as these are."""
    others = {pages / "page" / code for code in TRANSLATED if code != "ar"}
    return [page for page in sorted(pages.rglob("*.html")) if others.isdisjoint(page.parents)]


class Seen(NamedTuple):
    """A page as it was on a phone, and then on a screen."""

    ran: object
    handlers: int
    wide: int
    serious: dict


@pytest.fixture(scope="module")
def seen(chromium, pages):
    """All pages, each opened once for all who ask of them, and what the tab complained of."""
    tab, wrong = watched(chromium)
    found = {}
    for page in in_both_directions(pages):
        tab.set_viewport_size(PHONE)
        tab.goto(page.as_uri())
        ran, handlers = tab.evaluate("window.broken"), tab.locator("[onerror]").count()
        unfold(tab)
        if page.stem in ("explorer", "countries"):
            tab.locator("svg.chart").first.wait_for()
        wide, by_size = width(tab), {}
        for size in (PHONE, SCREEN):
            tab.set_viewport_size(size)
            by_size[size["width"]] = serious(tab)
        found[page] = Seen(ran, handlers, wide, by_size)
    tab.close()
    return found, wrong


@pytest.fixture(scope="module")
def one_tab(chromium):
    tab, wrong = watched(chromium)
    yield tab, wrong
    tab.close()


@pytest.fixture
def tab(one_tab):
    """The tab as it is opened: to open another takes as long as most of what is asked of it."""
    tab, wrong = one_tab
    tab.set_viewport_size(SCREEN)
    yield tab
    tab.emulate_media(media="null")
    tab.goto("about:blank")
    assert wrong == []


@pytest.fixture
def home(tab, pages):
    tab.goto((pages / "index.html").as_uri())
    return tab


@pytest.fixture
def explorer(tab, pages):
    tab.goto((pages / "page/explorer.html").as_uri())
    tab.locator("#chart svg").wait_for()
    return tab


def test_pages_run_nothing_that_stands_in_a_text(seen):
    found, wrong = seen
    assert {page: of for page, of in found.items() if of.ran is not None or of.handlers} == {}
    assert wrong == []


def test_search_finds_a_question_and_leads_to_it_by_keyboard(home):
    home.get_by_label("Search").focus()
    home.keyboard.type("how deep")
    home.get_by_role("link", name="Depth").first.wait_for()
    assert "found" in home.get_by_role("status").inner_text()
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")
    home.wait_for_url("**q=depth*")
    expect(home.locator("#wording")).to_have_text(f"How deep? {HOSTILE}")
    home.locator("#chart svg").wait_for()


def test_another_language_is_one_click_away_and_is_kept_from_page_to_page(tab, pages):
    tab.goto((pages / "page/countries.html").as_uri() + "#c=TUR")
    tab.locator("#profile table").first.wait_for()
    tab.locator(".languages").get_by_text("العربية").click()
    tab.locator("html[lang=ar][dir=rtl]").wait_for()
    tab.locator("#of", has_text="آسيا").wait_for()  # the same country
    tab.locator("header nav a").first.click()
    tab.locator("html[lang=ar] ol.chapters a[href$='/ships.html']").click()
    tab.locator("html[lang=ar] #harbour-anchors").wait_for()
    tab.locator(".languages").get_by_text("English").click()
    tab.locator("html[lang=en] #harbour-anchors").wait_for()


def test_without_programs_chapters_are_whole_and_pages_say_what_needs_them(chromium, pages):
    tab, wrong = watched(chromium, java_script_enabled=False)
    tab.goto((pages / "page/chapters/ships.html").as_uri())
    assert tab.locator("#harbour-anchors figure").is_visible()
    assert "needs JavaScript" in tab.locator("noscript").first.inner_text()
    tab.goto((pages / "page/explorer.html").as_uri())
    assert "This page needs JavaScript" in tab.locator("main").inner_text()
    tab.close()
    assert [each for each in wrong if "asked" in each] == []


def test_the_explorer_draws_what_is_given_and_says_why_the_rest_is_not(explorer):
    rows = [row.split("\t") for row in explorer.locator("#rows").inner_text().splitlines()]
    assert rows[0][:6] == ["Answer", "Group", "Share", "Count", "Base", "Interval"]
    assert rows[1][:6] == ["Deep water", "Region: North", "40%", "4", "10", "25% – 60%"]
    assert rows[2][:3] == ["Deep water", "Region: South", "withheld: base under 5"]
    assert explorer.locator("#chart circle").count() == 2


def test_what_is_chosen_stands_in_the_address_and_comes_back(explorer, pages):
    explorer.get_by_label("Survey", exact=True).select_option("Meadows (simulated answers)")
    explorer.locator("#simulated").wait_for()
    explorer.wait_for_url("**s=meadow*")
    address = explorer.url
    explorer.goto("about:blank")
    explorer.goto(address)
    explorer.locator("#simulated").wait_for()
    assert explorer.get_by_label("Survey", exact=True).input_value() == "meadow"


def test_the_table_can_be_taken_as_csv(explorer, tmp_path):
    with explorer.expect_download() as waited:
        explorer.get_by_role("link", name="Download as CSV").click()
    assert waited.value.suggested_filename == "harbour-depth.csv"
    waited.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["answer"], row["group"], row["share"]) for row in rows] == [
        ("Deep water", "Region: North", "0.4"),
        ("Deep water", "Region: South", ""),
        ("Flat water", "Region: North", "0.6"),
    ]


def test_a_table_of_simulated_answers_says_so_in_its_name_and_in_a_column(explorer, tmp_path):
    explorer.get_by_label("Survey", exact=True).select_option("Meadows (simulated answers)")
    explorer.locator("#simulated").wait_for()
    with explorer.expect_download() as waited:
        explorer.get_by_role("link", name="Download as CSV").click()
    assert waited.value.suggested_filename.startswith("simulated-meadow-")
    waited.value.save_as(tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(newline="") as stream:
        assert {row["simulated"] for row in csv.DictReader(stream)} == {"true"}


def test_the_picture_can_be_taken_with_what_was_asked_and_where_it_comes_from(explorer, tmp_path):
    with explorer.expect_download() as waited:
        explorer.get_by_role("link", name="Download the picture").click()
    assert waited.value.suggested_filename == "harbour-depth.svg"
    waited.value.save_as(tmp_path / "chart.svg")
    drawn = ElementTree.parse(tmp_path / "chart.svg").getroot()
    said = " ".join(" ".join(drawn.itertext()).split())
    assert "How deep?" in said
    assert said.endswith("Harbours & piers")
    assert len(drawn.findall(".//{*}circle")) == 2


def test_the_explorer_is_in_the_language_of_the_page(tab, pages):
    tab.goto((pages / "page/ar/explorer.html").as_uri())
    tab.locator("#wording", has_text="كم العمق؟").wait_for()
    for place, said in (("rows", "ماء عميق"), ("rows", "الشمال"), ("pick-survey", "المرافئ")):
        expect(tab.locator(f"#{place}")).to_contain_text(said)


def test_search_offers_what_has_some_of_the_words_where_nothing_has_all(home):
    home.get_by_label("Search").fill("which water holds anchors")
    home.locator("#results a").first.wait_for()


@pytest.mark.parametrize("width", [360, 768, 1024, 1280, 1440])
def test_what_search_finds_stays_within_the_screen_and_moves_nothing(home, width):
    home.set_viewport_size({"width": width, "height": 800})
    main = home.locator("main").bounding_box()
    home.get_by_label("Search").fill("how deep")
    home.locator("#results a").first.wait_for()
    panel, box = (home.locator(name).bounding_box() for name in ("#results", "#search"))
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width
    assert panel["y"] >= box["y"] + box["height"]
    assert home.locator("main").bounding_box() == main


def found(home, asked):
    home.get_by_label("Search").fill(asked)
    results = home.locator("#results")
    results.locator("a").first.wait_for()
    return results


def test_what_search_found_goes_when_one_of_it_is_chosen_on_the_same_page(home):
    results = found(home, "how sure")
    results.locator("a").first.click()
    results.wait_for(state="hidden")
    home.wait_for_url("**/index.html#how_sure")


def test_the_enter_key_in_search_goes_to_what_stands_first(home):
    found(home, "how sure")
    home.get_by_label("Search").press("Enter")
    home.wait_for_url("**/index.html#how_sure")


def test_what_search_found_goes_by_a_click_or_an_escape_outside(home):
    results = found(home, "how sure")
    home.locator("h1").click()
    results.wait_for(state="hidden")
    home.get_by_label("Search").click()
    results.wait_for()
    home.keyboard.press("Escape")
    results.wait_for(state="hidden")


@pytest.mark.parametrize("asked", ["mal ta", "Mal-ta", "mal'tá"])
def test_search_finds_names_with_spaces_hyphens_apostrophes_and_accents_or_without(home, asked):
    found(home, asked).locator("a", has_text="Malta").wait_for()


def test_search_finds_a_word_inside_a_word(home):
    home.get_by_label("Search").fill("ept")  # of depth
    home.get_by_role("link", name="Depth").first.wait_for()


@pytest.mark.parametrize("code", TRANSLATED)
def test_search_finds_words_of_the_language_that_is_shown(tab, pages, code):
    """A word out of the middle of a title, which in Chinese no space divides from the others."""
    own = read_catalogue(PHRASES, code).text
    title = own(INTERFACE["withheld_why"])
    tab.goto((pages / f"page/{code}/index.html").as_uri())
    word = title[2:6] if code == "zh" else max(title.split(), key=len).strip("،,")
    tab.locator("#search").fill(word)
    link = tab.locator("#results a", has_text=title)
    link.wait_for()
    assert link.get_attribute("href").endswith(f"page/{code}/methods.html#withheld_why")


def test_search_finds_words_however_they_are_accented(tab, pages):
    own = read_catalogue(PHRASES, "fr").text
    title = own(INTERFACE["withheld_why"])
    plain = "".join(letter for letter in normalize("NFD", title) if not combining(letter))
    assert plain != title
    tab.goto((pages / "page/fr/index.html").as_uri())
    tab.locator("#search").fill(plain)
    tab.locator("#results a", has_text=title).wait_for()


def test_search_finds_arabic_words_with_the_article_and_without(tab, pages):
    tab.goto((pages / "page/ar/index.html").as_uri())
    for word in ("العمق", "عمق"):
        tab.locator("#search").fill(word)
        tab.locator("#results a", has_text="العمق").wait_for()
        tab.locator("#search").fill("")


def test_a_country_is_shown_beside_its_region(tab, pages):
    tab.goto((pages / "page/countries.html").as_uri() + "#c=TUR")
    tab.locator("#profile table").first.wait_for()
    assert tab.locator("#country").inner_text() == "Türkiye"
    assert "1,234" in tab.locator("#profile").inner_text()
    tab.get_by_label("Country", exact=True).select_option("Malta")
    tab.locator("#profile").get_by_text("Deep water").wait_for()


def test_on_a_phone_nothing_hangs_over_and_the_answer_is_seen(seen, tab, pages):
    wide = {page: of.wide for page, of in seen[0].items()}
    assert wide == dict.fromkeys(in_both_directions(pages), PHONE["width"])
    tab.set_viewport_size(PHONE)
    tab.goto((pages / "page/chapters/ships.html").as_uri())
    tab.get_by_text("The numbers as a table").first.click()
    box = tab.locator("article td").first.bounding_box()
    assert box["x"] + box["width"] <= PHONE["width"]


def test_a_phone_shows_its_own_drawing_in_each_language(tab, pages):
    """The page's rules forbid to evaluate text: playwright asks for a property without doing so."""

    def is_shown(place):
        picture = expect(tab.locator("#harbour-anchors img"))
        picture.to_have_js_property("currentSrc", (pages / place).as_uri())

    tab.set_viewport_size(PHONE)
    tab.goto((pages / "page/chapters/ships.html").as_uri() + "#harbour-anchors")
    is_shown(PHONE_DRAWING.format("en"))
    tab.locator(".languages").get_by_text("العربية").click()
    is_shown(PHONE_DRAWING.format("ar"))
    tab.set_viewport_size(SCREEN)
    is_shown("page/figures/ar/harbour/anchors.svg")


def test_a_link_to_what_is_folded_unfolds_it(tab, pages):
    page = (pages / "page/chapters/annex-harbour.html").as_uri()
    tab.goto(page)
    assert not tab.locator("#harbour-berths figure").is_visible()
    tab.goto(f"{page}#harbour-berths")
    tab.locator("#harbour-berths figure").wait_for(state="visible")


def test_print_shows_figures_and_captions_and_no_controls(tab, pages):
    tab.goto((pages / "page/chapters/ships.html").as_uri())
    tab.emulate_media(media="print")
    shown = tab.locator("figure").filter(visible=True).count()
    assert shown > 0
    assert tab.locator("figcaption").filter(visible=True).count() == shown
    for control in ("form", "nav", "summary", ".take"):
        assert tab.locator(control).filter(visible=True).count() == 0
    assert tab.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_an_annex_prints_its_figures_which_are_folded_up_on_the_screen(tab, pages):
    tab.goto((pages / "page/chapters/annex-harbour.html").as_uri())
    figures, asked = tab.locator(".fold figure"), tab.locator(".fold dl, .fold table, summary")
    assert figures.filter(visible=True).count() == 0
    tab.emulate_media(media="print")
    assert figures.filter(visible=True).count() == figures.count() > 0
    assert asked.filter(visible=True).count() == 0


def test_headings_skip_no_level(pages):
    for page in in_both_directions(pages):
        levels = [int(tag[1]) for tag, _ in Elements(page).found if re.fullmatch("h[1-6]", tag)]
        assert levels[:1] in ([1], [])  # a notebook that is made for tests has none
        assert all(after <= before + 1 for before, after in pairwise(levels)), page


def test_on_a_phone_no_number_of_a_country_is_broken_inside(tab, pages):
    """A number in a cell as narrow as can be is as wide as its longest word."""
    tab.set_viewport_size(PHONE)
    tab.goto((pages / "page/countries.html").as_uri() + "#c=TUR")
    tab.locator("#profile td.n").first.wait_for()
    broken = tab.locator("#profile td").evaluate_all(
        """(cells) => cells.filter((cell) => {
          cell.textContent = "98.59";
          cell.style.width = cell.style.maxWidth = "1px";
          const range = document.createRange();
          range.selectNodeContents(cell);
          return range.getClientRects().length > 1;
        }).length"""
    )
    assert broken == 0


def test_after_the_first_screen_every_picture_that_is_not_folded_is_there_to_print(tab, pages):
    page = pages / "page/chapters/ships.html"
    tab.goto(page.as_uri())
    assert 'loading="lazy"' in page.read_text(encoding="utf-8")
    tab.locator("article img:not([loading=lazy])").nth(1).wait_for(state="attached")
    tab.goto((pages / "page/chapters/annex-harbour.html").as_uri())
    assert tab.locator("details img:not([loading=lazy])").count() == 0


@pytest.mark.parametrize("width", [SCREEN["width"], PHONE["width"]])
def test_axe_finds_nothing_serious(seen, width):
    assert {page: of.serious[width] for page, of in seen[0].items() if of.serious[width]} == {}
