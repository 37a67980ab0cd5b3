"""The words of notebooks, and their links."""

import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from cyberstudy import narrate
from cyberstudy.narrate import (
    Study,
    chance,
    each_in_words,
    execution,
    in_words,
    most_chosen,
)
from cyberstudy.release import relink
from cyberstudy.tables.checksums import seal
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY
from worlds.notebooks import Page

ROW = {
    "count": 38,
    "base": 68,
    "share": 38 / 68,
    "low": 0.46,
    "high": 0.65,
    "bound_low": 0.2,
    "bound_high": 0.84,
    "reason": "",
}


def test_a_share_is_said_with_its_count_its_base_its_interval_and_what_silence_leaves_open():
    assert in_words(ROW) == (
        "38 of 68 (56%, interval 46% to 65%); were all who did not say to say no or yes, 20% or 84%"
    )


def test_what_is_not_known_of_a_share_is_left_out():
    assert in_words(ROW | {"bound_low": None}) == "38 of 68 (56%, interval 46% to 65%)"
    assert in_words({key: ROW[key] for key in ("count", "base", "share")}) == "38 of 68 (56%)"


def test_few_have_a_count_and_no_percentage():
    assert in_words(ROW | {"count": 8, "base": 9, "share": 8 / 9}) == "8 of 9"
    assert in_words(ROW | {"count": 9, "base": 10, "share": 0.9}).startswith("9 of 10 (90%")


def test_what_is_withheld_has_not_even_a_count():
    said = in_words(ROW | {"count": None, "share": None, "reason": "withheld: base under 5"})
    assert said == "withheld, base under 5"


def test_those_chosen_most_often_stand_on_one_line_with_all_that_share_the_last_place():
    rows = [("a", 4), ("b", 9), ("c", 4), ("d", None), ("e", 1)]
    table = pl.DataFrame(
        [
            {"label": label, "count": count, "base": 9, "share": None, "reason": "withheld"}
            for label, count in rows
        ],
        infer_schema_length=None,
    )
    assert most_chosen(table, places=2) == "b: 9 of 9; a: 4 of 9; c: 4 of 9"
    assert most_chosen(table.filter(label="d")) == "d: withheld"
    assert most_chosen(table.head(0)) == ""
    assert each_in_words(table.tail(2)) == "- d: withheld\n- e: 1 of 9"


def test_a_small_p_value_is_not_zero():
    assert chance(0.0004) == "p under 0.001"
    assert chance(0.0451) == "p = 0.045"


@pytest.fixture
def results(tmp_path):
    """A study with a little of everything that a notebook reads."""
    protect = tmp_path / "results" / "harbours" / "protect"
    drawn = tmp_path / "results" / "harbours" / "draw" / "en"
    plan = tmp_path / "config" / "surveys" / "harbours" / "plan.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text(
        "exhibits: {lights: {kind: unit_movers, area: Lights, title: Lights, who: lights, "
        "question: lit, waves: [old, new]}}"
    )
    (protect / "tables").mkdir(parents=True)
    drawn.mkdir(parents=True)
    (protect / "report.json").write_text('{"simulated": true}')
    key = {"grouping": "ports", "group": "total", "question": "lit", "option": "yes"}
    pl.DataFrame([key | ROW]).write_csv(protect / "tables" / "estimates.csv")
    index = {"index": "light", "title": "Light", "items": 3, "alpha": 0.71, "alpha_low": 0.6}
    index |= {"alpha_high": 0.8, "correlation": 0.3, "holds": True, "warning": "", "reason": ""}
    index |= {"dimensions": 1, "functioning": ""}
    weak = {"index": "weak", "title": "Weak", "holds": False, "warning": "alpha is low"}
    none = {"index": "none", "title": "None", "alpha": None, "reason": "too few answered"}
    pl.DataFrame([index, index | weak, index | none]).write_csv(
        protect / "tables" / "index_reliability.csv"
    )
    contrast = {"family": "f", "contrast": "lit", "title": "Lit", "groups": "very_big; small"}
    contrast |= {"left_out": "", "base": 40, "highest": "very_big", "lowest": "small", "tests": 2}
    contrast |= {"measure": "risk difference", "effect": 0.5, "low": 0.2, "high": 0.7}
    contrast |= {"turning": None}
    contrast |= {"p_adjusted": 0.0001, "decision": "differs", "reason": "", "caution": ""}
    untested = {"contrast": "dark", "left_out": "tiny", "p_adjusted": None, "decision": "no test"}
    untested |= {"reason": "one group only"}
    several = dict.fromkeys(("effect", "low", "high"))
    several |= {"contrast": "sample", "measure": "", "difference": 0.25}
    several |= {"caution": "these lights are not one thing"}
    scored = {"contrast": "scored", "measure": "epsilon squared", "turning": 1.06}
    rows = [contrast | {"difference": 0.5}, contrast | untested, contrast | several]
    rows.append(contrast | scored | {"difference": 0.3})
    pl.DataFrame(rows).write_csv(protect / "tables" / "contrasts.csv")
    words = {
        "alt": "Lights, counted.",
        "caption": "Lights < darkness & fog.",
        "notes": "",
        "kind": "unit_movers",
        "code": "workflow/cyberstudy/draw/families/units/figure.py",
    }
    (drawn / "lights.json").write_text(json.dumps(words))
    (drawn / "lights.csv").write_text("label,count\nA,1\n")
    (drawn / "lights.png").write_bytes(
        (REPOSITORY / "results/published/wci2021/figures/en/ranks.png").read_bytes()
    )
    for written in ("protect/tables", "protect/report.json", "draw/en"):
        seal(f"results/harbours/{written}", tmp_path)
    return tmp_path


