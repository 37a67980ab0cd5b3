"""Latent class regression: what is known of units says how likely they are of each class.

The logits of classes are linear in covariates, and all is estimated at once (Dayton and Macready
1988, Journal of the American Statistical Association 83, 173-178; Bandeen-Roche, Miglioretti, Zeger
and Rathouz 1997, the same 92, 1375-1386). The classes of some units may be known.
"""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state

from latentclass.base import RandomState, generator_of, posterior_of, refuse, weights_of
from latentclass.classes import ClassModel, allowed_classes
from latentclass.em import BOUNDARY, POLISHED
from latentclass.estimators import Estimator
from latentclass.items import FLOOR, Items, draw_codes

SCREENED = 40  # steps of every start; the best go on
FARTHEST = 20.0  # a logit of an answer against that of an even chance


class LatentClassRegression(Estimator, ClassModel):
    """Latent classes whose shares depend on covariates, which are the last columns of X.

    Parameters
    ----------
    n_classes : int
        Number of classes K.
    n_covariates : int
        How many of the last columns of X are covariates; the others are items. With none, these
        are the classes of `LatentClass`, some of which may be known.
    n_starts : int
        Random starts, of which the best are followed to the end.
    tol : float
        Converged when a step gains less than `tol` times the log-likelihood.
    max_iter : int
        Most steps of a start.
    random_state : int, RandomState or None
        For the starts.

    Attributes
    ----------
    coefficients_ : ndarray of shape (K, 1 + n_covariates)
        Intercept and slopes of the logit of each class against the first, whose own are 0.
    class_weights_ : ndarray of shape (K,)
        Mean probability of each class over the units of the fit, the largest first; where classes
        of units are known they keep their numbers.
    probabilities_ : list of ndarray of shape (K, categories of the item)
        Probability of each answer within each class.
    log_likelihood_, n_parameters_, start_log_likelihoods_, best_share_, converged_, n_iter_
        As of `LatentClass`.
    n_boundary_ : int
        Probabilities at the boundary of the parameter space.
    """

    coefficients_: np.ndarray

    def __init__(
        self,
        n_classes: int = 2,
        *,
        n_covariates: int = 1,
        n_starts: int = 20,
        tol: float = 1e-12,
        max_iter: int = 2000,
        random_state: RandomState = None,
    ) -> None:
        super().__init__(
            n_classes, n_starts=n_starts, tol=tol, max_iter=max_iter, random_state=random_state
        )
        self.n_covariates = n_covariates

    def fit(
        self,
        X: ArrayLike,
        y: object = None,
        sample_weight: ArrayLike | None = None,
        *,
        known_classes: ArrayLike | None = None,
    ) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, items + n_covariates)
            Codes from 0, missing is -1 or NaN; then covariates, none missing.
        y : ignored
        sample_weight : array of shape (units,) or None
            Survey weights, bootstrap counts or counts of patterns.
        known_classes : array of shape (units,) or None
            The class of each unit, from 0; -1 where it is not known.
        """
        self._check_parameters()
        codes = self._first_codes(X)
        weights = weights_of(sample_weight, len(codes))
        allowed = allowed_classes(known_classes, len(codes), self.n_classes)
        items = Items.of(self.n_categories_)
        design = self._design(X)
        # Covariates of one size, so that steps are of one size.
        scale = np.where((spread := design.std(axis=0)) > 0, spread, 1.0)
        centre = np.where(spread > 0, design.mean(axis=0), 0.0)
        even = (design - centre) / scale
        data = _Data(items.one_hot(codes), even, weights, allowed, items)
        rng = generator_of(self.random_state)
        begun = [
            minimize(
                data.loss, data.start(self.n_classes, rng), jac=True, **_how(self.tol, SCREENED)
            )
            for _ in range(self.n_starts if self.n_classes > 1 else 1)
        ]
        begun.sort(key=lambda start: float(start.fun))
        ended = [
            minimize(data.loss, start.x, jac=True, **_how(self.tol, self.max_iter))
            for start in begun[:POLISHED]
        ]
        best = min(ended, key=lambda end: float(end.fun))
        total = weights.sum()
        self._near(-total * np.array([end.fun for end in [*ended, *begun[POLISHED:]]]))
        self.log_likelihood_ = float(-total * best.fun)
        self.converged_, self.n_iter_ = bool(best.status == 0), int(best.nit)
        coefficients, answers = data.split(best.x)
        coefficients = coefficients / scale
        coefficients[:, 0] -= coefficients[:, 1:] @ centre[1:]
        shares = weights @ posterior_of(design @ coefficients.T) / total
        order = np.arange(self.n_classes) if known_classes is not None else np.argsort(-shares)
        self.class_weights_ = shares[order]
        self.coefficients_ = coefficients[order] - coefficients[order[0]]
        tables = np.exp(data.logs(answers)[order])
        self.probabilities_ = np.split(tables, items.ends[:-1], axis=1)
        free = int((self.n_categories_ - 1).sum())
        self.n_parameters_ = (self.n_classes - 1) * design.shape[1] + self.n_classes * free
        self.n_boundary_ = int((tables < BOUNDARY).sum())
        if not self.converged_:
            warnings.warn(
                f"not converged after {self.max_iter} steps", ConvergenceWarning, stacklevel=2
            )
        return self

    def sample(
        self,
        n_samples: int = 1,
        random_state: RandomState = None,
        *,
        covariates: ArrayLike | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model.

        Parameters
        ----------
        covariates : array of shape (n_samples, n_covariates)
            Of the units, which the model takes as given.

        Returns
        -------
        X : ndarray of shape (n_samples, items + n_covariates)
        y : ndarray of shape (n_samples,)
            Classes.
        """
        self._check_fitted()
        known = np.zeros((n_samples, 0)) if covariates is None else np.asarray(covariates, float)
        if known.shape != (n_samples, self.n_covariates):
            raise ValueError(
                f"covariates of shape {known.shape}; for {n_samples} units with "
                f"{self.n_covariates} covariates it is ({n_samples}, {self.n_covariates})"
            )
        rng = check_random_state(random_state)
        shares = self._shares(np.hstack([np.ones((n_samples, 1)), known]))
        classes = draw_codes([shares], rng)[:, 0]
        codes = draw_codes([table[classes] for table in self.probabilities_], rng)
        return np.hstack([codes, known]), classes

    def _refits(
        self, X: ArrayLike, weights: np.ndarray, seeds: list[int], known_classes: ArrayLike | None
    ) -> list[LatentClassRegression]:
        again = [clone(self).set_params(random_state=seed) for seed in seeds]
        for one, own in zip(again, weights, strict=True):
            one.fit(X, sample_weight=own, known_classes=known_classes)
        return again

    def _codes(self, X: ArrayLike, *, reset: bool) -> np.ndarray:
        if self.n_covariates < 0:
            raise ValueError("n_covariates must not be negative")
        given = self._table(X, reset=reset)
        items = given.shape[1] - self.n_covariates
        if items < 1:
            raise ValueError(f"{given.shape[1]} columns of X with {self.n_covariates} covariates")
        lacking = np.isnan(given[:, items:].astype(np.float64)).any(axis=1)
        refuse(lacking, "lack a covariate")
        return self._as_codes(given[:, :items])

    def _design(self, X: ArrayLike) -> np.ndarray:
        given = np.asarray(X, dtype=np.float64)
        first = given.shape[1] - self.n_covariates
        return np.hstack([np.ones((len(given), 1)), given[:, first:]])

    def _shares(self, design: np.ndarray) -> np.ndarray:
        return posterior_of(design @ self.coefficients_.T)

    @property
    def _coefficients(self) -> np.ndarray:
        return self.coefficients_


