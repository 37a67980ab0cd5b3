"""What figures of shares in groups show is what their numbers and their words say."""

import re
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from matplotlib.text import Text
from worlds.shares import (
    BIRDS,
    ESTIMATES,
    SURVEY,
    WHO,
    answered,
    legend,
    line,
    named,
    pairs,
    spans,
    texts,
)

from cyberstudy.draw.families.shares.figure import group_shares, paired_shares, several_shares
from cyberstudy.draw.marks.sides import LOOKS
from cyberstudy.statistics.intervals import share_interval
from surveyanswers.instrument.counting import Design
from surveyanswers.tables.problems import SurveyError

# Shares by group

ACROSS = {
    "who": "keepers",
    "across": [
        {"grouping": "all", "order": ["keepers"], "labels": {"keepers": "All"}},
        {"grouping": "coast", "order": ["north", "east", "south"]},
    ],
    "shares": [{"question": "q01_lamp", "title": "Lamp in order", "options": ["good", "fair"]}],
}


def test_dots_and_intervals_are_the_numbers_and_silence_is_a_sentence(drawn):
    made = drawn(group_shares, ACROSS)
    (axes,) = made.figure.axes
    shown = made.data.filter(pl.col("share").is_not_null())
    assert shown["label"].to_list() == ["All", "North"]
    assert line(axes, "share of those who answered")[0] == shown["share"].to_list()
    assert shown["share"].to_list() == [17 / 20, 10 / 12]
    assert spans(axes, "95% interval") == pairs(shown, "low", "high")
    # What nonresponse leaves open is no second line beside the interval, but a sentence.
    assert len(axes.collections) == 2  # intervals and guides
    assert "The table also has worst-case bounds." in made.method
    told = [text.get_text() for text in made.figure.legends[0].get_texts()]
    assert told == ["share of those who answered", "95% interval"]


def test_the_base_is_that_of_all_rows_whichever_is_drawn_first(drawn):
    parts = ACROSS | {"across": [{"grouping": "coast", "order": ["east", "north", "south"]}]}
    made = drawn(group_shares, parts)
    known = made.data.filter(pl.col("listed").is_not_null())
    replied, listed = known["replied"].sum(), known["listed"].sum()
    assert replied > known["replied"][0]
    assert f"{replied} of {listed} keepers replied. Of" in made.base


def test_options_added_up_have_the_interval_and_bounds_of_their_sum(drawn):
    row = drawn(group_shares, ACROSS).data.row(0, named=True)
    low, high = share_interval(
        np.array([17]), np.array([20]), confidence=0.95, population=np.array([40])
    )
    assert (row["low"], row["high"]) == (low[0], high[0])
    assert (row["bound_low"], row["bound_high"]) == (17 / 40, 37 / 40)


def test_of_a_sample_shares_are_weighted_and_options_put_together_have_no_interval(drawn):
    design = Design(weight="worth", strata="coast")
    survey = SimpleNamespace(**vars(SURVEY) | {"settings": SimpleNamespace(design=design)})
    weighted = ESTIMATES.with_columns(
        pl.when(pl.col("option") == "good").then(0.7).otherwise(0.2).alias("share")
    )
    made = drawn(group_shares, ACROSS, survey=survey, estimates=weighted)
    row = made.data.row(0, named=True)
    assert (row["count"], row["base"], row["low"], row["high"]) == (17, 20, None, None)
    assert row["share"] == pytest.approx(0.9)
    assert "95% interval by the design of the sample (weights, strata)" in made.method
    assert "Counts are of units; percentages are weighted." in made.method
    assert "as if" not in made.method
    alone = ACROSS | {"shares": [{"question": "q01_lamp", "options": ["good"]}]}
    row = drawn(group_shares, alone, survey=survey, estimates=weighted).data.row(0, named=True)
    assert (row["share"], row["low"] is None) == (0.7, False)


def test_groups_that_are_few_withheld_or_absent_keep_their_row_without_a_dot(drawn):
    made = drawn(group_shares, ACROSS)
    (axes,) = made.figure.axes
    assert named(axes) == ["All", "Guests", "North", "East", "South", "West"]
    assert texts(axes) == [
        "17 of 20   85%",
        "withheld",
        "10 of 12   83%",
        "0 of 0",
        "7 of 7",
        "withheld",
    ]
    assert made.data["reason"].to_list() == [
        "",
        "withheld",
        "",
        "base under 10",
        "base under 10",
        "withheld",
    ]
    assert made.data.filter(group="west")["count"].to_list() == [None]
    assert "South 7 of 7; West withheld." in made.alt


def test_a_group_that_joins_others_has_a_row_where_it_is_in_their_place_and_counts_once(drawn):
    joined = SimpleNamespace(joined={"west and south": ["west", "south"]})
    plan = SimpleNamespace(**vars(SURVEY.plan) | {"groupings": {"coast": joined}})
    survey = SimpleNamespace(**vars(SURVEY) | {"plan": plan})
    horn = {
        "north": answered(("coast", "north"), "q02_horn", {"good": 9, "fair": 3, "poor": 0}),
        "south": answered(("coast", "south"), "q02_horn", {"good": 9, "fair": 1, "poor": 1}),
    }
    lamp = answered(("coast", "west and south"), "q01_lamp", {"good": 8, "fair": 6, "poor": 0})
    both = pl.concat([ESTIMATES, pl.DataFrame([*lamp, *horn["north"], *horn["south"]])],
                     how="diagonal_relaxed")  # fmt: skip
    panels = [ACROSS["shares"][0], {"question": "q02_horn", "options": ["good"]}]
    entry = {"across": [{"grouping": "coast"}], "shares": panels}
    made = drawn(group_shares, ACROSS | entry, survey, estimates=both)
    one, other = (named(axes) for axes in made.figure.axes)
    assert one == ["North", "South", "West", "West and south"]
    assert other == ["North", "South"]
    lamp_rows = made.data.filter(question="q01_lamp")
    assert lamp_rows.filter(group="west and south")["count"].to_list() == [14]
    alone = lamp_rows.filter(pl.col("group") != "west and south")["replied"].sum()
    others = made.data.filter(question="q02_horn")["replied"].sum()
    low, high = sorted([alone, others])
    assert f"{low} to {high} of " in made.base


