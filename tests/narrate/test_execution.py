"""Notebooks are run from the top, leave no traces, and are run again where they have to be."""

import json
import os
import re
import shutil
import sys
import warnings
from copy import deepcopy

import pytest
from worlds.harbours import harbours
from worlds.notebooks import Page, written

from cyberstudy import narrate
from cyberstudy.narrate import execution
from cyberstudy.narrate.kept_notebooks import run_notebooks
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
            "../../../workflow/cyberstudy/draw/families/units/figure.py",
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


#: Of one exhibit, of tables, of all exhibits, of their areas.
CELLS = {
    "shows": f"{OPEN}study.exhibit('lights')",
    "numbers": f"{OPEN}print(study.numbers('lights'))",
    "reads": f"{OPEN}print(study.table('estimates'))",
    "lists": f"{OPEN}print(study.exhibits())",
    "sorts": f"{OPEN}print(study.areas())",
}


class Desk:
    """Notebooks of harbours, and what they rest on."""

    def __init__(self, folder):
        self.folder, self.cells = folder, CELLS
        self.survey = folder / "results/harbours"
        for name, cell in self.cells.items():
            written(folder / f"{name}.ipynb", cell)
            (folder / f"{name}.sha256").write_text("what it imports\n")
        (folder / "reference.csv").write_text("iso3\n")
        (self.survey / "declared").mkdir()
        self.told, self.title = {"indices": {}, "exhibits": {"lights": {"area": "Lights"}}}, "Ports"
        self.declare()
        tables = self.survey / "protect/tables"
        (tables / "receipt.csv").write_text("file,received_on,simulated\na,2026-01-01,true\n")
        seal("results/harbours/protect/tables")

    def declare(self):
        (self.survey / "declared/plan.json").write_text(json.dumps(self.told))

    def rewrite(self, path, was, now):
        text = (self.survey / path).read_text()
        assert was in text
        (self.survey / path).write_text(text.replace(was, now))
        seal((self.survey / path).parent.relative_to(self.folder).as_posix())

    def run(self):
        """Run what is new, and name it."""
        kept = self.survey / ".kept/narrate"
        before = {path: path.stat().st_mtime_ns for path in kept.glob("*/record.json")}
        try:
            run_notebooks(
                [f"{name}.ipynb" for name in self.cells],
                code=[f"{name}.sha256" for name in self.cells],
                rests_on=["reference.csv", "results/harbours/protect/tables"],
                plan=self.told,
                language="en",
                survey="harbours",
                title=self.title,
                kept="results/harbours/.kept/narrate",
                folder="results/harbours/narrate",
            )
        finally:
            self.new = {
                path.parent.name
                for path in kept.glob("*/record.json")
                if path.stat().st_mtime_ns != before.get(path)
            }
        return self.new

    def pages(self):
        return {path.name: path.read_text() for path in (self.survey / "narrate").iterdir()}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Where all notebooks were run once."""
    folder = harbours(tmp_path_factory.mktemp("desk"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv(narrate.PAGE, raising=False)
        desk = Desk(folder)
        assert desk.run() == {*CELLS}
    return desk


@pytest.fixture
def desk(first, tmp_path, monkeypatch):
    """A copy of it, in another place."""
    desk = deepcopy(first)
    desk.folder = shutil.copytree(first.folder, tmp_path / "study")
    desk.survey = desk.folder / "results/harbours"
    monkeypatch.chdir(desk.folder)
    monkeypatch.delenv(narrate.PAGE, raising=False)
    assert desk.run() == set()
    return desk


OF_EXHIBITS = {"shows", "numbers", "lists", "sorts"}


def test_a_word_in_an_exhibit_runs_the_notebooks_again_that_show_it_and_no_others(desk):
    before = desk.pages()
    assert before.keys() == {f"{name}.{ending}" for name in CELLS for ending in ("html", "ipynb")}
    desk.rewrite("draw/en/lights.json", "Lights <", "Lamps <")
    assert desk.run() == OF_EXHIBITS
    after = desk.pages()
    assert {name for name in before if before[name] != after[name]} == {"shows.html", "shows.ipynb"}
    assert "Lamps &lt;" in after["shows.html"]


def test_another_exhibit_concerns_the_notebooks_that_ask_which_there_are(desk):
    (desk.survey / "draw/en/lamps.json").write_text("{}")
    seal("results/harbours/draw/en")
    assert desk.run() == {"lists", "sorts"}
    desk.told["exhibits"]["lights"]["area"] = "Lamps"
    desk.declare()
    assert desk.run() == {"sorts"}
    assert "Lamps" in desk.pages()["sorts.html"]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.rewrite("protect/tables/estimates.csv", "38", "39"),
        lambda desk: (desk.folder / "reference.csv").write_text("iso3\nARE\n"),
        lambda desk: desk.told.update(indices={"light": {}}),
        lambda desk: setattr(desk, "title", "Harbours"),
    ],
    ids=["a table", "a file of reference", "a part of the plan", "the survey's title"],
)
def test_what_any_notebook_may_read_or_say_concerns_all(desk, change):
    change(desk)
    assert desk.run() == {*CELLS}


@pytest.mark.parametrize("ending", ["ipynb", "sha256"])
def test_a_notebooks_own_text_and_what_it_imports_concern_it_alone(desk, ending):
    with (desk.folder / f"reads.{ending}").open("a") as stream:
        stream.write("\n")
    assert desk.run() == {"reads"}


def test_what_a_notebook_reads_of_another_survey_concerns_it(desk):
    piers = shutil.copytree(desk.survey, desk.survey.with_name("piers"))
    for part in ("protect/tables", "protect/report.json", "draw/en"):
        seal(f"results/piers/{part}")
    other = OPEN.replace("harbours", "piers")
    written(desk.folder / "reads.ipynb", f"{other}print(study.table('estimates'))")
    assert desk.run() == {"reads"}
    desk.rewrite(piers / "protect/tables/estimates.csv", "38", "39")
    assert desk.run() == {"reads"}


def test_where_a_notebook_fails_the_others_are_run_and_kept_and_none_is_put_out(desk):
    before = desk.pages()
    desk.title = "Harbours"
    written(desk.folder / "numbers.ipynb", "1 / 0")
    with pytest.raises(
        SurveyError,
        match=r"harbours: 1 of 5 notebooks could not be run\. All others are done and are kept\."
        r"(.|\n)*numbers\.ipynb, cell 1: (.|\n)*ZeroDivisionError",
    ):
        desk.run()
    assert desk.new == {*CELLS} - {"numbers"}
    assert desk.pages() == before
    written(desk.folder / "numbers.ipynb", "1")
    assert desk.run() == {"numbers"}
    assert "Harbours" in desk.pages()["shows.html"]


def test_a_notebook_that_left_the_plan_is_not_put_out_and_kept_no_longer(desk):
    desk.cells = {"shows": ""}
    assert desk.run() == set()
    assert desk.pages().keys() == {"shows.html", "shows.ipynb"}
    assert re.findall(r"\w+", " ".join(os.listdir(desk.survey / ".kept/narrate"))) == ["shows"]
