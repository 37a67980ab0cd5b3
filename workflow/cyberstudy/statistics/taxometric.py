"""A taxometric check of two classes against one dimension: the comparison curve fit index.

MAMBAC (mean above minus below a cut; Meehl and Yonce 1994, Psychological Reports 74, 1059-1274):
units are sorted by all other indicators, and the difference in an indicator between those above and
below a cut is drawn as a curve over cuts. It peaks where two classes meet and is a dish where there
are none. What it looks like for indicators such as these is seen on comparison data of both kinds,
with the indicators' own distributions and correlations (Ruscio and Kaczetow 2008, Multivariate
Behavioral Research 43, 355-381); the index is from 0, like one dimension, to 1, like two classes
(Ruscio, Ruscio and Meron 2007, Multivariate Behavioral Research 42, 349-386).
"""

from __future__ import annotations

import numpy as np

CUTS = 25
#: Units beyond the outermost cuts. Assume: a tenth, and no fewer than five; of samples of hundreds
#: 25 are usual.
FEWEST_BEYOND, SHARE_BEYOND = 5, 0.1
ORDERS = 5  # orders of units with the same sum, over which curves are means
SAMPLES, POPULATION = 50, 5000  # comparison data of a kind, and what they are drawn from
TRIALS = 5  # steps without a better correlation that end the search for a population
FEWEST_OF_A_CLASS = 5
#: Decimal places to which numbers that are put in order are known, whatever the order of sums:
#: units with equal answers have equal sums.
KNOWN = 9
#: The index under and over which the field speaks of a dimension and of classes.
DIMENSIONAL, CATEGORICAL = 0.45, 0.55


def ccfi(values: np.ndarray, members: np.ndarray, rng: np.random.Generator) -> float:
    """Compare the mean MAMBAC curve with those of comparison data of both kinds.

    Parameters
    ----------
    values
        Units x indicators in order, in either direction; nan is missing, and is so in comparison
        data, too.
    members
        Which units are of the second class (bool), by a model of two classes.

    Returns
    -------
    float
        From 0 to 1; nan where a class has fewer than `FEWEST_OF_A_CLASS` units, or no indicator
        varies.
    """
    values = values[:, np.nanstd(values, axis=0) > 0]
    if min(members.sum(), (~members).sum()) < FEWEST_OF_A_CLASS or values.shape[1] < 3:
        return np.nan
    # The second class is the higher one by every indicator.
    gap = np.nanmean(values[members], axis=0) - np.nanmean(values[~members], axis=0)
    values = values * np.where(gap < 0, -1, 1)
    observed = curve(values, rng)
    missing = np.isnan(values)
    errors = []
    for groups in (np.zeros(len(values), dtype=int), members.astype(int)):
        populations = [population(values[groups == group], rng) for group in np.unique(groups)]
        drawn = np.zeros_like(observed)
        for _ in range(SAMPLES):
            sample = np.empty_like(values)
            for group, each in enumerate(populations):
                own = groups == group
                sample[own] = each[rng.integers(len(each), size=own.sum())]
            sample[missing] = np.nan
            drawn += curve(sample, rng) / SAMPLES
        errors.append(float(np.sqrt(((observed - drawn) ** 2).mean())))
    dimensional, categorical = errors
    return dimensional / (dimensional + categorical)


def curve(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mean over indicators of the difference above minus below each cut, in standard deviations."""
    spread = np.nanstd(values, axis=0)
    standard = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1)
    known = ~np.isnan(standard)
    filled = np.where(known, standard, 0.0)
    # Of all other indicators that a unit answered.
    others = filled.sum(axis=1, keepdims=True) - filled
    counted = known.sum(axis=1, keepdims=True) - known
    sums = np.where(counted > 0, others / np.maximum(counted, 1), 0.0).round(KNOWN)
    units = len(values)
    beyond = max(FEWEST_BEYOND, int(SHARE_BEYOND * units))
    cuts = np.linspace(beyond, units - beyond, CUTS).round().astype(int)
    ties = rng.random((ORDERS, *values.shape))
    order = np.lexsort((ties, np.broadcast_to(sums, ties.shape)), axis=1)
    below, of_them = (
        np.take_along_axis(np.broadcast_to(part, ties.shape), order, axis=1).cumsum(axis=1)
        for part in (filled, known.astype(float))
    )
    low, high = below[:, cuts - 1], below[:, -1:] - below[:, cuts - 1]
    few, more = of_them[:, cuts - 1], of_them[:, -1:] - of_them[:, cuts - 1]
    difference = high / np.maximum(more, 1) - low / np.maximum(few, 1)
    mean: np.ndarray = difference.mean(axis=(0, 2))
    return mean


def population(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make many units with the indicators' distributions and, by one factor, their correlations.

    Loadings are those of a matrix that is moved, step by step, by what the made correlations miss
    of the observed ones (Ruscio and Kaczetow 2008).
    """
    columns = [column[~np.isnan(column)] for column in values.T]
    drawn = [np.sort(rng.choice(column, POPULATION)) for column in columns]
    wanted = correlations(values)
    factor, unique = (
        rng.standard_normal(POPULATION),
        rng.standard_normal((len(columns), POPULATION)),
    )
    target, best, least, failed = wanted.copy(), np.empty(0), np.inf, 0
    while failed < TRIALS:
        loading = _one_factor(target).round(KNOWN)
        scores = loading[:, None] * factor + np.sqrt(1 - loading[:, None] ** 2) * unique
        ranks = scores.argsort(axis=1).argsort(axis=1)
        made = np.array([own[rank] for own, rank in zip(drawn, ranks, strict=True)]).T
        missed = wanted - correlations(made)
        error = float(np.sqrt((missed**2).mean()))
        if error < least - 10.0**-KNOWN:
            best, least, failed, reached = made, error, 0, target
            target = target + missed
        else:
            failed += 1
            target = reached + missed * 0.5**failed
    return best


def correlations(values: np.ndarray) -> np.ndarray:
    """Correlate indicators over the units that have both; 0 where one does not vary."""
    known = ~np.isnan(values)
    spread = np.nanstd(values, axis=0)
    standard = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1)
    filled, both = np.where(known, standard, 0.0), known.T.astype(float) @ known
    found: np.ndarray = np.clip(filled.T @ filled / np.maximum(both, 1), -1, 1)
    np.fill_diagonal(found, 1.0)
    return found


def _one_factor(matrix: np.ndarray) -> np.ndarray:
    """Loadings of one factor by principal axes, communalities begun at the largest correlation."""
    reduced = matrix.copy()
    own = np.abs(matrix - np.eye(len(matrix))).max(axis=1)
    loading = np.zeros(len(matrix))
    for _ in range(25):
        np.fill_diagonal(reduced, np.clip(own, 0, 1))
        values, vectors = np.linalg.eigh(reduced)
        loading = np.clip(vectors[:, -1] * np.sqrt(max(values[-1], 0)), -0.995, 0.995)
        own = loading**2
    # LAPACK gives an eigenvector in either direction.
    return loading if loading.sum() >= 0 else -loading
