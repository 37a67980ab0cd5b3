"""Shares, intervals and bounds against other programs' numbers and against cases done by hand."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.estimates import estimate_all, memberships_of, with_joined
from cyberstudy.statistics.intervals import share_interval
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError


def question(name, kind, choices):
    return Question(
        name=name,
        type=kind,
        choices=choices,
        section=None,
        repeat=None,
        relevant=None,
        constraint=None,
        constraint_message=None,
        labels={},
        order=0,
    )


FORM = Questionnaire(
    questions={
        "law": question("law", "select_one", "yes_no"),
        "uses": question("uses", "select_multiple", "kinds"),
    },
    choices={
        "yes_no": Options(["yes", "no", "dont_know"], {}),
        "kinds": Options(["mail", "phone"], {}),
    },
    repeats={},
    title="",
)


def answers(law, uses=()):
    rows = [(unit, "law", "", value, None, status) for unit, (value, status) in law.items()]
    for unit, ticked in dict(uses).items():
        for option in ("mail", "phone"):
            number = None if ticked is None else float(option in ticked)
            status = "no_answer" if ticked is None else "valid"
            value = None if number is None else str(int(number))
            rows.append((unit, "uses", option, value, number, status))
    schema = ["unit_id", "question", "option", "value", "number", "status"]
    table = pl.DataFrame(rows, schema=schema, orient="row", infer_schema_length=None)
    return table.with_columns(wave=pl.lit(""))


def members(replied, listed, group="all"):
    units = [*replied, *[f"silent{i}" for i in range(listed - len(replied))]]
    return pl.DataFrame(
        {
            "wave": "",
            "unit_id": units,
            "grouping": "states",
            "group": group,
            "in_frame": True,
            "replied": [u in replied for u in units],
        }
    )


def estimate(table, belonging, **changes):
    settings = {"minimum_base": 2, "confidence": 0.95} | changes
    return estimate_all(AnswerColumns.of(table), belonging, FORM, **settings)


def test_counts_shares_and_bounds_are_those_done_by_hand():
    law = {
        "a": ("yes", "valid"),
        "b": ("yes", "valid"),
        "c": ("no", "valid"),
        "d": (None, "dont_know"),
        "e": (None, "no_answer"),
        "f": (None, "not_asked"),
    }
    got = (
        estimate(answers(law), members(list(law), listed=10))
        .filter(option="yes")
        .row(0, named=True)
    )
    assert (got["base"], got["count"], got["r"]) == (3, 2, 3)
    assert got["share"] == pytest.approx(2 / 3)
    assert (got["dont_know"], got["no_answer"], got["not_asked"]) == (1, 1, 1)
    # Four are nonrespondents, one does not know, one left it blank: all no, or all yes.
    assert got["bound_low"] == pytest.approx(2 / 9)
    assert got["bound_high"] == pytest.approx(8 / 9)
    assert got["bound_low"] <= got["share"] <= got["bound_high"]
    assert got["low"] <= got["share"] <= got["high"]


def test_of_several_answers_r_counts_the_answers_and_base_the_units():
    law = dict.fromkeys("abcd", ("yes", "valid"))
    uses = {"a": {"mail", "phone"}, "b": {"mail"}, "c": set(), "d": None}
    rows = estimate(answers(law, uses), members("abcd", listed=4)).filter(question="uses")
    assert rows.select("option", "base", "count", "r").rows() == [
        ("mail", 3, 2, 3),
        ("phone", 3, 1, 3),
    ]


def test_what_is_said_instead_is_no_option():
    rows = estimate(answers({"a": ("yes", "valid")}), members("a", listed=1))
    assert rows["option"].to_list() == ["yes", "no"]


def test_below_the_minimum_base_no_share_is_given_and_the_reason_is():
    rows = estimate(
        answers({"a": ("yes", "valid"), "b": (None, "no_answer")}), members("ab", listed=5)
    )
    assert rows["share"].null_count() == rows["low"].null_count() == rows.height
    assert set(rows["reason"]) == {"base under 2"}


def test_an_option_that_nobody_chose_keeps_its_row():
    rows = estimate(answers(dict.fromkeys("abc", ("yes", "valid"))), members("abc", listed=3))
    assert rows.filter(option="no").select("count", "share").row(0) == (0, 0.0)


def test_where_everybody_answered_there_is_no_interval_and_the_bounds_are_the_share():
    rows = estimate(
        answers({"a": ("yes", "valid"), "b": ("no", "valid"), "c": ("no", "valid")}),
        members("abc", listed=3),
    )
    assert rows["share"].null_count() == 0
    assert rows["low"].null_count() == rows["high"].null_count() == rows.height
    assert rows["bound_low"].equals(rows["share"])
    assert rows["bound_high"].equals(rows["share"])


#: statsmodels 0.15.0 proportion_confint(count, nobs, alpha=0.05, method="wilson").
WILSON = [
    (10, 69, 0.08067095280675705, 0.2466352160521348),
    (0, 11, 0.0, 0.2588329669680318),
    (24, 24, 0.8620237953250198, 1.0),
    (19, 64, 0.1990515132553979, 0.41770201103542925),
]


@pytest.mark.parametrize(("count", "base", "low", "high"), WILSON)
def test_wilsons_interval_is_that_of_statsmodels(count, base, low, high):
    got = share_interval(np.array([count]), np.array([base]), confidence=0.95)
    assert [float(g[0]) for g in got] == pytest.approx([low, high], abs=1e-12)


def test_the_finite_population_correction_narrows_as_published_for_this_study():
    """At a share of one half: 11.8 points for 69 States without it, 9.5 with it (of 193)."""
    half = {}
    for size in (0, 193):
        low, high = share_interval(
            np.array([34.5]), np.array([69]), confidence=0.95, population=np.array([size])
        )
        half[size] = 100 * float(high[0] - low[0]) / 2
    assert half[0] == pytest.approx(
        11.8, abs=0.4
    )  # Wald's in the source, Wilson's is a little less
    assert half[193] == pytest.approx(9.5, abs=0.3)


@pytest.mark.parametrize("outside", ["not_asked", "not_applicable"])
def test_whom_a_question_does_not_concern_is_not_of_its_population(outside):
    said = {"A": ("yes", "valid"), "B": ("no", "valid"), "C": ("yes", "valid")}
    # All whom it concerns have answered: there is no interval, however many others there are.
    rows = estimate(
        answers(said | {"D": (None, outside), "E": (None, outside)}), members("ABCDE", listed=5)
    )
    yes = rows.filter(option="yes", question="law").row(0, named=True)
    assert (yes["low"], yes["share"], yes["high"]) == (None, 2 / 3, None)


def test_regions_can_be_put_together_and_groups_without_a_frame_have_no_size():
    units = pl.DataFrame(
        {
            "wave": "",
            "unit_id": ["FJI", "JPN", "FRA", "firm"],
            "group": ["state", "state", "state", "private"],
            "in_frame": [True, True, True, False],
            "submissions": [1, 1, 0, 1],
        }
    )
    frame = pl.DataFrame(
        {"unit_id": ["FJI", "JPN", "FRA"], "region": ["Oceania", "Asia", "Europe"]}
    )
    merged = Division(of="state", by="region", merge={"Asia and Oceania": ["Asia", "Oceania"]})
    got = memberships_of(units, frame, {"merged": merged})
    groups = got.filter(grouping="merged").sort("unit_id").select("unit_id", "group", "replied")
    assert groups.rows() == [
        ("FJI", "Asia and Oceania", True),
        ("FRA", "Europe", False),
        ("JPN", "Asia and Oceania", True),
    ]
    rows = estimate(answers({"firm": ("yes", "valid")}), got)
    private = rows.filter(group="private", option="yes").row(0, named=True)
    assert private["listed"] is None
    assert (private["base"], private["count"]) == (1, 1)


@given(st.integers(1, 60), st.data())
def test_an_interval_holds_its_share_and_narrows_as_more_of_the_population_answer(base, data):
    count = data.draw(st.integers(0, base))
    more = data.draw(st.integers(base + 1, 500))
    fewer = data.draw(st.integers(base + 1, more))
    args = np.array([count]), np.array([base])
    wide = share_interval(*args, confidence=0.95, population=np.array([more]))
    narrow = share_interval(*args, confidence=0.95, population=np.array([fewer]))
    assert wide[0][0] <= count / base + 1e-12
    assert wide[1][0] >= count / base - 1e-12
    assert narrow[1][0] - narrow[0][0] <= wide[1][0] - wide[0][0] + 1e-12


STATUS = st.sampled_from(["yes", "no", "dont_know", "no_answer", "not_asked"])


@given(st.lists(STATUS, min_size=1, max_size=20), st.integers(0, 20), st.data())
def test_the_truth_always_lies_within_the_bounds(said, silent, data):
    """Whatever those who did not say would have said."""
    law = {f"u{i}": (s, "valid") if s in ("yes", "no") else (None, s) for i, s in enumerate(said)}
    rows = estimate(answers(law), members(list(law), listed=len(said) + silent), minimum_base=1)
    got = rows.filter(option="yes").row(0, named=True)
    open_ = sum(s in ("dont_know", "no_answer") for s in said) + silent
    known = sum(s in ("yes", "no") for s in said)
    hidden = data.draw(st.integers(0, open_))
    if known + open_:
        truth = (said.count("yes") + hidden) / (known + open_)
        assert got["bound_low"] - 1e-12 <= truth <= got["bound_high"] + 1e-12


def coasts():
    """Six States of three coasts, of which one did not reply."""
    groups = {"a": "north", "b": "north", "c": "south", "d": "west", "e": "west", "silent": "south"}
    everybody = members([*"abcde"], 6)
    return everybody.with_columns(
        group=pl.Series([groups.get(unit, "south") for unit in everybody["unit_id"]])
    )


JOINED = {"north and south": ["north", "south"], "all coasts": ["north", "south", "west"]}


def test_groups_that_join_others_are_counted_as_all_their_units_are():
    divisions = {"states": Division(of="state", joined=JOINED)}
    said = answers({unit: (value, "valid") for unit, value in zip("abcde", "yynyn", strict=True)})
    said = said.with_columns(value=pl.col("value").replace({"y": "yes", "n": "no"}))
    rows = estimate_all(
        AnswerColumns.of(said),
        with_joined(coasts(), divisions),
        FORM,
        minimum_base=1,
        confidence=0.95,
    ).filter(question="law", option="yes")
    counts = rows.select("group", "listed", "replied", "base", "count").sort("group").rows()
    assert counts == [
        ("all coasts", 6, 5, 5, 3),
        ("north", 2, 2, 2, 2),
        ("north and south", 4, 3, 3, 2),
        ("south", 2, 1, 1, 0),
        ("west", 2, 2, 2, 1),
    ]


def test_a_group_that_nobody_is_in_cannot_be_joined():
    divisions = {"states": Division(of="state", joined={"both": ["north", "east"]})}
    with pytest.raises(SurveyError, match=r"joined\.both: no unit is in east"):
        with_joined(coasts(), divisions)
