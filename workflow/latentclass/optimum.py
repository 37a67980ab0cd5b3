"""The search for the best optimum of latent classes: many starts, screened, and the best polished.

Most starts are annealed, the others plain; all run at once (`em`). The best ones go on until no
parameter moves, and rules decide between equals, never the last bit of a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentclass import em
from latentclass.em import Parameters, StackedUnits, squarem
from latentclass.items import FLOOR, Items

HEATS = np.geomspace(0.05, 1.0, 20)  # inverse temperatures of annealed starts
#: At each temperature. Assume: with many units one step does as well (10,000 ended at the same
#: likelihoods in half the time); with 1,000 units in 8 classes it ends at lower ones.
STEPS_PER_HEAT, STEPS_OF_MANY, MANY = 3, 1, 5000
#: Standard deviation of the log noise at each temperature. Assume: a tenth of it leaves annealed
#: starts too alike; over 22 data sets of 60 items (136 units, 2 and 5 classes), 20 starts of 0.05
#: found the best known optimum in 6 and of 0.5 in 13.
NOISE = 0.5
BOUNDARY = 1e-4  # a probability under this is a boundary estimate
SAME_OPTIMUM = 1e-5  # relative distance in log-likelihood within which two optima are one
EXACTLY = 1e-8  # and within which polished starts have the same
POLISHED = 3  # starts that are polished
SCREEN_TOLERANCE = 1e-6
#: Steps of a screened start that are not accelerated. Assume: while classes are still alike a leap
#: can end in any basin, and in which hangs on the last bit of a sum. Of 2,000 starts on four of the
#: study's tables 2 then ended elsewhere when sums were moved by 1e-13, of 2,400 without it 4, and
#: the best of a table in none of 200 and in 3 of 240.
PLAIN = 10
#: Largest change of a share or a probability by an EM step at which a polished start has settled.
#: What a step gains in likelihood goes with the square of how far it moves, so a likelihood that
#: stands still to ten digits leaves parameters at five, and a saddle looks like a maximum.
SETTLED = 1e-12


@dataclass(frozen=True)
class Solutions:
    """The best solution of each of B tables, the largest class first.

    Attributes
    ----------
    answers
        Probabilities (B x K x columns, in the order of items).
    shares
        Of classes (B x K).
    log_likelihood, steps, converged
        Of the best start (B).
    start_log_likelihoods
        Where each start ended when it was screened (B x S).
    spread
        Largest difference in a probability between starts that were polished to the same
        likelihood (B).
    """

    answers: np.ndarray
    shares: np.ndarray
    log_likelihood: np.ndarray
    steps: np.ndarray
    converged: np.ndarray
    start_log_likelihoods: np.ndarray
    spread: np.ndarray


def fit_mixtures(
    units: StackedUnits,
    items: Items,
    classes: int,
    starts: int,
    *,
    tol: float,
    max_iter: int,
    rngs: Sequence[np.random.Generator],
    polished: int = POLISHED,
    settled: float = SETTLED,
) -> Solutions:
    """Fit classes to many tables from many starts: `screen`, then `polish`.

    Parameters
    ----------
    units
        B tables, columns in the order of items.
    rngs
        One a table.
    """
    screened, reached = screen(units, items, classes, starts, max_iter, rngs)
    return polish(
        units,
        items,
        screened,
        reached,
        tol=tol,
        max_iter=max_iter,
        polished=polished,
        settled=settled,
    )


def screen(
    units: StackedUnits,
    items: Items,
    classes: int,
    starts: int,
    max_iter: int,
    rngs: Sequence[np.random.Generator],
) -> tuple[Parameters, np.ndarray]:
    """Run all starts, annealed ones and plain ones, together and in double precision.

    Parameters
    ----------
    units
        Columns in the order of items; units without weight have no part in the starts.
    rngs
        One a table, so that a table's starts are its own whatever stands beside it.

    Returns
    -------
    parameters for `polish`, and the log-likelihoods where starts ended (B x S)
    """
    exact = units.working(items)
    light = exact.weight
    parts = []
    plain = max(1, round(0.4 * starts)) if classes > 1 else starts
    for count, annealed in ((plain, False), (starts - plain, True)):
        if not count:
            continue
        belongs = np.zeros((len(rngs), classes, count, light.shape[1]))
        for own, rng, weighed in zip(belongs, rngs, np.count_nonzero(light, axis=1), strict=True):
            shape = (classes, count, weighed)
            own[..., :weighed] = rng.standard_exponential(shape, dtype=np.float32)
        belongs += FLOOR  # some draws in single precision are 0
        belongs *= light[:, None, None] / belongs.sum(axis=1, keepdims=True)
        counts = exact.matrix.mT @ belongs.reshape(len(rngs), -1, light.shape[1]).mT
        begun = Parameters(
            items.normalised(counts).reshape(len(rngs), -1, classes, count),
            belongs.sum(axis=3) / light.sum(axis=1)[:, None, None],
        )
        parts.append(_annealed(exact, items, begun, rngs) if annealed else begun)
    together = Parameters(
        np.concatenate([part.answers for part in parts], axis=3),
        np.concatenate([part.shares for part in parts], axis=2),
    )
    found, reached, _, _ = squarem(
        exact, items, together, tol=SCREEN_TOLERANCE, max_iter=max_iter, plain=PLAIN
    )
    return found, reached


def _annealed(
    units: StackedUnits,
    items: Items,
    now: Parameters,
    rngs: Sequence[np.random.Generator],
) -> Parameters:
    """Cool down slowly; the noise keeps classes apart that would otherwise stay one."""
    shape = now.answers.shape[1:]
    steps = STEPS_PER_HEAT if units.weight.shape[1] < MANY else STEPS_OF_MANY
    for heat in HEATS:
        noise = np.stack([rng.standard_normal(shape, dtype=np.float32) for rng in rngs])
        now = Parameters(items.normalised(now.answers * np.exp(NOISE * noise)), now.shares)
        for _ in range(steps):
            now, _ = em.em_step(units, items, now, heat=float(heat))
    return now


def polish(
    units: StackedUnits,
    items: Items,
    screened: Parameters,
    reached: np.ndarray,
    *,
    tol: float,
    max_iter: int,
    polished: int = POLISHED,
    settled: float = SETTLED,
) -> Solutions:
    """Bring the best starts to their optima, and keep each table's best.

    Parameters
    ----------
    units
        Columns in the order of items.
    screened, reached
        As from `screen`.
    """
    tables = np.arange(len(reached))
    best = np.argsort(-reached, axis=1, kind="stable")[:, :polished]
    exact = units.working(items)
    found, final, converged, steps = squarem(
        exact, items, screened.at(tables, best), tol=tol, max_iter=max_iter
    )
    spread = _spread(found, final)
    winner = first_best(final)[:, None]
    at = tables[:, None], winner
    found, final = found.at(tables, winner), final[at]
    converged, steps = converged[at], steps[at]
    if np.isfinite(settled):
        found, final, calm, more = squarem(
            exact, items, found, tol=tol, max_iter=max_iter, settled=settled
        )
        converged |= calm
        steps += more
    shares = found.shares[..., 0]
    answers = np.empty_like(found.answers[..., 0].mT)
    answers[..., items.order] = found.answers[..., 0].mT
    order = tables[:, None], np.array([*map(_largest_first, shares, answers)])
    return Solutions(
        answers[order],
        shares[order],
        final[:, 0],
        steps[:, 0],
        converged[:, 0],
        reached,
        spread,
    )


def first_best(reached: np.ndarray) -> np.ndarray:
    """Return the first start at the best optimum of each table (B), of where starts ended (B x S).

    Starts that end at one optimum differ in the order of classes, or in the direction of a trait:
    which of them is taken is not for the last bit of a likelihood to decide.
    """
    best = reached.max(axis=1, keepdims=True)
    return (reached >= best - EXACTLY * np.abs(best)).argmax(axis=1)


def _largest_first(shares: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Order classes by their shares (K); equal ones by their answers (K x columns)."""
    keys = np.vstack([answers.T[::-1], -shares]).round(9)  # no rounding of sums decides
    return np.lexsort(keys)


def _spread(found: Parameters, final: np.ndarray) -> np.ndarray:
    """Compare the starts that ended at the best likelihood (B), whatever their order of classes."""
    best = final.max(axis=1, keepdims=True)
    same = final >= best - EXACTLY * np.abs(best)
    together = np.concatenate([found.answers, found.shares[:, None]], axis=1)
    ordered = np.sort(together, axis=2).reshape(len(final), -1, final.shape[1])
    low = np.where(same[:, None], ordered, np.inf).min(axis=2)
    high = np.where(same[:, None], ordered, -np.inf).max(axis=2)
    spread: np.ndarray = (high - low).max(axis=1)
    return spread
