"""Figures in words hold what the numbers say, and say it where there are none."""

import polars as pl
import pytest

from cyberstudy.draw.families.replies.figure import rates_compared
from cyberstudy.draw.families.shares.figure import shares_by_row
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.references import CellReference, places_in
from cyberstudy.wording.translator import ENGLISH as say

RATES = {"label": ["North", "South", "West"], "rate": [0.5, 0.25, None]}


def test_rows_say_counts_with_shares_and_why_where_there_is_no_count():
    rows = pl.DataFrame(
        {
            "label": ["Lamps", "Horns", "Bells"],
            "count": [3, 1, None],
            "base": [12, 4, None],
            "share": [0.25, None, None],
            "why": ["", "", "withheld"],
            "option": ["lamps", "horns loud", "bells"],
            **{name: ["all"] * 3 for name in ("grouping", "group", "question")},
        }
    )
    told = ["Lamps 3 of 12 (25%)", "Horns 1 of 4", "Bells withheld"]
    assert shares_by_row(say, rows) == told
    lamps, horns, _ = shares_by_row(say, rows)
    key = dict.fromkeys(("grouping", "group", "question"), "all") | {"option": "lamps"}
    assert [(lamps[a:b], cell) for a, b, cell in places_in(lamps)] == [
        (text, CellReference("estimates", key, column))
        for text, column in (("3", "count"), ("12", "base"), ("25%", "share"))
    ]
    assert not places_in(horns)  # of two options together there is no cell
    assert by_panel(say, "Dots.", [("Keepers", told)]) == (
        "Dots. Keepers: Lamps 3 of 12 (25%); Horns 1 of 4; Bells withheld."
    )


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ([0.5, 0.25, None], "The rate is highest for “North” (50%) and lowest for “South” (25%)."),
        (
            [0.5, 0.25, 0.5],
            "The rate is highest for “North, West” (50%) and lowest for “South” (25%).",
        ),
        ([0.5, 0.5, None], "The rate is 50% for each."),
        ([0.5, None, None], ""),
    ],
)
def test_of_rates_the_ends_are_named_and_of_fewer_than_two_nothing_is_said(rates, told):
    rows = pl.DataFrame({**RATES, "rate": pl.Series(rates, dtype=pl.Float64)})
    assert rates_compared(say, rows) == told
