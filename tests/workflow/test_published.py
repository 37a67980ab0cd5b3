"""The frozen record in results/published against a fresh run, where there is one.

Numbers are held as they are printed. Which ones rest on random draws, and may differ elsewhere by
one unit of their last place, is listed in `worlds.resampled`.
"""

import hashlib
import json
import re
from pathlib import Path

import matplotlib.image
import nbformat
import numpy as np
import polars as pl
import pytest
from cyberstudy.commands.freeze import SUMS as SUMS_FILE
from cyberstudy.narrate.frozen import without_made_links
from worlds import REPOSITORY
from worlds.notebooks import RUNS, cells
from worlds.printed import differ, differences, numbers_in
from worlds.resampled import RESAMPLED

PUBLISHED = REPOSITORY / "results" / "published"
SUMS = PUBLISHED / SUMS_FILE
FIGURES = sorted(PUBLISHED.glob("*/figures/en/*.png"))
NOTEBOOKS = sorted(PUBLISHED.glob("*/*.ipynb"))
TABLES = [PUBLISHED / "wci2021" / f"{name}.csv" for name in ("index", "replication")]
#: Root mean square difference of pixels, of 1.0. The same machine gives 0; another platform may
#: draw the edges of letters a little differently. The numbers of a figure are held by its words.
TOLERANCE = 0.02
#: What a figure says, in the JSON beside it.
SAID = ("headline", "finding", "recommends", "subtitle", "caption", "method", "alt")
#: Digits of a table's number that does not rest on random draws: sums are rounded by then.
DIGITS = 9
#: Columns of published tables that do: ends of intervals of the bootstrap, told to two decimals,
#: and ranks.
DRAWN = {"index_low": 0.01, "index_high": 0.01} | dict.fromkeys(
    ("rank_low", "rank_high", "rank_set_low", "rank_set_high", "rank_all_low", "rank_all_high"), 1
)


def name_of(path):
    return path.name


def words_of(path):
    """What a figure says."""
    told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return "\n".join(told[key] for key in SAID)


def outputs_of(document):
    """What a notebook prints, cell by cell: texts, tables, and its figures in words."""
    outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
    assert all(output["output_type"] != "error" for output in outputs)
    return [
        "\n".join(
            [
                *(output["data"].get(kind, "") for kind in ("text/markdown", "text/html")),
                output["metadata"].get("image/png", {}).get("alt", ""),
                "figure" if "image/png" in output["data"] else "",
            ]
        )
        for output in outputs
        if output["output_type"] == "display_data"
    ]


def in_table(kept, fresh):
    """List what two tables of numbers differ in."""
    if kept.columns != fresh.columns or kept.height != fresh.height:
        return ["other columns or rows"]
    found = []
    for name in kept.columns:
        one, other = kept[name], fresh[name]
        if name in DRAWN:
            same = (one - other).abs() <= DRAWN[name] + 1e-9
        elif one.dtype.is_float():
            same = (one - other).abs() <= 10.0**-DIGITS * one.abs()
        else:
            same = one.eq_missing(other)
        same = same.fill_null(one.is_null() & other.is_null())
        found += [f"{name}, row {row}" for row in (~same).arg_true()]
    return found


def sums():
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    return {name: told for told, name in (line.split(maxsplit=1) for line in lines)}


# --- as it was frozen -----------------------------------------------------------------------


def test_every_published_file_is_the_one_that_was_frozen():
    found = {
        path.relative_to(PUBLISHED).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in PUBLISHED.rglob("*")
        if path.is_file() and path != SUMS
    }
    assert found == sums(), "edited by hand, or frozen without its sum: make publish"


# --- against a fresh run --------------------------------------------------------------------


