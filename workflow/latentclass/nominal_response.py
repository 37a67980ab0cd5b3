"""The nominal response model with one normal trait, its categories ordered or not.

Quadrature, Newton steps, many starts at once. Each M step is one step of Newton's method (Lange
1995, Journal of the Royal Statistical Society B 57, 425-437), and the steps are accelerated
(`anderson`). As in `em`, many starts on many tables run at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentclass.anderson import Past
from latentclass.items import Items

#: Standard deviation of the normal penalty on slopes and intercepts. Assume: wide enough to bias
#: nothing that the answers speak of, narrow enough to keep them finite where they do not.
PENALTY_SD = 5.0
FARTHEST = 4.5  # nodes reach so many standard deviations to both sides
LONGEST = 2.0  # step of a slope or an intercept at once
POWER_STEPS = 12  # towards the first principal component, where the first start begins


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
    ordered: bool,
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
        step[..., columns] = _solved(p, heavy, gradient[..., columns], powers, ordered)
    return np.clip(step, -LONGEST, LONGEST)


def _solved(
    p: np.ndarray, heavy: np.ndarray, gradient: np.ndarray, powers: np.ndarray, ordered: bool
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
    if ordered:  # one slope and its multiples; the last of them is clipped, and so are all
        basis = np.zeros((size, 1 + free))
        basis[:free, 0] = np.arange(1, free + 1) / free
        basis[free:, 1:] = np.eye(free)
        found = np.linalg.solve(basis.T @ hessian @ basis, basis.T @ wanted)
        step = basis @ np.clip(found, -LONGEST, LONGEST)
    else:
        step = np.linalg.solve(hessian, wanted)
    return np.moveaxis(step.reshape(*lead, count, 2, free), -3, -1)


def parameters_of(items: Items, *, ordered: bool) -> int:
    """Count the free slopes and intercepts."""
    free = items.ends - items.starts - 1
    return int(free.sum() + (np.minimum(free, 1) if ordered else free).sum())


def in_order(lines: np.ndarray, items: Items) -> np.ndarray:
    """Give the categories of each item slopes at equal steps, the nearest to those of `lines`.

    That is the generalized partial credit model (Muraki 1992, Applied Psychological Measurement 16,
    159-176): the higher a unit stands, the likelier a category against the one below it.
    """
    rank = np.arange(len(items.item_of)) - items.starts[items.item_of]
    slope = items.totals(lines[..., 0, :] * rank) / np.maximum(items.totals(rank * rank), 1)
    return np.stack([slope * rank, lines[..., 1, :]], axis=-2)


@dataclass(frozen=True)
class Traits:
    """The best solution of each of B tables.

    Attributes
    ----------
    lines
        Slopes and intercepts (B x 2 x columns), 0 for the first category of each item.
    log_likelihood, steps, converged
        Of the best start (B); the likelihood without the penalty.
    start_log_likelihoods
        Where each start ended (B x S).
    """

    lines: np.ndarray
    log_likelihood: np.ndarray
    steps: np.ndarray
    converged: np.ndarray
    start_log_likelihoods: np.ndarray


def fit_traits(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    quadrature: Quadrature,
    starts: np.ndarray,
    *,
    tol: float,
    max_iter: int,
    ordered: bool = False,
) -> Traits:
    """Fit every start on every table by accelerated EM; the penalised likelihood never falls.

    Parameters
    ----------
    one_hot, weight
        B x units x columns, B x units.
    starts
        B x S x 2 x columns.
    ordered
        Whether categories stand in order: see `in_order`.
    """
    if ordered:
        starts = in_order(starts, items)
    tables, count = starts.shape[:2]
    found, reached = starts.copy(), np.full((tables, count), -np.inf)
    converged = np.zeros((tables, count), dtype=bool)
    steps = np.zeros((tables, count), dtype=np.int64)
    rows, seen, heavy = np.arange(tables), one_hot, weight
    now, past = starts, Past.of(starts)
    for _ in range(max_iter):
        steps[rows] += ~converged[rows]
        table = response(now, quadrature.nodes, items)
        expected, log_likelihood = _expected(seen, heavy, table, quadrature)
        ahead = now + _newton(now, expected, table, quadrature.nodes, items, ordered)
        value = log_likelihood - (now**2).sum(axis=(2, 3)) / (2 * PENALTY_SD**2)
        fell, still = past.judged(value, tol)
        fresh = ~fell & ~converged[rows]
        where = np.nonzero(fresh)
        found[rows[where[0]], where[1]] = now[where]
        reached[rows[where[0]], where[1]] = log_likelihood[where]
        converged[rows] |= still
        left = np.logical_not(converged[rows].all(axis=1))
        if not left.any():
            break
        now = past.leap(now, ahead, fell)
        if left.sum() <= 0.8 * len(left):
            rows, now, seen, heavy = rows[left], now[left], seen[left], heavy[left]
            past = past.only(left)
    best = np.arange(tables), reached.argmax(axis=1)
    return Traits(found[best], reached[best], steps[best], converged[best], reached)


def starting_lines(
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
