"""Numbers that are handed on have the digits that they mean."""

import csv
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import REPOSITORY, SURVEYS

from cyberstudy.tables.digits import PLACES, SIGNIFICANT, as_csv, to_digits

LONG = re.compile(rf"-?\d+\.\d{{{PLACES + 1},}}|-?[\d.]+[eE][+-]?\d+", re.ASCII)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_no_number_is_scientific_or_longer_than_it_means_and_each_is_near(numbers):
    text = as_csv(pl.DataFrame({"n": numbers}))
    for number, cell in zip(numbers, text.splitlines()[1:], strict=True):
        assert not LONG.fullmatch(cell)
        assert float(cell) == pytest.approx(number, rel=10.0**-SIGNIFICANT * 5, abs=10.0**-PLACES)


def test_whole_numbers_texts_and_blanks_stay():
    table = pl.DataFrame(
        {
            "weighed": [1234567.0, None, 2.0],
            "code": ["1.10", "1.20", ""],
            "note": ["0.123456789012", "see 1e-9", None],
            "n": [12345678901, 1, None],
        }
    )
    assert to_digits(table).equals(table)
    assert as_csv(table).splitlines()[1:] == [
        "1234567.0,1.10,0.123456789012,12345678901",
        ",1.20,see 1e-9,1",
        '2.0,"",,',
    ]


def test_a_column_of_decimals_that_was_read_as_text_is_rounded():
    table = pl.DataFrame(
        {"p": ["6.938893903907228e-18", "2e-6", "0.1428571428571", "", "1.0", None]}
    )

    assert to_digits(table)["p"].to_list() == ["0.0", "0.000002", "0.142857", "", "1.0", None]


@pytest.mark.parametrize("survey", [*SURVEYS, "sources"])
def test_no_number_of_a_release_of_this_study_is_scientific_or_too_long(survey, not_run):
    release = REPOSITORY / "results" / survey / "release"
    if not (release / "columns.csv").is_file():
        not_run(f"{release} is not there: make study", survey)
    found = [
        f"{path.relative_to(release)}: {cell}"
        for path in sorted(release.rglob("*.csv"))
        for row in csv.reader(path.read_text(encoding="utf-8").splitlines(keepends=True))
        for cell in row
        if LONG.fullmatch(cell)
    ]
    assert found == []
