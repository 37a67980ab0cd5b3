"""Models of counts: a mixture of multinomials, and one overdispersed multinomial as its rival.

A unit (a country) has counts over categories (nominations over crime types) and a total that is
taken as given. Either units are of K kinds, each with its own shares of the categories, or each
unit has shares of its own that scatter about one profile: the Dirichlet-multinomial (Mosimann 1962,
Biometrika 49, 65-82). The mixture is fitted by the steps of latent classes, with counts in place of
the one-hot matrix; the Dirichlet-multinomial by Minka's fixed point (2000, Estimating a Dirichlet
distribution) for the profile and Newton's method for the precision, accelerated.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln, psi, zeta
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from latentclass.anderson import Past
from latentclass.em import FLOOR, Items, polish, screen

#: Logarithms of the Dirichlet's parameters stay above, and that of their sum below. Assume: at the
#: lower end a category does not occur, at the upper the counts are a plain multinomial's.
LOWEST, HIGHEST = -20.0, 14.0


def coefficients(table: np.ndarray) -> np.ndarray:
    """Logarithm of each row's multinomial coefficient."""
    return gammaln(table.sum(axis=-1) + 1) - gammaln(table + 1).sum(axis=-1)


class MultinomialMixture(DensityMixin, BaseEstimator):
    """Mixture of K multinomials for rows of counts with given totals.

    Parameters
    ----------
    n_classes : int
    n_starts : int
        As in `LatentClass`.
    tol : float
    max_iter : int
    random_state : int, RandomState or None

    Attributes
    ----------
    class_weights_ : ndarray of shape (K,)
        Share of each class, the largest first.
    probabilities_ : ndarray of shape (K, categories)
    log_likelihood_ : float
        Total, with multinomial coefficients.
    n_parameters_ : int
    converged_ : bool
    """

    def __init__(
        self,
        n_classes: int = 2,
        *,
        n_starts: int = 40,
        tol: float = 1e-10,
        max_iter: int = 2000,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_classes = n_classes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: None = None) -> MultinomialMixture:
        """Fit by maximum likelihood to counts of shape (units, categories)."""
        table = _counts(X)
        items = Items.of(np.array([table.shape[1]]))
        rng = check_random_state(self.random_state)
        rngs = [np.random.default_rng(rng.randint(2**31 - 1))]
        stacked, weight = table[None], np.ones((1, len(table)))
        screened, reached = screen(
            stacked, weight, items, self.n_classes, self.n_starts, self.max_iter, rngs
        )
        (answers,), (shares,), (log_likelihood,), _, (converged,) = polish(
            stacked, weight, items, screened, reached, tol=self.tol, max_iter=self.max_iter
        )
        self.class_weights_, self.probabilities_ = shares, answers
        self.log_likelihood_ = float(log_likelihood + coefficients(table).sum())
        self.n_parameters_ = self.n_classes * table.shape[1] - 1
        self.converged_ = bool(converged)
        return self

    def _joint(self, X: np.ndarray) -> np.ndarray:
        check_is_fitted(self)
        tables = np.log(np.maximum(self.probabilities_, FLOOR))
        return _counts(X) @ tables.T + np.log(np.maximum(self.class_weights_, FLOOR))

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's log-likelihood, with its multinomial coefficient."""
        joint = self._joint(X)
        top = joint.max(axis=1)
        return top + np.log(np.exp(joint - top[:, None]).sum(axis=1)) + coefficients(_counts(X))

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's probability of each class, shape (units, K)."""
        joint = self._joint(X)
        joint = np.exp(joint - joint.max(axis=1, keepdims=True))
        return joint / joint.sum(axis=1, keepdims=True)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's most probable class, 0 the largest."""
        return self._joint(X).argmax(axis=1)