@pytest.mark.parametrize("damaged", ["protect/tables/estimates.csv", "protect/report.json"])
def test_a_notebook_reads_no_table_that_is_not_what_the_run_wrote(results, damaged):
    with (results / "results" / "harbours" / damaged).open("a") as stream:
        stream.write(" ")
    with pytest.raises(StudyProblem, match=f"{damaged}: has other bytes than were written"):
        Study("harbours", root=results)


def test_a_notebook_shows_no_exhibit_that_is_not_what_the_run_wrote(results):
    (results / "results" / "harbours" / "draw" / "en" / "lights.png").unlink()
    study = Study("harbours", root=results)
    with pytest.raises(StudyProblem, match=r"en/lights\.png: is missing(.|\n)*make study"):
        study.numbers("lights")


def test_a_share_is_looked_up_in_the_estimates(results):
    study = Study("harbours", root=results)
    asked = {"grouping": "ports", "group": "total"}
    assert study.share_of("lit", "yes", **asked) == in_words(ROW)
    with pytest.raises(StudyProblem, match="estimates has 0 rows of"):
        study.share_of("lit", "perhaps", **asked)


def test_a_group_that_nobody_replied_of_is_said_to_be_so(results):
    study = Study("harbours", root=results)
    assert study.share_of("lit", "yes", grouping="ports", group="islands") == "nobody replied"


def test_an_index_that_does_not_hold_together_comes_with_a_warning(results):
    study = Study("harbours", root=results)
    measured = "Dimensions beyond chance, by parallel analysis: 1."
    assert study.held("light").endswith(f"{measured} Its internal consistency suffices.")
    assert "**Warning: alpha is low.** Read the single answers" in study.held("weak")
    assert study.held("none").endswith("cannot be assessed: too few answered.")


def test_a_comparison_is_said_with_its_looks_and_its_decision(results):
    study = Study("harbours", root=results)
    assert study.compared("lit", family="f") == (
        "**Lit**, compared between very big; small (n = 40): highest in very big, lowest in "
        "small; risk difference 0.50, interval 0.20 to 0.70; adjusted for 2 tests, p under "
        "0.001: **differs**."
    )
    sample = study.compared("sample", family="f")
    assert "lowest in small; difference 0.25; adjusted for" in sample
    assert sample.endswith("**differs**. **Caution: these lights are not one thing.**")
    assert (
        "0.70; reversed if nonrespondents of the highest lie 1.1 standard deviations below, and of "
        "the lowest above, those of their stratum that replied; adjusted for"
    ) in study.compared("scored", family="f")
    assert study.compared("dark", family="f").endswith(
        "(n = 40), too few to compare in tiny: no test, one group only."
    )


