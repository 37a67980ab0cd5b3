"""Tables of a run are compared with published values, to the last digit that is released."""

import json

import polars as pl
import pytest

from cyberstudy.commands.compared_tables import (
    cells_of,
    decimals_of,
    differing_cells,
    in_words,
)
from surveyanswers.tables.problems import SurveyError

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


def table(*rows):
    return {(f"{n}", column): text for n, row in enumerate(rows, 1) for column, text in row.items()}


def compared(**changes):
    was, now = table(ROW, ROW), table(ROW, ROW | changes)
    return differing_cells(was, now, "tables/lamps")


@pytest.mark.parametrize(
    ("column", "within", "beyond"),
    [
        ("fitted", "0.0123457", "0.0123458"),
        ("fitted", "0.0123455", "0.0123454"),
        ("share", "0.727274", "0.727275"),
    ],
)
def test_a_decimal_may_differ_by_one_unit_of_its_last_digit_and_no_more(column, within, beyond):
    (found,) = compared(**{column: within})
    assert found.within
    (found,) = compared(**{column: beyond})
    assert not found.within
    assert (found.row, found.column, found.was, found.now) == ("2", column, ROW[column], beyond)


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("count", "33"),
        ("verdict", "gradient"),
        ("lamp", "green"),
        ("share", "0.72728"),
        ("draws", "201"),
        ("fitted", ""),
        ("similarity", "none"),
        ("similarity", "NaN"),
        ("similarity", "inf"),
    ],
)
def test_counts_texts_verdicts_and_earlier_digits_must_be_equal(column, other):
    (found,) = compared(**{column: other})
    assert not found.within


def test_rows_in_another_order_are_other_rows():
    other = ROW | {"lamp": "green", "count": "7"}
    found = differing_cells(table(ROW, other), table(other, ROW), "tables/lamps")
    assert not any(each.within for each in found)
    with pytest.raises(SurveyError, match="other rows or columns"):
        differing_cells(table(ROW, other), table(ROW), "tables/lamps")


def test_the_largest_relative_difference_is_named_with_both_values():
    found = compared(fitted="0.0123457", similarity="0.82")
    assert in_words(found) == (
        "2 values differ, 1 by more than their last digit; most: row 2, column similarity: '0.81', "
        "now '0.82', by 0.012 of itself"
    )
    assert "2 values differ, 0 by more" in in_words(compared(fitted="0.0123457", share="0.727274"))


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
