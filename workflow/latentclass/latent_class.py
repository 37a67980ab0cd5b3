"""Latent class analysis for categorical answers.

A unit belongs to one of K classes; within a class its answers are independent. What is not
answered adds nothing to the likelihood (full-information maximum likelihood; Little and Rubin
2002): it has no column in the one-hot matrix, so no mask is needed anywhere.

The likelihood has many local maxima, the more the fewer the units, so starts matter more than
speed: most are annealed (deterministic annealing EM, Ueda and Nakano 1998, with a little noise),
the others are plain. All starts run together, one matrix product a step, and are accelerated by
SQUAREM (Varadhan and Roland 2008), once classes have parted. The best are brought to their optima,
until no parameter moves.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import (
    CodesModel,
    FiniteMixture,
    NotIdentified,
    RandomState,
    generator_of,
    state_of,
    weights_of,
)
from latentclass.em import StackedUnits
from latentclass.identifiability import identified_parameters
from latentclass.items import FLOOR, Items, draw_codes, patterns_of
from latentclass.optimum import BOUNDARY, fit_mixtures

PRIOR = 1.0  # units' worth of prior in each class that units not in the fit are classified by

APART = 0.05  # difference between starts of the same likelihood that is told


class LatentClassModel(CodesModel, FiniteMixture):
    """Latent class model with classes in order of their size.

    Parameters
    ----------
    n_classes : int
        Number of classes K.
    n_starts : int
        Starts; two in five are plain, the others annealed.
    tol : float
        A start has converged when a plain EM step gains less than `tol` times the log-likelihood.
        The best one goes on until no step moves a parameter, either.
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
    n_identified_ : int
        How many of them the probabilities of all patterns tell (see `identifiability`).
    start_spread_ : float
        Largest difference in a share or a probability between the best starts, where several
        ended at the same likelihood: far from 0, there is not one solution.
    start_log_likelihoods_ : ndarray of shape (n_starts,)
        Where each start ended when it was screened.
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

    class_weights_: np.ndarray
    probabilities_: list[np.ndarray]
    total_weight_: float
    n_identified_: int
    n_boundary_: int
    n_empty_: int

    def fit(self, X: ArrayLike, y: object = None, sample_weight: ArrayLike | None = None) -> Self:
        """Fit by maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, items)
            Codes from 0; missing is -1, or NaN in a float array. One of `int8` is not copied.
        y : ignored
        sample_weight : array of shape (units,) or None
            Survey weights, bootstrap counts or counts of patterns.
        """
        self._check_parameters()
        codes = self._first_codes(X)
        weights = weights_of(sample_weight, len(codes))[None]  # as a stack of one table
        patterns, weights = patterns_of(codes, weights)
        _fit_tables([self], patterns[None], weights)
        self._warn(len(patterns))
        return self

    def _warn(self, distinct: int) -> None:
        if not self.converged_:
            from sklearn.exceptions import ConvergenceWarning  # late, as all of scikit-learn

            warnings.warn(
                f"not converged after {self.max_iter} steps", ConvergenceWarning, stacklevel=3
            )
        count, total = self.n_parameters_, self.total_weight_
        if self.n_identified_ < count:
            told = (
                f"answers to these items can tell {self.n_identified_} of {count} parameters, "
                "however many units there are: the model is not identified"
            )
        elif self.n_classes > 1 and count >= min(distinct, total):
            told = (
                f"{count} parameters for {total:g} units with {distinct} distinct patterns: "
                "the model may not be identified"
            )
        elif self.start_spread_ > APART:
            told = (
                f"starts that ended at the same likelihood differ by up to "
                f"{self.start_spread_:.2f} in a probability: the model may not be identified"
            )
        else:
            return
        warnings.warn(f"{told}. Fit fewer classes, or use more items", NotIdentified, stacklevel=3)

    def smoothed(self) -> Self:
        """Return the model to classify units by that had no part in the fit.

        In a small class many answers are unanimous by accident. A probability estimated as 0 or 1
        then decides alone where a new unit goes, and mostly wrongly. Each class gets `PRIOR` units
        that answer as all units do together: a Dirichlet prior as in Galindo Garre and Vermunt
        (2006), Behaviormetrika 33, 43-59. Units that are in the fit are classified without it.
        """
        self._check_fitted()
        held = (self.class_weights_ * self.total_weight_)[:, None]
        kept = copy.copy(self)
        kept.probabilities_ = [
            (held * table + PRIOR * (self.class_weights_ @ table)) / (held + PRIOR)
            for table in self.probabilities_
        ]
        return kept

    def sample(
        self, n_samples: int = 1, random_state: RandomState = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units from the model.

        Returns
        -------
        X : ndarray of shape (n_samples, items)
            Codes, none missing.
        y : ndarray of shape (n_samples,)
            Classes.
        """
        self._check_fitted()
        rng = state_of(random_state)
        classes = rng.choice(self.n_classes, n_samples, p=self.class_weights_)
        return draw_codes([table[classes] for table in self.probabilities_], rng), classes

    def _profiles(self) -> tuple[np.ndarray, np.ndarray]:
        return self.class_weights_, np.hstack(self.probabilities_)

    def _posterior(self, X: ArrayLike) -> np.ndarray:
        return self.predict_proba(X)

    def _joint(self, X: ArrayLike) -> np.ndarray:
        codes = self._known_codes(X)
        joint = np.tile(np.log(np.maximum(self.class_weights_, FLOOR)), (len(codes), 1))
        for item, table in enumerate(self.probabilities_):
            answered = codes[:, item] >= 0
            joint[answered] += np.log(np.maximum(table, FLOOR)).T[codes[answered, item]]
        return joint


def fit_stack(
    X: ArrayLike,
    n_classes: int,
    *,
    sample_weights: ArrayLike,
    seeds: Sequence[int | np.random.SeedSequence],
    n_starts: int = 40,
    tol: float = 1e-10,
    max_iter: int = 2000,
    batch: int = 25,
) -> list[LatentClassModel]:
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
    list of LatentClassModel
        One a table, with the categories of all units. A category that no unit with weight has
        chosen has probability 0 in every class, so that it says nothing about the class of a unit
        that was left out; in the fit it is as if missing.
    """
    whole = LatentClassModel(n_classes, n_starts=n_starts, tol=tol, max_iter=max_iter)
    codes = whole._first_codes(X)
    weights = np.asarray(sample_weights, dtype=np.float64)
    if weights.shape != (len(seeds), len(codes)):
        raise ValueError(
            f"sample_weights of shape {weights.shape} for {len(seeds)} seeds and {len(codes)} units"
        )
    if not ((weights >= 0).all() and (weights.sum(axis=1) > 0).all()):
        raise ValueError("sample_weights must not be negative, nor zero for a whole table")
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


def _fit_tables(models: Sequence[LatentClassModel], codes: np.ndarray, weights: np.ndarray) -> None:
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
    found = fit_mixtures(
        StackedUnits(items.one_hot(codes), weights),
        items,
        first.n_classes,
        first.n_starts,
        tol=first.tol,
        max_iter=first.max_iter,
        rngs=[generator_of(model.random_state) for model in models],
    )
    free = int((first.n_categories_ - 1).sum())
    told = identified_parameters(first.n_categories_, first.n_classes)
    for table, model in enumerate(models):
        model._take(found, table)
        parts = np.split(found.answers[table], items.ends[:-1], axis=1)
        model.probabilities_ = [part.copy() for part in parts]
        model.n_parameters_ = model.n_classes - 1 + model.n_classes * free
        model.n_identified_ = told
        model.total_weight_ = float(weights[table].sum())
        model.n_empty_ = int((model.class_weights_ * model.total_weight_ < 1).sum())
        model.n_boundary_ = int(sum((p < BOUNDARY).sum() for p in model.probabilities_))
