"""Methods show what tests on clusterings found, and how often intervals hold, in readers' words."""

import shutil

import polars as pl
import pytest
from cyberstudy.tables.across import Verdicts
from worlds import REPOSITORY
from worlds.page import Elements, put_study

AUDIT = REPOSITORY / "results" / "published" / "truth_audit.csv"
EVERY = {"units": 60, "rival": "one gradient", "no_structure": "against", "p_no_structure": 0.0004}
EVERY |= {"required": 0.6, "confidence": 0.95, "reason": "", "two_types_possible": True}
COWS = EVERY | {"survey": "meadow", "clustering": "cows", "title": "Kinds of cows"}
COWS |= {
    "simulated": True,
    "verdict": "types",
    "classes": 3,
    "contender": 3,
    "value": 0.9,
}
COWS |= {"gradient": "against", "p_gradient": 0.01, "types": "for", "p_types": 0.5}
COWS |= {"choices": 9, "same": 7, "goes_with": "far_off", "explained": 0.25}
FLEETS = EVERY | {"survey": "harbour", "clustering": "fleet", "title": "Kinds of fleets"}
FLEETS |= {
    "simulated": False,
    "verdict": "not told apart",
    "contender": 1,
    "goes_with": "",
}
FLEETS |= {"gradient": "open", "types": "open"}


@pytest.fixture
def said(tmp_path):
    """Read what the page of methods says of these verdicts."""

    def read(*rows):
        def put(surveys):
            columns = {name: [row.get(name) for row in rows] for name in Verdicts.column_names()}
            table = Verdicts.cast(pl.DataFrame(columns))
            # As the release writes it: an empty text is none.
            path = surveys / "harbour" / "tables" / "verdicts.csv"
            table.write_csv(path, quote_style="non_numeric")
            shutil.copy(AUDIT, surveys / "meadow" / "tables")

        return Elements(put_study(tmp_path, before=put) / "page/methods.html").said

    return read


def test_a_row_says_what_tests_found_how_stable_it_is_and_whether_other_choices_agree(said):
    assert (
        "Meadows: Kinds of cows (simulated answers) 60 ruled out (p < 0.001) ruled out (p = 0.010) "
        "3 classes: supported (p = 0.500) 0.90 (0.6 reached) 3 types 7 of 9 Far off (25%)"
    ) in said(COWS)


def test_what_was_not_looked_at_has_a_dash_and_a_verdict_is_said_in_plain_words(said):
    assert (
        "Harbours & piers: Kinds of fleets 60 ruled out (p < 0.001) possible 1 class: possible "
        "\u2013 undecided between several accounts \u2013 nothing of what was compared"
    ) in said(FLEETS)


def test_simulated_answers_stand_last_and_surveys_that_are_not_shown_nowhere(said):
    told = said(COWS, COWS | {"survey": "desert", "title": "Dunes"}, FLEETS)
    assert "Dunes" not in told
    assert told.index("Harbours & piers: Kinds of fleets") < told.index("Meadows: Kinds of cows")


def test_without_a_table_of_verdicts_there_is_no_empty_one(pages):
    assert "What was clustered" not in Elements(pages / "page/methods.html").said


def test_how_often_intervals_hold_the_truth_stands_there_where_it_was_measured(said, pages):
    means = {"family": "index mean", "grouping": "states", "part": "all"}
    row = pl.read_csv(AUDIT).filter(measure="coverage", **means)
    rate, low, high = (f"{row[name].item():.1%}" for name in ("rate", "low", "high"))
    assert f"Means of indices 95% {rate} ({low} to {high}), less than promised 200" in said(COWS)
    assert "Means of indices" not in Elements(pages / "page/methods.html").said


@pytest.mark.parametrize(("value", "told"), [(0.6, "0.60 (0.6 reached)"), (0.5998, "not reached")])
def test_a_class_that_rounds_to_the_mark_is_not_taken_for_one_that_reached_it(said, value, told):
    assert told in said(COWS | {"value": value})
