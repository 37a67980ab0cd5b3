"""Tables of notebooks are HTML as pandas writes it, without pandas."""

import re

import pandas as pd
import polars as pl

from cyberstudy.narrate.tables_in_html import table_in_html


def test_a_table_is_written_as_pandas_writes_it():
    columns = {
        "whole": [1.0, None, -0.0],
        "parts": [0.5, 2.0, 1234567.25],
        "small": [0.1234567, float("nan"), 3.0],
        "far": [float("inf"), 1.0, 2.0],
        "text": ["a < b & 'c'", None, " d "],
        "held": [True, None, False],
        "none": [None, None, None],
    }
    plain = pd.DataFrame(columns).convert_dtypes()
    shown = plain.astype(object).where(plain.notna(), "\u2013").to_html(index=False, border=0)
    expected = shown.replace(' style="text-align: right;"', "")
    assert table_in_html(pl.DataFrame(columns), [*columns], decimals=9) == expected


def test_fractions_are_shown_as_percentages_and_only_the_columns_that_are_named():
    table = pl.DataFrame({"a": ["x", "y"], "low_rate": [0.95512, None], "n": [3, 4]})
    html = table_in_html(table, ["a", "low_rate"], decimals=3, percent=["low_rate"])
    assert re.findall("<t[dh]>(.*?)<", html) == ["a", "low rate, %", "x", "95.5", "y", "\u2013"]
