"""Axes of numbers end and are ticked where numbers are round, whatever the data."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.wording.numbers import range_of, round_ticks

FREE = SimpleNamespace(limits=(None, None))
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))


@pytest.mark.parametrize(
    ("ends", "ticks"),
    [
        ((0, 1), [0, 0.25, 0.5, 0.75, 1]),
        ((0, 100), [0, 25, 50, 75, 100]),
        ((1, 5), [1, 2, 3, 4, 5]),
        ((18, 120), [25, 50, 75, 100]),
        ((0, 12.3146), [0, 2.5, 5, 7.5, 10]),
    ],
)
def test_ticks_are_quarters_where_these_are_round_and_round_elsewhere(ends, ticks):
    assert round_ticks(*ends, 4) == ticks


@given(st.lists(NUMBERS, min_size=1))
def test_an_axis_holds_all_numbers_and_little_more(numbers):
    low, high = range_of([FREE], [*numbers, None])
    assert low <= min(numbers) <= max(numbers) <= high
    length = max(max(numbers) - min(numbers), 1)
    assert high - low <= 2.5 * length + 1e-6
    ticks = round_ticks(low, high, 4)
    assert 3 <= len(ticks) <= 7
    assert all(low - 1e-6 <= tick <= high + 1e-6 for tick in ticks)


def test_what_a_form_allows_is_the_axis_whatever_was_given():
    assert range_of([SimpleNamespace(limits=(0, 20))], [3.3]) == (0, 20)
    assert range_of([SimpleNamespace(limits=(0, None))], [13.1]) == (0, 15)
