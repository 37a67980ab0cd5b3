"""The frozen record in results/published against a fresh run, where there is one."""

import re

import matplotlib.image
import nbformat
import numpy as np
import polars as pl
import pytest
from cyberstudy.narrate.frozen import frozen
from worlds import REPOSITORY
from worlds.notebooks import RUNS, cells

PUBLISHED = REPOSITORY / "results" / "published" / "wci2021"
FRESH = REPOSITORY / "results" / "wci2021"

#: Root mean square difference of pixels, of 1.0. The same machine gives 0; another platform may
#: draw the edges of letters a little differently.
TOLERANCE = 0.02


@pytest.mark.parametrize(
    "path", sorted(PUBLISHED.parent.glob("*/*.png")), ids=lambda path: path.name
)
def test_a_published_figure_is_what_a_fresh_run_draws(path, not_run):
    fresh = REPOSITORY / "results" / path.parent.name / "draw" / "en" / path.name
    if not fresh.exists():
        not_run(f"no fresh run draws {path.name}: make study", path.parent.name)
    kept, drawn = matplotlib.image.imread(path), matplotlib.image.imread(fresh)
    assert kept.shape == drawn.shape
    assert np.sqrt(np.mean((kept - drawn) ** 2)) < TOLERANCE


def test_the_published_index_is_what_a_fresh_run_computes(not_run):
    if not (FRESH / "release" / "MANIFEST.csv").exists():
        not_run("no fresh run of wci2021 to compare with: make study", "wci2021")
    kept = pl.read_csv(PUBLISHED / "index.csv")
    fresh = pl.read_csv(FRESH / "protect" / "tables" / "index.csv")
    assert kept.columns == fresh.columns
    # Point estimates and ranks agree; resampled limits may differ in a tie on another platform.
    for name in ("iso3", "nominations", "rank"):
        assert kept[name].equals(fresh[name])
    for name in ("index", "index_low", "index_high"):
        assert np.allclose(kept[name], fresh[name], atol=0.005)


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_a_published_notebook_is_what_a_fresh_run_made_of_the_one_in_git(survey, name, not_run):
    fresh = REPOSITORY / "results" / survey / "narrate" / f"{name}.ipynb"
    if not fresh.exists():
        not_run(f"no fresh run of {survey}: make study", survey)
    path = PUBLISHED.parent / survey / fresh.name
    assert path.exists(), f"{name} is not published: make publish"
    assert path.stat().st_size < 1_500_000
    source = REPOSITORY / "notebooks" / fresh.name
    for kind in ("markdown", "code"):
        assert cells(path, kind) == cells(source, kind), f"{name} has changed: make publish"
    kept, made = (
        [output for cell in document.cells for output in cell.get("outputs", [])]
        for document in (
            nbformat.read(path, as_version=4),
            frozen(nbformat.read(fresh, as_version=4)),
        )
    )
    assert [output["output_type"] for output in kept] == [output["output_type"] for output in made]
    for one, other in zip(kept, made, strict=True):
        assert one["output_type"] != "error"
        for kind in ("text/markdown", "text/html"):
            assert_alike(one["data"].get(kind, ""), other["data"].get(kind, ""))
        assert ("image/png" in one["data"]) == ("image/png" in other["data"])


def assert_alike(kept, made):
    """The same words, and numbers that differ by no more than resampling elsewhere may move."""
    number = r"\d[\d,]*(?:\.\d+)?"
    assert re.sub(number, "#", kept) == re.sub(number, "#", made)
    for one, other in zip(re.findall(number, kept), re.findall(number, made), strict=True):
        values = (float(text.replace(",", "")) for text in (one, other))
        assert next(values) == pytest.approx(next(values), rel=0.02, abs=0.011)
