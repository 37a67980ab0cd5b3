"""What the models share: reading codes, counts and weights, and the methods of a density.

They have the methods of scikit-learn's estimators and do without it, for it takes a second to
import; with it they are estimators (`estimators`).
"""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from latentclass.items import MISSING, Items, draw_codes
from latentclass.optimum import SAME_OPTIMUM, Solutions
from latentclass.residuals import bivariate_residuals

RandomState = int | np.random.RandomState | None
NAMED = 5  # rows that an error names at most
#: Why: a unit that says nothing would be put where most units are.
LEAVE_OUT = "leave them out of the fit"


class NotIdentified(UserWarning):
    """Other parameters fit as well, or may do so: they are not to be read one by one."""


class DensityModel(metaclass=ABCMeta):
    """A model with a likelihood of every unit.

    Attributes
    ----------
    log_likelihood_ : float
        Total at the estimate.
    n_parameters_ : int
        Free parameters.
    """

    log_likelihood_: float
    n_parameters_: int

    def _table(self, X: ArrayLike, *, reset: bool) -> np.ndarray:
        """Take units x columns as they are given; estimators have them checked."""
        given = np.asarray(X)
        if reset:
            self.n_features_in_ = given.shape[1]
        return given

    def _check_fitted(self) -> None:
        if not hasattr(self, "n_features_in_"):
            from sklearn.exceptions import NotFittedError  # late, as all of scikit-learn

            raise NotFittedError(f"this {type(self).__name__} is not fitted: call fit first")

    @abstractmethod
    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood."""

    def score(self, X: ArrayLike, y: object = None) -> float:
        """Return the mean log-likelihood a unit."""
        return float(self.score_samples(X).mean())

    def bic(self, X: ArrayLike) -> float:
        """Return the Bayesian information criterion; lower is better."""
        each = self.score_samples(X)
        return float(-2 * each.sum() + self.n_parameters_ * np.log(len(each)))

    def aic(self, X: ArrayLike) -> float:
        """Return Akaike's information criterion; lower is better."""
        return float(-2 * self.score_samples(X).sum() + 2 * self.n_parameters_)


