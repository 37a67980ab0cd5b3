"""Two runs are compared file by file: what changed by one is told, and where."""

import base64
import io
import json
import os
import random
import shutil
from types import MappingProxyType

import nbformat
import polars as pl
import pytest
from invented.damage import flip
from PIL import Image
from worlds import edit
from worlds.handed_out import (
    CAPTION,
    COUNTS,
    FIGURE,
    MODEL,
    NOTEBOOK,
    PAGE_DATA,
    PICTURE,
    README,
    TABLE,
    draw,
    run,
)

from cyberstudy.commands.published_list import (
    described,
    digest_of,
    handed_out,
)
from cyberstudy.commands.reproduce import compare
from cyberstudy.release import manifest_of
from surveyanswers.tables.checksums import checksums_of
from surveyanswers.tables.storage import sha256_of


@pytest.fixture
def results(tmp_path, drawn):
    run(tmp_path / "results", drawn)
    return tmp_path / "results"


def told_by(results):
    return {
        file: (digest_of(results / file), described(results / file)) for file in handed_out(results)
    }


def outcomes(results, told, lacking=MappingProxyType({})):
    found = {each.file: each for each in compare(results, told, lacking)}
    return {name: each for name, each in found.items() if each.outcome != "same bytes"}


def test_a_run_that_hands_out_the_same_bytes_differs_in_nothing(results):
    told = told_by(results)
    assert len(told) == 12
    assert "lighthouse/release/software.csv" not in told
    assert outcomes(results, told) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (TABLE, "least,32", "least,33", "row 2, column count: '32', now '33'"),
        (
            TABLE,
            "0.906736",
            "0.906738",
            "row 1, column share: '0.906736', now '0.906738', by 2.2e-06 of itself",
        ),
        (TABLE, "least,32,0.727273\n", "", "other rows or columns"),
        (MODEL, "0.75", "0.74", "row /weights/0, column weights: '0.75', now '0.74'"),
        (MODEL, '2, "', '3, "', "row /, column k: '2', now '3'"),
        (MODEL, "types", "none", "row /, column verdict: 'types', now 'none'"),
        ("page/assets/page.js", "show();", "", "other bytes"),
        ("page/files/laws.csv", "175", "176", "other bytes"),
        ("index.html", "175", "176", "other bytes"),
        (CAPTION, "193 States 175", "193 States 176", "other bytes"),
        (CAPTION, "have a law", "lack a law", "other bytes"),
        (
            NOTEBOOK,
            "12 of 69",
            "13 of 69",
            "other bytes",
        ),
        (NOTEBOOK, "1,736", "1,737", "other bytes"),
        (NOTEBOOK, "study.show", "study.tell", "other bytes"),
        (PAGE_DATA, "[175", "[176", "other bytes"),
        ("page/index.html", "175", "176", "other bytes"),
        (README, "3 tables", "4 tables", "other bytes"),
    ],
)
def test_one_other_count_in_any_kind_of_file_is_told_with_its_place(results, file, old, new, said):
    told = told_by(results)
    edit(results / file, old, new)
    (found,) = outcomes(results, told).values()
    assert (found.file, found.outcome) == (file, "different")
    assert said in found.explanation


@pytest.mark.parametrize("at", range(len(COUNTS)))
def test_a_figure_drawn_anew_with_one_other_count_is_told(results, at):
    told = told_by(results)
    draw([count + (n == at) for n, count in enumerate(COUNTS)], results / FIGURE)
    found = outcomes(results, told)[FIGURE]
    assert found.outcome == "different"


def test_a_drawing_may_differ_in_names_inside_it_alone(results):
    drawing = results / FIGURE.replace("png", "svg")
    drawing.write_text('<clipPath id="p0b3ae319e6"/><use clip-path="url(#p0b3ae319e6)"/> 175')
    told = told_by(results)
    edit(drawing, "p0b3ae319e6", "p6b0211332f")
    (found,) = outcomes(results, told).values()
    assert found.outcome == "in tolerance"
    edit(drawing, "175", "176")
    (found,) = outcomes(results, told).values()
    assert found.outcome == "different"


def test_a_table_whose_decimals_differ_by_their_error_is_within_tolerance(results):
    told = told_by(results)
    edit(results / TABLE, "0.727273", "0.727274")
    found = outcomes(results, told)[TABLE]
    assert found.outcome == "in tolerance"
    assert (
        "1 values differ, 0 by more than their last digit; most: row 2, column share"
        in found.explanation
    )


def test_what_is_made_of_values_in_tolerance_has_the_same_words_and_whole_numbers(results):
    drawing = results / FIGURE.replace("png", "svg")
    drawing.write_text('<path d="M 1.25 2"/> 175')
    edit(results / PAGE_DATA, "32", "0.727")
    told = told_by(results)
    for file, before, after in (
        (drawing, "1.25", "1.26"),
        (results / PAGE_DATA, "0.727", "0.728"),
        (results / "page/index.html", "175", "176"),
        (results / NOTEBOOK, "0.418", "0.419"),
        (results / CAPTION, "175", "176"),
    ):
        edit(file, before, after)
    Image.open(results / FIGURE).save(results / FIGURE, compress_level=1)
    shutil.copyfile(results / FIGURE, results / PICTURE)
    assert {each.outcome for each in outcomes(results, told).values()} == {"different"}
    edit(results / TABLE, "0.727273", "0.727274")
    found = {name: each.outcome for name, each in outcomes(results, told).items()}
    assert found == {
        TABLE: "in tolerance",
        drawing.relative_to(results).as_posix(): "in tolerance",
        PAGE_DATA: "in tolerance",
        FIGURE: "not compared",
        PICTURE: "not compared",
        NOTEBOOK: "not compared",
        CAPTION: "different",
        "page/index.html": "different",
    }
    edit(results / TABLE, "32", "33")
    assert {each.outcome for each in outcomes(results, told).values()} == {"different"}


