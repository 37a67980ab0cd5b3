"""Weighted means, their errors and intervals against those of R's package survey."""

import numpy as np
import pytest

from cyberstudy.statistics.designs import SampleDesign

UNIT = np.arange(30)
WEIGHT = 1 + (3 * UNIT * UNIT + UNIT) % 7.0
YES = ((UNIT * UNIT) % 11 < 4).astype(float)
NUMBER = (UNIT * 13) % 11.0
SOUTH = UNIT % 3 == 0
PAIRS, TENS, SIZES = UNIT // 2, np.arange(15) // 5, np.array([8.0, 12, 20])
DESIGNS = {
    "strata_clusters": (PAIRS, TENS, np.full(3, np.inf)),
    "with_sizes": (PAIRS, TENS, SIZES),
    "weights": (UNIT, np.zeros(30, dtype=int), np.array([np.inf])),
    "clusters": (PAIRS, np.zeros(15, dtype=int), np.array([np.inf])),
    "lonely": (PAIRS, np.where(np.arange(15) == 14, 3, TENS), np.full(4, np.inf)),
}
#: R 4.5.0, survey 4.4-2: share, its error, interval; mean, its error; degrees of freedom.
#:   i <- 0:29
#:   d <- data.frame(stratum=i %/% 10, cluster=i %/% 2, weight=1 + (3 * i * i + i) %% 7,
#:     size=c(8, 12, 20)[i %/% 10 + 1], yes=as.numeric((i * i) %% 11 < 4),
#:     number=(i * 13) %% 11, south=i %% 3 == 0)
#:   s <- svydesign(~cluster, strata=~stratum, weights=~weight, fpc=~size, data=d) # or without
#:   f <- s # or subset(s, south)
#:   svymean(~yes, f); svyciprop(~yes, f, method="logit", df=degf(s)); svymean(~number, f)
#: lonely: the cluster 14 as stratum 3, options(survey.lonely.psu="adjust")
THEIRS = """
strata_clusters all 0.433333333333 0.115503905836 0.215323601630 0.680615409269 4.733333333333 0.789599054373 12
with_sizes all 0.433333333333 0.087372547453 0.260471374335 0.624101077536 4.733333333333 0.597007320891 12
weights all 0.433333333333 0.101867060283 0.246621374776 0.641110132531 4.733333333333 0.645594604939 29
clusters all 0.433333333333 0.107679822393 0.229916037595 0.662008443053 4.733333333333 0.736200902979 14
strata_clusters south 0.428571428571 0.187356775785 0.124056834583 0.798862045809 4.964285714286 1.115969747555 12
with_sizes south 0.428571428571 0.141623760356 0.175421160830 0.725581461847 4.964285714286 0.853818962755 12
lonely all 0.433333333333 0.116611097877 0.211904623191 0.685023447402 4.733333333333 0.790717581411 11
lonely south 0.428571428571 0.188464995584 0.121160721453 0.803153236464 4.964285714286 1.115437137543 11
"""  # noqa: E501


@pytest.mark.parametrize("line", THEIRS.strip().splitlines())
def test_estimates_of_a_design_are_those_of_r_survey(line):
    name, of, *numbers, degrees = line.split()
    design = SampleDesign(WEIGHT, *DESIGNS[name])
    unit = UNIT[SOUTH] if of == "south" else UNIT
    which = np.repeat([0, 1], len(unit))  # both at once, as of many groups and options
    said = np.concatenate([YES[unit], NUMBER[unit]])
    mean, error = design.means(which, np.tile(unit, 2), said)
    ends = design.share_interval(mean[:1], error[:1], np.array([len(unit)]), confidence=0.95)
    theirs = [float(number) for number in numbers]
    ours = [mean[0], error[0], mean[1], error[1]]
    assert ours == pytest.approx([*theirs[:2], *theirs[4:]], abs=2e-12)
    # R fits the logit by iteration, which ends at about nine digits.
    assert [ends[0][0], ends[1][0]] == pytest.approx(theirs[2:4], rel=1e-8)
    assert design.degrees == int(degrees)