def test_a_notebook_shows_the_exhibits_that_the_plan_has_by_then(results):
    study = Study("harbours", root=results)
    declared = study.results / "declared"
    declared.mkdir()
    exhibits = {name: {"area": "Lights"} for name in ("not_drawn", "lights")}
    (declared / "plan.json").write_text(json.dumps({"exhibits": exhibits}))
    assert study.areas() == {"Lights": ["lights"]}
    with pytest.raises(StudyProblem, match="no exhibit 'light'; did you mean 'lights'"):
        study.exhibit("light")
    with pytest.raises(StudyProblem, match="no table 'estimate'; did you mean 'estimates'"):
        study.table("estimate")


def test_what_a_notebook_asks_for_in_vain_is_told_without_its_traceback(results, monkeypatch):
    code = "from cyberstudy.narrate import Study\nStudy('harbours').exhibit('light')"
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": code}
    cell |= {"execution_count": None, "outputs": []}
    document = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (results / "own.ipynb").write_text(json.dumps(document))
    monkeypatch.chdir(results)
    with pytest.raises(StudyProblem, match=r"^own.ipynb: harbours: there is no exhibit 'light'"):
        execution.run_notebook("own.ipynb", notebook="made.ipynb", page="made.html")


def test_a_cell_that_fails_is_told_and_leaves_nothing_to_the_next_notebook(tmp_path, monkeypatch):
    monkeypatch.delenv(narrate.PAGE, raising=False)
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    cells = [cell | {"source": "known = 1"}, cell | {"id": "b", "source": "1 / 0"}]
    document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    source, made, page = (tmp_path / name for name in ("a.ipynb", "b.ipynb", "b.html"))
    source.write_text(json.dumps(document))
    with pytest.raises(
        RuntimeError, match=r"a\.ipynb, cell 2: (.|\n)*1 / 0(.|\n)*ZeroDivisionError"
    ):
        execution.run_notebook(str(source), notebook=str(made), page=str(page))
    assert narrate.PAGE not in os.environ
    document["cells"] = [cell | {"source": "'known' in globals()"}]
    source.write_text(json.dumps(document))
    execution.run_notebook(str(source), notebook=str(made), page=str(page))
    (executed,) = json.loads(made.read_text())["cells"]
    assert executed["execution_count"] == 1
    assert executed["outputs"][0]["data"] == {"text/plain": ["False"]}


def test_what_a_cell_prints_displays_and_gives_is_kept_in_its_order(tmp_path):
    code = (
        "import sys\nfrom IPython.display import Image, display\n"
        "print('one')\nprint('two')\ndisplay(Image(data=b'\\x89PNG'), metadata={'of': 'it'})\n"
        "print('ill', file=sys.stderr)\n[1]"
    )
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": code}
    cell |= {"execution_count": None, "outputs": []}
    source, made, page = (tmp_path / name for name in ("a.ipynb", "b.ipynb", "b.html"))
    source.write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    execution.run_notebook(str(source), notebook=str(made), page=str(page))
    printed, shown, warned, given = json.loads(made.read_text())["cells"][0]["outputs"]
    assert (printed["name"], printed["text"]) == ("stdout", ["one\n", "two\n"])
    assert (shown["data"]["image/png"], shown["metadata"]) == ("iVBORw==", {"of": "it"})
    assert (warned["name"], warned["text"]) == ("stderr", ["ill\n"])
    assert (given["output_type"], given["execution_count"]) == ("execute_result", 1)
    assert given["data"] == {"text/plain": ["[1]"]}


