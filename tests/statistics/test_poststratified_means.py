"""Post-stratified means: an example by hand, R's package survey, and what nonrespondents change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cyberstudy.statistics.poststratified_means import StratifiedScores, turning_deviation

#: Two strata, of 12 and of 8 units, of which 3 and 4 replied: the example of docs/methods.md.
FIRST, SECOND = [0.2, 0.4, 0.6], [0.5, 0.7, 0.9, 0.7]
SCORES, STRATUM = np.array(FIRST + SECOND), np.array([0] * 3 + [1] * 4)
EXAMPLE = StratifiedScores.of(SCORES, STRATUM, np.array([12, 8]))


def apart(values):
    """Variance, with n - 1."""
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def test_the_example_of_methods_comes_out_by_hand():
    mean = 12 / 20 * 0.4 + 8 / 20 * 0.7
    assert EXAMPLE.mean() == pytest.approx(mean)
    assert mean == pytest.approx(0.52)
    one = (12 / 20) ** 2 * (1 - 3 / 12) * apart(FIRST) / 3
    two = (8 / 20) ** 2 * (1 - 4 / 8) * apart(SECOND) / 4
    assert (one, two) == (pytest.approx(0.0036), pytest.approx(0.08 / 150))
    freedom = (one + two) ** 2 / (one**2 / 2 + two**2 / 3)
    assert freedom == pytest.approx(2.598, abs=1e-3)
    half = 3.4795774159898 * np.sqrt(one + two)  # qt(0.975, 2.598...) of R
    low, high = EXAMPLE.interval(confidence=0.95)
    assert (low, high) == (pytest.approx(mean - half), pytest.approx(mean + half))
    # Nine of twelve and four of eight are nonrespondents: 13 of 20 move, half a deviation each.
    spread = np.sqrt(apart(FIRST + SECOND))
    assert spread == pytest.approx(0.229, abs=1e-3)
    lower, higher = EXAMPLE.interval(0.5 * spread, confidence=0.95)
    assert lower == pytest.approx(mean - 13 / 20 * 0.5 * spread - half)
    assert higher == pytest.approx(mean + 13 / 20 * 0.5 * spread + half)


def test_the_tipping_point_of_the_example_comes_out_by_hand():
    low, high = (
        StratifiedScores.of(np.array(own), np.zeros(len(own), int), np.array([size]))
        for own, size in ((FIRST, 12), (SECOND, 8))
    )
    spread = np.sqrt(apart(FIRST + SECOND))
    by_hand = (0.7 - 0.4) / ((1 - 4 / 8 + 1 - 3 / 12) * spread)
    found = turning_deviation(high, low, spread)
    assert found == pytest.approx(by_hand)
    assert by_hand == pytest.approx(1.05, abs=0.005)
    assert high.mean(-found * spread) == pytest.approx(float(low.mean(found * spread)))
    # The other way round it is reversed before anybody is asked.
    assert turning_deviation(low, high, spread) == pytest.approx(-by_hand)


def test_no_nonrespondents_turn_what_those_who_replied_settle():
    high = StratifiedScores.of(np.array([0.9, 1.0]), np.zeros(2, int), np.array([2]))
    low = StratifiedScores.of(np.array([0.0, 0.1, 0.2]), np.zeros(3, int), np.array([4]))
    assert np.isnan(turning_deviation(high, low, 0.4))


#   s <- svydesign(~1, strata=~h, fpc=~N, data=d); svymean(~y, s)   # R 4.5.0, survey 4.4-2
def test_mean_and_error_are_those_of_r_survey():
    low, high = EXAMPLE.interval(confidence=0.95)
    assert EXAMPLE.mean() == pytest.approx(0.52, abs=1e-12)
    assert (high - low) / 2 / 3.4795774159898 == pytest.approx(0.064291005073286, abs=1e-12)


@pytest.mark.needs("r_survey")
def test_mean_and_error_of_many_strata_are_those_of_r_survey_today(ask_r):
    rng = np.random.default_rng(27)
    listed, scored = np.array([30, 12, 9, 50]), np.array([11, 5, 9, 3])
    stratum = np.repeat(np.arange(4), scored)
    scores = rng.uniform(size=stratum.size)
    known = StratifiedScores.of(scores, stratum, listed)
    whole = ",".join(map(str, listed))
    mean, error, again = ask_r(
        "survey",
        np.column_stack([stratum, scores, listed[stratum]]),
        f"""d <- data.frame(h=x[, 1], y=x[, 2], N=x[, 3]);
        s <- svymean(~y, svydesign(~1, strata=~h, fpc=~N, data=d));
        p <- postStratify(svydesign(~1, weights=~1, data=d), ~h,
                          data.frame(h=0:3, Freq=c({whole})));
        c(coef(s), SE(s), coef(svymean(~y, p)))""",
    )
    assert known.mean() == pytest.approx(mean, abs=1e-12)
    assert again == pytest.approx(mean, abs=1e-12)
    part = known.worth**2 * known.nonrespondents * known.variances / scored
    assert np.sqrt(part.sum()) == pytest.approx(error, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=6, max_size=6), st.integers(0, 8), st.floats(0, 1))
def test_a_sensitivity_range_holds_the_truth_where_nonrespondents_differ_by_no_more(
    scores, nonrespondents, shift
):
    known = StratifiedScores.of(
        np.array(scores), np.array([0, 0, 0, 1, 1, 1]), np.array([3 + nonrespondents, 5])
    )
    low, high = known.mean(-shift), known.mean(shift)
    for moved in (-shift, -shift / 2, shift / 3, shift):
        truth = sum(scores[:3]) + sum(scores[3:])
        truth += nonrespondents * np.clip(known.means[0] + moved, 0, 1)
        truth += 2 * np.clip(known.means[1] + moved, 0, 1)
        assert low - 1e-9 <= truth / (8 + nonrespondents) <= high + 1e-9


def test_where_everybody_replied_nothing_is_left_to_estimate():
    known = StratifiedScores.of(SCORES, STRATUM, np.array([3, 4]))
    assert known.mean() == pytest.approx(SCORES.mean())
    assert np.isnan(known.interval(confidence=0.95)).all()


def test_a_stratum_of_one_score_has_no_interval_unless_it_is_all_of_it():
    alone = np.array([0.3, 0.5, 0.9])
    stratum = np.array([0, 1, 1])
    of_two, of_one = (StratifiedScores.of(alone, stratum, np.array([n, 4])) for n in (2, 1))
    assert np.isnan(of_two.interval(confidence=0.9)).all()
    assert not np.isnan(of_one.interval(confidence=0.9)).any()
