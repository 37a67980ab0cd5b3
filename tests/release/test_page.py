"""The study page: whole in one file, the same every time, and usable in a real browser."""

import base64
import hashlib
import json
import shutil
from html.parser import HTMLParser
from types import SimpleNamespace
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree

import polars as pl
import pytest
from cyberstudy.declare.survey import MADE_UP, check_against
from cyberstudy.release.page import make_page
from cyberstudy.release.page.figures import read_figure
from cyberstudy.release.page.headlines import NOT_GIVEN, fill_headline
from cyberstudy.release.page.numbers import rounded
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

HOSTILE = '<script>window.broken = 1</script><img src="http://127.0.0.1/x" onerror="broken()">'
SVG = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg role="img" width="360pt" height="90pt" viewBox="0 0 360 90" xmlns="http://www.w3.org/2000/svg">
 <title>Title</title><desc>In words</desc>
 <metadata><x>Matplotlib, https://matplotlib.org/</x></metadata>
 <!-- 100% -->
 <g id="a"><path d="M 0 0
L 9 9" style="fill: #0072b2"/></g>
</svg>
"""
BERTHS = pl.DataFrame(
    {
        "land": ["Türkiye", "Malta", HOSTILE],
        "boats": [1234, 7, 0],
        "share": [0.123456789, 58.391304347826086, None],
        "open": [True, False, None],
    }
)
SHARES = pl.DataFrame(
    {
        "group": ["all", "few"],
        "base": [1500, 3],
        "share": [0.5582, None],
        "low": [0.463, None],
        "high": [0.6503, None],
        "index": [58.3913, None],
        "apart": [True, False],
        "reason": ["", "withheld: base under 5"],
    }
)
PLAN = {
    "index": {"confidence": 0.95},
    "headlines": [
        {
            "text": "Of {base} boats, {share} float ({confidence} interval {low} to {high}).",
            "table": "shares",
            "row": {"group": "all"},
            "values": {
                "base": {"column": "base"},
                "share": {"column": "share", "percent": True},
                "low": {"column": "low", "percent": True},
                "high": {"column": "high", "percent": True, "decimals": 1},
                "confidence": {"plan": ["index", "confidence"], "percent": True},
            },
            "exhibit": "berths",
        },
        {"text": "{verdict}", "table": "fleet/verdict", "values": {"verdict": {"column": "text"}}},
    ],
    "exhibits": {
        "berths": {"kind": "berth_bars", "category": "Harbours", "title": "Berths"},
        "anchors": {"kind": "anchor_dots", "category": "Ships", "title": "Anchors"},
    },
}
LANGUAGES = ["en", "ar"]


def survey(name, title, plan):
    settings = {"title": title, "citation": "Keeper (1999) https://doi.org/10.1/x & others."}
    return SimpleNamespace(name=name, settings=settings, plan=plan)


def put_release(folder, plan, *, simulated, languages):
    for name, entry in plan["exhibits"].items():
        for language in languages:
            base = folder / "figures" / language / name
            base.parent.mkdir(parents=True, exist_ok=True)
            words = {
                "title": f"{entry['title']} {language}",
                "category": entry["category"],
                "caption": f"Caption of {name} in {language}. {HOSTILE}",
                "alt": f'Alternative of "{name}" in {language}',
                "simulated": simulated,
            }
            base.with_suffix(".json").write_text(json.dumps(words), encoding="utf-8")
            base.with_suffix(".svg").write_text(SVG, encoding="utf-8")
            BERTHS.write_csv(base.with_suffix(".csv"))
    (folder / "tables" / "fleet").mkdir(parents=True)
    SHARES.write_csv(folder / "tables" / "shares.csv")
    SHARES.write_parquet(folder / "tables" / "shares.parquet")
    verdict = {"text": "No fleets.", "lists": [1]}
    (folder / "tables" / "fleet" / "verdict.json").write_text(json.dumps(verdict))
    (folder / "report.json").write_text(json.dumps({"simulated": simulated}))


def put_study(folder):
    """Two surveys, one of them simulated, in results of their own; return the page."""
    meadow = {"exhibits": {"cows": {"kind": "cow_bars", "category": "Herds", "title": "Cows"}}}
    put_release(folder / "harbour", PLAN, simulated=False, languages=LANGUAGES)
    put_release(folder / "meadow", meadow, simulated=True, languages=["en"])
    make_page(
        [survey("harbour", "Harbours & piers", PLAN), survey("meadow", "Meadows", meadow)],
        [str(folder / "harbour"), str(folder / "meadow")],
        languages=LANGUAGES,
        left_out={"desert": "Deserts"},
        page=str(folder / "index.html"),
    )
    return folder / "index.html"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return put_study(tmp_path_factory.mktemp("study"))


class Elements(HTMLParser):
    """Every element with its attributes, and the text that is inside of none but `script`."""

    def __init__(self, text):
        super().__init__()
        self.found, self.inside, self.texts = [], None, {"script": [], "style": []}
        self.said = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data):
        (self.texts.get(self.inside) if self.inside in self.texts else self.said).append(data)

    def handle_endtag(self, tag):
        self.inside = None

    def all(self, tag, **wanted):
        return [a for t, a in self.found if t == tag and wanted.items() <= a.items()]


@pytest.fixture
def elements(page):
    return Elements(page.read_text(encoding="utf-8"))


# What is on it


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
        [survey("harbour", "Harbours", plan)],
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
    meadow = {"exhibits": {"cows": {"kind": "cow_bars", "category": "Herds", "title": "Cows"}}}
    put_release(tmp_path / "meadow", meadow, simulated=False, languages=["fr", "ar"])
    for words in (tmp_path / "meadow" / "figures").rglob("cows.json"):
        words.write_text(json.dumps(json.loads(words.read_text()) | {"language": "en"}))
    make_page(
        [survey("meadow", "Meadows", meadow)],
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
        "workflow/cyberstudy/draw/exhibits/cow_bars.py",
        "config/surveys/meadow/plan.yaml",
        "anchors:\n  kind: anchor_dots\n  category: Ships",
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
            [survey("harbour", "Harbours", PLAN)],
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


# Headlines


def headline(page, **entry):
    tables = page.parent / "harbour" / "tables"
    return fill_headline({"table": "shares"} | entry, tables=tables, plan=PLAN, where="harbour")


def test_a_headline_takes_its_numbers_from_the_table_and_the_plan(elements):
    said = "".join(elements.said)
    assert "Of 1,500 boats, 56% float (95% interval 46% to 65.0%)." in said
    assert "No fleets." in said
    assert [a for a in elements.all("a", href="#harbour-berths")]


def test_a_headline_can_count_rows(page):
    found = headline(
        page,
        text="{some} of {all}",
        values={"some": {"count": {"apart": True}}, "all": {"count": {}}},
    )
    assert found.sentence == "1 of 2"


def test_a_value_that_was_withheld_is_not_given_and_the_reason_is_said(page):
    values = {"share": {"column": "share", "percent": True}, "base": {"column": "base"}}
    found = headline(page, text="{share} of {base}", row={"group": "few"}, values=values)
    assert found.sentence == f"{NOT_GIVEN} of 3"
    assert found.reason == "withheld: base under 5"


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ({"text": "{a}", "values": {}}, "has places"),
        ({"text": "{a}", "values": {"a": {"column": "colour"}}, "row": {"base": 3}}, "colour"),
        ({"text": "{a}", "values": {"a": {"column": "base"}}}, "2 rows of 'shares' fit"),
        ({"text": "{a}", "values": {"a": {"column": "base"}}, "row": {"hue": 1}}, "no column hue"),
        ({"text": "{a}", "values": {"a": {"plan": ["index", "none"]}}}, "no index.none"),
        ({"text": "a", "table": "fish"}, "no table 'fish'"),
        ({"text": "a", "exhibit": "fish"}, "exhibit 'fish'"),
    ],
)
def test_a_headline_that_does_not_fit_its_table_is_named(page, entry, complaint):
    with pytest.raises(StudyProblem, match=complaint) as problem:
        headline(page, **entry)
    assert entry["text"] in str(problem.value)


def test_no_number_is_typed_into_a_headline():
    plan = {"coverage": [], "exhibits": {}, "headlines": [{"text": "All 7 float.", "table": "t"}]}
    with pytest.raises(StudyProblem, match=r"headlines\.0\.text"):
        check_against(plan, "plan", where="plan.yaml")


# In a browser

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"no browser is installed: none of {', '.join(names)}")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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
def own_page():
    made = REPOSITORY / "results" / "index.html"
    if not made.is_file():
        pytest.skip("the study has not run here: there is no results/index.html")
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
    assert own_page.stat().st_size < 12_000_000
