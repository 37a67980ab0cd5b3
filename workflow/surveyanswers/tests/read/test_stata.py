"""Values of Stata files: what they say in the file is what comes out."""

import numpy as np
import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.instrument.exports import Export
from surveyanswers.read.stata import PROGRAM, moment
from surveyanswers.tables.problems import SurveyError

EXPORT = Export("answers.dta", "stata", "post", "en", "id", [])
DAY = 86_400_000.0


def read(path):
    (grid,) = PROGRAM.read_grids(path, EXPORT)
    held = sum(column.is_not_null().sum() for column in grid.body)
    assert grid.compared == held
    return grid.body.to_dict(as_series=False)


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("%td", 0.0, "1960-01-01"),
        ("%d", -1.0, "1959-12-31"),
        ("%tdD_m_Y", 24436.0, "2026-11-26"),
        ("%td", 0.5, None),
        ("%td", 1e9, None),
        ("%tc", 0.0, "1960-01-01 00:00:00"),
        ("%tc", 1.5 * DAY, "1960-01-02 12:00:00"),
        ("%tc", -1000.0, "1959-12-31 23:59:59"),
        ("%tc", 250.0, "1960-01-01 00:00:00.25"),
        ("%tcHH:MM:SS", 3_661_000.0, "01:01:01"),
        ("%tcHH:MM:SS", DAY, "1960-01-02 00:00:00"),
        ("%tcDDmonCCYY_HH:MM:SS", 3_661_000.0, "1960-01-01 01:01:01"),
        ("%tC", 0.0, None),
        ("%tw", 52.0, "1961w1"),
        ("%tm", -1.0, "1959-12"),
        ("%tm", 720.0, "2020-01"),
        ("%tq", 3.0, "1960q4"),
        ("%th", 1.0, "1960h2"),
        ("%ty", 2020.0, None),
        ("%9.0g", 3.0, None),
    ],
)
def test_a_moment_is_what_stata_shows(form, number, text):
    assert moment(number, form) == text


@given(st.integers(-600_000, 2_900_000), st.sampled_from(["D", "s", "M"]))
def test_every_moment_is_so_long_after_1960(number, unit):
    form, part = {"D": ("%td", 1), "s": ("%tc", 1000), "M": ("%tm", 1)}[unit]
    text = moment(number * float(part), form)
    after = np.datetime64("1960-01-01").astype(f"datetime64[{unit}]") + np.timedelta64(number, unit)
    assert text is None or text == str(after).replace("T", " ")


def test_texts_that_look_like_missing_values_are_texts_and_labels_that_clash_are_refused(tmp_path):
    path = tmp_path / "answers.dta"
    pyreadstat.write_dta(pl.DataFrame({"s": ["a", ".a", "", "x "]}), path)
    assert read(path) == {"s": ["a", ".a", None, "x "]}
    labels = {"q": {1: "2"}}
    pyreadstat.write_dta(pl.DataFrame({"q": [1, 2]}), path, variable_value_labels=labels)
    with pytest.raises(SurveyError, match="both read '2'"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"<stata_dta><header>"])
def test_what_is_no_stata_file_is_refused(tmp_path, content):
    (tmp_path / "answers.dta").write_bytes(content)
    with pytest.raises(SurveyError, match=r"answers\.dta: .*expected a (whole )?\.dta file"):
        read(tmp_path / "answers.dta")
