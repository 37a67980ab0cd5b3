"""A survey whose every text means harm, made whole: what comes out shows it, and runs nothing."""

import json
import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import docutils.core
import polars as pl
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from worlds.hostile import HOSTILE, KEEPER, LAND
from worlds.marks import BEGINS

from surveyanswers.tables.spreadsheets import restored

pytestmark = pytest.mark.workflow


@pytest.fixture
def made(finished):
    return finished / "results"


def test_no_cell_for_people_is_a_formula_and_the_numbers_of_figures_give_the_text_back(made):
    release = made / "lighthouse" / "release"
    seen = [*release.rglob("*.csv"), *(made / "lighthouse" / "labelled").glob("*.csv")]
    assert (release / "answers" / "answers.csv").is_file()
    for path in seen:
        for column in pl.read_csv(path, infer_schema=False):
            for text in column.drop_nulls():
                assert not re.match(r"\s*[=+@]|-(?!inf$|[\d.]+(e-\d+)?$)", text), path
    assert f"'{KEEPER}" in (release / "answers" / "answers.csv").read_text()
    assert KEEPER in pl.read_parquet(release / "answers" / "answers.parquet")["unit_id"]
    assert not [*(release / "tables").glob("answers.*")]
    assert f"'{LAND}" in pl.read_csv(release / "tables" / "index.csv")["country"]
    numbers = restored(pl.read_csv(release / "figures" / "en" / "keepers.csv"))
    assert HOSTILE in numbers["label"]


def test_the_figure_shows_title_and_labels_as_they_are_written(made):
    path = made / "lighthouse" / "release" / "figures" / "en" / "keepers.svg"
    drawn = " ".join(unescape(path.read_text(encoding="utf-8")).split())
    assert "$_z^2$ $\\foo$" in drawn
    root = ElementTree.parse(path).getroot()
    assert next(root.iter("{http://www.w3.org/2000/svg}title")).text == BEGINS + HOSTILE
    assert not re.search(r"<(script|img|foreignObject)", path.read_text(encoding="utf-8"))


@pytest.mark.needs("chromium")
def test_page_and_notebook_run_nothing_and_ask_for_nothing(made, chromium):
    (notebook,) = (made / "lighthouse" / "release" / "notebooks").glob("*.html")
    shown = []
    pages = [made / "index.html", *(made / "page").rglob("*.html")]
    for page in (notebook, *pages):
        tab = chromium.new_page()
        asked, complaints = [], []
        tab.on("request", lambda request, to=asked: to.append(request.url))
        tab.on("console", lambda message, to=complaints: to.append(message.text))
        tab.goto(page.as_uri())
        assert [a for a in asked if not a.startswith(("data:", made.as_uri()))] == []
        assert complaints == []
        assert tab.evaluate("window.broken") is None
        assert tab.locator("[onerror], [href^=javascript]").count() == 0
        shown.append(tab.content())
        tab.close()
    # The title of an exhibit stands on the pages as it was written.
    assert any("$_z^2$" in text for text in shown[1:])


def test_the_release_in_markdown_shows_title_and_citation_as_they_are_written(made):
    text = (made / "lighthouse" / "release" / "README.md").read_text(encoding="utf-8")
    title, _, cited = markdown2html_mistune(text).partition("</h1>")
    for html in (title, cited.partition("<table")[0]):
        assert HOSTILE in unescape(re.sub(r"<[^>]*>", "", html))
        theirs = html.replace("<code>simulated</code>", "")  # a column, which our README names
        assert not re.search(r"<(img|em|code)|javascript:y\"", theirs)


def test_the_reports_caption_is_text(made):
    caption = made / "lighthouse" / "draw" / "en" / "keepers.rst"
    settings = {"warning_stream": False, "halt_level": 2, "report_level": 2}
    html = docutils.core.publish_parts(
        caption.read_text(encoding="utf-8"), writer="html5", settings_overrides=settings
    )["body"]
    assert not re.search(r"<(?!/?p>)", html)
    title, *rest = re.findall(r"<p>(.*?)</p>", html, re.S)
    assert unescape(title) == BEGINS + HOSTILE
    words = json.loads(caption.with_suffix(".json").read_text(encoding="utf-8"))
    assert [unescape(text) for text in rest] == [words["caption"], words["notes"]]
