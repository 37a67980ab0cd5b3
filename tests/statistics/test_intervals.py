"""Intervals of shares: against scipy, and against their own promise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from cyberstudy.statistics.intervals import INTERVALS, possible_means, share_interval

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
    assert count / (size + silent) - 1e-12 <= low <= share + 1e-12  # all nonrespondents say no
    assert share - 1e-12 <= high <= (count + silent) / (size + silent) + 1e-12  # or all yes
    assert (low >= wide_low - 1e-9).all()
    assert (high <= wide_high + 1e-9).all()
    if silent == 0:
        assert low == high == share


@pytest.mark.parametrize("method", METHODS)
@given(st.integers(5, 200), st.data())
def test_of_nearly_half_a_population_the_interval_is_that_of_twice_the_base(method, base, data):
    """Draws from N without replacement vary (N - n) / (N - 1) times as much as those with it.

    Of a population of 2 n - 1 that is a half: as if twice as many had been drawn of an endless one.
    """
    count, size = data.draw(st.integers(0, base)), 2 * base - 1
    chance = count / base
    peer = binomtest(2 * count, 2 * base).proportion_ci(0.95, method=PEERS[method])
    low, high = share_interval(
        np.array([count]),
        np.array([base]),
        confidence=0.95,
        population=np.array([size]),
        method=method,
    )
    least, most = count / size, (count + size - base) / size
    assert low[0] == pytest.approx(min(max(peer.low, least), chance), abs=1e-9)
    assert high[0] == pytest.approx(max(min(peer.high, most), chance), abs=1e-9)


def test_a_corrected_interval_is_the_one_that_was_worked_out_by_hand():
    """Wilson's, with 50 (99 - 1) / (99 - 50) = 100 for the base.

    (0.4 + z^2 / 200 -+ z sqrt(0.24 / 100 + z^2 / 40000)) / (1 + z^2 / 100), z = 1.959964
    """
    low, high = share_interval(
        np.array([20]), np.array([50]), confidence=0.95, population=np.array([99])
    )
    assert (low[0], high[0]) == pytest.approx((0.309401, 0.497998), abs=1e-6)


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


def test_one_silent_unit_of_a_census_can_move_the_share_by_itself_and_no_further():
    low, high = share_interval(
        np.array([100]), np.array([193]), confidence=0.95, population=np.array([194])
    )
    assert (low[0], high[0]) == pytest.approx((100 / 194, 101 / 194))


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=8),
    st.lists(st.integers(0, 4), max_size=8),
)
def test_no_silent_units_can_bring_a_mean_out_of_what_is_possible(known, silent):
    size = np.array([len(known) + len(silent)])
    least, most = possible_means(
        np.array([np.mean(known)]), np.array([len(known)]), size, limits=(0, 4)
    )
    assert least[0] - 1e-12 <= np.mean(known + silent) <= most[0] + 1e-12
    extremes = (np.mean(known + [end] * len(silent)) for end in (0, 4))
    assert (least[0], most[0]) == pytest.approx(tuple(extremes))


def test_without_limits_or_a_known_population_anything_is_possible():
    numbers = np.array([2.0]), np.array([3])
    assert possible_means(*numbers, np.array([np.inf]), limits=(0, 1)) == (0, 1)
    assert possible_means(*numbers, np.array([4]), limits=(None, None)) == (-np.inf, np.inf)
    assert possible_means(*numbers, np.array([3]), limits=(None, None)) == (2, 2)


@pytest.mark.parametrize("method", METHODS)
def test_a_share_of_nobody_has_no_interval(method):
    low, high = share_interval(np.zeros(1), np.zeros(1), confidence=0.95, method=method)
    assert np.isnan([low[0], high[0]]).all()
