"""Numbers that are computed of counts: whether the counts are published that they are made of.

A share, a difference or a test of some units tells nothing new if what these units said follows
from published counts. It is judged by the tables as they were written and by who is in which group,
never by what a row calls its groups, and without anything that suppression decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from disclosure.cells import Group
from disclosure.published import Release


@dataclass(frozen=True)
class Derived:
    """What a row of a table tells of: which units, what they were asked, which answers count.

    Attributes
    ----------
    table
        Where the row stands.
    wave
        When it was asked.
    units
        Groups; the row is about all units that are in any of them.
    questions, options
        Whoever chose one of these options of any of these questions is counted.
    """

    table: str
    wave: str
    units: tuple[Group, ...]
    questions: tuple[str, ...]
    options: tuple[str, ...]


@dataclass(frozen=True)
class _Counted:
    """What the counts of a question tell: of which units, and whether anybody chose several."""

    cells_of: Mapping[Group, frozenset[int]]
    published: np.ndarray  # a row a published group, a column a kind of unit
    several: bool

    def follows(self, units: Iterable[Group]) -> bool:
        """Whether the number of these units that said something is a sum of published numbers."""
        cells = frozenset[int]().union(*(self.cells_of[group] for group in units))
        return _is_sum(self.published, np.isin(np.arange(self.published.shape[1]), sorted(cells)))


@dataclass
class DerivedNumbers:
    """Judges what rows of tables tell, beside the counts of a release.

    Attributes
    ----------
    release
        Its estimates are counts as they left, null where they are withheld.
    """

    release: Release
    _known: dict[tuple[str, str], _Counted | None] = field(default_factory=dict)

    def telling(self, rows: Sequence[Derived]) -> list[tuple[str, str]]:
        """List what tells more than the counts do: its questions, and who learns it."""
        new = (row for row in rows if self._is_new(row))
        return [(" ".join(row.questions), f"a reader of {row.table}") for row in new]

    def _is_new(self, row: Derived) -> bool:
        """Whether a row tells what no count does."""
        counted = [self._of(row.wave, name) for name in row.questions]
        hits = [entry for entry in counted if entry and any(g in entry.cells_of for g in row.units)]
        if len(hits) != 1:
            # Nobody was asked, or what is told is of two questions together: no table has it.
            return bool(hits) or any(counted)
        (one,) = hits
        groups = [group for group in row.units if group in one.cells_of]
        together = one.several and len(row.options) > 1
        return together or not one.follows(groups)

    def _of(self, wave: str, question: str) -> _Counted | None:
        if (wave, question) not in self._known:
            self._known[wave, question] = self._read(wave, question)
        return self._known[wave, question]

    def _read(self, wave: str, question: str) -> _Counted | None:
        rows = self.release.estimates.filter(wave=wave, question=question)
        if rows.is_empty():
            return None
        groups = rows.group_by("grouping", "group").agg(
            pl.col("count").null_count() == 0,
            several=pl.col("count").cast(pl.Int64).sum() > pl.col("base").first(),
        )
        named = {(by, group): shown for by, group, shown, _ in groups.iter_rows()}
        _, kinds = self.release.kinds(wave, frozenset(named))
        cells = {g: frozenset(k for k, kind in enumerate(kinds) if g in kind) for g in named}
        columns = [
            np.isin(np.arange(len(kinds)), sorted(cells[g])) for g, shown in named.items() if shown
        ]
        published = np.array(columns, dtype=float).reshape(-1, len(kinds))
        return _Counted(cells, published, bool(groups["several"].any()))


def follows_from(
    release: Release, wave: str, shown: Iterable[Group], units: Sequence[Group]
) -> bool:
    """Whether units are a sum of groups of which a number is shown, some of them taken away."""
    _, kinds = release.kinds(wave, frozenset([*shown, *units]))
    of = {group: [group in kind for kind in kinds] for kind in kinds for group in kind}
    rows = np.array([of[group] for group in shown if group in of], dtype=float)
    wanted = np.any([of.get(group, [False] * len(kinds)) for group in units], axis=0).astype(float)
    return _is_sum(rows.reshape(-1, len(kinds)), wanted)


def mean_of_few(release: Release, wave: str, bases: Mapping[Group, int], least: int) -> bool:
    """Whether means of groups, added and taken away, give that of fewer units than `least`.

    Parameters
    ----------
    bases
        Of the groups whose mean is shown, how many it is of. What follows of their sums follows of
        these, too.
    """
    _, kinds = release.kinds(wave, frozenset(bases))
    if not kinds:
        return False
    from scipy.optimize import Bounds, LinearConstraint, milp

    rows = np.array([[group in kind for kind in kinds] for group in bases], dtype=float)
    groups, units = rows.shape
    # How often each group is taken, and which kinds of units are then left, once each.
    left = LinearConstraint(np.hstack([rows.T, -np.eye(units)]), 0, 0)
    few = LinearConstraint([*bases.values(), *np.zeros(units)], 1, least - 1)
    solution = milp(
        np.zeros(groups + units),
        integrality=np.repeat([0, 1], [groups, units]),
        bounds=Bounds(
            np.repeat([-np.inf, 0], [groups, units]), np.repeat([np.inf, 1], [groups, units])
        ),
        constraints=[left, few],
    )
    return solution.x is not None


def _is_sum(rows: np.ndarray, row: np.ndarray) -> bool:
    """Whether a row is a linear combination of others."""
    if not rows.size:
        return not row.any()
    factors, *_ = np.linalg.lstsq(rows.T, row)
    return bool(np.allclose(rows.T @ factors, row, atol=1e-9))
