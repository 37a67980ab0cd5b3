"""The machinery of latent classes: EM steps of many starts on many tables, accelerated.

Parameters of all starts stand side by side, so that a step of all of them is two matrix products;
tables (the answers themselves, or replicates of a bootstrap) are stacked in front. Answers are
B tables x columns x K classes x S starts, columns in the working order of `Items.order`, and
posteriors B x K x S x units, so that sums over categories and classes run over long strides.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from latentclass.items import FLOOR, Items

#: Logarithm under which a posterior is not distinguished: far below `FLOOR`, and far above numbers
#: that processors are slow with.
LEAST = -60.0


@dataclass(frozen=True)
class StackedUnits:
    """B tables of units in columns: one-hot, or counts. Units without weight stand last."""

    matrix: np.ndarray  # B x units x columns
    weight: np.ndarray  # B x units

    def working(self, items: Items) -> StackedUnits:
        """Return the units with columns in the working order."""
        return StackedUnits(items.working(self.matrix), self.weight)


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


def em_step(
    units: StackedUnits,
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
    joint = (flat.mT @ units.matrix.mT).reshape(tables, classes, starts, -1)
    joint += shares
    if heat != 1.0:
        joint *= heat
    top = joint.max(axis=1)
    joint -= top[:, None]
    np.maximum(joint, LEAST, out=joint)
    np.exp(joint, out=joint)
    total = joint.sum(axis=1)
    top += np.log(total)
    log_likelihood = (top @ units.weight[:, :, None])[..., 0]
    np.divide(units.weight[:, None], total, out=total)
    joint *= total[:, None]
    counts = units.matrix.mT @ joint.reshape(tables, classes * starts, -1).mT
    answers = items.normalised(counts).reshape(now.answers.shape)
    held = np.maximum(joint.sum(axis=3), FLOOR)
    return Parameters(answers, held / held.sum(axis=1, keepdims=True)), log_likelihood


def squarem(
    units: StackedUnits,
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
            seen = StackedUnits(units.matrix[rows], units.weight[rows])
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
