"""What was made from simulated answers says so, wherever it is offered, shown or printed."""

import json
import shutil

import polars as pl
import pytest
from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import open_survey
from cyberstudy.release.gather import gather
from cyberstudy.release.printed import contents_of
from cyberstudy.wording.translator import ENGLISH
from worlds import REPOSITORY
from worlds.marks import (
    BEGINS,
    offered,
    plain,
    says_so,
    simulated_surveys,
    titles_of,
    unmarked,
    unmarked_titles,
    walked,
)


@pytest.fixture(params=["invented", "study"])
def made(request, not_run):
    """A study that was run, and the survey of it whose answers are simulated."""
    root = request.getfixturevalue("finished") if request.param == "invented" else REPOSITORY
    surveys = simulated_surveys(root)
    assert surveys, "there is something to mark"
    for survey in surveys:
        if not (root / "results" / survey / "release/SHA256SUMS").is_file():
            not_run(f"no release of {survey} is there: make study", survey)
    return root, surveys


def test_every_file_of_a_release_of_simulated_answers_says_so(made):
    root, surveys = made
    for survey in surveys:
        release = root / "results" / survey / "release"
        kinds = {path.suffix for path in walked(release).values()}
        assert kinds >= {".csv", ".parquet", ".json", ".svg", ".png", ".html", ".md", ".rst"}
        assert unmarked(release) == []


def test_every_file_that_pages_offer_of_simulated_answers_says_so(made):
    root, surveys = made
    for survey in surveys:
        files = offered(root / "results", survey)
        assert {path.suffix for path in files} >= {".csv", ".svg", ".html"}
        from_answers = [p for p in files if p.name not in ("columns.csv", "inputs.csv")]
        assert [path for path in from_answers if not says_so(path)] == []
        explored = root / f"results/page/data/explorer-{survey}.js"
        assert '"simulated":true' in explored.read_text(encoding="utf-8")


def test_every_title_of_simulated_figures_says_so_on_pages(made):
    root, surveys = made
    results = root / "results"
    pages = [results / "index.html", results / "study.html", *(results / "page").rglob("*.html")]
    pages = [path for path in pages if "files" not in path.parts]
    for survey in surveys:
        titles = titles_of(results / survey / "release")
        assert len(titles) > 2
        shown = {path.name: unmarked_titles(plain(path), titles) for path in pages}
        assert {name: found for name, found in shown.items() if found} == {}
        assert sum(f"{BEGINS}{titles[0]}" in plain(path) for path in pages) > 0


def test_every_title_of_simulated_figures_says_so_in_the_report(made):
    root, surveys = made
    config, results = root / "config", root / "results"
    there = sorted(path.parent.name for path in results.glob("*/release"))
    parts = [
        gather(open_survey(name, config, root), results / name / "release", ["en"])
        for name in there
    ]
    said = json.dumps(contents_of(parts, load_story(config), {}, [], ENGLISH), ensure_ascii=False)
    for survey in surveys:
        titles = titles_of(results / survey / "release")
        assert f"{BEGINS}{titles[0]}" in said
        assert unmarked_titles(said, titles) == []


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".json", ".svg", ".png", ".rst", ".md"])
def test_a_file_that_lost_its_mark_is_found(finished, tmp_path, ending):
    release = shutil.copytree(finished / "results/lighthouse/release", tmp_path / "release")
    place, path = next(each for each in sorted(walked(release).items()) if each[1].suffix == ending)
    match ending:
        case ".csv":
            pl.read_csv(path).drop("simulated").write_csv(path)
        case ".parquet":
            pl.read_parquet(path).drop("simulated").write_parquet(path)
        case ".png":
            shutil.copy(next((REPOSITORY / "docs").rglob("*.png")), path)
        case _:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("imulated", ""), encoding="utf-8")
    assert unmarked(release) == [place]


def test_titles_without_a_mark_are_found():
    assert unmarked_titles(f"<h3>Lamps</h3> {BEGINS}Lamps", ["Lamps", "Fog"]) == ["Lamps"]
    assert unmarked_titles(f"{BEGINS}Lamps", ["Lamps"]) == []
