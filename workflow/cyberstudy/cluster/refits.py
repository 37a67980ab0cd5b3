"""Latent classes fitted again, from scratch, to some of the units; the others are classified.

Every refit has annealed starts of its own and never begins at the main solution: a warm start
stays in the main solution's optimum, and its agreement says nothing about the data.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from latentclass.latent_class import LatentClass

STARTS = 20
#: A refit has missed an optimum when it ends so far, relative, under one that is known.
SLACK = 1e-6


@dataclass(frozen=True)
class Refit:
    """A fit to some of the units.

    Attributes
    ----------
    model
        Fitted to the units with weight.
    labels
        Class of every unit: of those without weight by the smoothed model.
    missed
        Whether the main solution fits the units with weight better: the starts were too few.
    """

    model: LatentClass
    labels: np.ndarray
    missed: bool


def fit_classes(
    codes: np.ndarray,
    n_classes: int,
    *,
    seed: int | np.random.SeedSequence,
    weight: np.ndarray | None = None,
    n_starts: int = STARTS,
) -> LatentClass:
    """Fit latent classes as one of many fits: without the warnings, which the main fit gives."""
    from latentclass.latent_class import LatentClass
    from sklearn.exceptions import ConvergenceWarning  # over a second to import

    rng = np.random.RandomState(np.random.MT19937(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.filterwarnings("ignore", message=".*may not be identified")
        model = LatentClass(n_classes, n_starts=n_starts, random_state=rng)
        return model.fit(codes, sample_weight=weight)


def refit(
    codes: np.ndarray,
    n_classes: int,
    *,
    weight: np.ndarray,
    bound: np.ndarray,
    seed: np.random.SeedSequence,
    n_starts: int = STARTS,
) -> Refit:
    """Fit to the units with weight and classify all.

    Parameters
    ----------
    codes : ndarray of shape (units, items)
        Codes from 0; missing is -1.
    weight : ndarray of shape (units,)
        Times that a unit counts, from 0.
    bound : ndarray of shape (units,)
        Each unit's log-likelihood under the main solution: the refit should reach their sum.
    """
    known = known_codes(codes, weight)
    model = fit_classes(known, n_classes, seed=seed, weight=weight, n_starts=n_starts)
    unseen = model.smoothed().predict(known)
    least = float(weight @ bound)
    return Refit(
        model=model,
        labels=np.where(weight > 0, model.predict(known), unseen),
        missed=bool(model.log_likelihood_ < least - SLACK * abs(least)),
    )


def known_codes(codes: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Read an answer that no unit with weight has given as missing: its probability is unknown."""
    known = [np.isin(column, column[weight > 0]) for column in codes.T]
    return np.where(np.column_stack(known), codes, -1)