def test_a_typed_table_is_compared_with_the_published_values_and_types(results):
    typed = (results / TABLE).with_suffix(".parquet")
    pl.read_csv(results / TABLE).write_parquet(typed)
    told = told_by(results)
    table = pl.read_parquet(typed)
    table.with_columns(pl.col("share") + 1e-6).write_parquet(typed)
    (found,) = outcomes(results, told).values()
    assert (found.outcome, "column share" in found.explanation) == ("in tolerance", True)
    table.with_columns(pl.col("count") + 1).write_parquet(typed)
    (found,) = outcomes(results, told).values()
    assert (found.outcome, "column count" in found.explanation) == ("different", True)
    table.with_columns(pl.col("count").cast(pl.Float64)).write_parquet(typed)
    (found,) = outcomes(results, told).values()
    assert (found.outcome, "column count" in found.explanation) == ("different", True)


def test_a_picture_that_was_replaced_is_told_in_a_release_a_page_and_a_notebook(results):
    told, red = told_by(results), io.BytesIO()
    red_green_blue = Image.open(results / FIGURE).convert("RGB").split()
    Image.merge("RGB", red_green_blue[::-1]).save(results / FIGURE)
    draw([1, 2, 3, 4], results / PICTURE)
    document = nbformat.read(results / NOTEBOOK, as_version=4)
    Image.new("RGB", (660, 400), "red").save(red, "PNG")
    document.cells[0].outputs[1].data["image/png"] = base64.b64encode(red.getvalue()).decode()
    nbformat.write(document, results / NOTEBOOK)
    found = {name: each.outcome for name, each in outcomes(results, told).items()}
    assert found == dict.fromkeys((FIGURE, PICTURE, NOTEBOOK), "different")


@pytest.mark.parametrize(
    ("name", "forged"),
    [
        ("SHA256SUMS", ""),
        ("SHA256SUMS", "ab  README.md\n"),
        ("MANIFEST.csv", "file,bytes,sha256\nREADME.md,1,ab\n"),
    ],
)
def test_a_list_of_a_release_that_does_not_say_what_lies_there_is_told(results, name, forged):
    release, told = results / "lighthouse/release", told_by(results)
    (release / "MANIFEST.csv").write_text(manifest_of(release).write_csv())
    (release / "SHA256SUMS").write_text(checksums_of(release, release))
    assert outcomes(results, told) == {}
    (release / name).write_text(forged)
    found = outcomes(results, told)[f"lighthouse/release/{name}"]
    assert (found.outcome, "does not list" in found.explanation) == ("different", True)


def test_the_description_of_tables_is_compared_but_for_checksums_which_must_be_true(results):
    release = results / "lighthouse/release"
    described = {"path": "README.md", "hash": f"sha256:{sha256_of(release / 'README.md')}"}
    package = {"licences": ["CC BY 4.0"], "resources": [described | {"bytes": 28}]}
    path = release / "datapackage.json"
    path.write_text(json.dumps(package))
    told = told_by(results)
    path.write_text(json.dumps(package, indent=1))
    assert outcomes(results, told) == {}
    path.write_text(json.dumps(package | {"licences": ["none"]}))
    assert outcomes(results, told)["lighthouse/release/datapackage.json"].outcome == "different"
    path.write_text(json.dumps(package).replace("sha256:", "sha256:0"))
    assert (
        "does not list"
        in outcomes(results, told)["lighthouse/release/datapackage.json"].explanation
    )


@pytest.mark.parametrize("name", [".answers.csv", "link", "pipe"])
def test_hidden_files_links_and_pipes_are_additional(results, name):
    told, path = told_by(results), results / "lighthouse/release" / name
    {"link": lambda: path.symlink_to("/"), "pipe": lambda: os.mkfifo(path)}.get(name, path.touch)()
    (found,) = outcomes(results, told).values()
    assert (found.file, found.outcome) == (f"lighthouse/release/{name}", "additional")


@pytest.mark.parametrize("file", [TABLE, FIGURE, CAPTION, NOTEBOOK, PAGE_DATA, README])
def test_what_is_missing_added_or_damaged_is_told(results, file):
    told = told_by(results)
    stranger = (results / file).with_name("stranger" + file[-4:])
    stranger.write_bytes((results / file).read_bytes())
    flip(results / file, random.Random(5))
    found = outcomes(results, told)
    assert found.pop(stranger.relative_to(results).as_posix()).outcome == "additional"
    assert [(name, each.outcome) for name, each in found.items()] == [(file, "different")]
    (results / file).unlink()
    assert outcomes(results, told)[file].outcome == "missing"


def test_what_could_not_be_had_is_neither_equal_nor_different(results):
    told = told_by(results)
    (results / TABLE).unlink()
    found = outcomes(results, told, lacking={"lighthouse": "Its file is missing."})
    assert {each.outcome for each in found.values()} == {"not compared"}
    assert len(found) == len(told) - 6  # those of the page
