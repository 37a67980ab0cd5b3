"""Weights of replies, propensities and R-indicators against R, and cases done by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics import weighting
from cyberstudy.statistics.designs import SampleDesign
from surveyanswers.tables.problems import SurveyError

#: Three regions of two levels each: listed, replied, of these with an answer, of these yes.
LISTED = np.array([10.0, 30, 12, 8, 5, 20])
REPLIED = np.array([6.0, 7, 9, 2, 5, 6])
VALID, CHOSE = np.array([4, 5, 6, 0, 5, 3]), np.array([3, 1, 4, 0, 5, 0])
REGION, LEVEL = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 0, 1, 0, 1])
TERMS = np.column_stack([np.ones(6), REGION == 1, REGION == 2, LEVEL == 1]).astype(float)


def share(weight):
    return (weight * CHOSE).sum() / (weight * VALID).sum()


# R 4.5.0, survey 4.4-2, a row of d for each that replied:
#   s <- svydesign(~1, strata=~cell, fpc=~listed, data=d); svymean(~y, subset(s, valid == 1))
def test_a_routed_question_has_the_share_of_r_survey_for_a_domain():
    weight = weighting.poststratified(LISTED, REPLIED, np.arange(6))
    assert share(weight) == pytest.approx(0.383970177074, abs=1e-12)
    unit = np.repeat(np.arange(6), REPLIED.astype(int))
    design = SampleDesign(weight[unit], np.arange(unit.size), unit, LISTED)
    said = [
        (place, value)
        for cell in range(6)
        for place, value in zip(
            np.flatnonzero(unit == cell)[: VALID[cell]],
            np.arange(VALID[cell]) < CHOSE[cell],
            strict=True,
        )
    ]
    of, value = (np.array(column) for column in zip(*said, strict=True))
    mean, error = design.means(np.zeros(of.size, dtype=int), of, value.astype(float))
    assert (mean[0], error[0]) == pytest.approx((0.383970177074, 0.083001698544), abs=1e-11)


#   rake(svydesign(~1, weights=rep(85/35, 35), data=d), list(~region, ~level), ...)
def test_raked_weights_are_those_of_r_survey():
    weight = weighting.raked(LISTED, REPLIED, [REGION, LEVEL])
    theirs = [1.5305198526243, 4.4024115548935, 1.3556719429027, 3.8994762569374]
    assert weight == pytest.approx([*theirs, 1.1231666796259, 3.2306944336451], abs=1e-9)
    assert share(weight) == pytest.approx(0.38840660496441, abs=1e-9)
    assert weighting.design_effect(weight, REPLIED) == pytest.approx(1.2866814935965, abs=1e-9)


#   fitted(glm(cbind(replied, listed - replied) ~ region + level, binomial))
def test_propensities_are_those_of_r():
    chance = weighting.propensities(LISTED, REPLIED, TERMS)
    theirs = [0.69114167342286, 0.20295277552571, 0.74820783787457, 0.25268824318815]
    assert chance == pytest.approx([*theirs, 0.82201784225531, 0.34449553943617], abs=1e-9)
    assert share(1 / chance) == pytest.approx(0.38878580271739, abs=1e-9)


def test_where_all_or_none_of_a_group_replied_propensities_come_to_an_end():
    terms = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1]])
    found = weighting.propensities(np.array([4.0, 6, 5]), np.array([4.0, 3, 0]), terms)
    assert found == pytest.approx([1, 0.5, 0], abs=1e-9)


#   p <- fitted(g) of each unit; 1 - 2 sd(p), and less mean(rowSums((z %*% vcov(g)) * z))
def test_indicators_are_those_made_of_rs_propensities_and_their_covariances():
    chance = weighting.propensities(LISTED, REPLIED, TERMS)
    found = weighting.r_indicators(chance, LISTED, TERMS)
    assert found == pytest.approx((0.53292200595470, 0.57332948861421), abs=1e-9)


def test_a_cell_of_few_joins_its_region_first_and_the_nearest_level():
    cells = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    found = weighting.collapsed(cells, np.array([1, 2, 9, 1, 1]), 3)
    # The first two make three; the other region has two in all, and joins the stratum beside it.
    assert found.tolist() == [0, 0, 2, 0, 0]
    assert weighting.collapsed(cells, np.array([5, 5, 2, 5, 5]), 3).tolist() == [0, 1, 1, 3, 4]


@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.integers(1, 12))
def test_strata_have_enough_replies_or_there_is_one(replied, minimum):
    cells = [(region, level) for region in range(3) for level in range(2)]
    found = weighting.collapsed(cells, np.array(replied), minimum)
    sums = np.bincount(found, replied, 6)[np.unique(found)]
    assert len(sums) == 1 or sums.min() >= minimum


def test_margins_that_no_weights_can_have_are_told():
    # Of the first group only the first level replied, and it is larger than that level.
    with pytest.raises(SurveyError, match="raise minimum_replied"):
        weighting.raked(
            np.array([3.0, 7, 3, 1]),
            np.array([2.0, 0, 2, 2]),
            [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])],
        )


@given(st.lists(st.floats(0.1, 50), min_size=4, max_size=4), st.floats(1.05, 4))
def test_cut_weights_keep_their_sum_and_their_limit(weights, limit):
    replied = np.array([3.0, 1, 5, 2])
    weight = np.array(weights)
    cut = weighting.trimmed(weight, replied, limit)
    total = (weight * replied).sum()
    assert (cut * replied).sum() == pytest.approx(total)
    assert cut.max() <= limit * total / replied.sum() * (1 + 1e-9)
