"""The machinery of latent classes: EM steps of many starts at once, cooled down and accelerated.

Parameters of all starts stand side by side, so that a step of all of them is two matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FLOOR = 1e-10  # of every probability, so that no logarithm is infinite
HEATS = np.geomspace(0.05, 1.0, 20)  # inverse temperatures of annealed starts
STEPS_PER_HEAT = 3
NOISE = 0.05  # standard deviation of the log noise at each temperature
POLISHED = 3  # starts that are polished in double precision
SCREEN_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Items:
    """Where each item's categories stand among the columns of the one-hot matrix."""

    starts: np.ndarray
    ends: np.ndarray
    item_of: np.ndarray

    @classmethod
    def of(cls, categories: np.ndarray) -> Items:
        """Lay out items with so many categories each."""
        ends = np.cumsum(categories)
        return cls(ends - categories, ends, np.repeat(np.arange(len(categories)), categories))

    def one_hot(self, codes: np.ndarray) -> np.ndarray:
        """One column a category; a missing answer is a row of noughts."""
        matrix = np.zeros((len(codes), self.ends[-1]), dtype=np.float64)
        row, item = np.nonzero(codes >= 0)
        matrix[row, self.starts[item] + codes[row, item]] = 1.0
        return matrix

    def normalised(self, counts: np.ndarray) -> np.ndarray:
        """Turn counts (columns x ...) into probabilities within each item.

        An item that nobody of a class has answered is uniform there: it says nothing.
        """
        counts = np.maximum(counts, FLOOR)
        totals = np.add.reduceat(counts, self.starts, axis=0)
        return counts / totals[self.item_of]


@dataclass
class Parameters:
    """Of many starts at once: answers (columns x starts x K) and shares (starts x K)."""

    answers: np.ndarray
    shares: np.ndarray

    def only(self, these: np.ndarray) -> Parameters:
        """Return the parameters of some of the starts."""
        return Parameters(self.answers[:, these], self.shares[these])


def em_step(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    now: Parameters,
    *,
    heat: float = 1.0,
) -> tuple[Parameters, np.ndarray]:
    """Take one EM step for all starts, and return the log-likelihood before it."""
    columns, starts, classes = now.answers.shape
    flat = np.log(now.answers).reshape(columns, starts * classes)
    joint = (one_hot @ flat).reshape(-1, starts, classes)
    joint += np.log(now.shares)
    if heat != 1.0:
        joint *= heat
    top = joint.max(axis=2, keepdims=True)
    joint -= top
    np.exp(joint, out=joint)
    total = joint.sum(axis=2, keepdims=True)
    log_likelihood = weight @ (top + np.log(total))[:, :, 0]
    joint *= weight[:, None, None] / total
    counts = one_hot.T @ joint.reshape(len(one_hot), -1)
    answers = items.normalised(counts).reshape(columns, starts, classes)
    held = np.maximum(joint.sum(axis=0), FLOOR)
    return Parameters(answers, held / held.sum(axis=1, keepdims=True)), log_likelihood


def squarem(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    start: Parameters,
    *,
    tol: float,
    max_iter: int,
) -> tuple[Parameters, np.ndarray, np.ndarray, int]:
    """Run accelerated EM on every start until it converges; the likelihood never falls.

    Returns
    -------
    parameters, log-likelihood, converged, steps
    """
    found = Parameters(start.answers.copy(), start.shares.copy())
    count = len(start.shares)
    reached = np.full(count, -np.inf)
    converged = np.zeros(count, dtype=bool)
    active = np.arange(count)
    steps = 0
    for steps in range(1, max_iter + 1):  # noqa: B007 - returned
        now = found.only(active)
        first, before = em_step(one_hot, weight, items, now)
        second, after = em_step(one_hot, weight, items, first)
        leap = _extrapolated(now, first, second, items)
        third, leapt = em_step(one_hot, weight, items, leap)
        better = leapt >= after
        found.answers[:, active] = np.where(better[:, None], third.answers, second.answers)
        found.shares[active] = np.where(better[:, None], third.shares, second.shares)
        reached[active] = np.maximum(leapt, after)
        done = after - before <= tol * np.abs(after)
        converged[active[done]] = True
        active = active[~done]
        if not len(active):
            break
    return found, reached, converged, steps


