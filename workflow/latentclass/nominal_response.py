"""The nominal response model: places on traits, classes, or both; categories ordered or not.

Every unit stands at one of a few nodes, where its answers are independent, and the logits of an
item's categories are linear in what the node is: its places on the traits, and the class it belongs
to. One trait, two traits, a trait whose distribution is free, and a trait within classes differ in
their nodes only (`nodes`). Newton steps, many starts at once. Each M step is one step of Newton's
method (Lange 1995, Journal of the Royal Statistical Society B 57, 425-437), and the steps are
accelerated (`anderson`). As in `em`, many starts on many tables run at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentclass.anderson import Past
from latentclass.items import Items
from latentclass.nodes import Nodes
from latentclass.optimum import first_best

#: Standard deviation of the normal penalty on slopes and intercepts. Assume: wide enough to bias
#: nothing that the answers speak of, narrow enough to keep them finite where they do not.
PENALTY_SD = 5.0
LONGEST = 2.0  # step of a slope or an intercept at once
#: Largest step of a slope, an intercept or the logarithm of a share at which a fit has settled.
SETTLED = 1e-9
POWER_STEPS = 12  # towards the first principal components, where the first start begins


def response(lines: np.ndarray, design: np.ndarray, items: Items) -> np.ndarray:
    """Probability of each category at each place.

    Parameters
    ----------
    lines
        ... x rows x columns: slopes and intercepts, 0 for the first category of each item.
    design
        What the places are (rows x places): see `Nodes`.

    Returns
    -------
    ndarray of shape (..., places, columns)
    """
    logits = design.T @ lines
    most = np.log(np.finfo(logits.dtype).max) / 2
    np.clip(logits, -most, most, out=logits)
    np.exp(logits, out=logits)
    logits /= items.totals(logits)
    return logits


def _expected(
    one_hot: np.ndarray, weight: np.ndarray, table: np.ndarray, log_weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expected counts (B x S x nodes x columns) and units (B x S x nodes), likelihoods (B x S)."""
    posterior, each = posteriors(one_hot, table, log_weights)
    log_likelihood = (each @ weight[:, :, None])[..., 0]
    if (weight != 1).any():
        posterior *= weight[:, None, None]
    tables, starts, nodes, units = posterior.shape
    counts = posterior.reshape(tables, starts * nodes, units) @ one_hot
    return counts.reshape(table.shape), posterior.sum(axis=3), log_likelihood


