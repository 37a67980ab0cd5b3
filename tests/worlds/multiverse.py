"""A small multiverse: three true classes, in every combination of some choices."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from cyberstudy.cluster.items import CodedAnswers
from cyberstudy.cluster.refits import STARTS
from latentclass import LatentClass
from latentclass.base import NotIdentified

CHOICES = {
    "items": ["core", "wide"],
    "coding": ["as_answered"],
    "conflicts": ["in", "out"],
    "reconciliation": ["latest"],
    "missing": ["as_is", "complete_cases"],
}


UNITS = [f"U{unit:02d}" for unit in range(60)]


RUN = {"seed": 5, "minimum_units": 20}


def coded(items, coding, conflicts, reconciliation):
    """Three true types; the core items are the first eight, conflict units the last ten."""
    rng = np.random.default_rng(0)
    truth = np.arange(60) % 3
    chance = np.where(rng.random((3, 16)) < 0.5, 0.95, 0.05)[truth]
    codes = (rng.random(chance.shape) < chance).astype(int)
    codes[rng.random(codes.shape) < 0.03] = -1
    kept = slice(0, 60 if conflicts == "in" else 50)
    width = 8 if items == "core" else 16
    names = {f"q{item}": ("no", "yes") for item in range(width)}
    return CodedAnswers(tuple(UNITS[kept]), names, codes[kept, :width])


def fit_classes(codes, n_classes, *, seed, n_starts=STARTS):
    """Fit latent classes as one of many fits: without the warnings, which the main fit gives."""
    rng = np.random.RandomState(np.random.MT19937(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", NotIdentified)
        return LatentClass(n_classes, n_starts=n_starts, random_state=rng).fit(codes)