class DirichletMultinomial(DensityMixin, BaseEstimator):
    """One multinomial whose shares scatter from unit to unit.

    Parameters
    ----------
    tol : float
        Converged when two steps in a row gain less than `tol` times the log-likelihood.
    max_iter : int

    Attributes
    ----------
    alpha_ : ndarray of shape (categories,)
        Parameters of the Dirichlet: profile times precision.
    log_likelihood_ : float
        Total, with multinomial coefficients.
    n_parameters_ : int
    converged_ : bool
    """

    def __init__(self, *, tol: float = 1e-10, max_iter: int = 2000) -> None:
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: np.ndarray, y: None = None) -> DirichletMultinomial:
        """Fit by maximum likelihood to counts of shape (units, categories)."""
        table = _counts(X)
        alpha, reached, converged = fit_dirichlet(table[None], tol=self.tol, max_iter=self.max_iter)
        self.alpha_ = alpha[0]
        self.log_likelihood_ = float(reached[0] + coefficients(table).sum())
        self.n_parameters_ = table.shape[1]
        self.converged_ = bool(converged[0])
        return self

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's log-likelihood, with its multinomial coefficient."""
        check_is_fitted(self)
        table = _counts(X)
        return _log_likelihoods(table, self.alpha_) + coefficients(table)


def fit_dirichlet(
    tables: np.ndarray, *, tol: float, max_iter: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit a Dirichlet-multinomial to every table.

    Parameters
    ----------
    tables
        B x units x categories.

    Returns
    -------
    alpha (B x categories), and for every table: log-likelihood without multinomial coefficients,
    converged
    """
    now = _moments(tables)[:, None]  # B x 1 x categories: logarithms, one start a table
    found, reached = now[:, 0].copy(), np.full(len(tables), -np.inf)
    converged = np.zeros(len(tables), dtype=bool)
    rows, seen, past = np.arange(len(tables)), tables, Past.of(now)
    for _ in range(max_iter):
        alpha = np.exp(now)
        value = _log_likelihoods(seen, alpha).sum(axis=1)
        fell, still = (verdict[:, 0] for verdict in past.judged(value[:, None], tol))
        found[rows[~fell]], reached[rows[~fell]] = now[~fell, 0], value[~fell]
        converged[rows] = still
        if still.all():
            break
        now = _within(past.leap(now, _within(_ahead(seen, alpha)), fell[:, None]))
        if still.any():
            rows, now, seen, past = rows[~still], now[~still], seen[~still], past.only(~still)
    # Where counts scatter no more than a multinomial's, the way there has no end: go there at once.
    plain = _profiles(tables) * np.exp(HIGHEST)
    limit = _log_likelihoods(tables, plain[:, None]).sum(axis=1)
    better = limit > reached
    alpha = np.where(better[:, None], plain, np.exp(found))
    return alpha, np.maximum(limit, reached), converged | better


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
    """Hold parameters within their limits; the profile stays as it is at the upper one."""
    logs = np.maximum(logs, LOWEST)
    top = logs.max(axis=-1, keepdims=True)
    whole = top + np.log(np.exp(logs - top).sum(axis=-1, keepdims=True))
    return np.maximum(logs - np.maximum(whole - HIGHEST, 0), LOWEST)


def _log_likelihoods(tables: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log-likelihood of every row (last axis: categories) without its coefficient."""
    whole = alpha.sum(axis=-1)
    rising = (gammaln(tables + alpha) - gammaln(alpha)).sum(axis=-1)
    return rising + gammaln(whole) - gammaln(tables.sum(axis=-1) + whole)


def draw_counts(shares: np.ndarray, totals: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw rows of counts with given totals (units,) from shares (units x categories)."""
    shares = shares.astype(np.float64)
    return rng.multinomial(totals, shares / shares.sum(axis=1, keepdims=True)).astype(np.float64)


def _counts(X: np.ndarray) -> np.ndarray:
    table = np.asarray(X, dtype=np.float64)
    if table.ndim != 2 or (table < 0).any() or (table != np.floor(table)).any():
        raise ValueError("X must be a table of counts")
    return table
