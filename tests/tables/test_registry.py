"""A table is declared once: where it lies and what asks for it follow from its contract."""

import re
from collections import Counter

import pytest
from worlds import REPOSITORY

from cyberstudy.tables import registry
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import LABEL

#: Files in the form of tables that rules write, and that have no contract.
NO_TABLES = {"draw/{language}.csv", "protect/certificate.parquet"}


def paths_in(sections):
    """Return the tables of one survey that sections of rules name, below its results."""
    rules = [path.read_text() for path in (REPOSITORY / "workflow/rules").glob("*.smk")]
    bodies = [body for text in rules for body in re.findall(sections, text, re.M | re.S)]
    paths = {p for body in bodies for p in re.findall(r'"results/\{survey\}/([^"]+)"', body)}
    tables = {path for path in paths if path.endswith((".csv", ".parquet"))}
    tables = {path for path in tables if not path.startswith("declared/")}
    return {path.replace("{mixture}", "{clustering}") for path in tables}


def test_rules_write_every_table_where_its_contract_says_and_no_other():
    declared = {each.place.file for each in registry.TABLES.values()}
    frozen = {each.place.file for each in registry.FROZEN.values()}
    in_folders = {"read/cells/columns.parquet"}  # written with the whole folder
    outputs = paths_in(r"^    output:\n(.*?)^    \w")
    assert outputs | in_folders == (declared - frozen) | NO_TABLES


def test_rules_read_tables_from_where_their_contracts_say():
    declared = {each.place.file for each in registry.TABLES.values()}
    read = paths_in(r"^    input:\n(.*?)^    \w")
    assert {"clean/answers.parquet", "describe/response.csv"} <= read <= declared | NO_TABLES


def test_no_two_tables_have_one_name():
    contracts = [each for module in registry._MODULES for each in vars(module).values()]
    declared = {each for each in contracts if isinstance(each, type) and issubclass(each, Contract)}
    names = Counter(each.place.name for each in declared if each.place.file)
    assert names.most_common(1)[0][1] == 1
    assert {*names} == {*registry.TABLES}


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("coverage", "describe/coverage.csv"),
        ("{clustering}/levels", "cluster/{clustering}/levels.csv"),
        ("calibration", "published/calibration.csv"),
    ],
)
def test_a_table_lies_where_its_contract_says(name, file):
    assert registry.TABLES[name].place.file == file


def test_a_plan_asks_for_tables_by_its_sections_and_no_answers_for_none():
    counted = set(registry.described_by([]))
    assert {"coverage", "response"} <= counted
    assert set(registry.described_by(["levels"])) == counted | {"levels"}
    assert registry.described_by(["levels"], asks=False) == ["levels"]


def test_headlines_read_tables_that_the_plan_asks_for_and_columns_that_it_names():
    found = registry.columns_of(["estimates"], ["coasts"])
    assert {"answers", "coverage", "calibration", "coasts/levels", "coasts/verdict"} <= {*found}
    assert "levels" not in found
    assert "units" not in found  # stages hand it on; it stays inside


def test_one_contract_says_what_pages_call_a_column_of_some_name():
    said = {
        (name, declared.metadata[LABEL])
        for contract in registry.TABLES.values()
        for name, declared in contract.columns().items()
        if declared.metadata[LABEL]
    }
    assert sorted(said) == sorted(registry.labels_of(registry.TABLES.values()).items())
