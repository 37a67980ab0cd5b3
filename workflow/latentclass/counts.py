"""Models of counts: a mixture of multinomials, and one overdispersed multinomial as its rival.

A unit (a country) has counts over categories (nominations over crime types) and a total that is
taken as given. Either units are of K kinds, each with its own shares of the categories, or each
unit has shares of its own that scatter about one profile: the Dirichlet-multinomial (Mosimann 1962,
Biometrika 49, 65-82). The mixture is fitted by the steps of latent classes, with counts in place of
the one-hot matrix; the Dirichlet-multinomial by Minka's fixed point (2000, Estimating a Dirichlet
distribution) for the profile and Newton's method for the precision, accelerated.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import CountsModel, FiniteMixture, generator_of
from latentclass.dirichlet import (
    SETTLED,
    coefficients,
    fit_dirichlets,
    log_likelihoods,
)
from latentclass.em import StackedUnits
from latentclass.items import FLOOR, Items
from latentclass.optimum import fit_mixtures


class MultinomialMixtureModel(CountsModel, FiniteMixture):
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

    probabilities_: np.ndarray

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, categories)
            Counts; weighted counts need not be whole.
        y : ignored
        """
        self._check_parameters()
        counts = self._first_counts(X)
        found = fit_mixtures(
            StackedUnits(counts[None], np.ones((1, len(counts)))),
            Items.of(np.array([counts.shape[1]])),
            self.n_classes,
            self.n_starts,
            tol=self.tol,
            max_iter=self.max_iter,
            rngs=[generator_of(self.random_state)],
        )
        self._take(found, 0, constant=coefficients(counts).sum())
        self.probabilities_ = found.answers[0]
        self.n_parameters_ = self.n_classes * counts.shape[1] - 1
        return self

    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood, with its multinomial coefficient."""
        return super().score_samples(X) + coefficients(self._known_counts(X))

    def _joint(self, X: ArrayLike) -> np.ndarray:
        counts = self._known_counts(X)
        tables = np.log(np.maximum(self.probabilities_, FLOOR))
        return counts @ tables.T + np.log(np.maximum(self.class_weights_, FLOOR))


class DirichletMultinomialModel(CountsModel):
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

    def fit(self, X: ArrayLike, y: object = None) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, categories)
            Counts; weighted counts need not be whole.
        y : ignored
        """
        counts = self._first_counts(X)
        found = fit_dirichlets(counts[None], tol=self.tol, max_iter=self.max_iter, settled=SETTLED)
        self.alpha_ = found.alpha[0]
        self.log_likelihood_ = float(found.log_likelihood[0] + coefficients(counts).sum())
        self.n_parameters_ = counts.shape[1]
        self.n_iter_, self.converged_ = int(found.steps[0]), bool(found.converged[0])
        return self

    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood, with its multinomial coefficient."""
        counts = self._known_counts(X)
        return log_likelihoods(counts, self.alpha_) + coefficients(counts)
