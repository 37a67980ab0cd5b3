"""Logistic regression: a slope with its error, and odds of an event from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cyberstudy.statistics.neighbours import odds_ratio

_STEPS, _NEAR = 50, 1e-10
_SEPARATED = 25.0  # log odds from end to end of what varies from 0 to 1; beyond, no estimate


def logistic_slope(yes: np.ndarray, columns: np.ndarray) -> tuple[float, float]:
    """Return the slope of the second column with its error, by `logistic_fit`."""
    weights, covariance = logistic_fit(yes, columns)
    return float(weights[1]), float(np.sqrt(covariance[1, 1]))


def logistic_fit(yes: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Maximize the likelihood by Newton's steps.

    Parameters
    ----------
    yes
        1 or 0, one a row.
    columns
        Rows x columns, the first a constant, all of about the length of 1.

    Returns
    -------
    weights, covariance
        nan where yes and no part completely.
    """
    weights = np.zeros(columns.shape[1])
    none = np.full_like(weights, np.nan), np.full((weights.size, weights.size), np.nan)
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(columns @ weights, -500, 500)))
        information = columns.T @ (columns * (p * (1 - p))[:, None])
        try:
            step = np.linalg.solve(information, columns.T @ (yes - p))
        except np.linalg.LinAlgError:
            return none
        weights = weights + step
        if np.abs(weights).max() > _SEPARATED:
            return none
        if np.abs(step).max() < _NEAR:
            return weights, np.linalg.inv(information)
    return none


@dataclass(frozen=True)
class Spells:
    """Units in each of the years in which the event could come to them, a row a unit and year.

    Attributes
    ----------
    year, event, block
        Of each row: the year; whether the event came in it; and the unit's block of neighbours.
    """

    year: np.ndarray
    event: np.ndarray
    block: np.ndarray

    def odds(
        self, x: np.ndarray, terms: Sequence[np.ndarray], *, confidence: float, blocks: bool = True
    ) -> tuple[float, float, float]:
        """Ratio of the odds of the event in a year where `x` is larger by 1.

        Discrete-time hazards with an intercept of each year (Cox 1972, Journal of the Royal
        Statistical Society B 34, 187-220, section 6; Allison 1982, Sociological Methodology 13,
        61-98). A year, or category, in which the event came to nobody tells nothing.

        Parameters
        ----------
        x, terms
            Of each row: what the ratio is of, and what it is adjusted for; texts are categories.
        confidence
            Of the interval: the wider of Wald's and that of blocks left out.
        blocks
            Whether units of a block are taken for alike.

        Returns
        -------
        odds, low, high
            nan where there is no estimate.
        """
        numbers = [term for term in terms if term.dtype.kind in "fiub"]
        texts = [term for term in terms if term.dtype.kind not in "fiub"]
        categories = [np.unique(term, return_inverse=True)[1] for term in (self.year, *texts)]

        def fitted(kept: np.ndarray) -> tuple[float, float]:
            tell, dummies = kept, []
            for column in categories:
                occurs = np.bincount(column[kept & self.event], minlength=column.max() + 1) > 0
                tell = tell & occurs[column]
                dummies.append(np.flatnonzero(occurs)[1:])
            columns = [np.ones(tell.sum()), x[tell], *(column[tell] for column in numbers)]
            columns += [
                column[tell][:, None] == levels
                for column, levels in zip(categories, dummies, strict=True)
            ]
            return logistic_slope(self.event[tell].astype(float), np.column_stack(columns) * 1.0)

        neighbours = self.block if blocks else None
        return odds_ratio(fitted, neighbours, self.year.size, confidence=confidence)
