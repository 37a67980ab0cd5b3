"""Which tables of counts are compatible with what is published of one question, as programs.

Variables are numbers of units in cells, the finest division that all ways of dividing units make;
the tables of a question are sums over them. HiGHS solves the programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import highspy
import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Directions that are tried before each count gets programs of its own.
TRIES = 4
#: A solution this near to whole numbers is one.
WHOLE = 1e-6
#: By how much costs are drawn up at random, and how often, where a solution is not.
NUDGE, NUDGES = 1e-3, 8
ROUGH = 1.0  # how far from the least a table may be that only has to be another one
PRIMAL = 4  # HiGHS's number of the primal simplex method
Count = tuple[int, int]  # a block and an option of it
Reply = tuple[int, tuple[int, ...]]  # a cell and the options that somebody of it chose


@dataclass(frozen=True)
class LinkedTables:
    """What was answered to one question, in the cells that all ways of dividing units make.

    Attributes
    ----------
    sizes
        Units that replied, by cell; shape (cells,).
    chosen
        Units that chose an option; shape (options, cells).
    base
        Units with a substantive answer; shape (cells,).
    open
        Units whose answer stays open: asked, and nonrespondents; shape (cells,).
    several
        Whether a unit may choose more than one option.
    blocks
        The cells of each group that is published, no two alike.
    hidden
        The cells of groups that no table has and that published ones may distinguish all the same,
        as those few units are that two ways of dividing have in common. They count as blocks, too,
        numbered behind the others.
    known_base
        Blocks whose base is published though the rest is withheld; the worst case is all of them.
    said
        Replies, and how many gave each: what a respondent knows.
    asked
        Cells, and how many of their units together were asked, where another question's table tells
        it: no more of them answered or left it open.
    """

    sizes: np.ndarray
    chosen: np.ndarray
    base: np.ndarray
    open: np.ndarray
    several: bool
    blocks: Sequence[Sequence[int]]
    hidden: Sequence[Sequence[int]] = ()
    known_base: frozenset[int] = frozenset()
    said: Mapping[Reply, int] = field(default_factory=dict)
    asked: Sequence[tuple[Sequence[int], int]] = ()

    @property
    def crossings(self) -> range:
        """Numbers of the hidden blocks."""
        return range(len(self.blocks), len(self.blocks) + len(self.hidden))

    @cached_property
    def _summed(self) -> list[tuple[list[int], int, np.ndarray]]:
        every = [list(cells) for cells in (*self.blocks, *self.hidden)]
        return [(at, int(self.base[at].sum()), self.chosen[:, at].sum(axis=1)) for at in every]

    def cells_of(self, block: int) -> list[int]:
        """The cells of a block, hidden ones too."""
        return self._summed[block][0]

    def base_of(self, block: int) -> int:
        """Units with an answer in a block."""
        return self._summed[block][1]

    def counts_of(self, block: int) -> np.ndarray:
        """Units that chose each option in a block."""
        return self._summed[block][2]

    @cached_property
    def model(self) -> PossibleTables:
        """Its linear model."""
        return PossibleTables(self)


class PossibleTables:
    """Every table that is compatible with what is published, as an integer program.

    Variables, by cell: units that chose each option, units with an answer, units that leave open
    what they would have said; the rest of those who replied the question does not concern.
    """

    def __init__(self, question: LinkedTables) -> None:
        self.question = question
        self.options, self.cells = question.chosen.shape
        self.size = (self.options + 2) * self.cells
        self.truth = np.concatenate([question.chosen.ravel(), question.base, question.open]).astype(
            float
        )
        self.always = self._always()

    def _row(self, parts: Iterable[tuple[int, Sequence[int], float]]) -> np.ndarray:
        """Return one row from its parts: (which sort of variable, cells, factor)."""
        row = np.zeros((self.options + 2, self.cells))
        for sort, cells, factor in parts:
            row[sort, cells] += factor
        return row.ravel()

    def _always(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What holds whatever is published."""
        base, every, several = self.options, np.arange(self.cells), self.question.several
        limits = 2 + base * several
        of_cell = np.zeros((limits, base + 2))
        of_cell[0, :base], of_cell[:-1, base], of_cell[-1, base:] = 1, -1, 1
        if several:
            of_cell[1:-1, :base] = np.eye(base)
        rows = np.zeros((self.cells, limits, base + 2, self.cells))
        rows[every, :, :, every] = of_cell
        low, high = np.full((self.cells, limits), -np.inf), np.zeros((self.cells, limits))
        # Assume: who gives a substantive answer to a question with several options names one of
        # them, unless the answers at hand say otherwise.
        low[[self._named(cell) for cell in range(self.cells)], 0] = 0
        high[:, 0] = np.inf if several else 0
        low[:, -1], high[:, -1] = 0, self.question.sizes
        totals = self.question.asked
        sums = [self._row([(base, cells, 1.0), (base + 1, cells, 1.0)]) for cells, _ in totals]
        return (
            np.vstack([rows.reshape(-1, self.size), *sums]),
            np.append(low, np.zeros(len(totals))),
            np.append(high, [number for _, number in totals]),
        )

    def facts(self, withheld: frozenset[int]) -> np.ndarray:
        """Rows whose values are published."""
        rows = [np.zeros((0, self.size))]
        for block, cells in enumerate(self.question.blocks):
            if block not in withheld:
                every = [*range(self.options), self.options + 1]
                rows += [self._row([(sort, cells, 1.0)]) for sort in every]
            if block not in withheld or block in self.question.known_base:
                rows.append(self._row([(self.options, cells, 1.0)]))
        return np.vstack(rows)

    def solver(self, withheld: frozenset[int], replies: Sequence[Reply] = ()) -> Solver:
        """Solve under a pattern, for somebody who knows some replies."""
        facts = self.facts(withheld)
        values = facts @ self.truth
        matrix, low, high = self.always
        others, most = self._others(replies)
        at_least = np.zeros(self.size)
        for cell, options in replies:
            at_least[[sort * self.cells + cell for sort in (*options, self.options)]] += 1
        from scipy.sparse import csr_array  # where nothing is withheld nobody pays

        return Solver(
            csr_array(np.vstack([matrix, facts, others])),
            np.concatenate([low, values, np.full(len(most), -np.inf)]),
            np.concatenate([high, values, most]),
            at_least,
        )

    def _others(self, replies: Sequence[Reply]) -> tuple[np.ndarray, np.ndarray]:
        """What is left for the others of each cell of those who are known: rows and their most."""
        every, base = range(self.options), self.options
        rows, most = [np.zeros((0, self.size))], []
        for at in sorted({cell for cell, _ in replies}):
            choices = [options for cell, options in replies if cell == at]
            for option in every:
                # Whoever did not choose it is one of those who answered.
                rows.append(self._row([(option, [at], 1.0), (base, [at], -1.0)]))
                most.append(-float(sum(option not in options for options in choices)))
            if self._named(at):
                # Each of the others named one, however many these did.
                rows.append(self._row([*((o, [at], -1.0) for o in every), (base, [at], 1.0)]))
                most.append(-float(sum(len(options) - 1 for options in choices)))
        return np.vstack(rows), np.array(most)

    def _named(self, cell: int) -> bool:
        """Whether there are as many choices as answers."""
        return bool(self.question.chosen[:, cell].sum() >= self.question.base[cell])

    def objective(self, count: Count) -> np.ndarray:
        """The direction in which a block's count of an option grows."""
        block, option = count
        return self._row([(option, self.question.cells_of(block), 1.0)])


