"""Tables of a run are compared with published values, each column by its own error."""

import csv
import json
import re
from dataclasses import replace

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.commands.compared_tables import (
    DIGIT,
    DRAWS,
    EXACT,
    TOLERANCES,
    cells_of,
    decimals_of,
    differing_cells,
    in_words,
    read_tolerances,
    refuse_undeclared,
)
from surveyanswers.tables.problems import SurveyError

DECLARED = """table,column,error,why
tables/lamps,share,exact,of counts
tables/lamps,fitted,last digit,a settled fit
tables/lamps,similarity,standard_error,a mean over resamples
tables/lamps,p,draws: draws,permutations
tables/lamps,q,draws: 999,permutations
tables/lamps,index,0.02,seed to seed
.*,standard_error,last digit,
"""
ROW = {
    "lamp": "red",
    "count": "32",
    "verdict": "types",
    "share": "0.727273",
    "fitted": "0.0123456",
    "similarity": "0.81",
    "standard_error": "0.01",
    "draws": "200",
    "p": "0.1",
    "q": "0.1",
    "index": "0.43",
}


@pytest.fixture
def tolerances(tmp_path):
    (tmp_path / "tolerances.csv").write_text(DECLARED)
    return read_tolerances(tmp_path)


def table(*rows):
    return {(f"{n}", column): text for n, row in enumerate(rows, 1) for column, text in row.items()}


def compared(tolerances, name="tables/lamps", **changes):
    was, now = table(ROW, ROW), table(ROW, ROW | changes)
    return differing_cells(was, now, name, tolerances)


@pytest.mark.parametrize(
    ("column", "within", "beyond"),
    [
        ("fitted", "0.0123457", "0.0123458"),
        ("fitted", "0.0123455", "0.0123454"),
        ("similarity", "0.839", "0.841"),
        ("p", "0.16", "0.17"),
        ("q", "0.128", "0.13"),
        ("index", "0.489", "0.491"),
    ],
)
def test_a_decimal_may_differ_by_its_own_error_and_no_more(tolerances, column, within, beyond):
    (found,) = compared(tolerances, **{column: within})
    assert found.within
    (found,) = compared(tolerances, **{column: beyond})
    assert not found.within
    assert (found.row, found.column, found.was, found.now) == ("2", column, ROW[column], beyond)


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("count", "33"),
        ("verdict", "gradient"),
        ("lamp", "green"),
        ("share", "0.727274"),
        ("draws", "201"),
        ("fitted", ""),
        ("similarity", "none"),
        ("similarity", "NaN"),
        ("similarity", "inf"),
    ],
)
def test_counts_texts_verdicts_and_what_is_exact_must_be_equal(tolerances, column, other):
    (found,) = compared(tolerances, **{column: other})
    assert not found.within


def test_whole_numbers_must_be_equal_whatever_is_declared(tolerances):
    wide = [replace(tolerances[0], column=re.compile(".*"), error="100")]
    found = compared(wide, count="33", share="0.8")
    assert [(each.column, each.within) for each in found] == [("count", False), ("share", True)]


def test_rows_in_another_order_are_other_rows(tolerances):
    other = ROW | {"lamp": "green", "count": "7"}
    found = differing_cells(table(ROW, other), table(other, ROW), "tables/lamps", tolerances)
    assert not any(each.within for each in found)
    with pytest.raises(SurveyError, match="other rows or columns"):
        differing_cells(table(ROW, other), table(ROW), "tables/lamps", tolerances)


def test_the_largest_relative_difference_is_named_with_both_values(tolerances):
    found = compared(tolerances, fitted="0.0123457", similarity="0.82")
    assert in_words(found) == (
        "2 values differ, 0 by more than their error; most: row 2, column similarity: '0.81', "
        "now '0.82', by 0.012 of itself"
    )
    found = compared(tolerances, similarity="0.82", share="0.727274")
    assert "2 values differ, 1 by more than their error; most: row 2, column share" in (
        in_words(found)
    )


def test_a_decimal_of_which_nobody_declared_an_error_is_refused_by_name(tolerances):
    refuse_undeclared({"tables/lamps": table(ROW)}, tolerances)
    with pytest.raises(SurveyError, match="tables/ships: fitted, index, p, q, share, similarity"):
        refuse_undeclared({"tables/ships": table(ROW)}, tolerances)


def test_a_column_has_decimals_where_all_its_values_are_numbers_and_one_is_not_whole():
    cells = table({"a": "1", "b": "1", "c": "0.5", "d": ""}, {"a": "2.0", "b": "2", "c": "half"})
    assert decimals_of(cells) == {"a"}


def test_columns_of_the_same_name_are_all_compared(tmp_path):
    (tmp_path / "a.csv").write_text("all,men,men\n1,2,3\n")
    assert [*cells_of(tmp_path / "a.csv").values()] == ["1", "2", "3"]


def test_typed_tables_and_documents_are_compared_as_what_is_printed_of_them(tmp_path):
    held = pl.DataFrame({"lamp": ["=red"], "share": [2 / 3], "units": [["a", "b"]]})
    held.select("lamp", "share").write_parquet(tmp_path / "a.parquet")
    assert cells_of(tmp_path / "a.parquet") == {("1", "lamp"): "'=red", ("1", "share"): "0.666667"}
    told = {"verdict": "types", "weights": [0.5, 0.25], "fits": [{"bic": 1e-7, "k": 2}]}
    (tmp_path / "a.json").write_text(json.dumps(told))
    found = cells_of(tmp_path / "a.json")
    assert found["/weights/1", "weights"] == "0.25"
    assert decimals_of(found) == {"weights", "bic"}


def test_every_declared_error_is_one_that_is_known_and_has_its_reason():
    known = rf"{EXACT}|{DIGIT}|{DRAWS}(\d+|replicates)|0\.\d+|standard_error"
    with (REPOSITORY / "config" / TOLERANCES).open(newline="", encoding="utf-8") as stream:
        for line in csv.DictReader(stream):
            assert re.fullmatch(known, line["error"]) and line["why"], line
