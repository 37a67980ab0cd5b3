"""Values of SPSS files: what they say in the file is what comes out."""

import numpy as np
import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.instrument.exports import Export
from surveyanswers.read.spss import PROGRAM
from surveyanswers.tables.problems import SurveyError

EXPORT = Export("answers.sav", "spss", "post", "en", "id", [])


def read(path, values, form, labels=None):
    told = {"variable_value_labels": {"q1": labels}} if labels else {}
    table = pl.DataFrame({"q1": values})
    pyreadstat.write_sav(table, path / "answers.sav", variable_format={"q1": form}, **told)
    (grid,) = PROGRAM.read_grids(path / "answers.sav", EXPORT)
    assert grid.compared == len(values)
    return grid.body["q1"].to_list()


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("TIME11.2", 59.7, "00:00:59.7"),
        ("TIME11.2", 59.999, "00:00:59.999"),
        ("TIME11.2", -60.0, "-00:01:00"),
        ("TIME11.2", -0.25, "-00:00:00.25"),
        ("TIME11.2", 360_000.0, "100:00:00"),
        ("DTIME14", 90_061.5, "25:01:01.5"),
        ("DATETIME22.2", 86_400.0, "1582-10-15 00:00:00"),
        ("DATETIME22.2", 13_000_000_000.25, "1994-09-26 23:06:40.25"),
        ("DATE11", 13_000_003_200.0, "1994-09-27"),
        ("DATE11", 13_000_000_000.0, "1994-09-26 23:06:40"),
        ("MOYR8", 13_631_500_800.0, "2014-10-01"),
        ("DATE11", 99.0, "99"),  # before the calendar begins: a code
        ("DATE11", -1.0, "-1"),
        ("DATE11", 3e11, "300000000000"),  # after year 9999
        ("F8.2", 0.1, "0.1"),
        ("F8.2", 1e-10, "1e-10"),
        ("F8.2", 1234.123456789012, "1234.123456789012"),
        ("F8.2", 5.0, "5"),
    ],
)
def test_a_number_is_written_whole_by_what_its_variable_holds(tmp_path, form, number, text):
    assert read(tmp_path, [number], form) == [text]


@given(st.integers(86_400, 2 * 10**11))
def test_every_moment_is_so_long_after_1582(seconds):
    after = np.datetime64("1582-10-14T00:00:00") + np.timedelta64(seconds, "s")
    assert PROGRAM._texts([float(seconds)], {}, "DATETIME22") == [str(after).replace("T", " ")]


def test_labels_tell_values_apart_or_are_not_used(tmp_path):
    assert read(tmp_path, [1.0, 2.0], "F8.2", {1: "Yes", 2: "No"}) == ["Yes", "No"]
    assert read(tmp_path, [1.0, 2.0], "F8.2", {1: "Yes", 2: "Yes"}) == ["1", "2"]
    assert read(tmp_path, [1.0, 2.0], "F8.2", {1: "3"}) == ["3", "2"]


def test_a_label_that_is_another_values_number_is_refused_with_both(tmp_path):
    said = r"answers\.sav, variable q1: 1\.0 in row 2 and 3\.0 in row 4 both read '3'"
    with pytest.raises(SurveyError, match=said):
        read(tmp_path, [1.0, 2.0, 3.0], "F8.2", {1: "3"})
