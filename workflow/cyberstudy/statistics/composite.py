"""Composite indices: the weights, and what breaks the formula, from what was published.

A composite index adds indicators by weights. Where indicators and scores are published and the
weights are not, each unit is one linear equation in them, and linear programming finds what all
equations together say of the weights and which units break them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    import highspy

# What arithmetic in binary fractions cannot tell from nought, as a share of the largest score.
NOISE = 1e-9
SOLVER = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}
_ROUNDS = 5
STARTS = 10  # how many times units are weighted by chance


@dataclass(frozen=True)
class RecoveredWeights:
    """Weights that a published index was added up with.

    Attributes
    ----------
    weights
        One an indicator.
    low, high
        The least and the largest that each weight can be while every unit that follows the formula
        still does; infinity where nothing bounds it.
    unique
        Whether the units that follow leave no other weights but by rounding.
    confirmed
        How many different equations hold that were not needed to find the weights. Any table gives
        some weights to as many units as there are indicators; a formula is one that others obey.
        Where most units do not, an indicator may be missing: these weights then stand in for its
        own, and units that hold them confirm nothing.
    recomputed, residual
        The score by the formula, and the published score less that, one a unit.
    follows
        Whether the unit follows the formula: its residual is no more than rounding.
    """

    weights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    unique: bool
    confirmed: int
    recomputed: np.ndarray
    residual: np.ndarray
    follows: np.ndarray

    @property
    def no_formula(self) -> str:
        """Why these weights are no formula of the scores; "" where they are one."""
        if 2 * self.follows.sum() < self.follows.size:
            return "no weights are followed by half of the units"
        return "" if self.confirmed else "any scores of so few different units have such weights"


def recover_weights(
    indicators: np.ndarray, score: np.ndarray, *, score_rounding: float = 0.0, seed: int = 0
) -> RecoveredWeights:
    """Find the weights, none below nought, by which scores follow from indicators.

    Least absolute deviations by linear programming: a unit with a wrong score keeps its whole
    error and moves nobody's weights, where least squares would spread it over everybody (Bloomfield
    and Steiger 1983, Least Absolute Deviations). A deviation within rounding costs nothing. The
    program is solved again with each deviation weighted by its inverse, which brings more units to
    nought where the first solution left several a little off (Candes, Wakin and Boyd 2008, Journal
    of Fourier Analysis and Applications 14, 877-905). Where fewer than half of the units follow, so
    too from units weighted by chance. Of all solutions the one that most units follow is kept. That
    none is followed by more is not proved: read `confirmed`.

    Parameters
    ----------
    indicators
        Units x indicators, none missing.
    score
        One a unit.
    score_rounding
        Half a unit of the last digit that was published: 0.005 for two decimals.
    seed
        Where units are weighted by chance.

    Raises
    ------
    ValueError
        Where there are fewer units than indicators.
    """
    units, items = indicators.shape
    if units < items:
        raise ValueError(f"{units} units cannot tell {items} weights")
    noise = NOISE * (np.abs(score).max() or 1.0)
    free = score_rounding + noise
    best, most = np.zeros(items), -1
    beyond = -np.eye(units)
    # Weights, and each unit's deviation beyond what rounding leaves free.
    program = program_of(
        np.block([[indicators, beyond], [-indicators, beyond]]),
        np.concatenate([score_rounding + score, score_rounding - score]),
        [(0.0, None)] * (items + units),
    )
    drawn = np.random.default_rng(seed).exponential(size=(STARTS, units))
    for cost in (np.ones(units), *drawn):
        for _ in range(_ROUNDS):
            if not solved(program, np.concatenate([np.zeros(items), cost / cost.mean()])):
                raise ArithmeticError("HiGHS found no weights, though any deviate by something")
            weights = np.array(program.getSolution().col_value[:items])
            off = np.abs(score - indicators @ weights) - free
            if (following := int((off <= 0).sum())) > most:
                best, most = weights, following
            off = np.maximum(off, 0)
            cost = 1 / (off + 0.01 * off.max() + noise)
        if 2 * most >= units:
            break
    follows = np.abs(score - indicators @ best) <= free
    equations, sums = indicators[follows], score[follows]
    rank = int(np.linalg.matrix_rank(equations))
    if rank == items:
        best = centred(equations, sums, best, free)
    # Steps from the solution are counted in what is free, so that the solver's own tolerance stays
    # far below what it is asked to tell.
    residual = (sums - equations @ best) / free
    least, largest = extremes(
        np.eye(items),
        np.vstack([equations, -equations]),
        np.concatenate([1 + residual, 1 - residual]),
        bounds=[(-weight / free, None) for weight in best],
    )
    recomputed = indicators @ best
    return RecoveredWeights(
        best,
        np.maximum(best + free * least, 0),
        best + free * largest,
        rank == items,
        different(equations, sums) - rank,
        recomputed,
        score - recomputed,
        follows,
    )


def different(equations: np.ndarray, sums: np.ndarray) -> int:
    """Count different equations that say something of a weight."""
    rows = np.unique(np.column_stack([equations, sums]).round(12), axis=0)
    return int(rows[:, :-1].any(axis=1).sum())


def sure(numbers: ArrayLike, score: np.ndarray) -> list[float | None]:
    """Round to what arithmetic on these scores is sure of, so that tables agree on all machines.

    What is not finite is None.
    """
    decimals = 10 - int(np.ceil(np.log10(np.abs(score).max() or 1.0)))
    # A nought has no sign.
    rounded = (round(number, decimals) + 0.0 for number in np.asarray(numbers, float).tolist())
    return [number if np.isfinite(number) else None for number in rounded]


def centred(
    indicators: np.ndarray, score: np.ndarray, corner: np.ndarray, free: float
) -> np.ndarray:
    """Return the weights of least squares where these fit too, else the corner that was found."""
    from scipy.optimize import nnls

    centre, _ = nnls(indicators, score)
    return np.asarray(centre) if np.abs(score - indicators @ centre).max() <= free else corner


def extremes(
    objectives: np.ndarray,
    sides: np.ndarray,
    ends: np.ndarray,
    *,
    bounds: list[tuple[float, float | None]],
    equal: tuple[np.ndarray, float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the range of each linear function over a polyhedron that is not empty.

    Parameters
    ----------
    objectives
        Functions x coordinates.
    sides, ends
        The polyhedron: ``sides @ x <= ends``.
    bounds
        Of each coordinate.
    equal
        A row and its value, where ``row @ x == value`` is asked too.

    Returns
    -------
    tuple
        One of each a function; infinity where nothing bounds it.
    """
    program = program_of(sides, ends, bounds, equal)
    optima = np.empty((2, len(objectives)))
    for k, sign in enumerate((1.0, -1.0)):
        for j, function in enumerate(objectives):
            least = solved(program, sign * function)
            optima[k, j] = sign * (program.getInfo().objective_function_value if least else -np.inf)
    return optima[0], optima[1]


