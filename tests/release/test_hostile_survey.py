"""A survey whose every text means harm, made whole: what comes out shows it, and runs nothing."""

import hashlib
import json
import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import docutils.core
import polars as pl
import pytest
from cyberstudy.tables.spreadsheets import restored
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from worlds import edit
from worlds.runs import settle, snakemake

pytestmark = pytest.mark.workflow

#: A formula, an element with a program, a link with one, mathematics, and marks of Markdown and
#: reStructuredText; no commas or quotes, which would part cells of the survey's own files.
HOSTILE = (
    "=1+1 <img src=x onerror=window.broken=1> [x](javascript:y) $_z^2$ $\\foo$ *a* `b` |c| ..d"
)
LAND, KEEPER = "=Chile", "=cmd|' /C calc'!A0"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    world = settle(tmp_path_factory.mktemp("hostile") / "study")
    declared, raw = world / "config" / "surveys" / "lighthouse", world / "data" / "raw"
    edit(declared / "settings.yaml", "title: Lighthouse keepers", f"title: '{HOSTILE}'")
    edit(declared / "settings.yaml", "Invented for the tests of this project.", f"'{HOSTILE}'")
    edit(declared / "plan.yaml", "title: Who keeps the lights", f"title: '{HOSTILE}'")
    edit(declared / "analyses" / "namings.py", '"All weathers"', repr(HOSTILE))
    edit(declared / "codebook.csv", "lamps,Lamps", f"lamps,{HOSTILE}")
    edit(declared / "questionnaire" / "choices.csv", "Arc lamp", HOSTILE)
    edit(raw / "lighthouse" / "keepers.csv", "Arc lamp", HOSTILE)
    edit(raw / "lighthouse" / "keepers.csv", "k01;", f"{KEEPER};")
    edit(raw / "lighthouse" / "keepers.csv", "Chile", LAND)
    edit(raw / "reference" / "countries.csv", "Chile", LAND)
    rows = []
    for line in (raw / "MANIFEST.csv").read_text().splitlines():
        name, _, _, rest = line.split(",", 3)
        if (raw / name).is_file():
            content = (raw / name).read_bytes()
            line = f"{name},{hashlib.sha256(content).hexdigest()},{len(content)},{rest}"
        rows.append(line)
    (raw / "MANIFEST.csv").write_text("\n".join(rows) + "\n")
    done = snakemake(world, "--cores", "2")
    assert done.returncode == 0, done.stdout[-3000:]
    return world / "results"


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
    assert next(root.iter("{http://www.w3.org/2000/svg}title")).text == HOSTILE
    assert not re.search(r"<(script|img|foreignObject)", path.read_text(encoding="utf-8"))


@pytest.mark.needs("chromium")
def test_page_and_notebook_run_nothing_and_ask_for_nothing(made, chromium):
    (notebook,) = (made / "lighthouse" / "release" / "notebooks").glob("*.html")
    shown = []
    pages = [made / "index.html", made / "study.html", *(made / "page").rglob("*.html")]
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
        assert not re.search(r"<(img|em|code)|javascript:y\"", html)


def test_the_reports_caption_is_text(made):
    caption = made / "lighthouse" / "draw" / "en" / "keepers.rst"
    settings = {"warning_stream": False, "halt_level": 2, "report_level": 2}
    html = docutils.core.publish_parts(
        caption.read_text(encoding="utf-8"), writer="html5", settings_overrides=settings
    )["body"]
    assert not re.search(r"<(?!/?p>)", html)
    title, *rest = re.findall(r"<p>(.*?)</p>", html, re.S)
    assert unescape(title) == HOSTILE
    words = json.loads(caption.with_suffix(".json").read_text(encoding="utf-8"))
    assert [unescape(text) for text in rest] == [words["caption"], words["notes"]]
