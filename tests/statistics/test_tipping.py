"""What nonrespondents must say to reverse a finding, against a search through all they could."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics.tipping import turning_difference

ONE = np.array([1.0])


def test_the_silent_make_up_what_is_missing_to_a_half():
    # 25 of 60 say yes, 133 are nonrespondents: all 193 are half where 71.5 of the latter say yes.
    found = turning_difference(np.array([25 / 60]), np.array([133 / 193]), ONE, 0.5)
    assert 25 / 60 - found == pytest.approx(71.5 / 133)


def test_few_silent_turn_nothing():
    assert np.isnan(turning_difference(np.array([0.9]), np.array([0.1]), ONE, 0.5))
    assert np.isnan(turning_difference(np.array([0.9]), np.array([0.0]), ONE, 0.5))


def test_two_groups_meet_where_their_silent_differ_alike_in_opposite_directions():
    share, silent = np.array([0.7, 0.4]), np.array([0.5, 0.25])
    found = turning_difference(share, silent, np.array([1.0, -1.0]), 0)
    assert found == pytest.approx(0.3 / 0.75)


@given(*[st.floats(0.02, 0.98)] * 4)
def test_at_the_difference_the_groups_are_alike_and_before_it_not(p, q, one, other):
    share, silent, worth = np.array([p, q]), np.array([one, other]), np.array([1.0, -1.0])
    found = turning_difference(share, silent, worth, 0)

    def apart(d):
        quiet = np.clip([p - d, q + d], 0, 1)
        first, second = (1 - silent) * share + silent * quiet
        return first - second

    tried = np.linspace(-1, 1, 2001)
    turns = [d for d in tried if np.sign(apart(d)) != np.sign(p - q)]
    if np.isnan(found):
        assert all(apart(d) for d in tried)
    else:
        assert apart(found) == pytest.approx(0, abs=1e-9)
        if p != q:
            assert abs(min(turns, key=abs) - found) <= 2e-3