def test_options_of_several_answers_do_not_add_up(drawn):
    entry = ACROSS | {"shares": [{"question": "q04_birds", "options": ["gull", "tern"]}]}
    with pytest.raises(SurveyError, match="do not add up"):
        drawn(group_shares, entry)


def test_an_option_that_the_form_does_not_have_is_refused(drawn):
    entry = ACROSS | {"shares": [{"question": "q01_lamp", "options": ["splendid"]}]}
    with pytest.raises(SurveyError, match="has not all of the options"):
        drawn(group_shares, entry)


def test_the_most_frequent_come_first_and_the_last_last(drawn):
    made = drawn(several_shares, BIRDS)
    (axes,) = made.figure.axes
    assert named(axes) == made.data["label"].to_list()
    assert named(axes) == ["Terns", "Gulls", "Auks", "None of these"]
    shares, places = line(axes, "share of those who answered")
    assert shares == made.data["share"].to_list() == [14 / 20, 9 / 20, 0, 16 / 20]
    assert places == [0, 1, 2, 3]
    assert spans(axes, "95% interval") == pairs(made.data, "low", "high")
    assert texts(axes)[0] == "14 of 20   70%"


def test_a_caption_on_several_answers_gives_n_and_r_and_the_question_that_decides(drawn):
    made = drawn(several_shares, BIRDS)
    assert (
        "Q04: of 21 asked, 20 answered, 39 answers in all; 1 left it blank; 6 were not asked, "
        "because of the answer to Q01." in made.base
    )
    assert made.data["r"].to_list() == [39] * 4


def test_the_share_that_a_caption_tells_of_is_of_those_who_answered_and_so_is_its_number(drawn):
    made = drawn(several_shares, BIRDS)
    (told,) = re.findall(r"share of the (\d+) that answered", made.method)
    assert {int(told)} == {*made.data["base"]} == {20}  # 21 were asked
    for count, base, share in made.data.select("count", "base", "share").iter_rows():
        assert share == count / base


def test_of_few_there_are_bars_of_counts_and_no_share_anywhere(drawn):
    guests = [{"grouping": "all", "group": "guests", "who": "guests"}]
    made = drawn(several_shares, BIRDS | {"answered_by": guests})
    (axes,) = made.figure.axes
    (bars,) = axes.containers
    assert [bar.get_width() for bar in bars] == made.data["count"].to_list() == [5, 1, 0, 3]
    assert made.data["share"].null_count() == 4
    everything = [text.get_text() for text in made.figure.findobj(Text)]
    assert not [text for text in [*everything, made.alt] if "%" in text]
    assert "there is no list of them" in made.base


# Sides

SIDES = {
    "sides": [
        WHO[0] | {"question": "q04_birds", "label": "Come"},
        WHO[0] | {"question": "q05_guests", "label": "Stay"},
    ],
}


def test_each_side_has_its_dots_in_the_order_of_the_first(drawn):
    made = drawn(paired_shares, SIDES)
    (axes,) = made.figure.axes
    assert named(axes) == ["None of these", "Terns", "Gulls", "Auks"]
    for name in ("Come", "Stay"):
        rows = made.data.filter(side=name)
        assert line(axes, name)[0] == rows["share"].to_list()
        assert spans(axes, f"_{name}") == pairs(rows, "low", "high")
    # Neither hides the other: each lies on its own interval.
    heights = {name: line(axes, name)[1] for name in ("Come", "Stay")}
    assert all(one < other for one, other in zip(*heights.values(), strict=True))
    counts = [text for text in texts(axes) if text.isdigit()]
    assert counts == [f"{count}" for count in made.data["count"]]
    assert {"Come\nn = 20", "Stay\nn = 10"} <= set(texts(axes))


def test_sides_are_told_apart_by_shape_too(drawn):
    made = drawn(paired_shares, SIDES)
    shapes = [found.get_marker() for found in made.figure.axes[0].lines[:2]]
    assert len(set(shapes)) == len(shapes) == 2
    assert len({look["marker"] for look in LOOKS}) == len(LOOKS)


def test_a_side_with_shares_is_not_called_withheld_if_only_why_others_are_silent_is(drawn):
    silent = pl.col("dont_know").is_not_null() & (pl.col("question") == "q05_guests")
    hidden = pl.when(~silent).then(pl.col("dont_know")).alias("dont_know")
    made = drawn(paired_shares, SIDES, estimates=ESTIMATES.with_columns(hidden))
    assert line(made.figure.axes[0], "Stay")[0]
    assert "Stay (Q05)" in legend(made.figure)


def test_a_side_of_few_has_counts_but_no_dots(drawn):
    guests = {"grouping": "all", "group": "guests", "who": "guests"}
    sides = [*SIDES["sides"], guests | {"question": "q04_birds", "label": "Guests"}]
    made = drawn(paired_shares, SIDES | {"sides": sides})
    assert line(made.figure.axes[0], "Guests")[0] == []
    assert made.data.filter(side="Guests")["share"].null_count() == 4
    assert "Guests (Q04): too few for shares" in legend(made.figure)
    assert "Guests, n 8: None of these 3; Terns 1; Gulls 5; Auks 0." in made.alt
