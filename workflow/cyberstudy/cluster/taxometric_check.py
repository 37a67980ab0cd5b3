"""A taxometric check beside the verdict, which has no vote in it."""

from __future__ import annotations

import warnings

import numpy as np

from cyberstudy.statistics.taxometric import ccfi
from latentclass.base import NotIdentified
from latentclass.latent_class import LatentClassModel

STARTS = 10  # of the two classes
PLACES = 2  # of the index, which another seed moves by 0.02 to 0.05


def comparison_curve_fit(codes: np.ndarray, *, ordered: bool, seed: int) -> float | None:
    """Return the comparison curve fit index of coded answers, if it can be had.

    Parameters
    ----------
    codes
        Units x items, from 0; -1 is missing.
    ordered
        Whether categories stand in order. None is returned where there are several that do not.
    """
    if codes.max() > 1 and not ordered:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotIdentified)
        model = LatentClassModel(2, n_starts=STARTS, random_state=seed).fit(codes)
    values = np.where(codes < 0, np.nan, codes)
    found = ccfi(values, model.predict(codes) == 1, np.random.default_rng(seed))
    return None if np.isnan(found) else round(found, PLACES)