def solved(program: highspy._core._Highs, cost: np.ndarray) -> bool:
    """Minimise a cost, and say whether anything is possible and bounds it."""
    import highspy

    program.changeColsCost(cost.size, np.arange(cost.size, dtype=np.int32), cost)
    for _ in range(2):
        program.run()
        if program.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return True
        program.clearSolver()  # begun where another ended, it may lose its way in rounding
    return False


def program_of(
    sides: np.ndarray,
    ends: np.ndarray,
    bounds: list[tuple[float, float | None]],
    equal: tuple[np.ndarray, float] | None = None,
) -> highspy._core._Highs:
    """Set up a program whose objective alone changes, so that a solve begins where one ended."""
    import highspy

    program = highspy._core._Highs()  # without what makes it print who it is
    for name, option in {"output_flag": False, "threads": 1, **SOLVER}.items():
        program.setOptionValue(name, option)
    low, high = np.array(bounds, dtype=float).T  # no end: not a number
    program.addVars(low.size, low, np.where(np.isnan(high), np.inf, high))
    least = np.full(ends.size, -np.inf)
    if equal is not None:
        sides = np.vstack([sides, equal[0]])
        least, ends = np.append(least, equal[1]), np.append(ends, equal[1])
    rows, columns = np.nonzero(sides)
    starts = np.searchsorted(rows, np.arange(ends.size))
    program.addRows(ends.size, least, ends, rows.size, starts, columns, sides[rows, columns])
    return program


def factors_of(score: np.ndarray, recovered: RecoveredWeights) -> list[tuple[int, float]]:
    """List units that break the formula and would follow it, had their score not been multiplied.

    Parameters
    ----------
    score
        As given to `recover_weights`.
    recovered
        What it gave.

    Returns
    -------
    list
        Unit and factor: 1 over the sum of the weights, or a power of ten.
    """
    near = NOISE * (np.abs(score).max() or 1.0)
    factors = [1 / (recovered.weights.sum() or 1.0)]
    factors += [10.0**power for power in (-3, -2, -1, 1, 2, 3)]
    return [
        (unit, factor)
        for unit in np.flatnonzero(~recovered.follows).tolist()
        for factor in factors
        if abs(score[unit] - recovered.recomputed[unit] * factor) <= near
    ]
