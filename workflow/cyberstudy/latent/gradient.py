"""One gradient instead of types: a latent trait model for categorical answers.

A unit stands somewhere on a line; the higher it stands, the likelier some answers become and the
less likely others. Each item follows the nominal response model (Bock 1972, Psychometrika 37,
29-51), which needs no order of categories; the trait is standard normal and integrated over by
Gauss-Hermite quadrature (Bock and Aitkin 1981). The nodes of the quadrature play the part of
classes, so the steps are those of latent classes with probabilities tied to a line.
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from cyberstudy.latent.em import FLOOR, Items

#: Standard deviation of the normal penalty on slopes and intercepts. Assume: wide enough to bias
#: nothing that the answers speak of, narrow enough to keep them finite where they do not.
PENALTY_SD = 5.0
NEWTON_STEPS = 3  # within one step of EM; each EM step starts from the last one's parameters


class LatentTrait(DensityMixin, BaseEstimator):
    """Nominal response model with one normal trait.

    Parameters
    ----------
    n_nodes : int
        Nodes of the quadrature.
    n_starts : int
        Random starts.
    tol : float
        Converged when a step gains less than `tol` times the log-likelihood.
    max_iter : int
    random_state : int, RandomState or None

    Attributes
    ----------
    slopes_, intercepts_ : ndarray of shape (columns,)
        One a category, items one after the other; 0 for the first category of each.
    log_likelihood_ : float
        Total at the estimate, without the penalty.
    n_parameters_ : int
        Twice the free categories.
    converged_ : bool
    """

    def __init__(
        self,
        *,
        n_nodes: int = 21,
        n_starts: int = 4,
        tol: float = 1e-7,
        max_iter: int = 500,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.n_nodes = n_nodes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X: np.ndarray, y: None = None, sample_weight: np.ndarray | None = None):  # noqa: ANN201
        """Fit by penalised maximum likelihood.

        Parameters
        ----------
        X : array of shape (units, items)
            Codes from 0; missing is -1.
        """
        codes = np.asarray(X)
        weight = np.ones(len(codes)) if sample_weight is None else np.asarray(sample_weight, float)
        self.n_categories_ = np.maximum(codes.max(axis=0) + 1, 1)
        items = Items.of(self.n_categories_)
        one_hot = items.one_hot(codes)
        nodes, share = np.polynomial.hermite_e.hermegauss(self.n_nodes)
        self.nodes_, self.node_weights_ = nodes, share / share.sum()
        rng = check_random_state(self.random_state)
        fits = [self._run(one_hot, weight, items, rng) for _ in range(self.n_starts)]
        best = max(fits, key=lambda fit: fit[2])
        self.slopes_, self.intercepts_, self.log_likelihood_, self.converged_ = best
        self.n_parameters_ = int(2 * (self.n_categories_ - 1).sum())
        return self

    def _run(
        self, one_hot: np.ndarray, weight: np.ndarray, items: Items, rng: np.random.RandomState
    ) -> tuple[np.ndarray, np.ndarray, float, bool]:
        counts = weight @ one_hot + 0.5
        first = items.starts[items.item_of]
        intercepts = np.log(counts / counts[first])
        slopes = 0.5 * rng.standard_normal(len(counts))
        slopes -= slopes[first]
        reached = -np.inf
        for _ in range(self.max_iter):
            table = _response(slopes, intercepts, self.nodes_, items)
            posterior, total = self._posterior(one_hot, table)
            now = float(weight @ total)
            if now - reached <= self.tol * abs(now):
                return slopes, intercepts, now, True
            reached = now
            expected = one_hot.T @ (posterior * weight[:, None])
            slopes, intercepts = _maximised(slopes, intercepts, expected, self.nodes_, items)
        return slopes, intercepts, reached, False

    def _posterior(self, one_hot: np.ndarray, table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        joint = one_hot @ np.log(np.maximum(table, FLOOR)) + np.log(self.node_weights_)
        top = joint.max(axis=1, keepdims=True)
        joint = np.exp(joint - top)
        total = joint.sum(axis=1, keepdims=True)
        return joint / total, (top + np.log(total))[:, 0]

    def _seen(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        check_is_fitted(self)
        items = Items.of(self.n_categories_)
        table = _response(self.slopes_, self.intercepts_, self.nodes_, items)
        return self._posterior(items.one_hot(np.asarray(X)), table)

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's log-likelihood."""
        return self._seen(X)[1]

    def score(self, X: np.ndarray, y: None = None) -> float:
        """Return the mean log-likelihood a unit."""
        return float(self.score_samples(X).mean())

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's place on the gradient: the mean of its posterior."""
        return self._seen(X)[0] @ self.nodes_

    def bic(self, X: np.ndarray) -> float:
        """Return the Bayesian information criterion; lower is better."""
        total = self.score_samples(X)
        return float(-2 * total.sum() + self.n_parameters_ * np.log(len(total)))

    def sample(
        self, n_samples: int, random_state: int | np.random.RandomState | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw units: codes (n_samples, items) and their places on the gradient."""
        check_is_fitted(self)
        rng = check_random_state(random_state)
        items = Items.of(self.n_categories_)
        trait = rng.standard_normal(n_samples)
        table = _response(self.slopes_, self.intercepts_, trait, items)
        level = rng.random_sample((len(items.starts), n_samples))
        codes = [
            (level[i] > np.cumsum(table[start:end], axis=0)[:-1]).sum(axis=0)
            for i, (start, end) in enumerate(zip(items.starts, items.ends, strict=True))
        ]
        return np.column_stack(codes), trait


def _response(
    slopes: np.ndarray, intercepts: np.ndarray, trait: np.ndarray, items: Items
) -> np.ndarray:
    """Probability of each category at each place: columns x places."""
    logits = slopes[:, None] * trait + intercepts[:, None]
    top = np.maximum.reduceat(logits, items.starts, axis=0)
    odds = np.exp(logits - top[items.item_of])
    return odds / np.add.reduceat(odds, items.starts, axis=0)[items.item_of]


def _maximised(
    slopes: np.ndarray,
    intercepts: np.ndarray,
    expected: np.ndarray,
    nodes: np.ndarray,
    items: Items,
) -> tuple[np.ndarray, np.ndarray]:
    """Raise the expected likelihood by Newton's steps, items of equal length at once."""
    slopes, intercepts = slopes.copy(), intercepts.copy()
    sizes = items.ends - items.starts
    for size in np.unique(sizes[sizes > 1]):
        columns = items.starts[sizes == size][:, None] + np.arange(size)
        now = np.stack([slopes[columns], intercepts[columns]], axis=2)[:, 1:]
        best, value = now, _value(now, expected[columns], nodes)
        for _ in range(NEWTON_STEPS):
            ahead = _newton(best, expected[columns], nodes)
            for _ in range(8):  # halve where a step leaps too far
                reached = _value(ahead, expected[columns], nodes)
                worse = reached < value
                if not worse.any():
                    break
                ahead[worse] = (ahead[worse] + best[worse]) / 2
            better = (reached >= value)[:, None, None]
            best = np.where(better, ahead, best)
            value = np.maximum(reached, value)
        slopes[columns[:, 1:]], intercepts[columns[:, 1:]] = best[..., 0], best[..., 1]
    return slopes, intercepts


def _probabilities(line: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """Items x categories x nodes; the first category's line is 0."""
    logits = line[..., :1] * nodes + line[..., 1:]
    logits = np.concatenate([np.zeros_like(logits[:, :1]), logits], axis=1)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _value(line: np.ndarray, expected: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    p = np.maximum(_probabilities(line, nodes), FLOOR)
    penalty = (line**2).sum(axis=(1, 2)) / (2 * PENALTY_SD**2)
    return (expected * np.log(p)).sum(axis=(1, 2)) - penalty


def _newton(line: np.ndarray, expected: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """One Newton step of every item: multinomial logistic regression on the nodes."""
    count, free, _ = line.shape
    p = _probabilities(line, nodes)[:, 1:]
    total = expected.sum(axis=1)  # items x nodes
    design = np.stack([nodes, np.ones_like(nodes)])  # slope, intercept
    gradient = np.einsum("icq,dq->icd", expected[:, 1:] - total[:, None] * p, design)
    gradient -= line / PENALTY_SD**2
    spread = np.einsum("iaq,ab->iabq", p, np.eye(free)) - np.einsum("iaq,ibq->iabq", p, p)
    hessian = np.einsum("iabq,iq,dq,eq->iadbe", spread, total, design, design)
    size = 2 * free
    hessian = hessian.reshape(count, size, size) + np.eye(size) / PENALTY_SD**2
    step = np.linalg.solve(hessian, gradient.reshape(count, size, 1))
    return line + step.reshape(line.shape)
