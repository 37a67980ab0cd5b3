"""A printed number is traced to its table and row, its rule, and the cells of files behind it."""

import base64
import csv
import hashlib
import re

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.commands.trace import main
from cyberstudy.tables.made_by import place_of
from cyberstudy.trace.origin import CELL, IN_CONFIDENCE, Behind, Origin
from cyberstudy.trace.printed import printed_texts
from cyberstudy.trace.way import cells_of_table, cells_said, way_of
from cyberstudy.wording.references import COMPUTED, matching
from surveyanswers.tables.storage import read_json


@pytest.fixture(scope="module")
def root(not_run):
    if not [*REPOSITORY.glob("results/*/protect/tables")]:
        not_run("nothing to trace: make study")
    return REPOSITORY


def of(root, identifier, table=""):
    """Give the first row of a number, or that of a table, and what lies behind it."""
    rows = way_of(identifier, root).rows
    row = next(row for row in rows if f"{row.survey}/{row.table}".startswith(table))
    return row, [*Origin(root, row).behind()]


#: What a curator and a newcomer asked for, and what they found by hand.
ASKED = {
    "175 of the 193": ("cyberlaw2026/estimates", "question=cybercrime_law", "count"),
    "of the 114 more developed States with a law, 28": (
        *("sources/law_without_means", "edition=2024", "with_law under_half"),
    ),
    "and from 7 to 38 if all countries are considered at once": (
        *("wci2021/index", "country=India", "rank_all_low rank_all_high"),
    ),
    "how often 92 experts": ("wci2021/parts", "part=attacks", "base"),
    "population it is 0.53": ("sources/rank_correlations", "fact=population", "rho"),
    "Nine in ten": ("cyberlaw2026/estimates", "group=total", "share"),
}


@pytest.mark.parametrize("identifier", ASKED)
def test_what_others_followed_by_hand_leads_to_the_cell_that_they_found(root, not_run, identifier):
    table, cell, columns = ASKED[identifier]
    name, _, value = cell.partition("=")
    survey, _, own = table.partition("/")
    if cells_of_table(table, root) is None:
        not_run(f"{survey} did not run", survey)
    way = way_of(identifier, root)
    assert len(way.texts) >= 1
    rows = [row for row in way.rows if str(row.cells.get(name)) == value]
    assert {(row.survey, row.table) for row in way.rows} == {(survey, own)}
    assert {column for row in rows for column in row.columns} >= {*columns.split()}


@pytest.mark.parametrize("identifier", ["Python 3.11, 3.12", "under CC BY 4.0", "(0.4 GB)"])
def test_what_is_no_result_has_no_record(root, capsys, monkeypatch, identifier):
    monkeypatch.chdir(root)
    assert main([identifier]) == 0
    told = capsys.readouterr().out
    assert "no record of this number" in told
    assert "table     " not in told


@pytest.mark.parametrize(
    "identifier",
    [
        "176 of the 193",
        "index is 0.54",
        "rank from 6 to 96",
        "any rank from 6 to 9",
        "175",
        "1 75 of",
    ],
)
def test_a_number_that_is_not_printed_leads_nowhere_even_where_a_table_has_its_digits(
    root, capsys, monkeypatch, identifier
):
    monkeypatch.chdir(root)
    assert main([identifier]) == 1
    assert "no record of" in capsys.readouterr().err


def test_every_number_of_a_headline_or_finding_has_a_record_that_leads_to_it(root, not_run):
    """Each is printed as the cell is, or rounded; years are names."""
    if not [*root.glob("results/*/draw/en/*.json")]:
        not_run("nothing is drawn: make study")
    checked = dict.fromkeys(
        ("finding", "headline", "subtitle", "alt", "caption", "notes", "cell"), 0
    )
    for text in printed_texts(root):
        for number, cell in text.cells(0, len(text.text)):
            assert cell or text.part not in ("headline", "finding", "subtitle"), (text, number)
            if not cell or cell.of == COMPUTED or cell.table.endswith("plan.yaml"):
                continue
            part = text.part.partition(" ")[0]
            if part not in checked:  # pages say numbers in words, too: test_numbers
                continue
            digits = re.sub(r"[^\d.]", "", number)
            table = cells_of_table(cell.table, root)
            assert cell.of or not cell.column or matching(table, cell.row).height == 1, cell
            value = abs(float(cell.number(table) or 0))
            places = len(digits.partition(".")[2])
            differences = [abs(value * times - float(digits)) for times in (1, 100, 1e-6)]
            assert min(differences) <= 0.501 * 10**-places, (text.place, text.part, number, cell)
            checked[part] += 1
    assert all(checked.values()) and sum(checked.values()) > 500


