"""How sure the parameters of latent classes are: scores, observed information, standard errors.

Parameters are logits: of each class its coefficients (for the shares: an intercept, and a
coefficient for each covariate), and a logit for each answer within it. Of the logits of one item
in one class only differences count, so that of the likeliest answer is held at 0; the same goes
for the coefficients of the first class. Standard errors of probabilities follow by the delta
method.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from latentclass.items import Items
from latentclass.optimum import BOUNDARY

#: Smallest eigenvalue of an information matrix with a diagonal of ones that is not taken for 0.
SINGULAR = 1e-9


@dataclass(frozen=True)
class Errors:
    """Standard errors of the parameters of classes.

    Attributes
    ----------
    class_weights : ndarray of shape (K,)
    probabilities : list of ndarray of shape (K, categories of the item)
        NaN on the boundary of the parameter space.
    coefficients : ndarray of shape (K, columns of the design)
        Of the logits of classes against the first, whose own are 0.
    covariance : ndarray
        Of all coefficients, class by class.
    n_boundary : int
        Probabilities without a standard error.
    """

    class_weights: np.ndarray
    probabilities: list[np.ndarray]
    coefficients: np.ndarray
    covariance: np.ndarray
    n_boundary: int


@dataclass(frozen=True)
class FittedClasses:
    """Fitted classes and the units that they were fitted to.

    Attributes
    ----------
    design
        Units x columns; the first is ones.
    rest
        What is left of each unit's answers, for each class (K x units x columns of answers).
    shares, posterior
        Of classes, before and after a unit has answered (units x K).
    answers
        Probabilities (K x columns).
    answered
        1 where a unit has answered the item of a column.
    """

    design: np.ndarray
    rest: np.ndarray
    shares: np.ndarray
    posterior: np.ndarray
    answers: np.ndarray
    answered: np.ndarray
    items: Items

    @classmethod
    def of(
        cls,
        one_hot: np.ndarray,
        design: np.ndarray,
        *,
        shares: np.ndarray,
        posterior: np.ndarray,
        answers: np.ndarray,
        categories: np.ndarray,
    ) -> FittedClasses:
        """Work out what is left of answers."""
        items = Items.of(categories)
        answered = items.totals(one_hot)
        rest = one_hot - answered * answers[:, None]
        return cls(design, rest, shares, posterior, answers, answered, items)

    @property
    def scores(self) -> np.ndarray:
        """Derivative of each unit's log-likelihood by all logits (units x logits)."""
        parts = []
        for k, rest in enumerate(self.rest):
            own = self.posterior[:, [k]]
            parts += [(own - self.shares[:, [k]]) * self.design, own * rest]
        return np.hstack(parts)

    def information(self, weights: np.ndarray) -> np.ndarray:
        """Observed information of all logits: that of known classes, less what is not known."""
        count, columns = len(self.rest), self.design.shape[1]
        places = np.arange(self.width * count).reshape(count, self.width)
        found = np.zeros((self.width * count,) * 2)
        for k in range(count):
            answers = places[k, columns:]
            found[np.ix_(answers, answers)] = self._within(k, weights)
            for other in range(count):
                same = float(k == other)
                shares = self.shares[:, k] * (same - self.shares[:, other]) * weights
                here = np.ix_(places[k, :columns], places[other, :columns])
                found[here] += self.design.T @ (shares[:, None] * self.design)
                spread = self.posterior[:, k] * (same - self.posterior[:, other]) * weights
                one = np.hstack([self.design, self.rest[k]])
                two = np.hstack([self.design, self.rest[other]])
                found[np.ix_(places[k], places[other])] -= one.T @ (spread[:, None] * two)
        return found

    def _within(self, k: int, weights: np.ndarray) -> np.ndarray:
        """Information on the answers of one class, were it known who belongs to it."""
        held = (weights * self.posterior[:, k]) @ self.answered
        return held[:, None] * self.slopes(self.answers[k])

    def slopes(self, answers: np.ndarray) -> np.ndarray:
        """Derivatives of probabilities of one class by its logits."""
        return np.diag(answers) - self.items.together * np.outer(answers, answers)

    @property
    def width(self) -> int:
        """Logits of one class."""
        return self.design.shape[1] + self.answers.shape[1]

    @cached_property
    def boundary(self) -> np.ndarray:
        """Whether a probability is on the boundary (K x columns).

        An answer that has all of an item, because the others are on the boundary, is there too.
        """
        low = self.answers < BOUNDARY
        left = self.items.totals((~low).astype(np.float64))
        several = self.items.totals(np.ones(len(self.items.item_of))) > 1
        return low | ((left == 1) & several)

    @property
    def free(self) -> np.ndarray:
        """Which logits are estimated, not held at 0 or on the boundary (logits)."""
        coefficients = np.ones((len(self.rest), self.design.shape[1]), dtype=bool)
        coefficients[0] = False
        answers = ~self.boundary
        for start, end in zip(self.items.starts, self.items.ends, strict=True):
            likeliest = start + self.answers[:, start:end].argmax(axis=1)
            answers[np.arange(len(answers)), likeliest] = False
        return np.hstack([coefficients, answers]).ravel()


