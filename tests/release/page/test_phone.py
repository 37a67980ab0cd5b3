"""On a phone figures are read without enlarging them, and each title stands there once."""

import re
from urllib.parse import unquote, urlsplit

import pytest
from cyberstudy.release.page.figures import PHONE
from playwright.sync_api import expect
from worlds import REPOSITORY
from worlds.page import SVG, Elements, put_study

NARROW = {"width": 360, "height": 740}
#: Pixels of letters on a phone, and how matplotlib writes the size of a text: in hundredths.
LEAST, SIZE = 9, re.compile(r"scale\(([\d.]+) -[\d.]+\)")
PLACE = "page/figures/{}/harbour/anchors." + PHONE
#: Of each picture on a page what it shows, and how wide.
SHOWN = """(all) => all.map((each) => [each.currentSrc, each.getBoundingClientRect().width])"""


def put_drawing(folder):
    for language in ("en", "ar"):
        path = folder / f"harbour/figures/{language}/anchors.{PHONE}"
        path.write_text(SVG.replace("360 90", "240 180"), encoding="utf-8")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return put_study(tmp_path_factory.mktemp("phone"), before=put_drawing)


def chapter_of(pages, exhibit):
    found = (pages / "page/chapters").glob("*.html")
    return next(p for p in found if f'id="{exhibit}"' in p.read_text(encoding="utf-8"))


def test_what_is_drawn_for_a_phone_is_offered_to_phones_with_its_size(pages):
    (source,) = Elements(chapter_of(pages, "harbour-anchors")).all("source")
    assert source["srcset"] == f"../../{PLACE.format('en')}"
    assert (source["width"], source["height"]) == ("320", "240")
    assert (pages / PLACE.format("ar")).is_file()


def test_what_is_not_drawn_for_a_phone_can_be_moved_sideways_by_keyboard_too(pages):
    elements = Elements(chapter_of(pages, "meadow-cows"))
    assert elements.all("source") == []
    boxes = [a for a in elements.all("div") if a.get("class") == "sideways"]
    assert [box["tabindex"] for box in boxes] == ["0"] * len(elements.all("img"))


@pytest.fixture
def phone(chromium):
    tab = chromium.new_page(viewport=NARROW)
    yield tab
    tab.close()


@pytest.mark.needs("chromium")
def test_a_phone_shows_its_own_drawing_in_each_language(phone, pages):
    """The page's rules forbid to evaluate text: playwright asks for a property without doing so."""

    def is_shown(place):
        picture = expect(phone.locator("#harbour-anchors img"))
        picture.to_have_js_property("currentSrc", (pages / place).as_uri())

    phone.goto(chapter_of(pages, "harbour-anchors").as_uri() + "#harbour-anchors")
    is_shown(PLACE.format("en"))
    phone.locator(".languages").get_by_text("العربية").click()
    is_shown(PLACE.format("ar"))
    phone.set_viewport_size({"width": 1280, "height": 800})
    is_shown("page/figures/ar/harbour/anchors.svg")


@pytest.mark.needs("chromium")
def test_no_letter_of_a_figure_of_the_study_is_under_nine_pixels_on_a_phone(phone, not_run):
    made = REPOSITORY / "results"
    if not (made / "page").is_dir():
        not_run("the study has not run here: there is no results/page")
    small = {}
    for page in [made / "index.html", *sorted((made / "page").rglob("*.html"))]:
        phone.goto(page.as_uri())
        phone.locator("details").evaluate_all(
            "(all) => all.forEach((each) => { each.open = true; })"
        )
        phone.evaluate("for (const i of document.images) i.loading = 'eager'")
        phone.evaluate("Promise.all([...document.images].map((i) => i.decode()))")
        for source, width in phone.locator("figure img").evaluate_all(SHOWN):
            name = unquote(urlsplit(source).path).replace(".png", ".svg")
            least = smallest_label(name, width)
            small |= {name: round(least, 2)} if least < LEAST - 0.05 else {}
    assert small == {}


def smallest_label(path, width):
    """Pixels of the smallest letters of a drawing that is shown so wide."""
    with open(path, encoding="utf-8") as stream:
        text = stream.read()
    points = float(re.search(r'viewBox="0 0 ([\d.]+)', text)[1])
    sizes = [100 * float(size) for size in SIZE.findall(text)]
    return min(sizes, default=LEAST) * width / points
