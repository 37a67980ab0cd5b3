"""Gradients instead of types: latent trait models for categorical answers.

A unit stands somewhere on a line; the higher it stands, the likelier some answers become and the
less likely others. Each item follows the nominal response model (Bock 1972, Psychometrika 37,
29-51), which needs no order of categories, or where they are ordered the generalized partial credit
model (Muraki 1992, Applied Psychological Measurement 16, 159-176), a special case of it; the trait
is standard normal and integrated over by quadrature on evenly spaced nodes (Bock and Aitkin 1981,
Psychometrika 46, 443-459). The nodes play the part of classes, so the steps are those of latent
classes with probabilities tied to a line. Several unrelated traits at once are full-information
item factor analysis (Bock, Gibbons and Muraki 1988, Applied Psychological Measurement 12, 261-280).
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import CodesModel, RandomState, generator_of, state_of, weights_of
from latentclass.items import Items, draw_codes
from latentclass.nodes import Nodes, design_at
from latentclass.nominal_response import (
    SETTLED,
    Traits,
    fit_traits,
    parameters_of,
    posteriors,
    response,
    starting_lines,
)


class TraitModel(CodesModel):
    """What models with nodes on traits share: fitting, likelihoods and places of units.

    Attributes
    ----------
    slopes_ : ndarray of shape (traits, columns)
        One a category, items one after the other; 0 for the first category of each.
    intercepts_ : ndarray of shape (columns,)
        The same.
    """

    n_starts: int
    tol: float
    max_iter: int
    random_state: RandomState
    ordered: bool
    slopes_: np.ndarray
    intercepts_: np.ndarray

    @abstractmethod
    def _nodes(self) -> Nodes:
        """Where units may stand while the model is fitted."""

    @abstractmethod
    def _settle(self, found: Traits) -> None:
        """Take over what was found for the first table, in the order that is promised."""

    @abstractmethod
    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the fitted model's design (rows x nodes), and the weights of the nodes."""

    @abstractmethod
    def _drawn(self, count: int, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        """Draw units: their design (rows x units), and what `sample` says of them."""

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
        codes, nodes = self._first_codes(X), self._nodes()
        # As one table of many that can be fitted at once.
        weights = weights_of(sample_weight, len(codes))[None]
        items = Items.of(self.n_categories_)
        one_hot = items.one_hot(codes)[None]
        rngs = [generator_of(self.random_state)]
        found = fit_traits(
            one_hot,
            weights,
            items,
            nodes,
            starting_lines(one_hot, weights, items, nodes, self.n_starts, rngs),
            tol=self.tol,
            max_iter=self.max_iter,
            ordered=self.ordered,
            settled=SETTLED,
        )
        self.log_likelihood_ = float(found.log_likelihood[0])
        self.n_iter_, self.converged_ = int(found.steps[0]), bool(found.converged[0])
        self.n_parameters_ = parameters_of(items, nodes, ordered=self.ordered)
        self._settle(found)
        return self

    def score_samples(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's log-likelihood."""
        return self._expectation(X)[1]

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's place, the mean of its posterior; shape (units, traits)."""
        posterior = self._expectation(X)[0]
        return (self._placed()[0][: self._n_features_out] @ posterior).T

    def sample(
        self, n_samples: int = 1, random_state: RandomState = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model.

        Returns
        -------
        X : ndarray of shape (n_samples, items)
            Codes, none missing.
        y : ndarray
            Places on a trait, shape (n_samples,), or on several, shape (n_samples, traits).
        """
        self._check_fitted()
        rng = state_of(random_state)
        design, told = self._drawn(n_samples, rng)
        items = Items.of(self.n_categories_)
        table = response(self._lines, design, items)
        return draw_codes(np.split(table, items.ends[:-1], axis=1), rng), told

    @property
    def _lines(self) -> np.ndarray:
        return np.vstack([self.slopes_, self.intercepts_])

    def _profiles(self) -> tuple[np.ndarray, np.ndarray]:
        design, weights = self._placed()
        return weights, response(self._lines, design, Items.of(self.n_categories_))

    def _posterior(self, X: ArrayLike) -> np.ndarray:
        return self._expectation(X)[0].T

    def _expectation(self, X: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
        """Posterior of the nodes (nodes x units), log-likelihood of units."""
        codes = self._known_codes(X)
        weights, table = self._profiles()
        one_hot = Items.of(self.n_categories_).one_hot(codes)[None]
        posterior, each = posteriors(one_hot, table[None, None], np.log(weights))
        return posterior[0, 0], each[0, 0]

    @property
    def _n_features_out(self) -> int:
        """How many columns `transform` returns, for their names."""
        return len(self.slopes_)


class LatentTraitModel(TraitModel):
    """Nominal response model with one normal trait, or with several.

    Several traits are unrelated and standard normal, and every item has a slope on each. Traits
    that are related would fit no better: turning and stretching slopes makes them unrelated. That
    leaves a rotation, which is fixed by principal axes: the first trait is that along which the
    answers differ most, the next the most of what is left at right angles to it, and on each the
    steepest slope is positive.

    Parameters
    ----------
    n_traits : int
        How many traits.
    n_nodes : int
        Nodes of the quadrature on each axis. Assume: 31 are enough for 30 strong items
        (log-likelihood within 0.15 of that of 61 nodes; 21 are within 2.3).
    n_starts : int
        Starts: the first along the first principal components, the others random.
    tol : float
        Converged when two steps in a row gain less than `tol` times the log-likelihood.
    max_iter : int
    random_state : int, RandomState or None
    ordered : bool
        Whether the categories of every item stand in order, from the lowest code on.

    Attributes
    ----------
    slopes_ : ndarray of shape (n_traits, columns)
        One a category, items one after the other; 0 for the first category of each.
    intercepts_ : ndarray of shape (columns,)
        The same.
    log_likelihood_ : float
        Total at the estimate, without the penalty.
    n_parameters_ : int
        For one trait twice the free categories, of an ordered item these and one; each further
        trait adds its slopes, without those that a rotation makes 0.
    converged_ : bool
    """

    def __init__(
        self,
        *,
        n_traits: int = 1,
        n_nodes: int = 31,
        n_starts: int = 4,
        tol: float = 1e-7,
        max_iter: int = 500,
        random_state: RandomState = None,
        ordered: bool = False,
    ) -> None:
        self.n_traits = n_traits
        self.n_nodes = n_nodes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.ordered = ordered

    def _nodes(self) -> Nodes:
        if self.n_traits < 1:
            raise ValueError("n_traits must be at least 1")
        return Nodes.normal(self.n_nodes, self.n_traits)

    def _settle(self, found: Traits) -> None:
        lines = found.lines[0]
        self.slopes_, self.intercepts_ = lines[:-1], lines[-1]
        # Assume: one trait keeps the direction of its start; nothing that is said depends on it.
        if self.n_traits > 1:
            self.slopes_ = principal_axes(self.slopes_, Items.of(self.n_categories_))

    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        nodes = self._nodes()
        return nodes.design, np.exp(nodes.within)

    def _drawn(self, count: int, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        places = rng.standard_normal((self.n_traits, count))
        return design_at(places), places[0] if self.n_traits == 1 else places.T


def principal_axes(slopes: np.ndarray, items: Items) -> np.ndarray:
    """Rotate unrelated traits (traits x columns) so that the first says the most; fix the signs."""
    sizes = (items.ends - items.starts)[items.item_of]
    centred = slopes - items.totals(slopes) / sizes  # whichever category is the first
    axes = np.linalg.svd(centred, full_matrices=False)[0].T
    turned = axes @ slopes
    steepest = np.abs(turned).argmax(axis=1, keepdims=True)
    turned *= np.where(np.take_along_axis(turned, steepest, axis=1) < 0, -1, 1)
    return turned
