"""Examples of docs/methods.md, by hand arithmetic, by the library, and as the page tells them."""

import re
from itertools import product
from math import atanh, sqrt, tanh

import numpy as np
import pytest
from worlds import REPOSITORY
from worlds.evidence import RULES, evidence

from cyberstudy.cluster.verdict import by_tests
from cyberstudy.statistics import taxometric
from cyberstudy.statistics.intervals import possible_means, share_interval
from cyberstudy.statistics.neighbours import block_interval, wider
from cyberstudy.statistics.rank_correlations import spearman_interval
from cyberstudy.statistics.ranks import rank_sets
from cyberstudy.statistics.sparse_means import root_intervals
from cyberstudy.statistics.weighting import design_effect, poststratified
from latentclass.families import ALONG, TWO

TOLD = re.sub(r"\s+", " ", (REPOSITORY / "docs/methods.md").read_text(encoding="utf-8"))


def test_a_share_of_a_group_of_which_half_answered():
    z, base, p = 1.959964, 10 * 19 / 10, 0.8
    middle = (p + z**2 / (2 * base)) / (1 + z**2 / base)
    half = z * sqrt(p * (1 - p) / base + z**2 / (4 * base**2)) / (1 + z**2 / base)
    assert f"{middle - half:.3f} to {middle + half:.3f}, the bounds {8 / 20} to {18 / 20}" in TOLD
    one, ten, twenty = (np.array([n]) for n in (8, 10, 20))
    low, high = share_interval(one, ten, confidence=0.95, population=twenty)
    assert low[0] == pytest.approx(middle - half)
    assert high[0] == pytest.approx(18 / 20)
    bounds = possible_means(np.array([p]), ten, twenty.astype(float), limits=(0, 1))
    assert [each[0] for each in bounds] == pytest.approx([8 / 20, 18 / 20])


def test_ranks_of_three_items_of_which_the_first_is_surely_first():
    items = [[4, 4, 5, 3], [1, 2, 0, 1], [0, 1, 1, 1]]
    apart = {
        (j, k): [one - other for one, other in zip(items[j], items[k], strict=True)]
        for j, k in ((0, 1), (0, 2), (1, 2))
    }

    def studentized(pair, signs):
        moved = sum(sign * each for sign, each in zip(signs, apart[pair], strict=True))
        return moved / sqrt(sum(each**2 for each in apart[pair]))

    leads = {pair: studentized(pair, (1, 1, 1, 1)) for pair in apart}
    for (j, k), lead in leads.items():
        assert re.search(rf"t_\{{{j + 1}{k + 1}\}} = [^$]* = {lead:.3f}\$", TOLD)
    ways = [*product((1, -1), repeat=4)]
    largest = sorted(max(abs(studentized(pair, signs)) for pair in apart) for signs in ways)
    quantile = largest[12]  # four fifths of sixteen lie below the thirteenth
    assert f"at most {quantile:.3f} in 14 ways and {largest[-1]:.3f} in the other two" in TOLD
    assert [leads[pair] > quantile for pair in ((0, 1), (0, 2), (1, 2))] == [True, True, False]
    sets = rank_sets(np.array(items, dtype=float).T, np.array(ways), confidence=0.8)
    assert list(zip(sets.all_low, sets.all_high, strict=True)) == [(1, 1), (2, 3), (2, 3)]


def test_an_interval_of_a_mean_to_which_half_contribute():
    def root_and_error(values):
        mean = sum(values) / 4
        variance = sum(x**2 for x in values) / 4 - mean**2
        return sqrt(mean), sqrt(variance / 3) / (2 * sqrt(mean))

    root, error = root_and_error([0, 0, 4, 4])
    again = [root_and_error(drawn) for drawn in ([0, 4, 4, 4], [0, 0, 0, 4])]
    first, second = (((r - root) / e) for r, e in again)
    assert f"$t^* = {first:.3f}$ and ${second:.3f}$" in TOLD
    upper, lower = first - 0.025 * (first - second), second + 0.025 * (first - second)
    ends = [(root - upper * error) ** 2, (root - lower * error) ** 2]
    assert f"of the mean 2 is {ends[0]:.3f} to {ends[1]:.3f}" in TOLD
    values, drawn = np.array([[0.0], [0], [4], [4]]), np.array([[1, 0, 2, 1], [1, 2, 1, 0]])
    assert [e[0] for e in root_intervals(values, drawn, confidence=0.95)] == pytest.approx(ends)