class CodesModel(DensityModel):
    """A model of categorical items.

    Attributes
    ----------
    n_categories_ : ndarray of shape (items,)
        Categories of each item: the largest code plus one.
    """

    n_categories_: np.ndarray

    @abstractmethod
    def sample(
        self, n_samples: int = 1, random_state: RandomState = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model: codes, and where each stands."""

    @abstractmethod
    def _profiles(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights of classes or nodes (K), and probabilities of answers in each (K x columns)."""

    def bivariate_residuals(
        self, X: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> np.ndarray:
        """Return how far pairs of items are associated otherwise than the model says.

        The model takes items as independent given the class or the trait. Where a pair shares
        something else, its residual is large. See `residuals`.

        Returns
        -------
        ndarray of shape (items, items)
            Symmetric; NaN on the diagonal, and where no unit has answered both items.
        """
        codes = self._known_codes(X)
        weights = weights_of(sample_weight, len(codes))
        return bivariate_residuals(codes, weights, *self._profiles(), self.n_categories_)

    @abstractmethod
    def _posterior(self, X: ArrayLike) -> np.ndarray:
        """Where a unit stands, given its answers (units x classes or nodes)."""

    def impute(self, X: ArrayLike, random_state: RandomState = None) -> np.ndarray:
        """Draw what is missing: where a unit stands from its answers, and from there the others.

        Returns
        -------
        ndarray of shape (units, items)
            Codes, none missing.
        """
        rng = state_of(random_state)
        codes = self._known_codes(X)
        standing = draw_codes([self._posterior(X)], rng)[:, 0]
        items = Items.of(self.n_categories_)
        tables = np.split(self._profiles()[1], items.ends[:-1], axis=1)
        drawn = draw_codes([table[standing] for table in tables], rng)
        return np.where(codes < 0, drawn, codes)

    def _first_codes(self, X: ArrayLike) -> np.ndarray:
        """Read the codes that a model is fitted to."""
        codes = self._codes(X, reset=True)
        refuse((codes < 0).all(axis=1), f"have no answer: {LEAVE_OUT}")
        self.n_categories_ = np.maximum(codes.max(axis=0).astype(np.int64) + 1, 1)
        return codes

    def _known_codes(self, X: ArrayLike) -> np.ndarray:
        """Read codes, all of which the fitted model has to know."""
        self._check_fitted()
        codes = self._codes(X, reset=False)
        if (codes >= self.n_categories_).any():
            raise ValueError("X holds a code that was not there when the model was fitted")
        return codes

    def _codes(self, X: ArrayLike, *, reset: bool) -> np.ndarray:
        return self._as_codes(self._table(X, reset=reset))

    @staticmethod
    def _as_codes(given: np.ndarray) -> np.ndarray:
        codes = np.where(np.isnan(given), MISSING, given) if given.dtype.kind == "f" else given
        if (codes != np.floor(codes)).any() or (codes < MISSING).any():
            raise ValueError("X must hold codes from 0; missing is -1 or NaN")
        # A million units of one byte an answer are not to become eight.
        return codes.astype(np.min_scalar_type(MISSING - max(0, int(codes.max()))), copy=False)


class CountsModel(DensityModel):
    """A model of rows of counts."""

    def _first_counts(self, X: ArrayLike) -> np.ndarray:
        """Read the counts that a model is fitted to."""
        counts = self._counts(X, reset=True)
        refuse(counts.sum(axis=1) == 0, f"have no count: {LEAVE_OUT}")
        return counts

    def _known_counts(self, X: ArrayLike) -> np.ndarray:
        """Read counts of the categories that the fitted model knows."""
        self._check_fitted()
        return self._counts(X, reset=False)

    def _counts(self, X: ArrayLike, *, reset: bool) -> np.ndarray:
        return self._table(X, reset=reset).astype(np.float64, copy=False)


class FiniteMixture(DensityModel):
    """A model whose units belong to one of K classes, fitted from many starts."""

    def __init__(
        self,
        n_classes: int = 2,
        *,
        n_starts: int = 40,
        tol: float = 1e-10,
        max_iter: int = 2000,
        random_state: RandomState = None,
    ) -> None:
        self.n_classes = n_classes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state

    @abstractmethod
    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Fit by maximum likelihood."""

    @abstractmethod
    def _joint(self, X: ArrayLike) -> np.ndarray:
        """Logarithms of class shares times likelihoods within classes (units x K)."""

    def _check_parameters(self) -> None:
        if self.n_classes < 1 or self.n_starts < 1:
            raise ValueError("n_classes and n_starts must be at least 1")

    def _take(self, found: Solutions, table: int, *, constant: float = 0.0) -> None:
        """Take over what EM has found for one table; `constant` adds to log-likelihoods."""
        self.class_weights_ = found.shares[table]
        self.log_likelihood_ = float(found.log_likelihood[table] + constant)
        self.n_iter_, self.converged_ = int(found.steps[table]), bool(found.converged[table])
        self.start_spread_ = float(found.spread[table])
        self._near(found.start_log_likelihoods[table] + constant)

    def _near(self, reached: np.ndarray) -> None:
        """Record the log-likelihood of each start, and the share that reached the best one."""
        self.start_log_likelihoods_ = reached
        best = reached.max()
        near = np.abs(reached - best) <= SAME_OPTIMUM * np.abs(best)
        self.best_share_ = float(near.mean())

    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood."""
        joint = self._joint(X)
        top = joint.max(axis=1, keepdims=True)
        return top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))

    def predict_proba(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's probability of each class, shape (units, K)."""
        return posterior_of(self._joint(X))

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's most probable class, 0 the largest."""
        return self._joint(X).argmax(axis=1)


def refuse(rows: ArrayLike, why: str) -> None:
    """Refuse units, by the numbers of their rows, from 0."""
    if places := np.flatnonzero(rows).tolist():
        more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
        raise ValueError(f"rows {', '.join(map(str, places[:NAMED]))}{more} of X {why}")


def posterior_of(joint: np.ndarray) -> np.ndarray:
    """Turn joint log-likelihoods (units x K) into probabilities of classes."""
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


def weights_of(sample_weight: ArrayLike | None, units: int) -> np.ndarray:
    """Read the weights of units; without any, each counts once."""
    if sample_weight is None:
        return np.ones(units)
    weights = np.asarray(sample_weight, dtype=np.float64)
    if weights.shape != (units,):
        raise ValueError(f"sample_weight of shape {weights.shape} for {units} units")
    if not (weights >= 0).all() or not 0 < weights.sum() < np.inf:
        raise ValueError("sample_weight must be numbers from 0, not zero for all units")
    return weights


def state_of(random_state: RandomState) -> np.random.RandomState:
    """Read `random_state` as scikit-learn does: None is the state that NumPy's functions share."""
    if isinstance(random_state, np.random.RandomState):
        return random_state
    return np.random.mtrand._rand if random_state is None else np.random.RandomState(random_state)


def generator_of(random_state: RandomState) -> np.random.Generator:
    """Turn `random_state` into a generator of NumPy's."""
    return np.random.default_rng(state_of(random_state).randint(2**31 - 1))
