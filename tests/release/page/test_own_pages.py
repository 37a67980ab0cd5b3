"""The pages of the finished study are sound in a real browser, opened from a folder."""

from urllib.parse import unquote, urlsplit

import pytest
from worlds import REPOSITORY
from worlds.tabs import LEAST, PHONE, SCREEN, SHOWN, smallest_label, unfold, watched, width

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def own_pages(not_run):
    made = REPOSITORY / "results"
    if not (made / "page").is_dir():
        not_run("the study has not run here: there is no results/page")
    return made


@pytest.fixture(scope="module")
def own_seen(chromium, own_pages):
    """Of the study's own pages how wide each is on a phone, and its pictures, all of them loaded.

    The first is opened on a screen, too.
    """
    tab, wrong = watched(chromium)
    wide, pictures, first = {}, [], own_pages / "index.html"
    pages = [first, *sorted((own_pages / "page").rglob("*.html"))]
    for page, size in [(first, SCREEN), *((page, PHONE) for page in pages)]:
        tab.set_viewport_size(size)
        tab.goto(page.as_uri())
        if page.parent.name == "page" and page.stem in ("explorer", "countries"):
            tab.locator("svg.chart").first.wait_for()
        unfold(tab)
        # Those below the screen wait until somebody comes to them.
        tab.evaluate("for (const i of document.images) i.loading = 'eager'")
        loaded = "Promise.all([...document.images].map((i) => i.decode())).then(() => true)"
        assert tab.evaluate(loaded), page
        wide[page, size["width"]] = width(tab)
        if size is PHONE:
            pictures += tab.locator("figure img").evaluate_all(SHOWN)
    tab.close()
    assert wrong == []
    return wide, pictures


def test_the_studys_own_pages_are_sound_too(own_seen):
    assert {page: wide for page, wide in own_seen[0].items() if wide != page[1]} == {}


def test_no_letter_of_a_figure_of_the_study_is_under_nine_pixels_on_a_phone(own_seen):
    small = {}
    for source, shown in own_seen[1]:
        if source.startswith("file:"):
            name = unquote(urlsplit(source).path).replace(".png", ".svg")
            least = smallest_label(name, shown)
            small |= {name: round(least, 2)} if least < LEAST - 0.05 else {}
    assert small == {}
