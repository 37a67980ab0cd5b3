"""Latent class analysis for categorical answers, as a scikit-learn estimator.

A unit belongs to one of K classes; within a class its answers are independent. What is not
answered adds nothing to the likelihood (full-information maximum likelihood; Little and Rubin
2002): it has no column in the one-hot matrix, so no mask is needed anywhere.

The likelihood has many local maxima, the more the fewer the units, so starts matter more than
speed: most are annealed (deterministic annealing EM, Ueda and Nakano 1998, with a little noise),
the others are plain. All starts run together, one matrix product a step, and are accelerated by
SQUAREM (Varadhan and Roland 2008). They are screened in single precision; the best are polished
in double.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, DensityMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from latentclass.em import FLOOR, Items, patterns_of, polish, screen

MISSING = -1
#: An answer's probability under this is a boundary estimate.
BOUNDARY = 1e-4
PRIOR = 1.0  # units' worth of prior in each class that units not in the fit are classified by
SAME_OPTIMUM = 1e-5  # relative distance in log-likelihood within which two optima are one


class LatentClass(ClusterMixin, DensityMixin, BaseEstimator):
    """Latent class model with classes in order of their size.

    Parameters
    ----------
    n_classes : int
        Number of classes K.
    n_starts : int
        Starts; two in five are plain, the others annealed.
    tol : float
        A start has converged when a plain EM step gains less than `tol` times the log-likelihood.
    max_iter : int
        Most accelerated steps of a start.
    random_state : int, RandomState or None
        For the starts.

    Attributes
    ----------
    class_weights_ : ndarray of shape (K,)
        Share of each class.
    probabilities_ : list of ndarray of shape (K, categories of the item)
        Probability of each answer within each class.
    n_categories_ : ndarray of shape (items,)
        Categories of each item: the largest code plus one.
    log_likelihood_ : float
        Total, weighted by `sample_weight`.
    total_weight_ : float
        Sum of `sample_weight`; without weights, the number of units.
    n_parameters_ : int
        Free parameters: K - 1 shares and K times (categories - 1) an item.
    start_log_likelihoods_ : ndarray of shape (n_starts,)
        Where each start ended, in single precision.
    best_share_ : float
        Share of starts that reached the best optimum.
    n_boundary_ : int
        Probabilities at the boundary of the parameter space.
    n_empty_ : int
        Classes that hold less than one unit's weight.
    converged_ : bool
    n_iter_ : int
        Accelerated steps of the best start's polish.
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

    def fit(self, X, y=None, sample_weight=None) -> LatentClass:  # noqa: ANN001
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, items)
            Codes from 0; missing is -1, or NaN in a float array.
        y : ignored
        sample_weight : array of shape (units,) or None
            Survey weights, bootstrap counts or counts of patterns.
        """
        codes = self._validated(X, reset=True)
        weight = _check_sample_weight(sample_weight, codes, dtype=np.float64)
        if self.n_classes < 1 or self.n_starts < 1:
            raise ValueError("n_classes and n_starts must be at least 1")
        self.n_categories_ = np.maximum(codes.max(axis=0) + 1, 1)
        patterns, weights = patterns_of(codes, weight[None])  # as a stack of one table
        _fit_tables([self], patterns[None], weights)
        self._warn(len(patterns))
        return self

    def _learn(
        self,
        answers: np.ndarray,
        shares: np.ndarray,
        log_likelihood: float,
        steps: int,
        converged: bool,
        reached: np.ndarray,
        weight: np.ndarray,
    ) -> None:
        """Take over what EM has found for a table."""
        ends = np.cumsum(self.n_categories_)[:-1]
        self.class_weights_ = shares
        self.probabilities_ = [part.copy() for part in np.split(answers, ends, axis=1)]
        self.start_log_likelihoods_ = reached
        near = np.abs(reached - reached.max()) <= SAME_OPTIMUM * np.abs(reached.max())
        self.best_share_ = float(near.mean())
        self.log_likelihood_ = float(log_likelihood)
        self.n_iter_, self.converged_ = int(steps), bool(converged)
        self.n_parameters_ = int(
            self.n_classes - 1 + self.n_classes * (self.n_categories_ - 1).sum()
        )
        self.total_weight_ = float(weight.sum())
        self.n_empty_ = int((self.class_weights_ * self.total_weight_ < 1).sum())
        self.n_boundary_ = int(sum((p < BOUNDARY).sum() for p in self.probabilities_))

    def _warn(self, distinct: int) -> None:
        if not self.converged_:
            warnings.warn(
                f"not converged after {self.max_iter} steps", ConvergenceWarning, stacklevel=3
            )
        total = self.total_weight_
        if self.n_classes > 1 and self.n_parameters_ >= min(distinct, total):
            warnings.warn(
                f"{self.n_parameters_} parameters for {total:g} units with {distinct} distinct "
                "patterns: the model may not be identified",
                UserWarning,
                stacklevel=3,
            )

    def predict_proba(self, X) -> np.ndarray:  # noqa: ANN001
        """Return each unit's probability of each class, shape (units, K)."""
        joint = self._joint(X)
        joint -= joint.max(axis=1, keepdims=True)
        np.exp(joint, out=joint)
        return joint / joint.sum(axis=1, keepdims=True)

    def predict(self, X) -> np.ndarray:  # noqa: ANN001
        """Return each unit's most probable class, 0 the largest."""
        return self._joint(X).argmax(axis=1)

    def fit_predict(self, X, y=None, sample_weight=None) -> np.ndarray:  # noqa: ANN001
        """Fit and return each unit's most probable class."""
        return self.fit(X, y, sample_weight=sample_weight).predict(X)

    def score_samples(self, X) -> np.ndarray:  # noqa: ANN001
        """Return each unit's log-likelihood."""
        joint = self._joint(X)
        top = joint.max(axis=1, keepdims=True)
        return top[:, 0] + np.log(np.exp(joint - top).sum(axis=1))

    def score(self, X, y=None) -> float:  # noqa: ANN001
        """Return the mean log-likelihood a unit."""
        return float(self.score_samples(X).mean())

    def bic(self, X) -> float:  # noqa: ANN001
        """Return the Bayesian information criterion; lower is better."""
        total = self.score_samples(X)
        return float(-2 * total.sum() + self.n_parameters_ * np.log(len(total)))

    def aic(self, X) -> float:  # noqa: ANN001
        """Return Akaike's information criterion; lower is better."""
        return float(-2 * self.score_samples(X).sum() + 2 * self.n_parameters_)

    def icl(self, X) -> float:  # noqa: ANN001
        """Return the integrated completed likelihood: BIC plus twice the entropy of classes."""
        posterior = self.predict_proba(X)
        entropy = -(posterior * np.log(np.maximum(posterior, FLOOR))).sum()
        return self.bic(X) + 2 * float(entropy)

    def smoothed(self) -> LatentClass:
        """Return the model to classify units by that had no part in the fit.

        In a small class many answers are unanimous by accident. A probability estimated as 0 or 1
        then decides alone where a new unit goes, and mostly wrongly. Each class gets `PRIOR` units
        that answer as all units do together: a Dirichlet prior as in Galindo Garre and Vermunt
        (2006), Behaviormetrika 33, 43-59. Units that are in the fit are classified without it.
        """
        check_is_fitted(self)
        held = (self.class_weights_ * self.total_weight_)[:, None]
        kept = copy.copy(self)
        kept.probabilities_ = [
            (held * table + PRIOR * (self.class_weights_ @ table)) / (held + PRIOR)
            for table in self.probabilities_
        ]
        return kept

    def sample(self, n_samples: int = 1) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model.

        Returns
        -------
        X : ndarray of shape (n_samples, items)
            Codes, none missing.
        y : ndarray of shape (n_samples,)
            Classes.
        """
        check_is_fitted(self)
        rng = check_random_state(self.random_state)
        classes = rng.choice(self.n_classes, n_samples, p=self.class_weights_)
        level = rng.random_sample((n_samples, len(self.probabilities_)))
        codes = np.empty(level.shape, dtype=np.int64)
        for item, table in enumerate(self.probabilities_):
            limits = np.cumsum(table, axis=1)[classes, :-1]
            codes[:, item] = (level[:, [item]] > limits).sum(axis=1)
        return codes, classes

    def _joint(self, X) -> np.ndarray:  # noqa: ANN001
        check_is_fitted(self)
        codes = self._validated(X, reset=False)
        if (codes >= self.n_categories_).any():
            raise ValueError("X holds a code that was not there when the model was fitted")
        tables = [np.log(np.maximum(table, FLOOR)) for table in self.probabilities_]
        joint = np.tile(np.log(np.maximum(self.class_weights_, FLOOR)), (len(codes), 1))
        for item, table in enumerate(tables):
            there = codes[:, item] >= 0
            joint[there] += table.T[codes[there, item]]
        return joint

    def _validated(self, X, *, reset: bool) -> np.ndarray:  # noqa: ANN001
        given = validate_data(self, X, reset=reset, dtype="numeric", ensure_all_finite="allow-nan")
        codes = np.where(np.isnan(given), MISSING, given) if given.dtype.kind == "f" else given
        if (codes != np.floor(codes)).any() or (codes < MISSING).any():
            raise ValueError("X must hold codes from 0; missing is -1 or NaN")
        return codes.astype(np.int64)

    def __sklearn_tags__(self):  # noqa: ANN204
        tags = super().__sklearn_tags__()
        tags.input_tags.categorical = True
        tags.input_tags.allow_nan = True
        return tags


def fit_stack(
    X: np.ndarray,
    n_classes: int,
    *,
    sample_weights: np.ndarray,
    seeds: Sequence[int | np.random.SeedSequence],
    n_starts: int = 40,
    tol: float = 1e-10,
    max_iter: int = 2000,
    batch: int = 25,
) -> list[LatentClass]:
    """Fit the same units again and again with other weights: resamples, or units left out.

    Many tables share each step of EM, which for tables of a hundred units is two to three times
    as fast as one fit after the other, and ends where those end. No warning is given; every model
    has `converged_`.

    Parameters
    ----------
    X : array of shape (units, items)
        Codes from 0; missing is -1, or NaN in a float array.
    n_classes, n_starts, tol, max_iter
        As of `LatentClass`.
    sample_weights : array of shape (tables, units)
        One row a table, such as the counts of a bootstrap; 0 leaves a unit out.
    seeds
        One a table; a model depends on no other's.
    batch
        Tables that are fitted together. More take more memory and are hardly faster.

    Returns
    -------
    list of LatentClass
        One a table, with the categories of all units. A category that no unit with weight has
        chosen has probability 0 in every class, so that it says nothing about the class of a unit
        that was left out; in the fit it is as if missing.
    """
    whole = LatentClass(n_classes, n_starts=n_starts, tol=tol, max_iter=max_iter)
    codes = whole._validated(X, reset=True)
    weights = np.asarray(sample_weights, dtype=np.float64)
    if weights.shape != (len(seeds), len(codes)):
        raise ValueError(
            f"sample_weights of shape {weights.shape} for {len(seeds)} seeds and {len(codes)} units"
        )
    if not ((weights >= 0).all() and (weights.sum(axis=1) > 0).all()):
        raise ValueError("sample_weights must be no less than 0, and some of each table above it")
    whole.n_categories_ = np.maximum(codes.max(axis=0) + 1, 1)
    patterns, weights = patterns_of(codes, weights)
    models = []
    for seed in seeds:
        model = copy.copy(whole)
        model.random_state = (
            np.random.RandomState(np.random.MT19937(seed))
            if isinstance(seed, np.random.SeedSequence)
            else seed
        )
        models.append(model)
    for begin in range(0, len(models), batch):
        some = weights[begin : begin + batch]
        # Units that count stand first, and no more places than the fullest table needs.
        order = np.argsort(some == 0, axis=1, kind="stable")
        order = order[:, : (some > 0).sum(axis=1).max()]
        _fit_tables(
            models[begin : begin + batch],
            patterns[order],
            np.take_along_axis(some, order, axis=1),
        )
    chosen = weights @ Items.of(whole.n_categories_).one_hot(patterns) > 0
    ends = np.cumsum(whole.n_categories_)[:-1]
    for model, seen in zip(models, chosen, strict=True):
        for table, own in zip(model.probabilities_, np.split(seen, ends), strict=True):
            table[:, ~own] = 0
    return models


def _fit_tables(models: Sequence[LatentClass], codes: np.ndarray, weights: np.ndarray) -> None:
    """Fit models that are alike, each to its own table.

    Parameters
    ----------
    codes
        B x units x items.
    weights
        B x units; units without weight stand last.
    """
    first = models[0]
    items = Items.of(first.n_categories_)
    one_hot = items.one_hot(codes)
    # As one table of many that em.py can fit at once.
    rngs = [
        np.random.default_rng(check_random_state(model.random_state).randint(2**31 - 1))
        for model in models
    ]
    screened, reached = screen(
        one_hot, weights, items, first.n_classes, first.n_starts, first.max_iter, rngs
    )
    found = polish(
        one_hot, weights, items, screened, reached, tol=first.tol, max_iter=first.max_iter
    )
    for model, *learned in zip(models, *found, reached, weights, strict=True):
        model._learn(*learned)
