"""The test of a cross table is that of other programs, and of sparse ones that of all tables."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact
from scipy.stats.contingency import association as plain_v

from cyberstudy.statistics.differences import association, cramers_v

COMMON = np.array([[30, 20, 10], [10, 25, 30], [15, 15, 22]])
SPARSE = np.array([[6, 2, 1], [1, 5, 4], [0, 3, 5]])


def dependence(table, permutations=20_000, seed=1):
    rng = np.random.default_rng(seed)
    return association(np.asarray(table), confidence=0.95, permutations=permutations, rng=rng)


def test_of_common_answers_it_is_scipys_chi_squared():
    theirs = chi2_contingency(COMMON, correction=False)
    found = dependence(COMMON)
    assert (found.method, found.degrees, found.units) == ("chi-squared", theirs.dof, COMMON.sum())
    assert (found.statistic, found.p) == (
        pytest.approx(theirs.statistic),
        pytest.approx(theirs.pvalue),
    )


def test_of_rare_answers_tables_with_the_same_margins_are_drawn():
    found = dependence(SPARSE)
    assert found.method == "20000 permutations"
    # All tables, listed by hand: the mid-p-value of Pearson's statistic.
    rows, columns = SPARSE.sum(axis=1), SPARSE.sum(axis=0)
    expected = np.outer(rows, columns) / SPARSE.sum()
    p = mid_p_of_all(rows, columns, expected, ((SPARSE - expected) ** 2 / expected).sum())
    assert found.p == pytest.approx(p, abs=4 * np.sqrt(p / 20_000))


def mid_p_of_all(rows, columns, expected, observed):
    from math import factorial, prod

    margins = prod(map(factorial, (*rows.tolist(), *columns.tolist())))
    total = factorial(int(rows.sum()))
    p = 0.0
    a, b, c = columns.tolist()
    for first in ((i, j, rows[0] - i - j) for i in range(a + 1) for j in range(b + 1)):
        for second in ((i, j, rows[1] - i - j) for i in range(a + 1) for j in range(b + 1)):
            third = [a - first[0] - second[0], b - first[1] - second[1], c - first[2] - second[2]]
            table = np.array([first, second, third])
            if (table < 0).any():
                continue
            weight = margins / total / prod(map(factorial, table.ravel().tolist()))
            statistic = ((table - expected) ** 2 / expected).sum()
            p += weight * (
                1.0 if statistic > observed + 1e-9 else 0.5 * np.isclose(statistic, observed)
            )
    return p


def test_of_rare_answers_to_two_options_all_tables_are_listed():
    table = [[7, 1], [2, 6]]
    found, theirs = dependence(table), fisher_exact(table).pvalue
    assert found.method == "exact"
    assert theirs / 2 < found.p < theirs  # the mid-p-value counts tables as rare by half


def test_rows_and_columns_without_anybody_are_no_part_of_it():
    wider = np.zeros((4, 4), dtype=int)
    wider[:3, :3] = COMMON
    assert dependence(wider) == dependence(COMMON)
    assert dependence([[5, 0], [7, 0]]) is None
    assert dependence(np.zeros((0, 3), dtype=int)) is None


def test_cramers_v_is_corrected_as_bergsma_does_and_lies_in_its_interval():
    n, r, c = COMMON.sum(), *COMMON.shape
    phi = chi2_contingency(COMMON, correction=False).statistic / n
    corrected = max(phi - (r - 1) * (c - 1) / (n - 1), 0)
    less = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    value, low, high = dependence(COMMON).effect
    assert value == pytest.approx(np.sqrt(corrected / less))
    assert 0 < low < value < high < 1
    assert low < plain_v(COMMON, method="cramer") < high
    two = COMMON[:, :2]
    of_two = cramers_v(two[:, 0], two.sum(axis=1), confidence=0.95)
    assert dependence(two).effect == pytest.approx(of_two)


def test_its_interval_covers_the_true_value_in_most_samples():
    shares = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.3, 0.4, 0.3]])
    rng, rows, covered = np.random.default_rng(4), np.full(3, 60), 0
    mean = shares.mean(axis=0)
    true = np.sqrt(((shares - mean) ** 2 / mean).sum(axis=1).mean() / 2)
    for _ in range(200):
        drawn = np.array([rng.multinomial(n, p) for n, p in zip(rows, shares, strict=True)])
        _, low, high = dependence(drawn).effect
        covered += low <= true <= high
    assert covered >= 183


@pytest.mark.needs("r")
@pytest.mark.parametrize("table", [COMMON, SPARSE], ids=["common", "rare"])
def test_r_says_the_same(table, ask_r):
    code = (
        "set.seed(1); t <- suppressWarnings(chisq.test(x, correct=FALSE)); "
        "s <- chisq.test(x, simulate.p.value=TRUE, B=200000); c(t$statistic, t$p.value, s$p.value)"
    )
    statistic, p, simulated = ask_r("", table, code)
    found = dependence(table)
    assert found.statistic == pytest.approx(statistic)
    if found.method == "chi-squared":
        assert found.p == pytest.approx(p)
    else:  # R counts tables that are as far apart whole, the mid-p-value by half
        assert simulated / 2 < found.p <= simulated + 0.01
