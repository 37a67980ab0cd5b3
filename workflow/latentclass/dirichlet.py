"""Counts with given totals: multinomial coefficients, draws, and the Dirichlet-multinomial's fit.

The profile takes Minka's fixed point (2000, Estimating a Dirichlet distribution), the precision
Newton's method, and both are accelerated (`anderson`); many tables are fitted at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, psi, zeta

from latentclass.anderson import Past
from latentclass.items import FLOOR

#: Logarithms of the Dirichlet's parameters stay above, and that of their sum below. Assume: at the
#: lower end a category does not occur, at the upper the counts are a plain multinomial's.
LOWEST, HIGHEST = -20.0, 14.0
#: Largest step of a logarithm at which a fit has settled.
SETTLED = 1e-9


def coefficients(table: np.ndarray) -> np.ndarray:
    """Logarithm of each row's multinomial coefficient."""
    return gammaln(table.sum(axis=-1) + 1) - gammaln(table + 1).sum(axis=-1)


def draw_counts(shares: np.ndarray, totals: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw rows of counts with given totals (units,) from shares (units x categories).

    By inversion. NumPy's multinomial draws binomials, and from the other end where a share of what
    is left is over a half: of two equal categories the rounding of a sum would decide.
    """
    ends = np.cumsum(shares.astype(np.float64), axis=1)
    units = np.repeat(np.arange(len(ends)), totals)
    level = rng.random(len(units)) * ends[units, -1]
    category = (level[:, None] > ends[units, :-1]).sum(axis=1)
    counts = np.zeros(ends.shape)
    np.add.at(counts, (units, category), 1)
    return counts


@dataclass(frozen=True)
class Dirichlets:
    """The Dirichlet-multinomial of each of B tables.

    Attributes
    ----------
    alpha
        Profile times precision (B x categories).
    log_likelihood
        Without multinomial coefficients (B).
    steps, converged
        Of each table (B).
    """

    alpha: np.ndarray
    log_likelihood: np.ndarray
    steps: np.ndarray
    converged: np.ndarray


def fit_dirichlets(
    tables: np.ndarray, *, tol: float, max_iter: int, settled: float = np.inf
) -> Dirichlets:
    """Fit a Dirichlet-multinomial to every table.

    Parameters
    ----------
    tables
        B x units x categories.
    settled
        Largest step of a logarithm at which a fit has converged, where it also gains no more than
        `tol` of the log-likelihood.
    """
    now = _moments(tables)[:, None]  # B x 1 x categories: logarithms, one start a table
    found, reached = now[:, 0].copy(), np.full(len(tables), -np.inf)
    converged = np.zeros(len(tables), dtype=bool)
    steps = np.zeros(len(tables), dtype=np.int64)
    rows, seen, past = np.arange(len(tables)), tables, Past.of(now)
    for _ in range(max_iter):
        steps[rows] += 1
        alpha = np.exp(now)
        value = log_likelihoods(seen, alpha).sum(axis=1)
        ahead = _within(_ahead(seen, alpha))
        fell, still = (verdict[:, 0] for verdict in past.judged(value[:, None], tol))
        still &= np.abs(ahead - now).max(axis=(1, 2)) <= settled
        found[rows[~fell]], reached[rows[~fell]] = now[~fell, 0], value[~fell]
        converged[rows] = still
        if still.all():
            break
        now = _within(past.leap(now, ahead, fell[:, None]))
        if still.any():
            rows, now, seen, past = rows[~still], now[~still], seen[~still], past.only(~still)
    # Where counts scatter no more than a multinomial's, the way there has no end: go there at once.
    plain = _profiles(tables) * np.exp(HIGHEST)
    limit = log_likelihoods(tables, plain[:, None]).sum(axis=1)
    better = limit > reached
    alpha = np.where(better[:, None], plain, np.exp(found))
    return Dirichlets(alpha, np.maximum(limit, reached), steps, converged | better)


def _ahead(tables: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """One step from alpha (B x 1 x categories), in logarithms.

    The profile takes Minka's fixed point, the precision a step of Newton's method on its inverse,
    in which the likelihood is nearly a parabola even where the precision has no end.
    """
    whole = alpha.sum(axis=2, keepdims=True)
    profile = alpha / whole
    sizes = tables.sum(axis=2, keepdims=True)
    gained = (psi(tables + alpha) - psi(alpha)).sum(axis=1, keepdims=True)
    lost = (psi(sizes + whole) - psi(whole)).sum(axis=1, keepdims=True)
    fixed = alpha * np.maximum(gained, 1e-12)
    slope = (profile * gained).sum(axis=2, keepdims=True) - lost
    bend = (zeta(2, tables + alpha) - zeta(2, alpha)).sum(axis=1, keepdims=True)
    bend = (profile**2 * bend).sum(axis=2, keepdims=True)
    bend -= (zeta(2, sizes + whole) - zeta(2, whole)).sum(axis=1, keepdims=True)
    slope, bend = -(whole**2) * slope, whole**4 * bend + 2 * whole**3 * slope  # by the inverse
    uphill = np.where(slope > 0, np.inf, -np.inf)
    step = np.divide(-slope, bend, out=uphill, where=bend < 0)
    inverse = np.clip(1 / whole + step, 0.2 / whole, 5 / whole)
    return np.log(fixed) - np.log(fixed.sum(axis=2, keepdims=True)) - np.log(inverse)


def _profiles(tables: np.ndarray) -> np.ndarray:
    """Shares of the categories in all units together, none quite 0."""
    seen = tables.sum(axis=1)
    shares = np.maximum(seen / seen.sum(axis=1, keepdims=True), np.exp(LOWEST))
    return shares / shares.sum(axis=1, keepdims=True)


def _moments(tables: np.ndarray) -> np.ndarray:
    """Logarithms of rough parameters: the profile, with a precision from the scatter about it."""
    totals = tables.sum(axis=2, keepdims=True)
    profile = _profiles(tables)
    expected = totals * profile[:, None]
    chi = ((tables - expected) ** 2 / np.maximum(expected, FLOOR)).sum(axis=(1, 2))
    there = np.maximum((totals[..., 0] > 0).sum(axis=1), 1)
    excess = np.maximum(chi / (there * max(tables.shape[2] - 1, 1)) - 1, 0.01)
    precision = np.clip((totals[..., 0].sum(axis=1) / there - 1) / excess, 0.5, 1e3)
    return _within(np.log(profile * precision[:, None]))


def _within(logs: np.ndarray) -> np.ndarray:
    """Return parameters clipped to their limits; at the upper one the profile stays as it is."""
    logs = np.maximum(logs, LOWEST)
    top = logs.max(axis=-1, keepdims=True)
    whole = top + np.log(np.exp(logs - top).sum(axis=-1, keepdims=True))
    return np.maximum(logs - np.maximum(whole - HIGHEST, 0), LOWEST)


def log_likelihoods(tables: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log-likelihood of every row (last axis: categories) without its coefficient."""
    whole = alpha.sum(axis=-1)
    rising = (gammaln(tables + alpha) - gammaln(alpha)).sum(axis=-1)
    return rising + gammaln(whole) - gammaln(tables.sum(axis=-1) + whole)
