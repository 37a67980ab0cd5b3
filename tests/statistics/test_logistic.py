"""Slopes and odds of yearly events are scikit-learn's; intervals hold what blocks share."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from cyberstudy.statistics.logistic import Spells, logistic_slope


def plain(yes, columns):
    fitted = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(columns, yes)
    return fitted.coef_[0]


def spells(units=300, years=12, slope=0.8, shared=0.0, seed=3):
    """Units that have the event once, sooner where x is large; blocks of ten share a part."""
    rng = np.random.default_rng(seed)
    x, block = rng.normal(size=units), np.arange(units) // 10
    together = shared * rng.normal(size=units // 10)[block]
    rows = []
    for unit in range(units):
        for year in range(years):
            odds = np.exp(-3 + 0.2 * year + slope * x[unit] + together[unit])
            event = bool(rng.random() < odds / (1 + odds))
            rows.append((year, event, f"b{block[unit]}", x[unit], "ab"[unit % 2]))
            if event:
                break
    return pd.DataFrame(rows, columns=["year", "event", "block", "x", "kind"])


def of(rows):
    return Spells(*(rows[name].to_numpy() for name in ("year", "event", "block")))


def test_a_slope_is_that_of_unpenalized_regression():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 2))
    yes = rng.random(400) < 1 / (1 + np.exp(-x @ [1.0, -0.5]))
    slope, error = logistic_slope(yes.astype(float), np.column_stack([np.ones(400), x]))
    assert slope == pytest.approx(plain(yes, x)[0], rel=1e-4)
    assert 0.05 < error < 0.5


def test_where_yes_and_no_part_there_is_no_slope():
    x = np.arange(20.0) / 20
    columns = np.column_stack([np.ones(20), x])
    assert np.isnan(logistic_slope((x > 0.5).astype(float), columns)).all()


def test_odds_of_an_event_hold_years_and_categories():
    rows = spells()
    odds, low, high = of(rows).odds(
        rows["x"].to_numpy(), [rows["kind"].to_numpy().astype(str)], confidence=0.95
    )
    dummies = pd.get_dummies(rows[["year", "kind"]].astype(str), drop_first=True)
    columns = np.column_stack([rows["x"], dummies.to_numpy(dtype=float)])
    assert np.log(odds) == pytest.approx(plain(rows["event"], columns)[0], rel=1e-3)
    assert low < np.exp(0.8) < high


def test_a_year_in_which_nothing_happened_changes_nothing():
    rows = spells()
    quiet = rows.assign(year=rows["year"] + 100, event=False)
    both = pd.concat([rows, quiet])
    found = [of(each).odds(each["x"].to_numpy(), [], confidence=0.95)[0] for each in (rows, both)]
    assert found[0] == pytest.approx(found[1])


def test_what_blocks_share_makes_the_interval_wider():
    rows = spells(shared=1.5)
    apart = rows.assign(x=rows["block"].map({b: int(b[1:]) % 7 / 7 for b in set(rows["block"])}))
    x = apart["x"].to_numpy()
    together, alone = (of(apart).odds(x, [], confidence=0.95, blocks=b) for b in (True, False))
    assert together[0] == alone[0]
    assert together[2] - together[1] > alone[2] - alone[1]


def test_the_truth_lies_in_most_intervals_of_units_whose_blocks_are_alike():
    # What is shared within blocks makes the slope of all smaller: found where there are many.
    many = spells(units=6000, shared=0.7, seed=100)
    truth = of(many).odds(many["x"].to_numpy(), [], confidence=0.95, blocks=False)[0]
    hits = 0
    for seed in range(30):
        rows = spells(units=200, shared=0.7, seed=seed)
        _, low, high = of(rows).odds(rows["x"].to_numpy(), [], confidence=0.95)
        hits += low <= truth <= high
    assert hits >= 26


def test_without_blocks_the_interval_is_walds():
    rows = spells()
    x = rows["x"].to_numpy()
    odds, low, high = of(rows).odds(x, [], confidence=0.95, blocks=False)
    years = pd.get_dummies(rows["year"].astype(str), drop_first=True).to_numpy(dtype=float)
    columns = np.column_stack([x, years])
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(columns, rows["event"])
    chance = model.predict_proba(columns)[:, 1]
    whole = np.column_stack([np.ones(len(x)), columns])
    information = whole.T @ (whole * (chance * (1 - chance))[:, None])
    half = 1.959964 * np.sqrt(np.linalg.inv(information)[1, 1])
    assert [low, high] == pytest.approx(odds * np.exp([-half, half]), rel=1e-3)
