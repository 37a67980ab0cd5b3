"""What figures of times and of what is listed show is what their numbers and words say."""

import polars as pl
import pytest
from cyberstudy.draw.exhibits import (
    cumulative_times,
    region_dots,
)
from cyberstudy.tables.problems import StudyProblem
from worlds.shares import WHO, legend, line, pairs, spans

# Times

TIMES = {
    "answered_by": WHO,
    "questions": ["q06_oil", "q07_glass"],
    "days": {"one_day": 1, "ten_days": 10, "longer": None},
}


def test_steps_add_up_the_answers_from_the_shortest(drawn):
    made = drawn(cumulative_times, TIMES)
    (axes,) = made.figure.axes
    oil = made.data.filter(question="q06_oil")
    assert oil["within"].to_list() == [3, 12, 20]
    days, shares = line(axes, "Oil")
    assert (days, shares) == ([1, 10], [3 / 20, 12 / 20])
    seen = oil.filter(pl.col("days").is_not_null())
    assert seen["share"].to_list() == shares
    assert spans(axes, "Oil, interval") == pairs(seen, "low", "high")
    steps = axes.lines[0]
    assert [float(y) for y in steps.get_ydata()] == [0, *shares]


def test_who_did_not_know_or_was_not_asked_stands_apart_and_few_have_no_steps(drawn):
    made = drawn(cumulative_times, TIMES)
    assert legend(made.figure) == [
        "Oil (Q06): n = 20; did not know 2, does not apply 0, no answer 0, not asked 0",
        "Glass (Q07): n = 6; too few for shares; did not know 0, does not apply 3, no answer 0, "
        "not asked 0",
    ]
    assert not [found for found in made.figure.axes[0].lines if found.get_label() == "Glass"]
    assert made.data.filter(question="q07_glass")["share"].null_count() == 3
    assert "within days: 10, 12 of 20 (60%); longer 8 of 20." in made.alt


@pytest.mark.parametrize(
    "days",
    [{"one_day": 1, "ten_days": 10}, {"one_day": 10, "ten_days": 1, "longer": None}],
)
def test_times_that_are_missing_or_do_not_rise_are_refused(drawn, days):
    with pytest.raises(StudyProblem, match=r"days|rise"):
        drawn(cumulative_times, TIMES | {"days": days})


# Dots by region


def test_there_is_a_dot_for_each_that_is_listed(drawn):
    response = pl.DataFrame(
        [
            ("coast", "north", 20, 9, 6, 2),
            ("coast", "south", 3, 3, 3, 0),
            ("other", "x", 9, 9, 9, 9),
        ],
        schema=["by", "group", "listed", "replied", "complete", "partial"],
        orient="row",
    )
    blocks = [
        {"group": group, "column": 0, "row": 5 * number}
        for number, group in enumerate(["north", "south", "east"])
    ]
    made = drawn(region_dots, {"by": "coast", "blocks": blocks}, response=response)
    (axes,) = made.figure.axes
    for row in made.data.iter_rows(named=True):
        for kind in region_dots.KINDS:
            assert len(line(axes, f"{row['group']}, {kind}")[0]) == row[kind]
    assert made.data.select(*region_dots.KINDS).rows() == [
        (6, 2, 1, 11),
        (3, 0, 0, 0),
        (0, 0, 0, 0),
    ]
    places = [tuple(p) for found in axes.lines for p in found.get_xydata()]
    assert len(set(places)) == len(places) == 23
    assert legend(made.figure)[-1] == "no reply (11)"
    assert "North 9 of 20, of which 6 complete" in made.alt
