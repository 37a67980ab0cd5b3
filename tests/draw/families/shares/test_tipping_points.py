"""What a figure of tipping points shows is what its numbers and its words say."""

import polars as pl
from cyberstudy.draw.families.shares.figure import tipping_points
from cyberstudy.tables.nonresponse import NEVER
from worlds.shares import beyond_the_edge, legend, line, named, spans, texts

FIXED = {"wave": "", "question": "q01_lamp", "options": "good", "log_odds": 0.1, "difference": 0.1}
POINTS = pl.DataFrame(
    [
        {"of": "total", "threshold": 0.5, "base": 40, "share": 0.6, "turning_share": 0.4},
        {"of": "total", "threshold": 0.5, "base": 80, "share": 0.9, "turning_share": None},
        {"of": "north", "threshold": None, "base": 20, "share": 0.7, "turning_share": 0.3},
        {"of": "south", "threshold": None, "base": 9, "share": 0.3, "turning_share": 0.7},
        {"of": "total", "threshold": 0.5, "base": None, "share": None, "turning_share": None},
    ]
).with_columns(
    **{name: pl.lit(value) for name, value in FIXED.items()},
    finding=pl.Series(["lamp", "bulb", "coast", "coast", "secret"]),
    grouping=pl.Series(["all", "all", "coast", "coast", "all"]),
    title=pl.Series(["Lamps are good", "Bulbs are", "North is better", "North is better", "Oil"]),
    nonrespondents=pl.Series([30, 10, 12, 14, None]),
    reason=pl.Series(["", NEVER, "", "", "withheld: confidential"]),
)


def test_each_row_shows_what_was_said_and_what_would_turn_it(drawn):
    made = drawn(tipping_points, {"who": "keepers"}, tipping_points=POINTS)
    (axes,) = made.figure.axes
    assert named(axes) == [
        "Lamps are good",
        "Bulbs are",
        "North is better:\nNorth",
        "and at once: South",
        "Oil",
    ]
    assert line(axes, "answered") == ([0.6, 0.9, 0.7], [0, 1, 2])
    assert line(axes, "nonrespondents") == ([0.4, 0.3], [0, 2])
    assert spans(axes, "between") == [(0.6, 0.4), (0.7, 0.3)]
    assert legend(made.figure) == [
        "share of those who answered",
        "share among nonrespondents that would reverse it",
    ]
    assert not beyond_the_edge(made.figure)


def test_what_nothing_turns_what_is_of_few_and_what_is_withheld_say_so(drawn):
    made = drawn(tipping_points, {"who": "keepers"}, tipping_points=POINTS)
    assert texts(made.figure.axes[0]) == [
        "40% of 30",
        "nothing that nonrespondents say turns it",
        "30% of 12",
        "base under 10",
        "withheld: confidential",
        "Needed among the others",
    ]
    assert made.data["turning_share"].to_list() == [0.4, None, 0.3, None, None]
    assert "North is better: North: 70% of 20 that answered" in made.alt
    assert (
        "Lamps are good: 60% of 40 that answered; reversed at 40% of 30 nonrespondents" in made.alt
    )
    assert made.base.startswith("Keepers that gave a substantive answer")
