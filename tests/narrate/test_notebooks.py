"""Notebooks: what they promise in git, what they became in a fresh run, and their words."""

import json
import os
import re
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
import yaml
from cyberstudy import narrate
from cyberstudy.declare.survey import Survey
from cyberstudy.narrate import Study, chance, each_in_words, in_words, most_chosen
from cyberstudy.release import relink
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))
SURVEYS = [
    Survey(path.parent, root=REPOSITORY)
    for path in sorted((REPOSITORY / "config" / "surveys").glob("*/plan.yaml"))
]
RUNS = [(survey.name, name) for survey in SURVEYS for name in survey.plan.get("notebooks", [])]
EXHIBIT = re.compile(r'\bstudy\.exhibit\(\s*"(\w+)"\s*\)')


def name_of(thing):
    return thing.stem if isinstance(thing, Path) else thing.name


def cells(path, kind):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


# In git


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_contents_list_names_every_part_in_order(path):
    prose = cells(path, "markdown")
    headings = [match for text in prose for match in re.findall(r"^## (.+)$", text, re.M)]
    listed = re.findall(r"\]\(#(.+?)\)", next(text for text in prose if "Contents:" in text))
    # A heading's anchor is its text with hyphens for blanks.
    assert listed == [heading.replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("survey", SURVEYS, ids=name_of)
def test_notebooks_show_every_exhibit_of_the_plan_and_no_other(
    survey,
):
    sources = [
        text
        for name in survey.plan["notebooks"]
        for text in cells(REPOSITORY / "notebooks" / f"{name}.ipynb", "code")
    ]
    shown = {name for text in sources for name in EXHIBIT.findall(text)}
    assert shown == set(survey.plan["exhibits"])
    assert sum(len(re.findall(r"\bexhibit\(", text)) for text in sources) == sum(
        len(EXHIBIT.findall(text)) for text in sources
    ), "exhibits are named where they are shown, so that they can be found"


def test_every_notebook_is_run_by_one_survey():
    assert sorted(name for _, name in RUNS) == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_simulated_answers_are_said_to_be_so_before_anything_else_and_only_then(path):
    survey = next(survey for survey, name in RUNS if name == path.stem)
    if not (REPOSITORY / "config" / "surveys" / survey / "simulation").is_dir():
        pytest.skip(f"{survey} has no simulated answers")
    first = cells(path, "code")[0]
    said = 'if simulated:\n    say(f"**{MADE_UP}**")'
    assert 'simulated = study.protection()["simulated"]' in first
    assert said in first
    assert "say(" not in first[: first.index(said)]
    for text in cells(path, "code"):
        assert text.count("MADE_UP}") <= text.count("if simulated")


@pytest.mark.parametrize("survey", SURVEYS, ids=name_of)
def test_sentences_give_percentages_where_exhibits_do(survey):
    asked_for = {
        entry["minimum_base"]
        for entry in survey.plan["exhibits"].values()
        if "minimum_base" in entry
    }
    assert asked_for <= {narrate.FEWEST}


# In a fresh run


class Page(HTMLParser):
    """What matters here of a page: figures, lines of links below them, links and anchors."""

    def __init__(self, text):
        super().__init__()
        self.marks, self.links, self.anchors, self.pictures = [], [], set(), []
        self._where = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "img":
            self.marks.append("figure")
            self.pictures.append(given)
        if tag == "p":
            self._where = given.get("class") == "where"
            if self._where:
                self.marks.append([])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if self._where:
                self.marks[-1].append(given["href"])

    def handle_endtag(self, tag):
        if tag == "p":
            self._where = False


@cache
def run_of(survey, name):
    """The executed notebook and its page, or why there is none to look at."""
    narrated = REPOSITORY / "results" / survey / "narrate"
    executed, page = narrated / f"{name}.ipynb", narrated / f"{name}.html"
    if not (executed.exists() and page.exists()):
        return f"no fresh run of {survey} has {name}: make study"
    source = REPOSITORY / "notebooks" / f"{name}.ipynb"
    if [cells(source, kind) for kind in ("markdown", "code")] != [
        cells(executed, kind) for kind in ("markdown", "code")
    ]:
        return f"the run of {name} is older than the notebook: make study"
    return json.loads(executed.read_text(encoding="utf-8")), Page(page.read_text(encoding="utf-8"))


@pytest.fixture(params=RUNS, ids=lambda run: run[1])
def run(request):
    found = run_of(*request.param)
    if isinstance(found, str):
        pytest.skip(found)
    return (*request.param, *found)


def test_a_notebook_runs_from_top_to_bottom_without_a_failure_or_a_complaint(run):
    _, _, executed, _ = run
    code = [cell for cell in executed["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert {output["output_type"] for output in outputs} <= {"display_data", "execute_result"}
    said = [
        "".join(text)
        for output in outputs
        for kind, text in output["data"].items()
        if kind in ("text/markdown", "text/html")
    ]
    assert said
    for text in said:
        assert not re.search(r"\bNone\b(?! of )|\bnan\b|<NA>|\{\w", text), text


def test_below_every_figure_stand_its_numbers_its_rule_its_code_and_its_declaration(run):
    survey, name, _, page = run
    figures, lines = page.marks[::2], page.marks[1::2]
    assert figures == ["figure"] * len(lines)
    source = REPOSITORY / "notebooks" / f"{name}.ipynb"
    shown = [match for text in cells(source, "code") for match in EXHIBIT.findall(text)]
    assert len(shown) == len(lines)
    plan = REPOSITORY / "config" / "surveys" / survey / "plan.yaml"
    exhibits = yaml.safe_load(plan.read_text(encoding="utf-8"))["exhibits"]
    narrated = REPOSITORY / "results" / survey / "narrate"
    for exhibit, links in zip(shown, lines, strict=True):
        kind = exhibits[exhibit]["kind"]
        assert [
            Path(os.path.normpath(narrated / unquote(link))).relative_to(REPOSITORY).as_posix()
            for link in links
        ] == [
            f"results/{survey}/draw/en/{exhibit}.csv",
            "workflow/rules/draw.smk",
            f"workflow/cyberstudy/draw/exhibits/{kind}.py",
            f"config/surveys/{survey}/plan.yaml",
        ]


def test_every_link_of_a_page_leads_somewhere(run):
    survey, _, _, page = run
    narrated = REPOSITORY / "results" / survey / "narrate"
    inside = [unquote(link[1:]) for link in page.links if link.startswith("#")]
    files = [unquote(link) for link in page.links if not re.match(r"#|\w+:", link)]
    assert not set(inside) - page.anchors
    assert not [link for link in files if not (narrated / link).exists()]


def test_every_figure_of_a_page_has_a_text_alternative(run):
    *_, page = run
    assert all(len(picture.get("alt", "")) > 20 for picture in page.pictures)


def test_the_rule_that_a_figure_names_is_the_one_that_draws():
    rules = (REPOSITORY / narrate.RULE_FILE).read_text(encoding="utf-8")
    assert f"\nrule {narrate.RULE}:\n" in rules


# Words


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


def test_a_share_is_said_with_its_count_its_base_its_interval_and_its_worst_case():
    assert in_words(ROW) == "38 of 68 (56%, interval 46% to 65%, worst case 20% to 84%)"


def test_what_is_not_known_of_a_share_is_left_out():
    assert in_words(ROW | {"bound_low": None}) == "38 of 68 (56%, interval 46% to 65%)"
    assert in_words({key: ROW[key] for key in ("count", "base", "share")}) == "38 of 68 (56%)"


def test_few_have_a_count_and_no_percentage():
    assert in_words(ROW | {"count": 8, "base": 9, "share": 8 / 9}) == "8 of 9"
    assert in_words(ROW | {"count": 9, "base": 10, "share": 0.9}).startswith("9 of 10 (90%")


def test_what_is_withheld_has_not_even_a_count():
    said = in_words(ROW | {"count": None, "share": None, "reason": "withheld: base under 5"})
    assert said == "withheld, base under 5"


def test_those_chosen_most_often_are_listed_with_all_that_share_the_last_place():
    rows = [("a", 4), ("b", 9), ("c", 4), ("d", None), ("e", 1)]
    table = pl.DataFrame(
        [
            {"label": label, "count": count, "base": 9, "share": None, "reason": "withheld"}
            for label, count in rows
        ],
        infer_schema_length=None,
    )
    assert most_chosen(table, places=2) == "- b: 9 of 9\n- a: 4 of 9\n- c: 4 of 9"
    assert most_chosen(table.filter(label="d")) == "- d: withheld"
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
    (protect / "tables").mkdir(parents=True)
    drawn.mkdir(parents=True)
    (protect / "report.json").write_text('{"simulated": true}')
    key = {"grouping": "ports", "group": "total", "question": "lit", "option": "yes"}
    pl.DataFrame([key | ROW]).write_csv(protect / "tables" / "estimates.csv")
    index = {"index": "light", "title": "Light", "items": 3, "alpha": 0.71, "alpha_low": 0.6}
    index |= {"alpha_high": 0.8, "correlation": 0.3, "holds": True, "warning": "", "reason": ""}
    weak = {"index": "weak", "title": "Weak", "holds": False, "warning": "alpha is low"}
    none = {"index": "none", "title": "None", "alpha": None, "reason": "too few answered"}
    pl.DataFrame([index, index | weak, index | none]).write_csv(
        protect / "tables" / "index_reliability.csv"
    )
    contrast = {"family": "f", "contrast": "lit", "title": "Lit", "groups": "very_big; small"}
    contrast |= {"left_out": "", "base": 40, "highest": "very_big", "lowest": "small", "looks": 2}
    contrast |= {"measure": "risk difference", "effect": 0.5, "low": 0.2, "high": 0.7}
    contrast |= {"p_adjusted": 0.0001, "decision": "differs", "reason": ""}
    untested = {"contrast": "dark", "left_out": "tiny", "p_adjusted": None, "decision": "no test"}
    untested |= {"reason": "one group only"}
    pl.DataFrame([contrast, contrast | untested]).write_csv(protect / "tables" / "contrasts.csv")
    words = {"alt": "Lights, counted.", "caption": "Lights < darkness & fog.", "kind": "lamp_bars"}
    (drawn / "lights.json").write_text(json.dumps(words))
    (drawn / "lights.csv").write_text("label,count\nA,1\n")
    (drawn / "lights.png").write_bytes(
        (REPOSITORY / "results" / "published" / "wci2021" / "ranks.png").read_bytes()
    )
    return tmp_path


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
    assert study.held("light").endswith("It holds together.")
    assert "**Warning: alpha is low.** Read the single answers" in study.held("weak")
    assert study.held("none").endswith("cannot be said: too few answered.")


def test_a_comparison_is_said_with_its_looks_and_its_decision(results):
    study = Study("harbours", root=results)
    assert study.compared("lit", family="f") == (
        "**Lit**, compared between very big; small (n = 40): highest in very big, lowest in "
        "small; risk difference 0.50, interval 0.20 to 0.70; adjusted for 2 looks, p under "
        "0.001: **differs**."
    )
    assert study.compared("dark", family="f").endswith(
        "(n = 40), too few to compare in tiny: no test, one group only."
    )


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
    narrate.run_notebook(
        "lights.ipynb", notebook=str(narrated / "lights.ipynb"), page=os.path.relpath(page)
    )
    text = page.read_text(encoding="utf-8")
    assert Page(text).marks == [
        "figure",
        [
            "../../../results/harbours/draw/en/lights.csv",
            "../../../workflow/rules/draw.smk",
            "../../../workflow/cyberstudy/draw/exhibits/lamp_bars.py",
            "../../../config/surveys/harbours/plan.yaml",
        ],
    ]
    assert "Lights &lt; darkness &amp; fog." in text
    assert "['lights.ipynb', 'results']" in text
    assert str(results) not in text
    assert sorted(os.listdir(results)) == ["lights.ipynb", "results"]


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


def test_what_a_study_released_has_no_link_that_leads_nowhere():
    pages = sorted((REPOSITORY / "results").glob("*/release/notebooks/*.html"))
    if not pages:
        pytest.skip("the study has not run here: there is no release")
    for page in pages:
        for link in re.findall(r'<a [^>]*href="(\.[^"]*)"', page.read_text(encoding="utf-8")):
            assert (page.parent / unquote(link)).is_file(), f"{page.name}: {link}"
