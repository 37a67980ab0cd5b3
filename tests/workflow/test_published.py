"""The frozen record in results/published against a fresh run, where there is one."""

import json

import matplotlib.image
import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

PUBLISHED = REPOSITORY / "results" / "published" / "wci2021"
FRESH = REPOSITORY / "results" / "wci2021"

#: Root mean square difference of pixels, of 1.0. The same machine gives 0; another platform may
#: draw the edges of letters a little differently.
TOLERANCE = 0.02


@pytest.fixture(autouse=True)
def fresh_run(not_run):
    if not (FRESH / "release" / "MANIFEST.csv").exists():
        not_run("no fresh run of wci2021 to compare with: make study", "wci2021")


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("*.png")), ids=lambda path: path.name)
def test_the_published_figure_is_what_a_fresh_run_draws(path):
    frozen = matplotlib.image.imread(path)
    drawn = matplotlib.image.imread(FRESH / "draw" / "en" / path.name)
    assert frozen.shape == drawn.shape
    assert np.sqrt(np.mean((frozen - drawn) ** 2)) < TOLERANCE


def test_the_published_index_is_what_a_fresh_run_computes():
    frozen = pl.read_csv(PUBLISHED / "index.csv")
    fresh = pl.read_csv(FRESH / "protect" / "tables" / "index.csv")
    assert frozen.columns == fresh.columns
    # Point estimates and ranks agree; resampled limits may differ in a tie on another platform.
    for name in ("iso3", "nominations", "rank"):
        assert frozen[name].equals(fresh[name])
    for name in ("index", "index_low", "index_high"):
        assert np.allclose(frozen[name], fresh[name], atol=0.005)


def test_the_published_notebook_was_run_from_the_notebook_in_git():
    name = "01_where_cybercrime_comes_from.ipynb"
    source = json.loads((REPOSITORY / "notebooks" / name).read_text())["cells"]
    frozen = json.loads((PUBLISHED / name).read_text())["cells"]
    assert ["".join(cell["source"]) for cell in frozen] == [
        "".join(cell["source"]) for cell in source
    ]
    assert not [
        o for cell in frozen for o in cell.get("outputs", []) if o["output_type"] == "error"
    ]