def _extrapolated(
    now: Parameters, first: Parameters, second: Parameters, items: Items
) -> Parameters:
    """Leap ahead along the last two steps (scheme S3), and come back into the simplex."""
    r_answers, r_shares = first.answers - now.answers, first.shares - now.shares
    v_answers = second.answers - first.answers - r_answers
    v_shares = second.shares - first.shares - r_shares
    r = np.sqrt((r_answers**2).sum(axis=(0, 2)) + (r_shares**2).sum(axis=1))
    v = np.sqrt((v_answers**2).sum(axis=(0, 2)) + (v_shares**2).sum(axis=1))
    step = np.maximum(r / np.maximum(v, FLOOR), 1.0)[:, None]  # 1 is the plain second step
    answers = now.answers + 2 * step * r_answers + step**2 * v_answers
    shares = np.maximum(now.shares + 2 * step * r_shares + step**2 * v_shares, FLOOR)
    # Columns x starts x K: normalised within each item.
    return Parameters(items.normalised(answers), shares / shares.sum(axis=1, keepdims=True))


def screen(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    classes: int,
    starts: int,
    max_iter: int,
    rng: np.random.RandomState,
) -> tuple[Parameters, np.ndarray]:
    """Run all starts in single precision: annealed ones and plain ones, together."""
    single, light = one_hot.astype(np.float32), weight.astype(np.float32)
    parts = []
    plain = max(1, round(0.4 * starts)) if classes > 1 else starts
    for count, annealed in ((plain, False), (starts - plain, True)):
        if not count:
            continue
        shape = (len(one_hot), count, classes)
        belongs = rng.standard_exponential(shape).astype(np.float32)
        belongs *= light[:, None, None] / belongs.sum(axis=2, keepdims=True)
        counts = single.T @ belongs.reshape(len(one_hot), -1)
        begun = Parameters(
            items.normalised(counts).reshape(-1, count, classes),
            belongs.sum(axis=0) / light.sum(),
        )
        parts.append(_annealed(single, light, items, begun, rng) if annealed else begun)
    together = Parameters(
        np.concatenate([part.answers for part in parts], axis=1),
        np.concatenate([part.shares for part in parts]),
    )
    found, reached, _, _ = squarem(
        single, light, items, together, tol=SCREEN_TOLERANCE, max_iter=max_iter
    )
    return found, reached.astype(np.float64)


def _annealed(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    now: Parameters,
    rng: np.random.RandomState,
) -> Parameters:
    """Cool down slowly; the noise keeps classes apart that would otherwise stay one."""
    for heat in HEATS:
        noise = rng.standard_normal(now.answers.shape).astype(now.answers.dtype)
        now = Parameters(items.normalised(now.answers * np.exp(NOISE * noise)), now.shares)
        for _ in range(STEPS_PER_HEAT):
            now, _ = em_step(one_hot, weight, items, now, heat=float(heat))
    return now


def polish(
    one_hot: np.ndarray,
    weight: np.ndarray,
    items: Items,
    screened: Parameters,
    reached: np.ndarray,
    tol: float,
    max_iter: int,
) -> tuple[Parameters, float, int, bool]:
    """Bring the best starts to convergence in double precision, and keep the best of them."""
    best = np.argsort(-reached, kind="stable")[:POLISHED]
    chosen = screened.only(best)
    exact = Parameters(chosen.answers.astype(np.float64), chosen.shares.astype(np.float64))
    exact = Parameters(
        items.normalised(exact.answers), exact.shares / exact.shares.sum(axis=1, keepdims=True)
    )
    found, final, converged, steps = squarem(
        one_hot, weight, items, exact, tol=tol, max_iter=max_iter
    )
    winner = int(final.argmax())
    kept = found.only(np.array([winner]))
    return kept, float(final[winner]), steps, bool(converged[winner])


def patterns_of(codes: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Put equal rows together, with their weights; rows without weight go."""
    kept = weight > 0
    codes, weight = codes[kept], weight[kept]
    distinct, where = np.unique(codes, axis=0, return_inverse=True)
    if 2 * len(distinct) > len(codes):  # nothing gained: keep the order of rows
        return codes, weight
    return distinct, np.bincount(where.ravel(), weights=weight)
