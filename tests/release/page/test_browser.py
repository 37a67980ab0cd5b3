"""The study page is usable in a real browser."""

import polars as pl
import pytest
from worlds import REPOSITORY

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def opened(chromium, page):
    """The page in a tab; whatever it complains of or asks for is a failure."""
    tab = chromium.new_page(viewport={"width": 1200, "height": 900})
    complaints, asked = [], []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(page.as_uri())
    yield tab
    tab.close()
    assert complaints == []
    assert {address.split("#")[0] for address in asked} == {page.as_uri()}


def shown(tab):
    return tab.locator(".exhibit").filter(visible=True).count()


@pytest.mark.browser
def test_the_page_loads_without_a_complaint_and_asks_for_nothing(opened):
    assert shown(opened) == 3
    assert opened.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 0)")
    assert opened.evaluate("window.broken") is None


@pytest.mark.browser
def test_filters_change_what_is_shown_and_say_so(opened):
    opened.get_by_label("Survey", exact=True).select_option("Harbours & piers")
    assert shown(opened) == 2
    assert opened.get_by_role("status").inner_text() == "2 of 3 exhibits shown."
    opened.get_by_label("Area").select_option("Ships")
    assert shown(opened) == 1
    opened.get_by_label("Words").fill("no such thing")
    assert shown(opened) == 0
    opened.get_by_role("button", name="Show all").click()
    assert shown(opened) == 3
    opened.get_by_label("Words").fill("ALTERNATIVE cows")
    assert opened.locator("#meadow").is_visible()
    assert not opened.locator("#harbour").is_visible()


@pytest.mark.browser
def test_what_was_chosen_stands_in_the_address_and_comes_back(opened):
    opened.get_by_label("Area").select_option("Ships")
    opened.get_by_label("Language").select_option("العربية")
    address = opened.url
    assert "area=Ships" in address
    assert "language=ar" in address
    opened.goto("about:blank")
    opened.goto(address)
    assert shown(opened) == 1
    assert opened.get_by_role("heading", name="Anchors ar").is_visible()


@pytest.mark.browser
def test_the_language_of_figures_can_be_changed_where_there_is_another(opened):
    opened.get_by_label("Language").select_option("العربية")
    berths = opened.locator("#harbour-berths .version").filter(visible=True)
    assert berths.get_attribute("dir") == "rtl"
    assert "Caption of berths in ar." in berths.inner_text()
    cows = opened.locator("#meadow-cows").inner_text()
    assert "Caption of cows in en." in cows
    assert "Not drawn in the language chosen" in cows
    assert "Not drawn" not in opened.locator("#harbour-berths").inner_text()


@pytest.mark.browser
def test_a_link_to_an_exhibit_that_is_not_shown_shows_it(opened):
    opened.get_by_label("Survey", exact=True).select_option("Meadows")
    assert not opened.locator("#harbour-berths").is_visible()
    opened.locator("#findings").get_by_role("link", name="Berths").click()
    opened.locator("#harbour-berths").wait_for(state="visible")
    assert shown(opened) == 3


@pytest.mark.browser
def test_a_table_opens_by_keyboard_and_holds_the_files_numbers(opened, page):
    numbers = opened.locator("#harbour-berths .version").filter(visible=True).locator(".numbers")
    table = numbers.locator("table")
    assert not table.is_visible()
    for _ in range(40):
        opened.keyboard.press("Tab")
        if numbers.locator("summary").evaluate("(node) => node === document.activeElement"):
            break
    opened.keyboard.press("Enter")
    assert table.is_visible()
    rows = [row.split("\t") for row in table.inner_text().splitlines()]
    file = pl.read_csv(page.parent / "harbour/figures/en/berths.csv")
    assert rows[0] == file.columns
    assert rows[1] == ["Türkiye", str(file["boats"][0]), f"{file['share'][0]:.4f}", "yes"]
    assert [row[0] for row in rows[1:]] == file["land"].to_list()


@pytest.mark.browser
def test_the_numbers_can_be_downloaded(opened, page, tmp_path):
    exhibit = opened.locator("#meadow-cows")
    with opened.expect_download() as waited:
        exhibit.get_by_role("link", name="Download the numbers").click()
    assert waited.value.suggested_filename == "meadow-cows-en.csv"
    waited.value.save_as(tmp_path / "numbers.csv")
    file = page.parent / "meadow/figures/en/cows.csv"
    assert (tmp_path / "numbers.csv").read_bytes() == file.read_bytes()


@pytest.mark.browser
def test_on_a_phone_nothing_hangs_over_and_a_wide_figure_is_moved_by_keyboard(opened):
    opened.set_viewport_size(PHONE)
    opened.locator("summary").evaluate_all("(all) => all.forEach((s) => s.click())")
    assert opened.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    picture = opened.locator("#harbour-berths .picture[tabindex]").first
    picture.focus()
    opened.keyboard.press("ArrowRight")
    wait = "async (p) => { for (let n = 0; n < 99 && !p.scrollLeft; n++) %s; return p.scrollLeft; }"
    assert picture.evaluate(wait % "await new Promise(requestAnimationFrame)") > 0


@pytest.mark.browser
def test_print_shows_figures_and_captions_and_no_controls(opened):
    opened.emulate_media(media="print")
    assert opened.locator("figure").filter(visible=True).count() == 3
    assert opened.locator("figcaption").filter(visible=True).count() == 3
    for control in ("form", "nav", "summary", ".take"):
        assert opened.locator(control).filter(visible=True).count() == 0
    assert opened.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def serious(tab, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    tab.set_viewport_size({"width": width, "height": 900})
    found = axe.Axe().run(tab).response
    assert len(found["passes"]) > 30
    return [v for v in found["violations"] if v["impact"] in ("serious", "critical")]


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 360])
def test_axe_finds_nothing_serious(opened, width):
    opened.locator("summary").evaluate_all("(all) => all.forEach((s) => s.click())")
    assert serious(opened, width) == []


@pytest.fixture
def own_page(not_run):
    made = REPOSITORY / "results" / "index.html"
    if not made.is_file():
        not_run("the study has not run here: there is no results/index.html")
    return made


@pytest.mark.browser
def test_the_studys_own_page_is_sound_too(chromium, own_page):
    tab = chromium.new_page()
    complaints = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(own_page.as_uri())
    assert shown(tab) == tab.locator(".exhibit").count() > 0
    assert tab.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth > 0)")
    assert serious(tab, 360) == []
    tab.close()
    assert complaints == []


def test_the_studys_own_page_can_be_sent_by_mail(own_page):
    # A letter is a third longer than what it carries, and many servers take 20 to 25 MB.
    assert own_page.stat().st_size < 15_000_000
