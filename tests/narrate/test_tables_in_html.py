"""Tables of notebooks are HTML as pandas writes it, without pandas."""

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
    assert table_in_html(pl.DataFrame(columns), decimals=9) == expected
