"""One gradient instead of types: a latent trait model for categorical answers.

A unit stands somewhere on a line; the higher it stands, the likelier some answers become and the
less likely others. Each item follows the nominal response model (Bock 1972, Psychometrika 37,
29-51), which needs no order of categories; the trait is standard normal and integrated over by
quadrature on evenly spaced nodes (Bock and Aitkin 1981, Psychometrika 46, 443-459). The nodes play
the part of classes, so the steps are those of latent classes with probabilities tied to a line.

Each M step is one step of Newton's method (Lange 1995, Journal of the Royal Statistical Society B
57, 425-437), and the steps are accelerated (`anderson`). As in `em`, many starts on many tables run
at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator, DensityMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from latentclass.anderson import Past
from latentclass.em import Items

#: Standard deviation of the normal penalty on slopes and intercepts. Assume: wide enough to bias
#: nothing that the answers speak of, narrow enough to keep them finite where they do not.
PENALTY_SD = 5.0
FARTHEST = 4.5  # nodes reach so many standard deviations to both sides
LONGEST = 2.0  # step of a slope or an intercept at once
POWER_STEPS = 12  # towards the first principal component, where the first start begins


class LatentTrait(DensityMixin, BaseEstimator):
    """Nominal response model with one normal trait.

    Parameters
    ----------
    n_nodes : int
        Nodes of the quadrature. Assume: 31 are enough for 30 strong items (log-likelihood within
        0.15 of that of 61 nodes; 21 are within 2.3).
    n_starts : int
        Starts: the first along the first principal component, the others random.
    tol : float
        Converged when two steps in a row gain less than `tol` times the log-likelihood.
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
        n_nodes: int = 31,
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
        rng = check_random_state(self.random_state)
        # As one table of many that can be fitted at once.
        table, heavy = items.one_hot(codes)[None], weight[None]
        rngs = [np.random.default_rng(rng.randint(2**31 - 1))]
        lines, reached, converged = fit_lines(
            table,
            heavy,
            items,
            Quadrature.of(self.n_nodes),
            begin(table, heavy, items, self.n_starts, rngs),
            tol=self.tol,
            max_iter=self.max_iter,
        )
        best = reached[0].argmax()
        self.slopes_, self.intercepts_ = lines[0, best]
        self.log_likelihood_ = float(reached[0, best])
        self.converged_ = bool(converged[0, best])
        self.n_parameters_ = int(2 * (self.n_categories_ - 1).sum())
        return self

    def _seen(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Posterior of the nodes (nodes x units), log-likelihood of units."""
        check_is_fitted(self)
        items = Items.of(self.n_categories_)
        quadrature = Quadrature.of(self.n_nodes)
        lines = np.stack([self.slopes_, self.intercepts_])[None, None]
        table = response(lines, quadrature.nodes, items)
        posterior, each = posteriors(items.one_hot(np.asarray(X))[None], table, quadrature)
        return posterior[0, 0], each[0, 0]

    def score_samples(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's log-likelihood."""
        return self._seen(X)[1]

    def score(self, X: np.ndarray, y: None = None) -> float:
        """Return the mean log-likelihood a unit."""
        return float(self.score_samples(X).mean())

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return each unit's place on the gradient: the mean of its posterior."""
        return Quadrature.of(self.n_nodes).nodes @ self._seen(X)[0]

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
        table = response(np.stack([self.slopes_, self.intercepts_]), trait, items)
        level = rng.random_sample((n_samples, len(items.starts)))
        codes = [
            (level[:, [i]] > np.cumsum(table[:, start:end], axis=1)[:, :-1]).sum(axis=1)
            for i, (start, end) in enumerate(zip(items.starts, items.ends, strict=True))
        ]
        return np.column_stack(codes), trait


@dataclass(frozen=True)
class Quadrature:
    """Nodes of the trait, and the logarithms of their weights."""

    nodes: np.ndarray
    log_weights: np.ndarray

    @classmethod
    def of(cls, count: int) -> Quadrature:
        """Space nodes evenly: the trapezoid rule is exact where a smooth integrand dies away."""
        nodes = np.linspace(-FARTHEST, FARTHEST, count)
        density = np.exp(-(nodes**2) / 2)
        return cls(nodes, np.log(density / density.sum()))


def response(lines: np.ndarray, trait: np.ndarray, items: Items) -> np.ndarray:
    """Probability of each category at each place.

    Parameters
    ----------
    lines
        ... x 2 x columns: slopes and intercepts, 0 for the first category of each item.
    trait
        Places on the gradient.

    Returns
    -------
    ndarray of shape (..., places, columns)
    """
    logits = trait[:, None] * lines[..., :1, :] + lines[..., 1:, :]
    np.clip(logits, -300, 300, out=logits)
    np.exp(logits, out=logits)
    logits /= items.totals(logits)
    return logits


def _expected(
    one_hot: np.ndarray, weight: np.ndarray, table: np.ndarray, quadrature: Quadrature
) -> tuple[np.ndarray, np.ndarray]:
    """Expected counts (B x S x nodes x columns) and log-likelihoods (B x S)."""
    posterior, each = posteriors(one_hot, table, quadrature)
    log_likelihood = (each @ weight[:, :, None])[..., 0]
    posterior *= weight[:, None, None]
    tables, starts, nodes, units = posterior.shape
    counts = posterior.reshape(tables, starts * nodes, units) @ one_hot
    return counts.reshape(table.shape), log_likelihood


def posteriors(
    one_hot: np.ndarray, table: np.ndarray, quadrature: Quadrature
) -> tuple[np.ndarray, np.ndarray]:
    """Posterior of the nodes (B x S x nodes x units), log-likelihood of units (B x S x units)."""
    tables, starts, nodes, columns = table.shape
    flat = np.log(np.maximum(table, 1e-300)).reshape(tables, starts * nodes, columns)
    joint = (flat @ one_hot.transpose(0, 2, 1)).reshape(tables, starts, nodes, -1)
    joint += quadrature.log_weights[:, None]
    top = joint.max(axis=2)
    joint -= top[:, :, None]
    np.exp(joint, out=joint)
    total = joint.sum(axis=2)
    joint /= total[:, :, None]
    return joint, top + np.log(total)


def _newton(
    lines: np.ndarray,
    expected: np.ndarray,
    table: np.ndarray,
    nodes: np.ndarray,
    items: Items,
) -> np.ndarray:
    """Step of Newton's method for every item: multinomial logistic regression on the nodes."""
    total = items.totals(expected)
    design = np.stack([nodes, np.ones_like(nodes)])
    gradient = design @ (expected - total * table) - lines / PENALTY_SD**2
    powers = np.stack([nodes**2, nodes, np.ones_like(nodes)])
    step = np.zeros_like(lines)
    sizes = items.ends - items.starts
    for size in np.unique(sizes[sizes > 1]):
        columns = items.starts[sizes == size] + np.arange(1, size)[:, None]  # free x items
        p, heavy = table[..., columns], total[..., columns[0]]
        step[..., columns] = _solved(p, heavy, gradient[..., columns], powers)
    return np.clip(step, -LONGEST, LONGEST)


def _solved(
    p: np.ndarray, heavy: np.ndarray, gradient: np.ndarray, powers: np.ndarray
) -> np.ndarray:
    """Solve for slopes and intercepts (... x 2 x free x items) of items of one size."""
    free, count = p.shape[-2:]
    ridge = 1 / PENALTY_SD**2
    if free == 1:
        spread = p[..., 0, :]
        a, b, c = np.moveaxis(powers @ (heavy * spread * (1 - spread)), -2, 0)
        a, c = a + ridge, c + ridge
        g, h = gradient[..., 0, 0, :], gradient[..., 1, 0, :]
        return (np.stack([c * g - b * h, a * h - b * g], axis=-2) / (a * c - b * b)[..., None, :])[
            ..., None, :
        ]
    lead = gradient.shape[:-3]
    hessian = np.empty((*lead, count, 2, free, 2, free))
    for one in range(free):
        for other in range(free):
            spread = p[..., one, :] * ((one == other) - p[..., other, :])
            a, b, c = np.moveaxis(powers @ (heavy * spread), -2, 0)
            hessian[..., 0, one, 0, other], hessian[..., 1, one, 1, other] = a, c
            hessian[..., 0, one, 1, other] = hessian[..., 1, one, 0, other] = b
    size = 2 * free
    hessian = hessian.reshape(*lead, count, size, size) + ridge * np.eye(size)
    wanted = np.moveaxis(gradient, -1, -3).reshape(*lead, count, size, 1)
    return np.moveaxis(np.linalg.solve(hessian, wanted).reshape(*lead, count, 2, free), -3, -1)


def fit_lines(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    quadrature: Quadrature,
    starts: np.ndarray,
    *,
    tol: float,
    max_iter: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit every start on every table by accelerated EM; the penalised likelihood never falls.

    Parameters
    ----------
    one_hot, weight
        B x units x columns, B x units.
    starts
        B x S x 2 x columns.

    Returns
    -------
    lines (as `starts`), and for every start (B x S): log-likelihood without penalty, converged
    """
    tables, count = starts.shape[:2]
    found, reached = starts.copy(), np.full((tables, count), -np.inf)
    converged = np.zeros((tables, count), dtype=bool)
    rows, seen, heavy = np.arange(tables), one_hot, weight
    now, past = starts, Past.of(starts)
    for _ in range(max_iter):
        table = response(now, quadrature.nodes, items)
        expected, log_likelihood = _expected(seen, heavy, table, quadrature)
        ahead = now + _newton(now, expected, table, quadrature.nodes, items)
        value = log_likelihood - (now**2).sum(axis=(2, 3)) / (2 * PENALTY_SD**2)
        fell, still = past.judged(value, tol)
        fresh = ~fell & ~converged[rows]
        where = np.nonzero(fresh)
        found[rows[where[0]], where[1]] = now[where]
        reached[rows[where[0]], where[1]] = log_likelihood[where]
        converged[rows] |= still
        left = ~converged[rows].all(axis=1)
        if not left.any():
            break
        now = past.leap(now, ahead, fell)
        if left.sum() <= 0.8 * len(left):
            rows, now, seen, heavy = rows[left], now[left], seen[left], heavy[left]
            past = past.only(left)
    return found, reached, converged


def begin(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    count: int,
    rngs: Sequence[np.random.Generator],
) -> np.ndarray:
    """Make starts: one along the first principal component of the answers, the others random."""
    seen = weight[:, None, :] @ one_hot + 0.5  # B x 1 x columns
    first = items.starts[items.item_of]
    lines = np.empty((len(one_hot), count, 2, one_hot.shape[2]))
    lines[:, :, 1] = np.log(seen / seen[..., first])
    lines[:, 1:, 0] = 0.5 * np.stack(
        [rng.standard_normal((count - 1, one_hot.shape[2])) for rng in rngs]
    )
    lines[:, 0, 0] = _principal(one_hot, weight, seen, items, rngs)
    lines[:, :, 0] -= lines[:, :, 0][..., first]
    return lines


def _principal(
    one_hot: np.ndarray,
    weight: np.ndarray,
    seen: np.ndarray,
    items: Items,
    rngs: Sequence[np.random.Generator],
) -> np.ndarray:
    """Loadings of the first component of multiple correspondence analysis, a missing item at 0."""
    answered = items.totals(one_hot)
    share = seen / items.totals(seen)
    centred = (one_hot - answered * share) / np.sqrt(share)
    loading = np.stack([rng.standard_normal((one_hot.shape[2], 1)) for rng in rngs])
    for _ in range(POWER_STEPS):
        score = centred @ loading
        loading = centred.transpose(0, 2, 1) @ (score * weight[:, :, None])
        loading /= np.sqrt((loading**2).mean(axis=1, keepdims=True)) + 1e-12
    return np.clip(0.7 * loading[..., 0] / np.sqrt(share[:, 0]), -3, 3)
