"""Odds ratios between quartiles: those of another program, and truths that were planted."""

import numpy as np
import pytest
from scipy.stats import norm, rankdata
from sklearn.linear_model import LogisticRegression

from cyberstudy.statistics.quartile_odds import quartile_odds

UNITS = 240
ALONE = np.arange(UNITS)  # each a block of its own


def planted(rng, slope):
    """Draw yes and no, whose log odds rise so much from the lowest rank to the highest."""
    x, z = rng.normal(size=(2, UNITS))
    ranks = rankdata(x) / UNITS
    return rng.uniform(size=UNITS) < 1 / (1 + np.exp(-slope * (ranks - 0.5))), x, z


def test_odds_are_those_of_scikit_learn():
    yes, x, z = planted(np.random.default_rng(1), 2)
    odds, low, high = quartile_odds(yes, x, z[None], ALONE, confidence=0.95)
    columns = np.column_stack([rankdata(x), rankdata(z)]) / UNITS
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(columns, yes)
    assert odds == pytest.approx(np.exp(peer.coef_[0, 0] / 2), rel=1e-4)
    assert low < odds < high


def test_walds_interval_is_that_of_the_information(monkeypatch):
    monkeypatch.setattr(
        "cyberstudy.statistics.neighbours.block_interval", lambda of, *_, **__: (of, of)
    )
    yes, x, _ = planted(np.random.default_rng(2), 1)
    odds, low, high = quartile_odds(yes, x, None, ALONE, confidence=0.95)
    ranks = (rankdata(x) - 0.5) / UNITS
    design = np.column_stack([np.ones(UNITS), ranks])
    peer = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(ranks[:, None], yes)
    p = peer.predict_proba(ranks[:, None])[:, 1]
    error = np.sqrt(np.linalg.inv(design.T @ (design * (p * (1 - p))[:, None]))[1, 1])
    half = norm.ppf(0.975) * error / 2
    assert np.log([low, high]) == pytest.approx(np.log(odds) + np.array([-half, half]), rel=1e-3)


def test_the_truth_lies_in_most_intervals():
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(200):
        yes, x, z = planted(rng, 2)
        _, low, high = quartile_odds(yes, x, z[None], np.repeat(ALONE[:24], 10), confidence=0.95)
        held += low <= np.exp(1) <= high
    assert held > 0.91 * 200


def test_what_parts_completely_has_no_odds():
    x = np.arange(40.0)
    assert np.isnan(quartile_odds(x > 20, x, None, ALONE[:40], confidence=0.95)[0])


def test_without_two_blocks_nothing_says_how_far_units_depend_on_each_other():
    yes, x, _ = planted(np.random.default_rng(2), 1)
    odds, low, high = quartile_odds(yes, x, None, np.zeros(UNITS), confidence=0.95)
    assert odds > 0
    assert np.isnan([low, high]).all()
