"""Cramer's V of groups by yes and no is corrected for bias, and its interval covers it."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association as plain_v

from cyberstudy.statistics.differences import cramers_v

COUNTS = np.array([[30, 20], [10, 25], [15, 15]])


def v_of(counts):
    return cramers_v(counts[:, 0], counts.sum(axis=1), confidence=0.95)


def test_cramers_v_is_corrected_as_bergsma_does_and_lies_in_its_interval():
    n, r, c = COUNTS.sum(), *COUNTS.shape
    phi = chi2_contingency(COUNTS, correction=False).statistic / n
    corrected = max(phi - (r - 1) * (c - 1) / (n - 1), 0)
    less = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    value, low, high = v_of(COUNTS)
    assert value == pytest.approx(np.sqrt(corrected / less))
    assert 0 <= low < value < high < 1
    assert low < plain_v(COUNTS, method="cramer") < high


def test_its_interval_covers_the_true_value_in_most_samples():
    yes = np.array([0.5, 0.2, 0.3])
    shares = np.column_stack([yes, 1 - yes])
    rng, rows, covered = np.random.default_rng(4), np.full(3, 60), 0
    mean = shares.mean(axis=0)
    true = np.sqrt(((shares - mean) ** 2 / mean).sum(axis=1).mean())
    for _ in range(200):
        drawn = np.array([rng.multinomial(n, p) for n, p in zip(rows, shares, strict=True)])
        _, low, high = v_of(drawn)
        covered += low <= true <= high
    assert covered >= 183
