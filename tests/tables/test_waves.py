"""Waves: rows of one, of the latest, and tables that are computed wave by wave."""

import polars as pl
import pytest

from cyberstudy.tables.files import read_table
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.waves import of_wave, waves_in

TWICE = pl.DataFrame({"wave": ["2024", "2020", "2024"], "unit_id": ["a", "a", "b"]})


def test_the_latest_wave_is_meant_where_none_is_named():
    assert waves_in(TWICE) == ["2020", "2024"]
    assert of_wave(TWICE).rows() == [("a",), ("b",)]
    assert of_wave(TWICE, "2020").rows() == [("a",)]


def test_a_wave_that_was_not_held_is_refused_with_those_that_were():
    with pytest.raises(SurveyError, match="no wave '2022'; waves are 2020, 2024"):
        of_wave(TWICE, "2022")
    once = TWICE.with_columns(wave=pl.lit(""))
    assert of_wave(once).height == 3
    with pytest.raises(SurveyError, match="the survey was held once"):
        of_wave(once, "2020")


def test_waves_groups_and_options_that_look_like_numbers_are_read_as_names(tmp_path):
    table = pl.DataFrame(
        {"wave": ["2020", "07"], "group": ["1", "2"], "option": ["01", ""], "base": [1, 2]}
    )
    table.write_csv(tmp_path / "levels.csv")
    assert read_table(str(tmp_path / "levels.csv")).equals(table)