class _Data:
    """Answers, covariates and weights, and the likelihood of parameters for them."""

    def __init__(
        self,
        one_hot: np.ndarray,
        design: np.ndarray,
        weights: np.ndarray,
        allowed: np.ndarray,
        items: Items,
    ) -> None:
        self.one_hot, self.design, self.items = one_hot, design, items
        self.weights, self.allowed = weights / weights.sum(), allowed
        self.answered = items.totals(one_hot)

    def start(self, classes: int, rng: np.random.Generator) -> np.ndarray:
        """Logits of a random posterior."""
        belongs = rng.standard_exponential((len(self.weights), classes)) * np.exp(self.allowed)
        belongs *= (self.weights / belongs.sum(axis=1))[:, None]
        counts = belongs.T @ self.one_hot + FLOOR
        answers = np.log(counts / self.items.totals(counts))
        coefficients = np.zeros((classes, self.design.shape[1]))
        coefficients[:, 0] = np.log(np.maximum(belongs.sum(axis=0), FLOOR))
        whole: np.ndarray = np.hstack([coefficients, answers]).ravel()
        return whole

    def split(self, logits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Tell coefficients (K x columns of the design) from answers (K x columns)."""
        columns = self.design.shape[1]
        table = logits.reshape(-1, columns + self.one_hot.shape[1])
        return table[:, :columns], table[:, columns:]

    def logs(self, answers: np.ndarray) -> np.ndarray:
        """Logarithms of the probabilities of answers, of their logits."""
        near = np.clip(answers, -FARTHEST, FARTHEST)
        logs: np.ndarray = near - np.log(self.items.totals(np.exp(near)))
        return logs

    def loss(self, logits: np.ndarray) -> tuple[float, np.ndarray]:
        """Negative mean log-likelihood of units, and its derivatives."""
        coefficients, answers = self.split(logits)
        shares, logs = posterior_of(self.design @ coefficients.T), self.logs(answers)
        joint = np.log(np.maximum(shares, FLOOR)) + self.one_hot @ logs.T + self.allowed
        top = joint.max(axis=1)
        each = top + np.log(np.exp(joint - top[:, None]).sum(axis=1))
        posterior = posterior_of(joint) * self.weights[:, None]
        by_share = (posterior - self.weights[:, None] * shares).T @ self.design
        expected = (posterior.T @ self.answered) * np.exp(logs)
        by_answer = np.where(np.abs(answers) < FARTHEST, posterior.T @ self.one_hot - expected, 0)
        return -float(self.weights @ each), -np.hstack([by_share, by_answer]).ravel()


def _how(tol: float, steps: int) -> dict[str, object]:
    options = {"maxiter": steps, "maxfun": 10 * steps, "ftol": tol, "gtol": 1e-9}
    return {"method": "L-BFGS-B", "options": options}
