"""A printed number is traced to its table and row, its rule, and the cells of files behind it."""

import base64
import csv
import hashlib
import random

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.rendered import DOCUMENTS, REPORT, printed_numbers

from cyberstudy.commands.trace import main
from cyberstudy.tables.made_by import place_of
from cyberstudy.trace.bearing_rows import protected_tables
from cyberstudy.trace.origin import IN_CONFIDENCE, Origin
from cyberstudy.trace.way import way_of
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json


@pytest.fixture(scope="module")
def root(not_run):
    if not protected_tables(REPOSITORY):
        not_run("nothing to trace: make study")
    return REPOSITORY


def of(root, identifier, table=""):
    """Give the likeliest row of a number, or that of a table, and what lies behind it."""
    rows = way_of(identifier, root).alike
    row = next(row for row in rows if f"{row.survey}/{row.table}".startswith(table))
    return row, [*Origin(root, row).behind()]


@pytest.mark.parametrize(
    ("documents", "drawn", "lost"),
    [
        pytest.param(DOCUMENTS, 170, 5, id="page, README, notebooks"),
        pytest.param(REPORT, 30, 3, id="report", marks=pytest.mark.needs("poppler")),
    ],
)
def test_numbers_drawn_from_all_that_readers_see_are_traced(
    all_surveys, root, documents, drawn, lost
):
    """Those of figures' headings and of addresses lead nowhere, and digits of code."""
    every = [*printed_numbers(root, *documents)]
    assert len(every) > 1000
    nowhere, to_row = [], 0
    for document, number, around, exhibit in random.Random(20110519).sample(every, drawn):
        try:
            way = way_of(f"{exhibit} {number}" if exhibit else around, root)
        except SurveyError:
            nowhere.append(f"{document}: {number} in {around!r}")
            continue
        to_row += bool(way.rows)
    assert len(nowhere) <= lost, "\n".join([f"{len(nowhere)} of {drawn}:", *nowhere])
    assert to_row >= 0.8 * drawn


@pytest.mark.parametrize(
    ("identifier", "row", "cells", "first"),
    [
        (
            "cyberlaw2026/laws_by_group 32 of the 44",
            *("cyberlaw2026/estimates", 44, ("cyberlaw2026/data.csv", 2, 6, "Legislation")),
        ),
        (
            *("48.2 of 100", "gci/levels", 44),
            ("gci/ITU_GCI.csv", 5240, 25, "18.41864682399532"),
        ),
    ],
)
def test_two_numbers_that_a_reviewer_followed_by_hand_lead_to_the_same_cells(
    root, not_run, identifier, row, cells, first
):
    survey = row.partition("/")[0]
    if not any(name.startswith(f"{survey}/") for name in protected_tables(root)):
        not_run(f"{survey} did not run", survey)
    behind = of(root, identifier, row)[1]
    assert any("as the row says" in line for line in behind[0].said)
    held = behind[0].cells
    assert held.height == cells
    assert held.select("file", "row", "position", "text").row(0) == first
    # Read by Python alone, every cell is the file's.
    path = root / "data" / "raw" / first[0]
    with path.open(newline="", encoding="utf-8-sig") as opened:
        rows = [*csv.reader(opened)]
    for cell in held.iter_rows(named=True):
        assert rows[cell["row"] - 1][cell["position"] - 1] == cell["text"]


def test_the_whole_way_is_told_with_the_hash_of_the_file(root, not_run, capsys, monkeypatch):
    monkeypatch.chdir(root)
    if "cyberlaw2026/estimates" not in protected_tables(root):
        not_run("cyberlaw2026 did not run", "cyberlaw2026")
    assert main(["32 of the 44"]) == 0
    told = capsys.readouterr().out
    digest = hashlib.sha256((root / "data/raw/cyberlaw2026/data.csv").read_bytes()).hexdigest()
    for each in ("README.md", "32 is its", "44 is its", "cyberlaw2026/estimates, row 205", digest):
        assert each in told
    assert told.count("Legislation") >= 3


def test_a_number_of_a_country_is_found_by_its_name(root, not_run):
    if "wci2021/index" not in protected_tables(root):
        not_run("wci2021 did not run", "wci2021")
    row, (behind, *_) = of(root, "Nigeria rank 5 index")
    assert (row.table, row.cells["iso3"], row.bears) == ("index", "NGA", {"5": "rank"})
    # Whoever names it is one of the experts that the row counts.
    nominations = behind.cells.filter(pl.col("question").str.ends_with("_country"))
    assert nominations["unit_id"].n_unique() == row.cells["experts"]
    assert {*nominations["text"]} == {"Nigeria"}


def test_a_row_that_compares_groups_is_of_the_answers_of_all(root, not_run):
    if "cyberlaw2026/contrasts" not in protected_tables(root):
        not_run("cyberlaw2026 did not run", "cyberlaw2026")
    row, (behind, *_) = of(root, "cyberlaw2026/contrasts:1")
    assert "grouping" in row.cells and row.cells.get("group") is None
    assert behind.cells.height > 0


def test_of_confidential_answers_the_way_ends_where_protection_says(root):
    behind = of(root, "states2012/response:1")[1]
    reference = "data/raw/reference/countries.csv"  # by which its rule counts regions
    assert [(each.source, each.said) for each in behind] == [
        ("states2012", (IN_CONFIDENCE,)), (reference, ()),
    ]  # fmt: skip
    assert all(each.cells.is_empty() for each in behind)


@pytest.mark.parametrize(
    ("identifier", "told"),
    [
        ("no number at all", "has no number in it"),
        ("gci/no_such_table:3", "There is no table"),
        ("states2012/response:9999", "and no row 9999"),
        ("987654321.123", "is printed in no exhibit"),
    ],
)
def test_what_leads_nowhere_is_told(root, capsys, monkeypatch, identifier, told):
    monkeypatch.chdir(root)
    assert main([identifier]) == 1
    assert told in capsys.readouterr().err


def test_each_exhibit_names_its_tables_and_the_rules_that_snakemake_ran(root, not_run):
    records = sorted(root.glob("results/*/draw/en/*.json"))
    if not records:
        not_run("nothing is drawn: make study")
    checked = 0
    for path in records:
        survey, tables = path.parents[2].name, read_json(path)["tables"]
        assert tables, path
        for name, rule in tables.items():
            assert any(
                each.stem == name.rpartition("/")[2]
                for each in (root / "results" / survey / "protect/tables").rglob("*")
            ) or name.endswith(".json")
            assert not rule or place_of(rule)
            checked += _ran(root, survey, name) in (rule, "")
    assert checked == sum(len(read_json(path)["tables"]) for path in records)


def _ran(root, survey, name):
    """The rule that Snakemake recorded for a table's file, "" where it recorded none."""
    made = (root / f"results/{survey}").glob(f"describe/analyses/*/{name}.parquet")
    outputs = [path.parent.relative_to(root).as_posix() for path in made]  # a folder a file
    for folder in ("describe", "clean", "cluster", "verify"):
        outputs += [
            f"results/{survey}/{folder}/{name}{ending}" for ending in ("", ".csv", ".parquet")
        ]
    for output in outputs:
        record = root / ".snakemake/metadata" / base64.b64encode(output.encode()).decode()
        if record.is_file():
            return read_json(record)["rule"]
    return ""
