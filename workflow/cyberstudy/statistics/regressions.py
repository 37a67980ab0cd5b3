"""Regression of an outcome on several terms: least squares, or log odds of yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from cyberstudy.statistics.logistic import logistic_fit
from cyberstudy.tables.problems import StudyProblem


def regression(
    outcome: npt.ArrayLike,
    terms: Mapping[str, npt.ArrayLike],
    *,
    logistic: bool = False,
    confidence: float = 0.95,
) -> dict[str, list[Any]]:
    """Regress an outcome on terms, with an intercept.

    Least squares has standard errors that allow for unequal variances (HC3: MacKinnon and White
    1985, Journal of Econometrics 29, 305-325) and Student's t; of log odds they are those of the
    likelihood, and normal. No weights, strata or clusters of a sample are known here.

    Parameters
    ----------
    outcome
        A number a unit; where `logistic`, 1 or True for yes and 0 for no.
    terms
        Name -> numbers, yes and no, or texts for a category: each of its groups but the first is
        a term, ``name: group``, compared with the first (by text, or by the order of an Enum).
    confidence
        Of the intervals.

    Returns
    -------
    dict
        term, estimate, low, high, p: lists, a row a term. None where there is no estimate: yes and
        no part completely, or a term is of one unit alone.

    Raises
    ------
    StudyProblem
        Something is missing (leave such units out, so that the base is known), or one term says
        what others say.
    """
    y = np.asarray(outcome, dtype=float)
    names: list[str] = []
    columns = [np.ones_like(y)]
    for name, given in terms.items():
        known = np.asarray(given)
        if any(each is None or each != each for each in known.tolist()):
            raise StudyProblem(f"regression: {name} is missing of some units; leave these out")
        if known.dtype.kind in "fiub":
            names, columns = [*names, name], [*columns, known.astype(float)]
            continue
        # Ordered categories of polars and pandas bring their order with them.
        order = getattr(getattr(given, "dtype", None), "categories", None)
        texts = known.astype(str)
        groups = [g for g in (np.unique(texts) if order is None else order) if (texts == g).any()]
        names += [f"{name}: {group}" for group in groups[1:]]
        columns += [(texts == group).astype(float) for group in groups[1:]]
    x = np.column_stack(columns)
    if np.isnan(y).any():
        raise StudyProblem("regression: the outcome is missing of some units; leave these out")
    if np.linalg.matrix_rank(x) < x.shape[1] or len(y) <= x.shape[1]:
        raise StudyProblem(
            f"regression: of {len(y)} units {', '.join(names)} cannot be told apart; leave one out"
        )
    estimate, error = (_log_odds if logistic else _least_squares)(y, x)
    degrees, normal = len(y) - x.shape[1], NormalDist()
    with np.errstate(invalid="ignore", divide="ignore"):
        z = -abs(estimate / error)
    if logistic:
        half = normal.inv_cdf((1 + confidence) / 2) * error
        p = np.array([2 * normal.cdf(each) for each in z])
    else:
        half, p = stdtrit(degrees, (1 + confidence) / 2) * error, 2 * stdtr(degrees, z)
    made = (estimate, estimate - half, estimate + half, p)
    told = [[None if np.isnan(each) else each for each in column.tolist()] for column in made]
    return {"term": names} | dict(zip(("estimate", "low", "high", "p"), told, strict=True))


def _least_squares(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the slopes, without the intercept, and their robust errors."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ y
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    # A unit that a coefficient is of alone tells nothing of how it varies.
    without = (y - x @ beta) / np.where(leverage > 1 - 1e-9, np.nan, 1 - leverage)
    scores = x * without[:, None]
    return beta[1:], np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse))[1:]


def _log_odds(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the slopes and their errors, fitted with columns that vary from 0 to 1."""
    low, size = x[:, 1:].min(axis=0), np.ptp(x[:, 1:], axis=0)
    beta, covariance = logistic_fit(y, np.column_stack([x[:, :1], (x[:, 1:] - low) / size]))
    return beta[1:] / size, np.sqrt(np.diag(covariance))[1:] / size
