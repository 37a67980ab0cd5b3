"""What was made from simulated answers says so, wherever it is offered, shown or printed."""

import shutil

import polars as pl
import pytest
from PIL import Image
from worlds import REPOSITORY
from worlds.marks import (
    BEGINS,
    offered,
    says_so,
    simulated_surveys,
    titles_on,
    titles_printed,
    unmarked,
    walked,
)

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import open_survey
from cyberstudy.release.gather import gather
from cyberstudy.release.printed import contents_of
from cyberstudy.wording.translator import ENGLISH


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
        # The invented survey has neither shares nor levels that the explorer could show.
        explored = [*(root / "results/page/data").glob(f"explorer-{survey}.js")]
        assert explored or root != REPOSITORY
        assert all('"simulated":true' in path.read_text(encoding="utf-8") for path in explored)


def test_every_title_of_simulated_figures_says_so_on_pages(made):
    root, surveys = made
    pages = [path for path in (root / "results").glob("*.html")]
    pages += (root / "results/page").glob("[!f]*/**/*.html")
    for survey in surveys:
        titles = [title for page in pages for title in titles_on(page, survey)]
        assert len(titles) > 5
        assert [title for title in titles if not title.startswith(BEGINS)] == []


def test_every_simulated_title_says_so_in_the_technical_paper_and_none_is_in_the_report(made):
    root, surveys = made
    config, results = root / "config", root / "results"
    names = sorted(path.parent.name for path in results.glob("*/release"))
    parts = [
        gather(open_survey(name, config, root), results / name / "release", ["en"])
        for name in names
    ]
    assert {part.survey.name for part in parts if part.simulated} == {*surveys}
    report, paper = (
        titles_printed(contents_of(parts, load_story(config), {}, [], ENGLISH, simulated=which))
        for which in (False, True)
    )
    shown = [exhibit for part in parts if part.simulated for exhibit in part.exhibits.values()]
    assert shown and {exhibit.title for exhibit in shown} <= {*paper}
    assert [exhibit.title for exhibit in shown if not exhibit.title.startswith(BEGINS)] == []
    assert sum(exhibit.drawn for exhibit in shown) <= 12, "the rest are tables"
    if any(not part.simulated for part in parts):
        assert [title for title in report if "imulated" in title] == []


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".json", ".svg", ".png", ".rst", ".md"])
def test_a_file_that_lost_its_mark_is_found(finished, tmp_path, ending):
    release = shutil.copytree(finished / "results/lighthouse/release", tmp_path / "release")
    place, path = next(each for each in sorted(walked(release).items()) if each[1].suffix == ending)
    match ending:
        case ".csv":
            pl.read_csv(path, infer_schema=False).drop("simulated").write_csv(path)
        case ".parquet":
            pl.read_parquet(path).drop("simulated").write_parquet(path)
        case ".png":
            Image.new("RGB", (40, 30)).save(path)
        case _:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("imulated", ""), encoding="utf-8")
    assert unmarked(release) == [place]