@pytest.mark.needs("r_survey")
def test_published_estimates_of_californias_schools_are_met(schools):
    """The examples of svymean in the manual of survey: 662.29 (9.4089) and 644.17 (23.542)."""
    for name, published in (("strat", (662.29, 9.4089)), ("clus1", (644.17, 23.542))):
        table, design = schools[name]
        none = np.zeros(table.height, dtype=int)
        mean, error = design.means(none, np.arange(table.height), table["api00"].to_numpy())
        assert mean[0] == pytest.approx(published[0], abs=0.005)
        assert error[0] == pytest.approx(published[1], rel=1e-4)


def test_equal_weights_and_no_more_are_a_simple_sample():
    design = SampleDesign(np.full(30, 5.0), *DESIGNS["weights"])
    mean, error = design.means(np.zeros(30, dtype=int), UNIT, NUMBER)
    assert mean[0] == pytest.approx(NUMBER.mean())
    assert error[0] == pytest.approx(NUMBER.std(ddof=1) / np.sqrt(30))


def test_an_interval_stays_within_0_and_1_and_is_not_empty_where_nobody_or_all_said_so():
    design = SampleDesign(WEIGHT, *DESIGNS["strata_clusters"])
    share, error = np.array([0.0, 0.02, 1.0]), np.array([0.0, 0.03, 0.0])
    low, high = design.share_interval(share, error, np.full(3, 30), confidence=0.95)
    assert ((low >= 0) & (high <= 1) & (low < high)).all()
    assert (low[0], high[2]) == (0.0, 1.0)
    # Fewer degrees of freedom tell less than as many units drawn one by one.
    alone = SampleDesign(WEIGHT, *DESIGNS["weights"])
    assert high[0] > alone.share_interval(share, error, np.full(3, 30), confidence=0.95)[1][0]


def test_where_every_cluster_was_drawn_nothing_is_uncertain():
    design = SampleDesign(WEIGHT, PAIRS, TENS, np.full(3, 5.0))
    mean, error = design.means(np.zeros(30, dtype=int), UNIT, YES)
    low, high = design.share_interval(mean, error, np.array([30]), confidence=0.95)
    assert error[0] == 0
    assert low == high == mean


def test_without_degrees_of_freedom_there_is_no_interval():
    design = SampleDesign(np.ones(2), np.arange(2), np.arange(2), np.full(2, np.inf))
    mean, error = design.means(np.zeros(2, dtype=int), np.arange(2), np.array([0.0, 1]))
    assert mean[0] == 0.5
    ends = design.share_interval(mean, error, np.array([2]), confidence=0.95)
    assert np.isnan([ends[0][0], ends[1][0], design.half_width(error, confidence=0.95)[0]]).all()


def test_intervals_hold_the_truth_of_a_clustered_population_and_those_of_a_simple_sample_do_not():
    """Schools of 20 alike pupils; a stratum is drawn three times as densely as the other."""
    rng = np.random.default_rng(14)
    chances = np.concatenate([rng.beta(2, 6, 100), rng.beta(6, 2, 300)])
    pupils = rng.random((400, 20)) < chances[:, None]
    truth, held, held_simply = pupils.mean(), 0, 0
    stratum, cluster = np.repeat([0, 1], [30, 30]), np.repeat(np.arange(60), 20)
    weight = np.repeat([100 / 30, 300 / 30], 600)
    design = SampleDesign(weight, cluster, stratum, np.array([100.0, 300]))
    simple = SampleDesign(weight, np.arange(1200), np.zeros(1200, dtype=int), np.array([np.inf]))
    for _ in range(500):
        low, high = rng.choice(100, 30, replace=False), 100 + rng.choice(300, 30, replace=False)
        said = pupils[np.concatenate([low, high])].ravel().astype(float)
        one = np.zeros(1200, dtype=int), np.arange(1200), said
        size = np.array([1200])
        ends = design.share_interval(*design.means(*one), size, confidence=0.95)
        held += ends[0][0] <= truth <= ends[1][0]
        ends = simple.share_interval(*simple.means(*one), size, confidence=0.95)
        held_simply += ends[0][0] <= truth <= ends[1][0]
    assert held / 500 == pytest.approx(0.95, abs=0.03)
    assert held_simply / 500 < 0.9
