"""What models with latent classes share: likelihoods, and how sure their parameters are."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import (
    CodesModel,
    FiniteMixture,
    RandomState,
    generator_of,
    posterior_of,
    weights_of,
)
from latentclass.information import Errors, FittedClasses, errors_of
from latentclass.items import FLOOR, Items

REPLICATES = 200  # of a bootstrap


class ClassModel(CodesModel, FiniteMixture):
    """Classes within which items are independent.

    Attributes
    ----------
    class_weights_ : ndarray of shape (K,)
        Share of each class.
    probabilities_ : list of ndarray of shape (K, categories of the item)
        Probability of each answer within each class.
    """

    class_weights_: np.ndarray
    probabilities_: list[np.ndarray]

    @abstractmethod
    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Fit by maximum likelihood."""

    @abstractmethod
    def _design(self, X: ArrayLike) -> np.ndarray:
        """What the logits of a unit's classes are linear in (units x columns), first ones."""

    @abstractmethod
    def _shares(self, design: np.ndarray) -> np.ndarray:
        """Probability of each class before a unit answers (units x K)."""

    def standard_errors(
        self,
        X: ArrayLike,
        sample_weight: ArrayLike | None = None,
        *,
        method: str = "information",
        replicates: int = REPLICATES,
        random_state: RandomState = None,
    ) -> Errors:
        """Say how sure the parameters are.

        Parameters
        ----------
        X, sample_weight
            What the model was fitted to.
        method
            ``information``: the inverse of the observed information (Louis 1982, Journal of the
            Royal Statistical Society B 44, 226-233). ``scores``: that of the sum of the scores'
            outer products, as poLCA. ``sandwich``: both, which holds where the model is not quite
            true. ``bootstrap``: fits to resampled units, whose classes are matched to these.
            Weights are counts of units, except for the sandwich: there they are survey weights,
            and a row is one unit.
        replicates, random_state
            Of the bootstrap.

        Returns
        -------
        Errors
            NaN for a probability on the boundary of the parameter space, which has no standard
            error, and taken as known for the others; all NaN, with a warning, where the
            information is singular: the data do not tell all parameters.
        """
        codes = self._known_codes(X)
        weights = weights_of(sample_weight, len(codes))
        if method == "bootstrap":
            rng = generator_of(random_state)
            total = round(weights.sum())
            drawn = rng.multinomial(total, weights / weights.sum(), size=replicates)
            seeds = rng.integers(2**31, size=replicates).tolist()
            return _spread_of(self, self._refits(X, drawn, seeds), X)
        design = self._design(X)
        shares = self._shares(design)
        one_hot = Items.of(self.n_categories_).one_hot(codes)
        told = FittedClasses.of(
            one_hot,
            design,
            shares=shares,
            posterior=posterior_of(self._joint(X)),
            answers=np.hstack(self.probabilities_),
            categories=self.n_categories_,
        )
        return errors_of(told, weights, method)

    def _parameters(self, order: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Shares, probabilities (K x columns) and coefficients, with the classes in an order."""
        logits = self._coefficients[order]
        answers = np.hstack(self.probabilities_)[order]
        return self.class_weights_[order], answers, logits - logits[0]

    @property
    def _coefficients(self) -> np.ndarray:
        """What the logits of classes are made of (K x columns of the design)."""
        return np.log(np.maximum(self.class_weights_, FLOOR))[:, None]

    @abstractmethod
    def _refits(self, X: ArrayLike, weights: np.ndarray, seeds: list[int]) -> Sequence[ClassModel]:
        """Fit again to the same units with other weights."""

    def _profiles(self) -> tuple[np.ndarray, np.ndarray]:
        return self.class_weights_, np.hstack(self.probabilities_)

    def _posterior(self, X: ArrayLike) -> np.ndarray:
        return self.predict_proba(X)

    def _joint(self, X: ArrayLike) -> np.ndarray:
        codes = self._known_codes(X)
        joint = np.log(np.maximum(self._shares(self._design(X)), FLOOR))
        for item, table in enumerate(self.probabilities_):
            there = codes[:, item] >= 0
            joint[there] += np.log(np.maximum(table, FLOOR)).T[codes[there, item]]
        return joint


def _spread_of(model: ClassModel, again: Sequence[ClassModel], X: ArrayLike) -> Errors:
    """Scatter of parameters over fits to resampled units, whose classes are matched to the model's.

    Assume: classes are matched one to one by the units that they have in common.
    """
    from scipy.optimize import linear_sum_assignment  # late: takes a sixth of a second

    posterior = model.predict_proba(X)
    drawn = []
    for one in again:
        order = linear_sum_assignment(posterior.T @ one.predict_proba(X), maximize=True)[1]
        drawn.append(one._parameters(order))
    shares, answers, coefficients = (np.stack(part) for part in zip(*drawn, strict=True))
    flat = coefficients.reshape(len(drawn), -1)
    covariance = np.atleast_2d(np.cov(flat, rowvar=False))
    return Errors(
        class_weights=shares.std(axis=0, ddof=1),
        probabilities=np.split(
            answers.std(axis=0, ddof=1), np.cumsum(model.n_categories_)[:-1], axis=1
        ),
        coefficients=coefficients.std(axis=0, ddof=1),
        covariance=covariance,
        n_boundary=0,
    )
