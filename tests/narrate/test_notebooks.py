"""Notebooks: what they promise in git, and what they became in a fresh run."""

import json
import os
import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.notebooks import EXHIBIT, NOTEBOOKS, RUNS, SURVEYS, Page, cells, name_of

from cyberstudy import narrate
from cyberstudy.declare.opened import open_survey
from surveyanswers.tables.problems import SurveyError


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_the_contents_list_names_every_part_in_order(path):
    prose = cells(path, "markdown")
    headings = [match for text in prose for match in re.findall(r"^## (.+)$", text, re.M)]
    listed = re.findall(r"\]\(#(.+?)\)", next(text for text in prose if "Contents:" in text))
    # A heading's anchor is its text with hyphens for blanks.
    assert listed == [heading.replace(" ", "-") for heading in headings]


@pytest.mark.parametrize("survey", SURVEYS, ids=name_of)
def test_notebooks_show_every_exhibit_of_the_plan_and_none_that_there_is_not(
    survey,
):
    sources = [
        text
        for name in survey.plan.notebooks
        for text in cells(REPOSITORY / "notebooks" / f"{name}.ipynb", "code")
    ]
    shown = {name for text in sources for name in EXHIBIT.findall(text)}
    own = {name for name, exhibit in survey.plan.exhibits.items() if exhibit.kind == "own"}
    assert shown | own == set(survey.plan.exhibits)
    assert sum(len(re.findall(r"\bexhibit\(", text)) for text in sources) == sum(
        len(EXHIBIT.findall(text)) for text in sources
    ), "exhibits are named where they are shown, so that they can be found"


def test_every_notebook_is_run_by_one_survey():
    assert sorted(name for _, name in RUNS) == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in NOTEBOOKS
        for survey, name in RUNS
        if name == path.stem
        and (REPOSITORY / "config" / "surveys" / survey / "simulation").is_dir()
    ],
    ids=name_of,
)
def test_simulated_answers_are_said_to_be_so_before_anything_else_and_only_then(path):
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
        entry.minimum_base
        for entry in survey.plan.exhibits.values()
        if hasattr(entry, "minimum_base")
    }
    assert asked_for <= {narrate.FEWEST}


# In a fresh run


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
def run(request, not_run):
    found = run_of(*request.param)
    if isinstance(found, str):
        not_run(found, request.param[0])
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
    kinds = {kind for output in outputs for kind in output["data"]}
    assert kinds <= {"text/markdown", "text/html", "text/plain", "image/png"}
    assert "<script" not in "".join(said)
    for text in said:
        assert not re.search(r"\bNone\b(?! of )|\bnan\b|<NA>|\{\w", text), text


def test_below_every_figure_stand_its_numbers_its_rule_its_code_and_its_declaration(run):
    survey, name, _, page = run
    figures, lines = page.marks[::2], page.marks[1::2]
    source = REPOSITORY / "notebooks" / f"{name}.ipynb"
    shown = [match for text in cells(source, "code") for match in EXHIBIT.findall(text)]
    declared = open_survey(survey, REPOSITORY / "config")
    assert len(shown) == len(lines)
    plan = declared.folder / "plan.yaml"
    narrated = REPOSITORY / "results" / survey / "narrate"
    drawn = {path.stem for path in (narrated.parent / "draw/en").glob("*.png")}
    assert figures == ["figure" if exhibit in drawn else "table" for exhibit in shown]
    for exhibit, links in zip(shown, lines, strict=True):
        assert [
            Path(os.path.normpath(narrated / unquote(link))).relative_to(REPOSITORY).as_posix()
            for link in links
        ] == [
            f"results/{survey}/draw/en/{exhibit}.csv",
            "workflow/rules/draw.smk",
            code := (entry := declared.plan.exhibits[exhibit]).code.removeprefix(f"{REPOSITORY}/"),
            code if entry.kind == "own" else plan.relative_to(REPOSITORY).as_posix(),
        ]


def test_every_link_of_a_page_leads_somewhere(run):
    survey, _, _, page = run
    narrated = REPOSITORY / "results" / survey / "narrate"
    inside = [unquote(link[1:]) for link in page.links if link.startswith("#")]
    files = [unquote(link) for link in page.links if not re.match(r"#|\w+:", link)]
    assert not set(inside) - page.anchors
    assert not [link for link in files if not (narrated / link).exists()]


