"""Intervals of shares: every method of the registry against scipy, and against its own promise."""

import numpy as np
import pytest
from cyberstudy.statistics.intervals import INTERVALS, METHOD, share_interval
from cyberstudy.wording.intervals import interval_method
from cyberstudy.wording.speech import Speech
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

METHODS = sorted(INTERVALS)
#: What scipy calls them.
PEERS = {"wilson": "wilson", "clopper_pearson": "exact"}


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(1, 200), st.data(), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_each_method_is_that_of_scipy(method, base, data, confidence):
    count = data.draw(st.integers(0, base))
    peer = binomtest(count, base).proportion_ci(confidence, method=PEERS[method])
    found = share_interval(
        np.array([count]), np.array([base]), confidence=confidence, method=method
    )
    assert [bound[0] for bound in found] == pytest.approx([peer.low, peer.high], abs=1e-6)


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(1, 60), st.integers(0, 60), st.data())
def test_intervals_hold_the_share_and_shrink_with_the_population(method, base, silent, data):
    count, size = np.array([data.draw(st.integers(0, base))]), np.array([base])
    how = {"confidence": 0.95, "method": method}
    low, high = share_interval(count, size, population=size + silent, **how)
    wide_low, wide_high = share_interval(count, size, **how)
    share = count / size
    assert 0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1
    assert (low >= wide_low - 1e-9).all()
    assert (high <= wide_high + 1e-9).all()
    if silent == 0:
        assert low == high == share


def test_the_exact_interval_covers_at_least_what_it_says_and_wilsons_does_on_average():
    bases, shares = 20, np.linspace(0.02, 0.98, 97)
    counts = np.arange(bases + 1)
    chance = binom.pmf(counts, bases, shares[:, None])
    covered = {}
    for method in METHODS:
        low, high = share_interval(
            counts, np.full(bases + 1, bases), confidence=0.95, method=method
        )
        held = (low <= shares[:, None]) & (shares[:, None] <= high)
        covered[method] = (chance * held).sum(axis=1)
    assert covered["clopper_pearson"].min() >= 0.95
    assert 0.94 <= covered["wilson"].mean() <= 0.96


@pytest.mark.parametrize("method", METHODS)
def test_a_share_of_nobody_has_no_interval(method):
    low, high = share_interval(np.zeros(1), np.zeros(1), confidence=0.95, method=method)
    assert np.isnan([low[0], high[0]]).all()


def test_every_method_has_a_name_in_sentences_and_one_of_them_is_the_studys():
    assert METHOD in INTERVALS
    names = [interval_method(Speech(), method) for method in METHODS]
    assert len(set(names)) == len(METHODS)
    with pytest.raises(KeyError, match="no words"):
        interval_method(Speech(), "guessed")
