"""Which bivariate residuals are more than chance: a parametric bootstrap.

Their distribution is not that of chi-squared, so how large they may be is found by simulation
(Oberski, van Kollenburg and Vermunt 2013, Advances in Data Analysis and Classification 7, 267-279).
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import clone
from sklearn.utils import check_random_state

from latentclass.base import CodesModel, RandomState
from latentclass.items import MISSING


def local_dependence(
    model: CodesModel, X: ArrayLike, *, replicates: int = 200, random_state: RandomState = None
) -> tuple[np.ndarray, np.ndarray]:
    """Say which bivariate residuals are larger than chance would make the largest of all.

    Tables are drawn from the fitted model, with what is missing in `X`, and the model is fitted to
    each anew. A residual is compared with the largest of every table, so that among all pairs
    together one is called by mistake as often as the level says (Westfall and Young 1993).

    Parameters
    ----------
    model
        Fitted to `X`, without weights.
    replicates
        Tables that are drawn.

    Returns
    -------
    residuals, p : ndarray of shape (items, items)
        NaN on the diagonal, and where no unit has answered both items.
    """
    rng = check_random_state(random_state)
    codes = model._known_codes(X)
    residuals = model.bivariate_residuals(codes)
    reached = np.ones_like(residuals)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the fit to X has said what there is to say
        for _ in range(replicates):
            drawn = np.where(codes < 0, MISSING, model.sample(len(codes), random_state=rng)[0])
            again = clone(model).set_params(random_state=rng).fit(drawn)
            reached += np.nanmax(again.bivariate_residuals(drawn)) >= residuals
    return residuals, np.where(np.isnan(residuals), np.nan, reached / (1 + replicates))
