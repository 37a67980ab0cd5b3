"""What is said of an order of measures follows from the raw file, counted in another way."""

from functools import partial
from itertools import combinations

import polars as pl
import pytest
from worlds.index import analysis, published_scores

from cyberstudy.claims import MAIN

MEASURES = analysis("order_of_measures")[1]["INDICATORS"]


@pytest.fixture
def made(protected):
    return partial(protected, "gci")


@pytest.fixture(scope="module")
def has():
    """Whether each Member State has half of the points of each measure, a frame an edition."""
    wide = published_scores()
    return {str(year): wide[year][MEASURES].dropna() >= 0.5 for year in (2020, 2024)}


def errors(rows, item=None):
    """Count Guttman errors over those that chance would make."""
    table, shares = [rows[each].to_numpy() for each in rows], rows.mean().to_numpy(float)
    found = expected = 0.0
    for pair in combinations(range(len(table)), 2):
        if item is None or item in rows.columns[[*pair]]:
            hard, easy = sorted(pair, key=lambda each: shares[each])
            found += (table[hard] & ~table[easy]).sum()
            expected += len(rows) * shares[hard] * (1 - shares[easy])
    return 1 - found / expected


@pytest.mark.parametrize("edition", ["2020", "2024"])
def test_coefficients_are_guttman_errors_counted_one_by_one(made, has, edition):
    rows = has[edition]
    whole = made("scale_of_measures").filter(edition=edition).row(0, named=True)
    assert whole["base"] == len(rows) == 192
    assert whole["h"] == pytest.approx(errors(rows))
    assert whole["low"] < whole["h"] < whole["high"]
    turned = rows[rows.any(axis=1) & ~rows.all(axis=1)].T
    assert whole["of_states"] == pytest.approx(errors(turned))
    own = made("measures_in_order").filter(edition=edition)
    for measure in ("training", "bilateral_agreements"):
        found = own.filter(question=measure)["h"].item()
        assert found == pytest.approx(errors(rows, measure))


def test_each_state_lacks_first_the_commonest_measure_that_it_lacks(made, has):
    rows = has["2024"]
    order = rows.sum().sort_values(ascending=False, kind="stable").index
    steps = made("next_steps")
    assert steps.height == len(rows)
    for unit, count, step in steps.select("unit_id", "has", "step").iter_rows():
        lacked = [measure for measure in order if not rows.loc[unit, measure]]
        assert (count, step) == (19 - len(lacked), lacked[0] if lacked else None)
    places = made("measures_in_order").filter(edition="2024").sort("position")
    assert places["question"].to_list() == [*order]
    counted = steps["step"].value_counts()
    assert dict(
        places.select("question", "lacked_first").filter(pl.col("lacked_first") > 0).rows()
    ) == (dict(counted.drop_nulls().iter_rows()))


def test_what_was_gained_came_earlier_in_the_order_than_what_is_still_lacked(made, has):
    before, after = has["2020"], has["2024"]
    many, shares = before.sum(), []
    for unit in before.index.intersection(after.index):
        old, new = before.loc[unit], after.loc[unit]
        gained, lacks = many[~old & new], many[~old & ~new]
        each = [(a > b) + 0.5 * (a == b) for a in gained for b in lacks]
        if each:
            shares.append(sum(each) / len(each))
    found = made("next_in_order_came_next").filter(kind=MAIN)
    assert found["value"].item() == pytest.approx(sum(shares) / len(shares))