@dataclass(frozen=True)
class Solver:
    """Find tables that are compatible with a pattern.

    Attributes
    ----------
    rows, low, high
        What is always so, and what is published: sums of variables, and their ends.
    least_of
        Of each variable, what it is at least.
    """

    rows: csr_array
    low: np.ndarray
    high: np.ndarray
    least_of: np.ndarray

    @property
    def size(self) -> int:
        """Number of variables."""
        return len(self.least_of)

    def agree(self, tables: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Keep the tables that are compatible with what is known here."""
        if not len(tables):
            return []
        stacked = np.array(tables)
        sums = self.rows @ stacked.T
        inside = (sums >= self.low[:, None] - WHOLE) & (sums <= self.high[:, None] + WHOLE)
        fit = inside.all(axis=0) & (stacked >= self.least_of).all(axis=1)
        return [table for table, fits in zip(tables, fit, strict=True) if fits]

    @cached_property
    def _program(self) -> highspy._core._Highs:
        """The program; only its objective changes, so that a solve begins where the last ended."""
        from scipy.sparse import csc_array

        matrix = csc_array(self.rows)
        solver = highspy._core._Highs()  # without what makes it print who it is
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(
            self.size,
            len(self.low),
            matrix.nnz,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            0.0,
            np.zeros(self.size),
            self.least_of,
            np.full(self.size, np.inf),
            self.low,
            self.high,
            matrix.indptr,
            matrix.indices,
            matrix.data,
            [0] * self.size,
        )
        solver.run()
        # The table that was found last agrees with what is published, whatever is asked next.
        solver.setOptionValue("simplex_strategy", PRIMAL)
        return solver

    def least(self, direction: np.ndarray, *, gap: float = 0.0) -> np.ndarray:
        """Return the table of whole numbers that is least in a direction, up to a relative gap."""
        table = self._solved(direction)
        if _whole(table):  # most are whole by themselves
            return np.rint(table)
        # Beside one that is not often lies one that is. Nothing whole is less than the bound.
        bound = np.ceil(direction @ table - WHOLE) if _whole(direction) else -np.inf
        rng = np.random.default_rng(self.size)
        for _ in range(NUDGES):
            other = self._solved(direction + NUDGE * rng.random(self.size))
            if _whole(other) and (gap >= ROUGH or direction @ np.rint(other) <= bound):
                return np.rint(other)
        solver, columns = self._program, np.arange(self.size, dtype=np.int32)
        solver.setOptionValue("mip_rel_gap", gap)
        kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
        whole, free = (np.full(self.size, kind.value, dtype=np.uint8) for kind in kinds)
        solver.changeColsIntegrality(self.size, columns, whole)
        table = self._solved(direction)
        solver.changeColsIntegrality(self.size, columns, free)
        return np.rint(table)

    def _solved(self, direction: np.ndarray) -> np.ndarray:
        costs = np.ascontiguousarray(direction, dtype=float)
        self._program.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), costs)
        self._program.run()
        status = self._program.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:  # the true table always is one
            raise ArithmeticError(f"suppression: HiGHS found no table ({status})")
        return np.array(self._program.getSolution().col_value)


def _whole(numbers: np.ndarray) -> bool:
    return bool(np.abs(numbers - np.rint(numbers)).max() < WHOLE)


def known_counts(
    question: LinkedTables,
    withheld: frozenset[int],
    counts: Sequence[Count],
    *,
    width: int,
    replies: Sequence[Reply] = (),
    tables: list[np.ndarray] | None = None,
) -> list[Count]:
    """List the counts of a question that are known to less than `width` under a pattern."""
    if not counts:
        return []
    places = narrow(
        question.model.solver(withheld, replies),
        np.array([question.model.objective(count) for count in counts]),
        question.model.truth,
        width=width,
        tables=[] if tables is None else tables,
    )
    return [counts[place] for place in places]


def narrow(
    solver: Solver,
    directions: np.ndarray,
    truth: np.ndarray,
    *,
    width: int,
    tables: list[np.ndarray],
) -> list[int]:
    """List the counts that are known to less than `width`, by their places.

    A table that differs from the true one shows of all counts at once that they are open, so a few
    random directions, and tables that were found before, spare most programs.

    Parameters
    ----------
    solver
        Of what is published, and what an attacker knows besides.
    directions
        Of each count, a row: the variables that it is a sum of.
    truth
        The true table.
    tables
        Some that are compatible with what is published; those found here are added.
    """
    if not len(directions):
        return []
    sums = np.array([truth, *solver.agree(tables)]) @ directions.T
    low, high = sums.min(axis=0), sums.max(axis=0)
    draws = np.random.default_rng(len(directions)).normal(size=(TRIES, len(directions)))
    ways = [sign * weights @ directions for weights in draws for sign in (1, -1)]
    ways = ways[-2:] if len(directions) == 1 else ways  # there are no others
    while ways and (high - low < width).any():
        tables.append(solver.least(ways.pop(), gap=ROUGH))  # any other table will do
        sums = directions @ tables[-1]
        low, high = np.minimum(low, sums), np.maximum(high, sums)
    places = []
    for place in np.flatnonzero(high - low < width):
        ends = [solver.least(sign * directions[place]) for sign in (1, -1)]
        tables += ends
        if directions[place] @ (ends[1] - ends[0]) < width:
            places.append(int(place))
    return places