def errors_of(told: FittedClasses, weights: np.ndarray, method: str) -> Errors:
    """Work out standard errors; see `classes.ClassModel.standard_errors`."""
    free = np.flatnonzero(told.free)
    scores = told.scores[:, free]
    if method == "scores":
        variance = _inverse(scores.T @ (weights[:, None] * scores))
    elif method in {"information", "sandwich"}:
        variance = _inverse(told.information(weights)[np.ix_(free, free)])
        if method == "sandwich":
            variance = variance @ (scores.T @ (weights[:, None] ** 2 * scores)) @ variance
    else:
        raise ValueError(f"there is no method {method!r}: information, scores, sandwich, bootstrap")
    whole = np.zeros((len(told.free),) * 2)
    whole[np.ix_(free, free)] = variance
    return _delta(told, weights / weights.sum(), whole)


def _inverse(information: np.ndarray) -> np.ndarray:
    """Invert an information matrix; all NaN, and a warning, where it is singular."""
    scale = np.sqrt(np.maximum(np.diag(information), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        even = information / np.outer(scale, scale)
    if not np.isfinite(even).all() or (len(even) and np.linalg.eigvalsh(even)[0] < SINGULAR):
        warnings.warn(
            "the information is singular: these data do not tell all parameters, so none has a "
            "standard error. Fit fewer classes, or leave out items that few have answered",
            UserWarning,
            stacklevel=4,
        )
        return np.full_like(information, np.nan)
    inverse: np.ndarray = np.linalg.inv(even) / np.outer(scale, scale)
    return inverse


def _delta(told: FittedClasses, weights: np.ndarray, variance: np.ndarray) -> Errors:
    """Carry the variance of logits over to shares and probabilities."""
    count, columns = len(told.rest), told.design.shape[1]
    places = np.arange(told.width * count).reshape(count, told.width)
    of_answers = places[:, columns:]
    answers = [
        np.diag(slopes @ variance[np.ix_(own, own)] @ slopes.T)
        for own, slopes in zip(of_answers, map(told.slopes, told.answers), strict=True)
    ]
    errors = np.where(told.boundary, np.nan, np.sqrt(np.maximum(answers, 0)))
    coefficients = places[:, :columns].ravel()
    covariance = variance[np.ix_(coefficients, coefficients)]
    # Mean shares by coefficients: shares x (own or not - shares) x design.
    shares, even = told.shares, np.eye(count)
    by_logit = shares[:, :, None] * (even - shares[:, None])
    slopes = np.einsum("i,ikl,iq->klq", weights, by_logit, told.design).reshape(count, -1)
    return Errors(
        class_weights=np.sqrt(np.maximum(np.diag(slopes @ covariance @ slopes.T), 0)),
        probabilities=np.split(errors, told.items.ends[:-1], axis=1),
        coefficients=np.sqrt(np.maximum(np.diag(covariance), 0)).reshape(count, columns),
        covariance=covariance,
        n_boundary=int(told.boundary.sum()),
    )