@pytest.mark.parametrize("path", FIGURES, ids=name_of)
def test_a_published_figure_is_what_a_fresh_run_draws_and_says(path, not_run):
    survey = path.parents[2].name
    fresh = REPOSITORY / "results" / survey / "draw" / "en" / path.name
    if not fresh.exists():
        not_run(f"no fresh run draws {path.name}: make study", survey)
    kept, drawn = matplotlib.image.imread(path), matplotlib.image.imread(fresh)
    assert kept.shape == drawn.shape
    assert np.sqrt(np.mean((kept - drawn) ** 2)) < TOLERANCE
    told = (words_of(path), words_of(fresh))
    assert not differences(*told, where=path.stem, resampled=RESAMPLED)


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_a_published_table_is_what_a_fresh_run_computes(path, not_run):
    fresh = REPOSITORY / "results" / path.parent.name / "release" / "tables" / path.name
    if not fresh.exists():
        not_run(f"no fresh run of {path.parent.name} to compare with: make study", "wci2021")
    assert not in_table(pl.read_csv(path), pl.read_csv(fresh))


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_a_published_notebook_is_what_a_fresh_run_made_of_the_one_in_git(survey, name, not_run):
    fresh = REPOSITORY / "results" / survey / "narrate" / f"{name}.ipynb"
    if not fresh.exists():
        not_run(f"no fresh run of {survey}: make study", survey)
    path = PUBLISHED / survey / fresh.name
    assert path.exists(), f"{name} is not published: make publish"
    assert path.stat().st_size < 1_500_000
    source = REPOSITORY / "notebooks" / fresh.name
    for kind in ("markdown", "code"):
        assert cells(path, kind) == cells(source, kind), f"{name} has changed: make publish"
    kept = outputs_of(nbformat.read(path, as_version=4))
    made = outputs_of(without_made_links(nbformat.read(fresh, as_version=4)))
    assert len(kept) == len(made)
    for one, other in zip(kept, made, strict=True):
        assert not differences(one, other, where=name, resampled=RESAMPLED)


# --- what would be noticed ------------------------------------------------------------------


def printed():
    """All published documents: name, and what they print."""
    for path in NOTEBOOKS:
        yield path.stem, outputs_of(nbformat.read(path, as_version=4))
    for path in FIGURES:
        yield path.stem, [words_of(path)]


def test_any_number_is_caught_by_one_unit_of_its_last_place_but_those_that_rest_on_draws():
    numbers, free, unused = 0, 0, {*RESAMPLED}
    for where, texts in printed():
        for number in (number for text in texts for number in numbers_in(text)):
            numbers += 1
            named = {each for each in RESAMPLED if each.names(number, where)}
            unused -= named
            free += bool(named)
            moved = number.moved()
            assert differ(number, moved, where=where, resampled=RESAMPLED) != bool(named), number
    assert free < numbers / 20
    assert not unused, "no published number is one of these: take them off worlds/resampled.py"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("lowest mean Jaccard similarity is 0.51, where", "0.51"),
        ("adjusted for 10 tests, p = 0.418: no", "0.418"),
        ("<table><th>rank</th><th>told apart</th><tr><td>1</td><td>True</td></tr></table>", None),
    ],
)
def test_a_number_that_rests_on_draws_may_move_by_one_unit_and_not_by_two(text, number):
    for printed in numbers_in(text):
        free = printed.number == number
        for steps, told in ((1, not free), (-1, not free), (2, True), (-2, True)):
            moved = printed.moved(steps).put_into(text, printed)
            assert bool(differences(text, moved, where="05_x", resampled=RESAMPLED)) == told


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_a_changed_count_of_a_published_table_is_caught(path):
    table = pl.read_csv(path)
    tried = 0
    for name in table.columns:
        if not table[name].dtype.is_numeric() or name in DRAWN:
            continue
        step = 1 if table[name].dtype.is_integer() else table[name].abs().max() * 10 ** (1 - DIGITS)
        for row in table[name].is_not_null().arg_true():
            changed = table.select(
                pl.when(pl.int_range(pl.len()) == row).then(pl.col(name) + step).otherwise(name)
            )
            assert in_table(table.select(name), changed) == [f"{name}, row {row}"]
            tried += 1
    assert tried > 50


def test_one_byte_of_a_long_runs_table_is_caught(tmp_path):
    told = sums()
    for name in ("truth_audit.csv", "calibration.csv", "states2012/multiverse/capacity.csv"):
        content = (PUBLISHED / name).read_bytes()
        digit = re.search(rb"[1-8]", content).start()
        changed = content[:digit] + bytes([content[digit] + 1]) + content[digit + 1 :]
        assert hashlib.sha256(content).hexdigest() == told[Path(name).as_posix()]
        assert hashlib.sha256(changed).hexdigest() != told[Path(name).as_posix()]