def posteriors(
    one_hot: np.ndarray, table: np.ndarray, log_weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Posterior of the nodes (B x S x nodes x units), log-likelihood of units (B x S x units)."""
    tables, starts, nodes, columns = table.shape
    flat = np.log(np.maximum(table, np.finfo(table.dtype).tiny)).reshape(
        tables, starts * nodes, columns
    )
    joint = (flat @ one_hot.transpose(0, 2, 1)).reshape(tables, starts, nodes, -1)
    joint += log_weights[..., None]
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
    nodes: Nodes,
    items: Items,
    ordered: bool,
) -> np.ndarray:
    """Step of Newton's method for every item: multinomial logistic regression on the design."""
    total = items.totals(expected)
    gradient = nodes.design @ (expected - total * table) - lines / PENALTY_SD**2
    step = np.zeros_like(lines)
    sizes = items.ends - items.starts
    for size in np.unique(sizes[sizes > 1]):
        columns = items.starts[sizes == size] + np.arange(1, size)[:, None]  # free x items
        p, heavy = table[..., columns], total[..., columns[0]]
        step[..., columns] = _solved(p, heavy, gradient[..., columns], nodes, ordered)
    return np.clip(step, -LONGEST, LONGEST)


def _solved(
    p: np.ndarray, heavy: np.ndarray, gradient: np.ndarray, nodes: Nodes, ordered: bool
) -> np.ndarray:
    """Solve for slopes and intercepts (... x rows x free x items) of items of one size."""
    rows, free, count = gradient.shape[-3:]
    ridge = 1 / PENALTY_SD**2
    lead = gradient.shape[:-3]
    hessian = np.empty((*lead, count, rows, free, rows, free))
    pairs = [*zip(*np.triu_indices(rows), strict=True)]
    for one in range(free):
        for other in range(one, free):
            spread = p[..., one, :] * ((one == other) - p[..., other, :])
            moments = np.moveaxis(nodes.products @ (heavy * spread), -2, 0)
            for moment, (a, b) in zip(moments, pairs, strict=True):
                hessian[..., a, one, b, other] = hessian[..., b, one, a, other] = moment
                hessian[..., a, other, b, one] = hessian[..., b, other, a, one] = moment
    size = rows * free
    hessian = hessian.reshape(*lead, count, size, size) + ridge * np.eye(size)
    wanted = np.moveaxis(gradient, -1, -3).reshape(*lead, count, size, 1)
    if ordered:  # one slope a trait and its multiples; the last is clipped, and so are all
        slopes = nodes.traits
        basis = np.zeros((size, slopes + (rows - slopes) * free))
        for trait in range(slopes):
            basis[trait * free : (trait + 1) * free, trait] = np.arange(1, free + 1) / free
        basis[slopes * free :, slopes:] = np.eye((rows - slopes) * free)
        found = np.linalg.solve(basis.T @ hessian @ basis, basis.T @ wanted)
        step = basis @ np.clip(found, -LONGEST, LONGEST)
    elif size == 2:
        step = _pairs(hessian, wanted)
    else:
        step = np.linalg.solve(hessian, wanted)
    return np.moveaxis(step.reshape(*lead, count, rows, free), -3, -1)


def _pairs(hessian: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Solve systems of two equations, several times as fast as LAPACK."""
    a, b, c = hessian[..., 0, 0], hessian[..., 0, 1], hessian[..., 1, 1]
    g, h = wanted[..., 0, 0], wanted[..., 1, 0]
    return (
        np.stack([c * g - b * h, a * h - b * g], axis=-1)[..., None]
        / (a * c - b * b)[..., None, None]
    )


def parameters_of(items: Items, nodes: Nodes, *, ordered: bool) -> int:
    """Count what is free: slopes up to a rotation of the traits, intercepts, shares of groups."""
    free = items.ends - items.starts - 1
    slopes = int((np.minimum(free, 1) if ordered else free).sum())
    intercepts = len(nodes.design) - nodes.traits
    return nodes.traits * slopes - nodes.rotations + intercepts * int(free.sum()) + nodes.groups - 1


def in_order(lines: np.ndarray, items: Items, traits: int) -> np.ndarray:
    """Return slopes at equal steps for the categories of each item, nearest to those of `lines`.

    That is the generalized partial credit model (Muraki 1992, Applied Psychological Measurement 16,
    159-176): the higher a unit stands, the likelier a category against the one below it.
    """
    rank = np.arange(len(items.item_of)) - items.starts[items.item_of]
    slope = items.totals(lines[..., :traits, :] * rank) / np.maximum(items.totals(rank * rank), 1)
    return np.concatenate([slope * rank, lines[..., traits:, :]], axis=-2)


@dataclass(frozen=True)
class Traits:
    """The best solution of each of B tables.

    Attributes
    ----------
    lines
        Slopes and intercepts (B x rows x columns), 0 for the first category of each item.
    shares
        Of the groups of nodes (B x groups).
    log_likelihood, steps, converged
        Of the best start (B); the likelihood without the penalty.
    start_log_likelihoods
        Where each start ended (B x S).
    """

    lines: np.ndarray
    shares: np.ndarray
    log_likelihood: np.ndarray
    steps: np.ndarray
    converged: np.ndarray
    start_log_likelihoods: np.ndarray


def fit_traits(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    nodes: Nodes,
    starts: np.ndarray,
    *,
    tol: float,
    max_iter: int,
    ordered: bool = False,
    settled: float = np.inf,
) -> Traits:
    """Fit every start on every table by accelerated EM; the penalised likelihood never falls.

    Parameters
    ----------
    one_hot, weight
        B x units x columns, B x units.
    starts
        B x S x rows x columns.
    ordered
        Whether categories stand in order: see `in_order`.
    settled
        Largest step at which a start has converged, where it also gains no more than `tol` of the
        log-likelihood.
    """
    if ordered:
        starts = in_order(starts, items, nodes.traits)
    tables, count, *shape = starts.shape
    size = int(np.prod(shape))
    # All that is estimated as one vector: lines, then the logarithms of the groups' shares.
    flat = starts.reshape(tables, count, size)
    now = np.concatenate([flat, np.zeros((tables, count, nodes.groups))], axis=2)
    found, reached = now.copy(), np.full((tables, count), -np.inf)
    converged = np.zeros((tables, count), dtype=bool)
    steps = np.zeros((tables, count), dtype=np.int64)
    rows, past = np.arange(tables), Past.of(now)
    kind = nodes.design.dtype
    seen, heavy = one_hot.astype(kind, copy=False), weight.astype(kind, copy=False)
    for _ in range(max_iter):
        steps[rows] += ~converged[rows]
        lines = now[..., :size].reshape(-1, count, *shape)
        table = response(lines.astype(kind, copy=False), nodes.design, items)
        log_weights = nodes.log_weights(now[..., size:]).astype(kind, copy=False)
        expected, held, log_likelihood = _expected(seen, heavy, table, log_weights)
        ahead = np.empty_like(now)
        ahead[..., :size] = (
            lines + _newton(lines, expected, table, nodes, items, ordered)
        ).reshape(now[..., :size].shape)
        ahead[..., size:] = nodes.log_shares(held)
        value = log_likelihood - (now[..., :size] ** 2).sum(axis=2) / (2 * PENALTY_SD**2)
        fell, still = past.judged(value, tol)
        if np.isfinite(settled):
            still &= np.abs(ahead - now).max(axis=2) <= settled
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
    best = np.arange(tables), first_best(reached)
    shares = np.exp(found[best][:, size:])
    return Traits(
        found[best][:, :size].reshape(tables, *shape),
        shares / shares.sum(axis=1, keepdims=True),
        reached[best],
        steps[best],
        converged[best],
        reached,
    )


def starting_lines(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    nodes: Nodes,
    count: int,
    rngs: Sequence[np.random.Generator],
) -> np.ndarray:
    """Make starts: one along the first principal components of the answers, the others random.

    Where there are classes, their intercepts scatter about those of all units.
    """
    seen = weight[:, None, :] @ one_hot + 0.5  # B x 1 x columns
    first = items.starts[items.item_of]
    traits, rows, columns = nodes.traits, len(nodes.design), one_hot.shape[2]
    lines = np.empty((len(one_hot), count, rows, columns))
    lines[:, :, traits:] = np.log(seen / seen[..., first])[:, :, None]
    lines[:, 1:, :traits] = 0.5 * np.stack(
        [rng.standard_normal((count - 1, traits, columns)) for rng in rngs]
    )
    lines[:, 0, :traits] = _principal(one_hot, weight, seen, items, traits, rngs)
    if rows > traits + 1:
        lines[:, :, traits:] += np.stack(
            [rng.standard_normal((count, rows - traits, columns)) for rng in rngs]
        )
    lines -= lines[..., first]
    return lines


def _principal(
    one_hot: np.ndarray,
    weight: np.ndarray,
    seen: np.ndarray,
    items: Items,
    traits: int,
    rngs: Sequence[np.random.Generator],
) -> np.ndarray:
    """Loadings of the first components of multiple correspondence analysis, a missing item at 0."""
    answered = items.totals(one_hot)
    share = seen / items.totals(seen)
    centred = (one_hot - answered * share) / np.sqrt(share)
    loading = np.stack([rng.standard_normal((one_hot.shape[2], traits)) for rng in rngs])
    for _ in range(POWER_STEPS):
        score = centred @ loading
        loading = centred.transpose(0, 2, 1) @ (score * weight[:, :, None])
        for place in range(traits):  # each at right angles to those before it
            own = loading[..., place, None]
            before = loading[..., :place]
            own -= before @ (before.swapaxes(1, 2) @ own) / own.shape[1]
            own /= np.sqrt((own**2).mean(axis=1, keepdims=True)) + 1e-12
    return np.clip(0.7 * (loading / np.sqrt(share[:, 0])[..., None]).swapaxes(1, 2), -3, 3)
