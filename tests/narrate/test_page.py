"""A notebook's page asks nobody for anything and runs nothing; a text in it is a text."""

import base64
import json
import re

import nbformat.v4 as nb
import polars as pl
import pytest
from IPython.core.formatters import DisplayFormatter

from cyberstudy.narrate import Study, each_in_words, say, show
from cyberstudy.narrate.page import page_of
from surveyanswers.tables.checksums import seal

HOSTILE = '<img src="http://elsewhere.example/x" onerror="window.broken=1"> *a* [b](javascript:c)'
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def shown(monkeypatch):
    """Return what a call displays, as outputs of a cell."""

    def outputs(call, *arguments):
        found = []
        monkeypatch.setattr("IPython.display.display", found.append)
        call(*arguments)
        formatted = [DisplayFormatter().format(one) for one in found]
        return [nb.new_output("display_data", data, metadata=more) for data, more in formatted]

    return outputs


@pytest.fixture
def document(shown):
    """A notebook with every kind of output, whose author and whose answers mean harm."""
    rows = pl.DataFrame(
        {"label": [HOSTILE, "US$ 1 to US$ 2"], "count": [3, 4], "base": 9, "share": None}
    )
    outputs = [
        *shown(say, f"Of **{HOSTILE}**: $x$"),
        *shown(say, each_in_words(rows)),
        *shown(show, rows),
        nb.new_output("display_data", {"image/png": PICTURE}, metadata={"image/png": {"alt": "A"}}),
        nb.new_output("display_data", {"application/javascript": "window.broken = 2"}),
        nb.new_output("display_data", {"text/html": "<script>window.broken = 3</script>"}),
        nb.new_output("stream", name="stdout", text=HOSTILE),
        nb.new_output("execute_result", {"text/plain": HOSTILE}),
    ]
    code = nb.new_code_cell("say(1)  # " + "long " * 40, outputs=outputs)
    return nb.new_notebook(cells=[nb.new_markdown_cell("# Lights & <b>\n\nRead."), code])


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [1280, 360])
def test_a_browser_asks_for_nothing_runs_nothing_and_shows_all_in_its_width(
    document, width, tmp_path, chromium
):
    page = tmp_path / "page.html"
    page.write_text(page_of(document), encoding="utf-8")
    tab = chromium.new_page(viewport={"width": width, "height": 900})
    asked, complaints = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(page.as_uri())
    assert [address for address in asked if not address.startswith("data:")] == [page.as_uri()]
    # The one complaint is of the program that the notebook's author put in; the style is taken.
    assert len(complaints) == 1 and "script" in complaints[0]
    assert tab.evaluate("window.broken") is None
    assert tab.evaluate("getComputedStyle(document.body).maxWidth") == "736px"
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    assert tab.evaluate("document.images.length") == 1
    assert tab.evaluate("document.images[0].naturalWidth") == 1
    assert tab.title() == "Lights & <b>"
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(tab).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    tab.close()


def test_a_page_names_no_address_to_load_from_and_its_policy_allows_none(document):
    document.cells[1].outputs.pop(5)  # the author's own program
    html = page_of(document)
    assert "<script" not in html
    assert not re.search(r'<\w[^<>]*\s(?:src|href)="(?!data:|#)', html)
    policy = re.search(r'content="(default-src[^"]*)"', html)[1]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy and "script-src" not in policy
    assert not re.search(r"<[^>]+\sstyle=", html)


def test_a_text_of_answers_is_shown_as_written(document):
    text = re.sub(r"<[^>]*>", "", page_of(document))
    assert "US$ 1 to US$ 2: 4 of 9" in text
    assert "*a* [b](javascript:c): 3 of 9" in text


@pytest.fixture
def study(tmp_path):
    """A study whose contrast, index and exhibit are named by somebody hostile."""
    protect = tmp_path / "results" / "h" / "protect"
    drawn = tmp_path / "results" / "h" / "draw" / "en"
    (protect / "tables").mkdir(parents=True)
    drawn.mkdir(parents=True)
    (protect / "report.json").write_text("{}")
    texts = ("title", "groups", "left_out", "highest", "lowest", "measure", "decision", "reason")
    texts = (*texts, "caution")
    contrast = {"family": "f", "contrast": "c", "base": 9, "tests": 1, "p_adjusted": 0.5}
    contrast |= dict.fromkeys(("effect", "low", "high", "turning"), 0.1) | dict.fromkeys(
        texts, HOSTILE
    )
    index = {"index": "i", "title": HOSTILE, "items": 2, "alpha": None, "reason": HOSTILE}
    pl.DataFrame([contrast]).write_csv(protect / "tables" / "contrasts.csv")
    pl.DataFrame([index]).write_csv(protect / "tables" / "index_reliability.csv")
    words = {
        "alt": HOSTILE,
        "kind": "bars",
        "code": "workflow/bars.py",
        "caption": HOSTILE,
        "notes": HOSTILE,
    }
    (drawn / "lights.json").write_text(json.dumps(words))
    (drawn / "lights.png").write_bytes(base64.b64decode(PICTURE))
    for written in ("protect/tables", "protect/report.json", "draw/en"):
        seal(f"results/h/{written}", tmp_path)
    return Study("h", root=tmp_path)


def test_titles_and_groups_in_sentences_and_captions_are_shown_as_written(study, shown):
    said = [study.compared("c", family="f"), study.held("i")]
    outputs = [out for text in said for out in shown(say, text)] + shown(study.exhibit, "lights")
    html = page_of(nb.new_notebook(cells=[nb.new_code_cell("", outputs=outputs)]))
    assert html.count("&lt;img src=") >= 5
    assert len(re.findall(r"<img", html)) == 1
    assert not re.search(r'href="javascript', html)
    assert "<em>a</em>" not in html
