"""What a stranger reads back from a picture of single values, and that docs/data.md says so."""

import json
import re

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

RESULTS = REPOSITORY / "results"
PUBLIC = ("gci", "sources", "wci2021", "cyberlaw2026")
_MESH = re.compile(r'<g id="QuadMesh_\d">(.*?)</g>', re.S)
_FILL = re.compile(r"fill: #([0-9a-f]{6})")


def read_back(drawing, rows, columns):
    """Read the cells of a heat map by the bar of its scale, from 0 to 1."""
    cells, bar = (
        np.array([[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in _FILL.findall(mesh)], float)
        for mesh in _MESH.findall(drawing)
    )
    distance = np.abs(cells.reshape(rows, columns, 1, 3) - bar).sum(-1)
    nearest = distance == distance.min(-1, keepdims=True)  # all that have the colour
    places = (np.arange(len(bar)) + 0.5) / len(bar)
    return (nearest * places).sum(-1) / nearest.sum(-1), distance.min(-1)


@pytest.mark.parametrize("region", ["africa", "europe", "asia", "americas"])
def test_a_heat_map_gives_scores_back_in_tenths_and_no_better(region, not_run):
    drawing = RESULTS / f"gci/release/figures/en/{region}_by_indicator.svg"
    numbers = RESULTS / f"gci/draw/en/{region}_by_indicator.csv"
    if not (drawing.is_file() and numbers.is_file()):
        not_run("there is no figure of gci: make study", "gci")
    table = pl.read_csv(numbers).drop("unit_id", "name", "overall_score")
    true = table.to_numpy().astype(float)
    read, unlike = read_back(drawing.read_text(), *true.shape)
    held = ~np.isnan(true) & (unlike < 40)  # a dash is written on what has no value
    error = np.abs(read - true)[held]
    assert held.mean() > 0.9
    assert error.max() <= 0.08, "the bar was read"
    between = (true[held] % 0.1 > 0.01) & (true[held] % 0.1 < 0.09)
    assert np.mean(error[between]) > 0.015, "not better than by chance within a tenth"


def test_docs_name_every_picture_that_shows_values_of_units_and_no_other(not_run):
    shown = set()
    for survey in PUBLIC:
        words = sorted((RESULTS / survey / "release/figures/en").glob("*.json"))
        if not words:
            not_run(f"there is no release of {survey}: make study", survey)
        shown |= {p.stem for p in words if json.loads(p.read_text())["values_of_units"]}
    page = (REPOSITORY / "docs/data.md").read_text(encoding="utf-8")
    section = page.partition("## Values that can be read from pictures\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in section.splitlines() if line.startswith("| ")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == shown


def test_the_table_of_reference_that_is_carried_holds_no_numbers():
    kept = REPOSITORY / "data/raw/reference/development.csv"
    assert pl.read_csv(kept).select(pl.selectors.numeric()).width == 0
