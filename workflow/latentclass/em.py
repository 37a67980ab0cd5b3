"""The machinery of latent classes: EM steps of many starts on many tables, cooled and accelerated.

Parameters of all starts stand side by side, so that a step of all of them is two matrix products;
tables (the answers themselves, or replicates of a bootstrap) are stacked in front. Answers are
B tables x columns x K classes x S starts, columns in the working order of `Items.order`, and
posteriors B x K x S x units, so that sums over categories and classes run over long strides.
A step reads the units block by block (`packed`): no more than a block's posteriors are ever held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentclass.items import FLOOR, Items
from latentclass.packed import Packed, Unpacked

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
#: Units; of more, so many are drawn to screen with. Assume: they lead to the same optimum (nine
#: sets of 40,000 and 60,000 in 3 to 8 classes ended within 0.001 of where all units led).
SCREENED = 20_000
#: Logarithm under which a posterior is not distinguished: far below `FLOOR`, and far above numbers
#: that processors are slow with.
LEAST = -60.0


@dataclass
class Parameters:
    """Of many starts on many tables: answers (B x columns x K x S) and shares (B x K x S)."""

    answers: np.ndarray
    shares: np.ndarray

    def at(self, tables: np.ndarray, starts: np.ndarray) -> Parameters:
        """Return some starts (tables x so many) of some tables."""
        places = starts[:, None, :]
        return Parameters(
            np.take_along_axis(self.answers[tables], places[:, None], axis=3),
            np.take_along_axis(self.shares[tables], places, axis=2),
        )

    def put(
        self,
        tables: np.ndarray,
        starts: np.ndarray,
        new: Parameters,
        source: tuple[np.ndarray, ...],
    ) -> None:
        """Write some starts of others (`source`: tables, starts) into places of this."""
        self.answers[tables, :, :, starts] = new.answers[source[0], :, :, source[1]]
        self.shares[tables, :, starts] = new.shares[source[0], :, source[1]]


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
    units: Unpacked | Packed,
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
    few = units.drawn(SCREENED, rngs[0]) if isinstance(units, Packed) else units
    screened, reached = screen(few, items, classes, starts, max_iter, rngs)
    if few is not units:
        reached *= units.weight.sum() / few.weight.sum()
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


def em_step(
    units: Unpacked | Packed,
    items: Items,
    now: Parameters,
    *,
    heat: float = 1.0,
) -> tuple[Parameters, np.ndarray]:
    """Take one EM step for all starts of all tables.

    Parameters
    ----------
    units
        Columns in the working order.

    Returns
    -------
    parameters, and the log-likelihood before the step (B x S)
    """
    tables, columns, classes, starts = now.answers.shape
    flat = np.log(now.answers).reshape(tables, columns, classes * starts)
    shares = np.log(now.shares)[..., None]
    sums: list[np.ndarray] = []
    for joint, weight, count in units.blocks(flat):
        joint = joint.reshape(tables, classes, starts, -1)
        joint += shares
        if heat != 1.0:
            joint *= heat
        top = joint.max(axis=1)
        joint -= top[:, None]
        np.maximum(joint, LEAST, out=joint)
        np.exp(joint, out=joint)
        total = joint.sum(axis=1)
        top += np.log(total)
        log_likelihood = (top @ weight[:, :, None])[..., 0]
        np.divide(weight[:, None], total, out=total)
        joint *= total[:, None]
        counts = count(joint.reshape(tables, classes * starts, -1).mT)
        parts = [counts, joint.sum(axis=3), log_likelihood]
        sums = [own + more for own, more in zip(sums, parts, strict=True)] if sums else parts
    counts, held, log_likelihood = sums
    answers = items.normalised(counts).reshape(now.answers.shape)
    held = np.maximum(held, FLOOR)
    return Parameters(answers, held / held.sum(axis=1, keepdims=True)), log_likelihood


def squarem(
    units: Unpacked | Packed,
    items: Items,
    start: Parameters,
    *,
    tol: float,
    max_iter: int,
    plain: int = 0,
    settled: float = np.inf,
) -> tuple[Parameters, np.ndarray, np.ndarray, np.ndarray]:
    """Run accelerated EM on every start until it converges; the likelihood never falls.

    A start has converged when a step gains at most `tol` of the log-likelihood. It is then left as
    it is, whatever the others do.

    Parameters
    ----------
    plain
        So many times three steps come first that are not accelerated.
    settled
        A start goes on until a step moves no parameter by more than this.

    Returns
    -------
    parameters, and for every start (B x S): log-likelihood, converged, steps
    """
    found = Parameters(start.answers.copy(), start.shares.copy())
    tables, _, starts = start.shares.shape
    reached = np.full((tables, starts), -np.inf)
    steps = np.zeros((tables, starts), dtype=np.int64)
    converged = np.zeros((tables, starts), dtype=bool)
    running = np.ones((tables, starts), dtype=bool)
    rows = np.arange(tables)
    columns = np.tile(np.arange(starts), (tables, 1))
    now, seen = start, units
    for number in range(max_iter):
        first, before = em_step(seen, items, now)
        second, after = em_step(seen, items, first)
        # Where all answers are alike the log-likelihood is 0, and gains are rounding.
        calm = after - before <= tol * np.maximum(np.abs(after), 1)
        still = _moved(now, first) <= settled if np.isfinite(settled) else calm
        leap = second if number < plain else _extrapolated(now, first, second, items)
        third, leapt = em_step(seen, items, leap)
        better = (leapt >= after)[:, None]
        now = Parameters(
            np.where(better[:, None], third.answers, second.answers),
            np.where(better, third.shares, second.shares),
        )
        at_work = running[rows[:, None], columns]
        place = np.nonzero(at_work)
        where = rows[place[0]], columns[place]
        reached[where] = np.maximum(leapt, after)[place]
        steps[where] += 1
        converged[where] = calm[place]
        done = still & at_work
        if not done.any():
            continue
        place = np.nonzero(done)
        where = rows[place[0]], columns[place]
        found.put(*where, now, place)
        running[where] = False
        if not running.any():
            break
        left = running[rows].sum(axis=1)
        if (left > 0).sum() * left.max() <= 0.75 * columns.size:  # worth making things smaller
            kept = left > 0
            order = np.argsort(~at_work[kept] | done[kept], axis=1, kind="stable")
            order = order[:, : left.max()]
            now = now.at(np.nonzero(kept)[0], order)
            rows, columns = rows[kept], np.take_along_axis(columns[kept], order, axis=1)
            if isinstance(units, Unpacked):
                seen = Unpacked(units.matrix[rows], units.weight[rows])
    else:
        place = np.nonzero(running[rows[:, None], columns])
        found.put(rows[place[0]], columns[place], now, place)
    return found, reached, converged, steps


def _extrapolated(
    now: Parameters, first: Parameters, second: Parameters, items: Items
) -> Parameters:
    """Leap ahead along the last two steps (scheme S3), and come back into the simplex."""
    r_answers, r_shares = first.answers - now.answers, first.shares - now.shares
    v_answers = second.answers - first.answers - r_answers
    v_shares = second.shares - first.shares - r_shares
    r = _squares(r_answers) + (r_shares**2).sum(axis=1)
    v = _squares(v_answers) + (v_shares**2).sum(axis=1)
    # 1 is the plain second step.
    step = np.maximum(np.sqrt(r / np.maximum(v, FLOOR**2)), 1.0)[:, None]
    far = step[:, None]
    v_answers *= far**2
    r_answers *= 2 * far
    v_answers += r_answers
    v_answers += now.answers
    shares = np.maximum(now.shares + 2 * step * r_shares + step**2 * v_shares, FLOOR)
    return Parameters(items.normalised(v_answers), shares / shares.sum(axis=1, keepdims=True))


def _moved(one: Parameters, other: Parameters) -> np.ndarray:
    """Return the largest change of a parameter of each start (B x S)."""
    answers = np.abs(other.answers - one.answers).max(axis=(1, 2))
    return np.maximum(answers, np.abs(other.shares - one.shares).max(axis=1))


def _squares(answers: np.ndarray) -> np.ndarray:
    """Sum the squares of each start (B x S)."""
    tables, starts = len(answers), answers.shape[-1]
    squared = np.square(answers).reshape(tables, -1, starts)
    return (np.ones((1, squared.shape[1])) @ squared)[:, 0]


def screen(
    units: Unpacked,
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
    units: Unpacked,
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
            now, _ = em_step(units, items, now, heat=float(heat))
    return now


def polish(
    units: Unpacked | Packed,
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
