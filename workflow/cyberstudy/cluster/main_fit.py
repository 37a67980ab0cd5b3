"""The fit of classes that is shown, and the levels of the tests that a verdict's rules hold.

It rests on no more than that, for the calibration rests on it, too (`commands.calibrated`).
"""

from __future__ import annotations

import warnings
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from latentclass.base import NotIdentified
from latentclass.contest import ContestRules
from latentclass.latent_class import LatentClassModel

if TYPE_CHECKING:
    from cyberstudy.declare.plan.verdict_rules import Rules

STARTS = 100


def main_fit(codes: np.ndarray, k: int, *, seed: int) -> LatentClassModel:
    """Fit the classes that are shown; many parameters are a caution of the verdict."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotIdentified)
        return LatentClassModel(k, n_starts=STARTS, random_state=seed).fit(codes)


def contest_rules(rules: Rules) -> ContestRules:
    """Take out of a verdict's rules those that its tests are made by."""
    return ContestRules(**{each.name: getattr(rules, each.name) for each in fields(ContestRules)})


def sizes_of(labels: np.ndarray, classes: int) -> list[int]:
    """Count the units of each class, the largest first."""
    return sorted(np.bincount(labels, minlength=classes).tolist(), reverse=True)
