"""Notebooks are run from the top, leave no traces, and one that fails stops no other."""

import json
import os
import sys
import warnings
from pathlib import Path

import pytest
from worlds.notebooks import Page, written

from cyberstudy import narrate
from cyberstudy.narrate import execution
from surveyanswers.tables.checksums import seal
from surveyanswers.tables.problems import SurveyError


@pytest.fixture
def run(tmp_path):
    """Run a notebook of some cells; give its cells as they were executed, and its page."""

    def run(*sources, **metadata):
        source = written(tmp_path / "a.ipynb", *sources, **metadata)
        made, page = tmp_path / "b.ipynb", tmp_path / "b.html"
        execution.run_notebook(source, notebook=str(made), page=str(page))
        return json.loads(made.read_text())["cells"], page.read_text()

    return run


OPEN = "from cyberstudy.narrate import Study\nstudy = Study('harbours')\n"


def test_what_a_notebook_asks_for_in_vain_is_told_without_its_traceback(results, monkeypatch):
    written(results / "own.ipynb", f"{OPEN}study.exhibit('light')")
    monkeypatch.chdir(results)
    with pytest.raises(SurveyError, match=r"^own.ipynb: harbours: there is no exhibit 'light'"):
        execution.run_notebook("own.ipynb", notebook="made.ipynb", page="made.html")


def test_a_cell_that_fails_is_told_and_leaves_nothing_to_the_next_notebook(run, monkeypatch):
    monkeypatch.delenv(narrate.PAGE, raising=False)
    with pytest.raises(
        RuntimeError, match=r"a\.ipynb, cell 2: (.|\n)*1 / 0(.|\n)*ZeroDivisionError"
    ):
        run("known = 1", "1 / 0")
    assert narrate.PAGE not in os.environ
    (executed,), _ = run("'known' in globals()")
    assert executed["execution_count"] == 1
    assert executed["outputs"][0]["data"] == {"text/plain": ["False"]}


def test_what_a_notebook_set_or_was_warned_of_is_not_the_next_ones(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ill.py").write_text("import warnings\ndef told(): warnings.warn('ill')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        warnings, "showwarning", lambda said, *_, **__: print(said, file=sys.stderr)
    )
    warnings.simplefilter("default")
    code = (
        "import os, polars as pl, ill\nill.told()\nprint(os.getcwd(), pl.DataFrame({'a': ['x']}))\n"
        "pl.Config.set_tbl_formatting('MARKDOWN')\nos.chdir('/')"
    )
    first, again = (run(code)[0][0]["outputs"] for _ in range(2))
    assert first == again
    assert [output["name"] for output in first] == ["stderr", "stdout"]


def test_what_a_cell_prints_displays_and_gives_is_kept_in_its_order(run):
    (cell,), _ = run(
        "import sys\nfrom IPython.display import Image, display\n"
        "print('one')\nprint('two')\ndisplay(Image(data=b'\\x89PNG'), metadata={'of': 'it'})\n"
        "print('ill', file=sys.stderr)\n[1]"
    )
    printed, shown, warned, given = cell["outputs"]
    assert (printed["name"], printed["text"]) == ("stdout", ["one\n", "two\n"])
    assert (shown["data"]["image/png"], shown["metadata"]) == ("iVBORw==", {"of": "it"})
    assert (warned["name"], warned["text"]) == ("stderr", ["ill\n"])
    assert (given["output_type"], given["execution_count"]) == ("execute_result", 1)
    assert given["data"] == {"text/plain": ["[1]"]}


def test_a_notebook_links_from_where_its_page_lies_and_leaves_nothing_behind(results, monkeypatch):
    # Kernels that speak through files in the same folder, run at once, would hear each other.
    written(
        results / "lights.ipynb",
        f"import os\n{OPEN}study.exhibit('lights')\nprint(sorted(os.listdir()))",
    )
    narrated = results / "results" / "harbours" / "narrate"
    narrated.mkdir()
    page = narrated / "lights.html"
    monkeypatch.chdir(results)
    execution.run_notebook(
        "lights.ipynb", notebook=str(narrated / "lights.ipynb"), page=os.path.relpath(page)
    )
    text = page.read_text(encoding="utf-8")
    assert Page(text).marks == [
        "figure",
        [
            "../../../results/harbours/draw/en/lights.csv",
            "../../../workflow/rules/draw.smk",
            "../../../workflow/cyberstudy/draw/families/tables/figure.py",
            "../../../config/surveys/harbours/plan.yaml",
        ],
    ]
    assert "Lights &lt; darkness &amp; fog." in text
    assert '<p id="figure-1"><small><b>Figure 1.</b> Lights' in text
    assert '<details class="code"><summary>Code</summary>' in text
    assert "['config', 'lights.ipynb', 'results']" in text
    assert str(results) not in text
    assert sorted(os.listdir(results)) == ["config", "lights.ipynb", "results"]


@pytest.mark.parametrize("shown", [True, False])
def test_code_is_folded_up_but_in_laboratories(run, shown):
    (executed,), page = run("one = 1", **({"study": {"code": "shown"}} if shown else {}))
    assert ("<details" not in page) == shown
    assert executed["metadata"] == ({} if shown else {"jupyter": {"source_hidden": True}})


def test_where_a_notebook_fails_the_others_are_run_and_each_failure_is_named(results, monkeypatch):
    monkeypatch.chdir(results)
    tables = results / "results/harbours/protect/tables"
    (tables / "receipt.csv").write_text("file,received_on,simulated\na,2026-01-01,true\n")
    seal("results/harbours/protect/tables")
    cells = {"divides": "1 / 0", "asks": f"{OPEN}study.exhibit('light')", "shows": "1"}
    sources = [written(results / f"{name}.ipynb", cell) for name, cell in cells.items()]
    known = {"language": "en", "survey": "harbours", "title": "Ports", "folder": "narrated"}
    known["records"] = "narrated.json"
    with pytest.raises(
        SurveyError,
        match=r"^harbours: 2 of 3 notebooks could not be run\.(.|\n)*divides\.ipynb, cell 1: "
        r"(.|\n)*ZeroDivisionError(.|\n)*asks\.ipynb: harbours: there is no exhibit 'light'",
    ):
        execution.run_notebooks(sources, **known)
    assert sorted(os.listdir("narrated")) == ["shows.html", "shows.ipynb"]
    assert [*json.loads(Path("narrated.json").read_text())] == ["shows"]
    execution.run_notebooks(sources[-1:], **known)
    assert "Ports" in Path("narrated/shows.html").read_text(encoding="utf-8")
