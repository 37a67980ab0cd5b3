"""Tables of counts near the true one: a few units exchange answers, and no published sum moves.

Two cells that published groups do not tell apart, or four of which two together are in the same
groups as the other two, may exchange answers. Such tables need no solver, and most agree with what
a respondent knows of one unit or two; so they show at once of most counts that they are open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

import numpy as np

#: Tables that are kept.
ENOUGH = 2000
#: Of pairs of cells in the same groups, how many others each is set against.
AGAINST = 8


@dataclass(frozen=True)
class NearTables:
    """What changes in tables that agree with what is published.

    Attributes
    ----------
    chosen, base
        Units that chose each option, and with an answer; shapes (cells, options), (cells,).
    named
        Cells in which each unit with an answer chose an option.
    changes
        By how much tables differ from `chosen`; shape (tables, cells, options).
    """

    chosen: np.ndarray
    base: np.ndarray
    named: np.ndarray
    changes: np.ndarray
    _sums: dict[tuple[int, ...], np.ndarray] = field(default_factory=dict)

    @classmethod
    def found(
        cls,
        chosen: np.ndarray,
        base: np.ndarray,
        published: np.ndarray,
        *,
        several: bool,
        agree: Callable[[np.ndarray], np.ndarray],
    ) -> NearTables:
        """Find some.

        Parameters
        ----------
        published
            Which cells each published group has; shape (groups, cells).
        several
            Whether a unit may choose more than one option.
        agree
            Says of changes which give tables that agree with all that is published.
        """
        named = chosen.sum(axis=1) >= base
        moves = _among_cells(tuple(map(tuple, published.T.astype(int).tolist())))
        changes = _exchanges(chosen, base, moves, several=several)
        return cls(chosen, base, named, changes[agree(changes)])

    def fit(self, replies: Sequence[tuple[int, Sequence[int]]]) -> np.ndarray:
        """Mark tables that agree with replies that are known: a cell, and options chosen there."""
        fits = np.ones(len(self.changes), dtype=bool)
        for cell in {cell for cell, _ in replies}:
            choices = [options for at, options in replies if at == cell]
            chose = np.zeros(self.chosen.shape[1], dtype=int)
            for options in choices:
                chose[list(options)] += 1
            table = self.chosen[cell] + self.changes[:, cell]
            # Whoever of them did not choose an option is one of those who answered.
            most = self.base[cell] - (len(choices) - chose)
            fits &= ((table >= chose) & (table <= most)).all(axis=1)
            if self.named[cell]:  # each of the others named one, too
                others = self.base[cell] - len(choices)
                fits &= table.sum(axis=1) - chose.sum() >= others
        return fits

    def opens(
        self, cells: Sequence[int], option: int, width: int, fits: np.ndarray | None = None
    ) -> bool:
        """Whether some tables show that a count can be so many more than its least."""
        key = tuple(cells)
        if key not in self._sums:
            self._sums[key] = self.changes[:, list(key)].sum(axis=1, dtype=int)
        sums = self._sums[key][:, option]
        sums = sums if fits is None else sums[fits]
        # The true table is one, too.
        return bool(sums.max(initial=0) - sums.min(initial=0) >= width)


@lru_cache(maxsize=64)  # questions have the same groups, and many the same pattern
def _among_cells(published: tuple[tuple[int, ...], ...]) -> np.ndarray:
    """Return moves among cells (1 comes in, -1 goes out) that change no published group."""
    cells, groups_of = len(published), np.array(published)
    moves: dict[bytes, np.ndarray] = {}

    def keep(come: Sequence[int], go: Sequence[int]) -> None:
        move = np.zeros(cells, dtype=np.int8)
        move[list(come)] += 1  # none of them twice
        move[list(go)] -= 1
        if move.any() and np.abs(move).max() == 1 and (-move).tobytes() not in moves:
            moves[move.tobytes()] = move

    pairs: dict[bytes, list[tuple[int, int]]] = {}
    for one, other in combinations(range(cells), 2):
        if (groups_of[one] == groups_of[other]).all():
            keep([one], [other])
        pairs.setdefault((groups_of[one] + groups_of[other]).tobytes(), []).append((one, other))
    for alike in pairs.values():
        for step in range(1, min(AGAINST, len(alike) - 1) + 1):
            for place, pair in enumerate(alike):
                keep(pair, alike[(place + step) % len(alike)])
    forward = np.array([*moves.values()], dtype=np.int8).reshape(-1, cells)
    return np.concatenate([forward, -forward])


def _exchanges(
    chosen: np.ndarray, base: np.ndarray, moves: np.ndarray, *, several: bool
) -> np.ndarray:
    """Return changes by which two options exchange units, or one moves if several may be chosen."""
    options = chosen.shape[1]
    more = np.array([(chosen[:, option] + moves >= 0).all(axis=1) for option in range(options)])
    within = np.array(
        [(chosen[:, option] + moves <= base).all(axis=1) for option in range(options)]
    )
    back = np.array([(chosen[:, option] - moves >= 0).all(axis=1) for option in range(options)])
    kinds: list[tuple[int, int | None, np.ndarray]] = []
    if several:
        kinds = [(one, None, np.flatnonzero(more[one] & within[one])) for one in range(options)]
    else:
        kinds = [
            (one, other, np.flatnonzero(more[one] & back[other]))
            for one, other in combinations(range(options), 2)
        ]
    rng = np.random.default_rng(len(moves))
    limit = ENOUGH // max(len(kinds), 1)
    changes = []
    for one, other, places in kinds:
        some = places if len(places) <= limit else np.sort(rng.choice(places, limit, replace=False))
        change = np.zeros((len(some), *chosen.shape), dtype=np.int8)
        change[:, :, one] = moves[some]
        if other is not None:
            change[:, :, other] = -moves[some]
        changes.append(change)
    return np.concatenate([np.zeros((0, *chosen.shape), dtype=np.int8), *changes])
