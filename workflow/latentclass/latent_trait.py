"""One gradient instead of types: a latent trait model for categorical answers.

A unit stands somewhere on a line; the higher it stands, the likelier some answers become and the
less likely others. Each item follows the nominal response model (Bock 1972, Psychometrika 37,
29-51), which needs no order of categories, or where they are ordered the generalized partial credit
model (Muraki 1992, Applied Psychological Measurement 16, 159-176), a special case of it; the trait
is standard normal and integrated over by quadrature on evenly spaced nodes (Bock and Aitkin 1981,
Psychometrika 46, 443-459). The nodes play the part of classes, so the steps are those of latent
classes with probabilities tied to a line.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from latentclass.base import CodesModel, RandomState, generator_of, weights_of
from latentclass.items import Items, draw_codes
from latentclass.nominal_response import (
    Quadrature,
    fit_traits,
    parameters_of,
    posteriors,
    response,
    starting_lines,
)


class LatentTrait(ClassNamePrefixFeaturesOutMixin, TransformerMixin, CodesModel):
    """Nominal response model with one normal trait.

    Parameters
    ----------
    n_nodes : int
        Nodes of the quadrature. Assume: 31 are enough for 30 strong items (log-likelihood within
        0.15 of that of 61 nodes; 21 are within 2.3).
    n_starts : int
        Starts: the first along the first principal component, the others random.
    tol : float
        Converged when two steps in a row gain less than `tol` times the log-likelihood.
    max_iter : int
    random_state : int, RandomState or None
    ordered : bool
        Whether the categories of every item stand in order, from the lowest code on.

    Attributes
    ----------
    slopes_, intercepts_ : ndarray of shape (columns,)
        One a category, items one after the other; 0 for the first category of each.
    log_likelihood_ : float
        Total at the estimate, without the penalty.
    n_parameters_ : int
        Twice the free categories; of an ordered item these and one.
    converged_ : bool
    """

    def __init__(
        self,
        *,
        n_nodes: int = 31,
        n_starts: int = 4,
        tol: float = 1e-7,
        max_iter: int = 500,
        random_state: RandomState = None,
        ordered: bool = False,
    ) -> None:
        self.n_nodes = n_nodes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.ordered = ordered

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Fit by penalised maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, items)
            Codes from 0; missing is -1, or NaN in a float array.
        y : ignored
        sample_weight : array of shape (units,) or None
            Survey weights, bootstrap counts or counts of patterns.
        """
        if self.n_starts < 1:
            raise ValueError("n_starts must be at least 1")
        codes = self._first_codes(X)
        # As one table of many that can be fitted at once.
        weights = weights_of(sample_weight, len(codes))[None]
        items = Items.of(self.n_categories_)
        one_hot = items.one_hot(codes)[None]
        rngs = [generator_of(self.random_state)]
        found = fit_traits(
            one_hot,
            weights,
            items,
            Quadrature.of(self.n_nodes),
            starting_lines(one_hot, weights, items, self.n_starts, rngs),
            tol=self.tol,
            max_iter=self.max_iter,
            ordered=self.ordered,
        )
        self.slopes_, self.intercepts_ = found.lines[0]
        self.log_likelihood_ = float(found.log_likelihood[0])
        self.n_iter_, self.converged_ = int(found.steps[0]), bool(found.converged[0])
        self.n_parameters_ = parameters_of(items, ordered=self.ordered)
        return self

    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood."""
        return self._expectation(X)[1]

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's place on the trait, the mean of its posterior; shape (units, 1)."""
        return (Quadrature.of(self.n_nodes).nodes @ self._expectation(X)[0])[:, None]

    def sample(
        self, n_samples: int = 1, random_state: RandomState = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model.

        Returns
        -------
        X : ndarray of shape (n_samples, items)
            Codes, none missing.
        y : ndarray of shape (n_samples,)
            Places on the trait.
        """
        check_is_fitted(self)
        rng = check_random_state(random_state)
        trait = rng.standard_normal(n_samples)
        items = Items.of(self.n_categories_)
        table = response(np.stack([self.slopes_, self.intercepts_]), trait, items)
        return draw_codes(np.split(table, items.ends[:-1], axis=1), rng), trait

    def _expectation(self, X: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Posterior of the nodes (nodes x units), log-likelihood of units."""
        codes = self._known_codes(X)
        items, quadrature = Items.of(self.n_categories_), Quadrature.of(self.n_nodes)
        lines = np.stack([self.slopes_, self.intercepts_])[None, None]
        table = response(lines, quadrature.nodes, items)
        posterior, each = posteriors(items.one_hot(codes)[None], table, quadrature)
        return posterior[0, 0], each[0, 0]

    @property
    def _n_features_out(self) -> int:
        """How many columns `transform` returns, for their names."""
        return 1
