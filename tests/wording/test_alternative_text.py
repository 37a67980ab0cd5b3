"""Figures in words hold what the numbers say, and say it where there are none."""

from dataclasses import replace
from itertools import chain

import polars as pl
import pytest

from cyberstudy.draw.families.replies.figure import rates_compared
from cyberstudy.draw.families.shares.figure import shares_by_row
from cyberstudy.wording.alternative_text import by_panel
from cyberstudy.wording.references import CellReference, places_in
from cyberstudy.wording.translator import ENGLISH as say
from cyberstudy.wording.view import View

LABELS = ["North", "South", "West"]


def test_rows_say_counts_with_shares_and_why_where_there_is_no_count(tmp_path):
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
    estimates = rows.with_columns(pl.col("option").replace("horns loud", "horns"))
    estimates = pl.concat(
        [estimates, estimates[1:2].with_columns(count=pl.lit(0, pl.Int64), option=pl.lit("loud"))]
    )
    estimates.drop("label", "why").write_csv(tmp_path / "estimates.csv")
    view = View(tmp_path, survey=None, entry=None)
    assert shares_by_row(view, rows) == told
    lamps, horns, _ = shares_by_row(view, rows)
    of_all = dict.fromkeys(("grouping", "group", "question"), "all")
    assert [(lamps[a:b], cell) for a, b, cell in places_in(lamps)] == [
        (text, CellReference("estimates", of_all | {"option": "lamps"}, column))
        for text, column in (("3", "count"), ("12", "base"), ("25%", "share"))
    ]
    several = CellReference("estimates", of_all | {"option": ["horns", "loud"]}, "count", "sum")
    assert [(horns[a:b], cell) for a, b, cell in places_in(horns)] == [
        ("1", several),
        ("4", replace(several, column="base", of="max")),
    ]
    # Another number than the table's, and a row that it has not, have no cell.
    others = rows.with_columns(count=pl.col("count") + 1, base=7, group=pl.lit("some"))
    assert not [*chain(*map(places_in, shares_by_row(view, others)))]
    others = others.with_columns(group=pl.lit("all"), share=None)
    assert not [*chain(*map(places_in, shares_by_row(view, others)))]
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
    assert rates_compared(say, [*zip(LABELS, rates, strict=True)]) == told