def test_a_notebook_links_from_where_its_page_lies_and_leaves_nothing_behind(results, monkeypatch):
    # Kernels that speak through files in the same folder, run at once, would hear each other.
    notebook = results / "lights.ipynb"
    code = (
        "import os\n"
        "from cyberstudy.narrate import Study\n"
        "Study('harbours').exhibit('lights')\n"
        "print(sorted(os.listdir()))"
    )
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": code}
    cell |= {"execution_count": None, "outputs": []}
    notebook.write_text(
        json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
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


def test_a_notebook_opened_by_hand_links_from_its_own_folder(results, monkeypatch):
    (results / "notebooks").mkdir()
    (results / "notebooks" / "x").mkdir()
    monkeypatch.delenv(narrate.PAGE, raising=False)
    monkeypatch.chdir(results / "notebooks")
    study = Study("harbours")
    assert study._link(Path("Snakefile")) == '<a href="../Snakefile"><code>Snakefile</code></a>'
    monkeypatch.chdir(results / "notebooks" / "x")
    assert 'href="../../a%20b"' in Study("harbours")._link(Path("a b"))


def test_exhibits_are_english_or_in_the_language_drawn_or_asked_for(results, monkeypatch):
    monkeypatch.delenv(narrate.LANGUAGE, raising=False)
    drawn = results / "results" / "harbours" / "draw"
    assert Study("harbours", root=results).language == "en"
    shutil.copytree(drawn / "en", drawn / "ar")
    assert Study("harbours", root=results).language == "en"
    shutil.rmtree(drawn / "en")
    assert Study("harbours", root=results).language == "ar"
    monkeypatch.setenv(narrate.LANGUAGE, "ru")
    assert Study("harbours", root=results).language == "ru"
    assert Study("harbours", root=results, language="ar").language == "ar"


def test_a_figure_keeps_its_number_when_its_cell_is_run_again(results, shown):
    study = Study("harbours", root=results)
    for name in ("lights", "lights", "lamps"):
        for ending in ("json", "csv", "png"):
            there = results / "results/harbours/draw/en" / f"lights.{ending}"
            copy = there.with_name(f"{name}.{ending}")
            if copy != there:
                shutil.copyfile(there, copy)
        seal("results/harbours/draw/en", results)
        study.exhibit(name)
    numbers = re.findall(r"<b>Figure (\d)", "".join(shown()))
    assert numbers == ["1", "1", "2"]


def test_a_table_is_shown_with_words_for_codes(shown):
    narrate.show(pl.DataFrame({"dont_know": ["not_asked", "Q_1", None], "n": [1.234, 2, 3]}))
    (table,) = shown()
    assert "<th>dont know</th>" in table
    assert re.findall(r"<td>(.*?)</td>", table)[::2] == ["not asked", "Q_1", "\u2013"]


@pytest.fixture
def shown(monkeypatch):
    """What HTML was displayed."""
    things = []
    monkeypatch.setattr("IPython.display.display", things.append)
    return lambda: [thing.data for thing in things if isinstance(thing.data, str)]


@pytest.mark.parametrize("shown", [True, False])
def test_code_is_folded_up_but_in_laboratories(tmp_path, shown):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "one = 1"}
    cell |= {"execution_count": None, "outputs": []}
    document = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    if shown:
        document["metadata"] = {"study": {"code": "shown"}}
    source, made, page = (tmp_path / name for name in ("a.ipynb", "b.ipynb", "b.html"))
    source.write_text(json.dumps(document))
    execution.run_notebook(str(source), notebook=str(made), page=str(page))
    assert ("<details" not in page.read_text()) == shown
    (executed,) = json.loads(made.read_text())["cells"]
    assert executed["metadata"] == ({} if shown else {"jupyter": {"source_hidden": True}})


# In the release

LINKS = """<p>Numbers: <a href="../../../results/h/draw/fr/lights%20on.csv"><code>a</code></a>
rule <a href="../../../workflow/rules/draw.smk"><code>draw_exhibits</code></a>
<a href="#up">up</a> <a href="https://example.org/../x">out</a></p>"""


@pytest.mark.parametrize("name", ["n.html", "n.ipynb"])
def test_links_of_a_released_notebook_lead_to_files_of_the_release_or_nowhere(tmp_path, name):
    page = tmp_path / "notebooks" / name
    page.parent.mkdir()
    numbers = tmp_path / "figures" / "fr" / "lights on.csv"
    numbers.parent.mkdir(parents=True)
    numbers.touch()
    page.write_text(json.dumps({"text": LINKS}) if name.endswith("ipynb") else LINKS)
    relink(page, figures={numbers.name})
    text = page.read_text()
    shown = json.loads(text)["text"] if name.endswith("ipynb") else text
    links = re.findall(r'href="([^"]*)"', shown)
    assert links == ["../figures/fr/lights%20on.csv", "#up", "https://example.org/../x"]
    assert (page.parent / unquote(links[0])).is_file()
    assert "rule <code>draw_exhibits</code>" in shown
