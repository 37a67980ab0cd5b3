"""How wide the joint set of the tenth place is with more experts, in invented answers."""

import numpy as np
import pytest
from worlds import REPOSITORY

from cyberstudy.analysis_files import opened

ANALYSIS = opened(REPOSITORY / "config/surveys/wci2021/analyses/experts_needed.py")
WORDS = ANALYSIS.tables["experts_needed"].function.__globals__


@pytest.fixture
def rng():
    return np.random.default_rng(5)


@pytest.fixture
def experts(rng):
    """Return what each of 92 experts gives each of 20 countries, from many to few."""
    return (rng.random((92, 20)) < np.linspace(0.95, 0.05, 20)).astype(float)


def test_a_tenth_place_that_all_agree_on_is_one_rank_wide(rng):
    same = np.tile(np.arange(20.0, 0, -1), (40, 1))
    assert WORDS["width"](same, rng) == 1


def test_where_all_countries_are_level_the_tenth_may_hold_every_rank(rng):
    assert WORDS["width"](rng.normal(size=(40, 20)), rng) == 20


def test_a_sure_first_place_makes_the_tenth_no_surer(rng):
    level = rng.normal(size=(40, 20)) + np.r_[100, np.zeros(19)]
    assert WORDS["width"](level, rng) == 19


def test_a_country_that_nobody_names_is_no_rank(rng):
    level = np.hstack([rng.normal(size=(40, 12)), np.zeros((40, 8))])
    assert WORDS["width"](level, rng) == 12


def test_more_experts_leave_fewer_ranks(experts, rng):
    few, many = (np.mean(WORDS["widths"](experts, size, 10, rng)) for size in (46, 1472))
    assert few > 2 * many
    assert many >= 1


def test_halves_of_experts_foretell_how_wide_it_is_with_all(experts, rng):
    whole = WORDS["width"](experts, rng)
    halves = (experts[rng.permutation(92)[:46]] for _ in range(40))
    forecast = [WORDS["widths"](half, 92, 1, rng)[0] for half in halves]
    assert np.quantile(forecast, 0.025) <= whole <= np.quantile(forecast, 0.975)
    assert np.mean(forecast) == pytest.approx(whole, rel=1 / 3)
