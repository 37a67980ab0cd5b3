"""Two editions of an invented index: what only weights did is told from what States did."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.index import analysis, answered, given, shone

from cyberstudy.claims import MAIN
from cyberstudy.declare.opened import open_survey
from cyberstudy.draw.families.own.figure import own
from cyberstudy.wording.view import View
from surveyanswers.tables.storage import write_table

WEIGHTS, STANDS = analysis("recomputed_scores")
CHANGED, _ = analysis("change_between_editions")
MOVED, INSIDE_MOVED = analysis("who_moved")
PILLARS = {score: items for score, items in STANDS["SCORES"].items() if score != "overall_score"}
ITEMS = [item for items in PILLARS.values() for item in items]
UNITS = 90
REGIONS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


def index(values, lightest_first, absent=()):
    """Add indicators up by weights of an edition; those absent are in the scores alone."""
    shown = dict(values)
    for score, items in PILLARS.items():
        known = [each for each in items if each in values]
        order = np.arange(1, len(known) + 1)
        weights = 20 * (order if lightest_first else order[::-1]) / order.sum()
        shown[score] = np.column_stack([values[each] for each in known]) @ weights
    shown["overall_score"] = sum(shown[score] for score in PILLARS)
    return {name: each for name, each in shown.items() if name not in absent}


def values_of(seed=3):
    return dict(zip(ITEMS, shone(UNITS, len(ITEMS), seed).T, strict=True))


def editions(before, after):
    """Give both editions, with groups of units."""
    plain = given(answered(**{"2020": before, "2024": after}))
    number = pl.col("unit_id").str.slice(1).cast(pl.Int64)
    groups = {"ldc_2025": number < 20, "ldc": number < 25, "sids": number >= 70}
    yes_or_no = {
        name: pl.when(inside).then(pl.lit("yes")).otherwise(pl.lit("no"))
        for name, inside in groups.items()
    }
    regions = pl.Series(REGIONS).gather([place % 5 for place in range(UNITS)])
    units = plain.units.sort("wave", "unit_id").with_columns(
        in_frame=pl.lit(value=True),
        region=(number % 5).replace_strict(dict(enumerate(REGIONS))),
        population_2020=(number + 1).cast(pl.String),
        **yes_or_no,
    )
    assert units.filter(wave="2020")["region"].to_list() == regions.to_list()
    return replace(plain, units=units)


def states():
    """Return these units as if they were States."""
    survey = editions(index(values_of(), True), index(values_of(), True))
    units = survey.units.filter(wave="2020").sort("unit_id")
    return (
        units.with_row_index("number")
        .with_columns(
            pl.col("number").cast(pl.Float64).alias(name) for name in ("population", "income")
        )
        .with_columns(
            iso3="unit_id",
            subregion=pl.col("number") // 6 % 15,
            internet="income",
            development="income",
        )
    )


@pytest.fixture(autouse=True)
def among_these(monkeypatch):
    monkeypatch.setitem(INSIDE_MOVED, "states_of", lambda survey, score="": states())


def main_of(analysis, claim, survey):
    return analysis.tables[claim](survey).filter(kind=MAIN).row(0, named=True)


def told(tmp_path, before, after):
    """Give with them what is recomputed of their scores."""
    survey, tables = editions(before, after), {}
    tables["composite_weights"] = tmp_path / "composite_weights.parquet"
    WEIGHTS.tables["composite_weights"](survey).write_parquet(tables["composite_weights"])
    return replace(survey, tables=tables)


def test_where_weights_alone_changed_nothing_rose(tmp_path):
    values = values_of()
    survey = told(tmp_path, index(values, True), index(values, False))
    made = CHANGED.tables["change_at_fixed_weights"](survey)
    fixed = made.filter(pl.col("weights") != "published")
    assert fixed["change"].abs().max() == pytest.approx(0, abs=1e-6)
    assert made.filter(weights="published")["change"].abs().max() > 0.01


def test_where_states_rose_under_the_same_weights_all_of_the_rise_stays(tmp_path):
    values = values_of()
    more = {name: np.minimum(each + 0.25, 1) for name, each in values.items()}
    survey = told(tmp_path, index(values, True), index(more, True))
    rises = CHANGED.tables["change_at_fixed_weights"](survey).filter(score="overall_score")
    published, of_2020 = (rises.filter(weights=w)["change"].item() for w in ("published", "2020"))
    assert of_2020 == pytest.approx(published)
    marks = CHANGED.tables["full_marks"](survey).filter(question="metrics").row(0, named=True)
    assert (marks["full_before"], marks["full_after"]) == tuple(
        int((each["metrics"] == 1).sum()) for each in (values, more)
    )


def test_a_new_ruler_that_keeps_the_order_moves_no_ranks_and_a_group_that_rises_does():
    values = values_of()
    before = index(values, True)
    ruler = before | {
        name: each + each**2 / 20 for name, each in before.items() if "_score" in name
    }
    remeasured, points = editions(before, ruler), MOVED.tables["rank_points"]
    still = points(remeasured)
    assert still["change"].abs().max() == pytest.approx(0, abs=1e-9)
    risen = before | {"overall_score": before["overall_score"] + 40 * (np.arange(UNITS) < 20)}
    survey = editions(before, risen)
    own = points(survey).filter(score="overall_score").sort("group")
    least = own.filter(group="least_developed").row(0, named=True)
    assert min(least["change"], least["alike"]) > 10
    assert main_of(MOVED, "least_developed_moved_up", survey)["holds"]
    assert not main_of(MOVED, "least_developed_moved_up", remeasured)["holds"]


def test_the_caption_of_a_claims_table_introduces_what_would_refute_the_claim(tmp_path):
    numbers = {"value": [0.3], "low": [0.1], "high": [0.5], "permuted": [0.2], "most": [0.9]}
    made = {"kind": [MAIN], "choice": ["all"], "base": [190], "holds": [True]} | numbers
    sources = open_survey("sources", REPOSITORY / "config", REPOSITORY)
    write_table(pl.DataFrame(made), str(tmp_path / "cooperating_signed_more.parquet"))
    method = own(View(tmp_path, sources, sources.plan.exhibits["signing_and_cooperation"])).method
    assert "What would refute it: a specification in which the interval" in method
