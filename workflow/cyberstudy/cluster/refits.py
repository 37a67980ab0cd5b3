"""Latent classes fitted again, from scratch, to some of the units; the others are classified.

Every refit has annealed starts of its own and never begins at the main solution: a warm start
stays in the main solution's optimum, and its agreement says nothing about the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentclass.latent_class import LatentClassModel, fit_stack

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

    model: LatentClassModel
    labels: np.ndarray
    missed: bool


def refits(
    codes: np.ndarray,
    n_classes: int,
    *,
    weights: np.ndarray,
    bound: np.ndarray,
    seeds: Sequence[np.random.SeedSequence],
    n_starts: int = STARTS,
) -> list[Refit]:
    """Fit to the units with weight, once a row of weights, and classify all.

    Parameters
    ----------
    codes : ndarray of shape (units, items)
        Codes from 0; missing is -1. An answer that no unit with weight has given is as if missing:
        its probability is unknown.
    weights : ndarray of shape (refits, units)
        Times that a unit counts, from 0.
    bound : ndarray of shape (units,)
        Each unit's log-likelihood under the main solution: a refit should reach their sum.
    seeds
        One a refit, whose numbers depend on no other's.
    """
    models = fit_stack(codes, n_classes, sample_weights=weights, seeds=seeds, n_starts=n_starts)
    found = []
    for model, weight in zip(models, weights, strict=True):
        least = float(weight @ bound)
        labels = model.predict(codes)
        out = weight == 0
        if out.any():
            labels[out] = model.smoothed().predict(codes[out])
        missed = bool(model.log_likelihood_ < least - SLACK * abs(least))
        found.append(Refit(model, labels, missed))
    return found