def test_a_share_weighted_for_those_who_did_not_reply():
    weights = [6 / 2, 4 / 4]
    share = (2 * weights[0] + weights[1]) / (2 * weights[0] + 4 * weights[1])
    effect = 6 * (2 * weights[0] ** 2 + 4 * weights[1] ** 2) / (6 + 4) ** 2
    assert f"the share is {round(10 * share)}/10" in TOLD
    assert f"/ 100 = {effect:.2f}" in TOLD
    listed, replied = np.array([6, 4]), np.array([2, 4])
    found = poststratified(listed, replied, np.array([0, 1]))
    assert found.tolist() == weights
    assert design_effect(found, replied) == pytest.approx(effect)


def test_a_correlation_adjusted_for_four_facts_of_countries_in_three_subregions():
    z, deviation = atanh(0.5), sqrt((1 + 0.5**2 / 2) / (30 - 3 - 4))
    of_countries = [tanh(z - 1.959964 * deviation), tanh(z + 1.959964 * deviation)]
    without = [0.45, 0.55, 0.65]
    deviation_of_blocks = sqrt(2 / 3 * sum((each - 0.55) ** 2 for each in without))
    of_blocks = [tanh(z - 4.302653 * deviation_of_blocks), tanh(z + 4.302653 * deviation_of_blocks)]
    assert f"${z:.3f} \\pm 1.96 \\times {deviation:.3f}$, or {told(of_countries)}" in TOLD
    assert f"${z:.3f} \\pm 4.303 \\times {deviation_of_blocks:.3f}$, or {told(of_blocks)}" in TOLD
    units = spearman_interval(0.5, 30, confidence=0.95, adjusted_for=4)
    assert units == pytest.approx(of_countries)
    left_out = iter(without)
    low, high = block_interval(z, lambda _: next(left_out), np.arange(3), confidence=0.95)
    assert np.tanh([low, high]) == pytest.approx(of_blocks)
    given, by_blocks = wider(units, (np.tanh(low), np.tanh(high)))
    assert (by_blocks, given) == (True, pytest.approx(tuple(of_blocks)))


def told(ends):
    return f"{ends[0]:.3f} to {ends[1]:.3f}"


def test_a_curve_that_is_nearer_to_those_of_one_dimension(monkeypatch):
    observed, dimension, classes = (0.2, 0.4, 0.2), (0.2, 0.3, 0.3), (0.2, 0.4, 0.4)
    misses = [
        sqrt(sum((c - other) ** 2 for c, other in zip(observed, curve, strict=True)) / 3)
        for curve in (dimension, classes)
    ]
    index = misses[0] / sum(misses)
    assert f"$f_d = {misses[0]:.3f}$, $f_c = {misses[1]:.3f}$, CCFI = {index:.3f}." in TOLD
    samples = taxometric.SAMPLES
    curves = iter([observed, *[dimension] * samples, *[classes] * samples])
    monkeypatch.setattr(taxometric, "curve", lambda *_: np.array(next(curves)))
    values = np.random.default_rng(1).normal(size=(40, 3))
    found = taxometric.ccfi(values, np.arange(40) < 20, np.random.default_rng(1))
    assert found == pytest.approx(index)


#: Of the table of the verdict: p of the gradient, of the classes, of two further rivals.
REJECTED, KEPT = 0.001, 0.4
ROWS = {
    (REJECTED, KEPT, REJECTED, REJECTED): "types",
    (REJECTED, KEPT, KEPT, REJECTED): "not distinguishable",
    (KEPT, REJECTED, REJECTED, REJECTED): "gradient",
    (KEPT, KEPT, REJECTED, REJECTED): "not distinguishable",
    (REJECTED, REJECTED, KEPT, REJECTED): "two gradients",
    (REJECTED, REJECTED, KEPT, KEPT): "not distinguishable",
    (REJECTED, REJECTED, REJECTED, REJECTED): "none fits",
}


@pytest.mark.parametrize("levels", ROWS)
def test_each_row_of_the_table_of_the_verdict_is_what_the_rules_say(levels):
    forward, back, *further = levels
    rivals = dict(zip((TWO, ALONG), further, strict=True))
    given = {"two": 0.001, "classes": 3, "forward": forward, "back": back, "further": rivals}
    assert by_tests(evidence(**given)) == ROWS[levels]


def test_the_experts_of_the_example_are_not_distinguishable():
    forward, back = (round((1 + as_large) / 201, 2) for as_large in (73, 35))
    assert f"74/201 = {forward} > {RULES.alpha_continuum:g}$" in TOLD
    assert f"36/201 = {back} > {RULES.alpha_types:g}$" in TOLD
    made = evidence(two=0.001, classes=2, forward=forward, back=back)
    assert by_tests(made) == "not distinguishable"
    assert by_tests(evidence(two=0.2, nothing=0.2)) == "no structure"