def test_cells_of_notebooks_name_their_tables_and_most_shown_numbers_have_a_record(root, not_run):
    if not [*root.glob("results/*/narrate.json")]:
        not_run("no notebook ran: make study")
    texts = [text for text in printed_texts(root) if text.part.startswith("cell")]
    numbers = [cell for text in texts for _, cell in text.cells(0, len(text.text))]
    assert sum(map(bool, numbers)) > 0.55 * len(numbers) > 1000
    named = {table for text in texts for table in text.tables}
    names = (table.removesuffix(".json") for table in named)  # of records
    assert all(cells_of_table(name, root) is not None for name in names)


def test_texts_that_print_the_same_are_all_listed(root, capsys, monkeypatch):
    monkeypatch.chdir(root)
    assert main(["32 of the 44 least developed"]) == 0
    told = capsys.readouterr().out
    assert all(f"printed   {file}" in told for file in ("README.md", "docs/findings.md"))


def test_a_file_that_is_not_the_one_received_is_named(root, tmp_path):
    receipt = tmp_path / "results/lamps/verify/receipt.csv"
    file = tmp_path / "data/raw/lamps/lamps.csv"
    for path in (receipt, file):
        path.parent.mkdir(parents=True)
    file.write_text("lit\nyes\n", encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    cell = dict.fromkeys(CELL, "") | {"file": "lamps/lamps.csv", "text": "yes"}
    behind = Behind("lamps", pl.DataFrame([cell]))
    for received, changed in ((digest, False), ("0" * 64, True)):
        receipt.write_text(f"file,sha256\nlamps/lamps.csv,{received}\n", encoding="utf-8")
        told = "\n".join(cells_said(behind, tmp_path, None))
        assert digest in told
        assert ("changed since" in told) is changed


@pytest.mark.parametrize(
    ("identifier", "row", "cells", "first"),
    [
        (
            "32 of the 44 least developed",
            *("cyberlaw2026/estimates", 44, ("cyberlaw2026/data.csv", 2, 6, "Legislation")),
        ),
        (
            *("48.2 of 100", "gci/levels", 44),
            ("gci/ITU_GCI.csv", 5240, 25, "18.41864682399532"),
        ),
        (
            *("Australia: Overall score 96.24", "gci/answers", 1),
            ("gci/ITU_GCI.csv", 5248, 25, "96.242934043114"),
        ),
    ],
)
def test_numbers_that_were_followed_by_hand_lead_to_the_same_cells(
    root, not_run, identifier, row, cells, first
):
    survey = row.partition("/")[0]
    if cells_of_table(row, root) is None:
        not_run(f"{survey} did not run", survey)
    behind = of(root, identifier, row)[1]
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
    if cells_of_table("cyberlaw2026/estimates", root) is None:
        not_run("cyberlaw2026 did not run", "cyberlaw2026")
    assert main(["32 of the 44"]) == 0
    told = capsys.readouterr().out
    digest = hashlib.sha256((root / "data/raw/cyberlaw2026/data.csv").read_bytes()).hexdigest()
    for each in (
        "README.md",
        "32: count in",
        "44: base in",
        "cyberlaw2026/estimates, row 205",
        digest,
    ):
        assert each in told
    assert told.count("Legislation") >= 3


def test_the_answers_behind_a_country_are_of_those_who_named_it(root, not_run):
    if cells_of_table("wci2021/index", root) is None:
        not_run("wci2021 did not run", "wci2021")
    row, (behind, *_) = of(root, "Nigeria, ranked fifth, from 3")
    assert (row.table, row.cells["iso3"], row.columns) == ("index", "NGA", ("rank_all_low",))
    # Whoever names it is one of the experts that the row counts.
    nominations = behind.cells.filter(pl.col("question").str.ends_with("_country"))
    assert nominations["unit_id"].n_unique() == row.cells["experts"]
    assert {*nominations["text"]} == {"Nigeria"}


def test_a_row_that_compares_groups_is_of_the_answers_of_all(root, not_run):
    if cells_of_table("cyberlaw2026/contrasts", root) is None:
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
        ("Countries are named as their sources", "no record of"),
        ("gci/no_such_table:3", "There is no table"),
        ("states2012/response:9999", "and no row 9999"),
        ("987654321.123", "no record of"),
        ("gci/indicators_over_time 987654321", "no record of"),
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
