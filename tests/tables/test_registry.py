"""A table is declared once: where it lies and what asks for it follow from its contract."""

import re
from collections import Counter

import pytest
from worlds import REPOSITORY

from cyberstudy.tables import registry
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import LABEL


def test_rules_write_every_table_that_is_declared_and_no_other():
    rules = [path.read_text() for path in (REPOSITORY / "workflow/rules").glob("*.smk")]
    written = {name for text in rules for name in re.findall(r'=table\("(.+)"\)', text)}
    in_folders = {"cells/columns"}  # the rule writes the folder whole, a file a sheet beside it
    assert written | in_folders == {*registry.TABLES} - {*registry.FROZEN}


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