def test_a_page_loads_nothing_from_elsewhere_and_holds_no_program(run):
    survey, name, *_ = run
    html = (REPOSITORY / "results" / survey / "narrate" / f"{name}.html").read_text("utf-8")
    assert "<script" not in html
    assert re.findall(r'<(?:img|link)[^>]*(?:src|href)="(?!data:)', html) == []
    assert "default-src 'none'" in html


def test_every_figure_of_a_page_has_a_text_alternative(run):
    *_, page = run
    assert all(len(picture.get("alt", "")) > 20 for picture in page.pictures)


@pytest.mark.parametrize(
    ("survey", "name", "what"),
    [
        ("wci2021", "10_laboratory_wci2021", "sets are the study's"),
        ("gci", "11_laboratory_gci", "rises are the study's"),
        ("cyberlaw2026", "12_laboratory_cyberlaw2026", "counts are the study's"),
        ("sources", "14_laboratory_sources", "numbers are the study's"),
    ],
)
def test_a_laboratory_that_nobody_changed_comes_to_the_studys_numbers(survey, name, what, not_run):
    found = run_of(survey, name)
    if isinstance(found, str):
        not_run(found, survey)
    said = json.dumps(found[0])
    (same, every), *_ = re.findall(rf"(\d+) of (\d+) {what}", said)
    assert int(same) == int(every) > 0


@pytest.mark.parametrize(
    ("name", "parameter", "wrong", "meant"),
    [
        ("10_laboratory_wci2021", 'LEAVE_OUT_REGION = ""', 'LEAVE_OUT_REGION = "Narnia"', "Europe"),
        ("11_laboratory_gci", "LEAVE_OUT = []", 'LEAVE_OUT = ["USSR"]', "no State 'USSR'"),
        ("12_laboratory_cyberlaw2026", 'LEAVE_OUT_REGION = ""', 'LEAVE_OUT_REGION = "X"', "Europe"),
        ("12_laboratory_cyberlaw2026", 'GROUP = "ldc_2025"', 'GROUP = "ldc"', "no group 'ldc'"),
        (
            "13_laboratory_states2012",
            'LEAVE_OUT_GROUP = ""',
            'LEAVE_OUT_GROUP = "Afrika"',
            "'Africa'",
        ),
        ("14_laboratory_sources", 'LEAVE_OUT_REGION = ""', 'LEAVE_OUT_REGION = "X"', "Europe"),
    ],
)
def test_a_laboratory_stops_at_a_parameter_that_names_nothing(
    name, parameter, wrong, meant, monkeypatch, not_run
):
    survey = next(survey for survey, own in RUNS if own == name)
    if not (REPOSITORY / f"results/{survey}/protect/report.json").is_file():
        not_run("the study has not run here", survey=survey)
    first = cells(REPOSITORY / "notebooks" / f"{name}.ipynb", "code")[0]
    assert parameter in first
    monkeypatch.chdir(REPOSITORY / "notebooks")
    with pytest.raises(SurveyError, match=meant):
        exec(compile(first.replace(parameter, wrong), "cell", "exec"), {})


def test_the_rule_that_a_figure_names_is_the_one_that_draws():
    rules = (REPOSITORY / narrate.RULE_FILE).read_text(encoding="utf-8")
    assert f"\nrule {narrate.RULE}:\n" in rules


def test_what_a_study_released_has_no_link_that_leads_nowhere(not_run):
    pages = sorted((REPOSITORY / "results").glob("*/release/notebooks/*.html"))
    if not pages:
        not_run("the study has not run here: there is no release")
    for page in pages:
        for link in re.findall(r'<a [^>]*href="(\.[^"]*)"', page.read_text(encoding="utf-8")):
            assert (page.parent / unquote(link)).is_file(), f"{page.name}: {link}"


def test_what_the_page_on_analyses_shows_of_a_notebook_runs(monkeypatch, capsys, not_run):
    """The last cell of the page, in the study's folder."""
    name = "law_rarer_among_least_developed"
    made = REPOSITORY / f"results/cyberlaw2026/protect/tables/{name}.parquet"
    if not made.is_file():
        not_run("the study has not run with this analysis", survey="cyberlaw2026")
    page = (REPOSITORY / "docs" / "own_analysis.md").read_text(encoding="utf-8")
    cell = re.findall(r"^```python\n(from cyberstudy.*?)^```", page, re.S | re.M)[-1]
    monkeypatch.chdir(REPOSITORY / "notebooks")
    names = {}
    exec(compile(cell, "cell", "exec"), names)
    assert f'study.table("{name}")' in cell
    assert names["study"].table(name).equals(pl.read_parquet(made))
    assert "Image" in capsys.readouterr().out
