"""Numbers that are computed of counts: whether the counts are published that they are made of.

A share, a difference or a test of some units tells nothing new if what these units said follows
from published counts. It is judged by the tables as they were written and by who is in which group,
never by what a row calls its groups, and without anything that suppression decided. A mean of
scores follows from no count. It tells of no unit more than of the others of its published groups
if all of these count for the same: they may exchange their scores, and it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from disclosure.cells import Group
from disclosure.published import Release

#: What a number with two decimals may be off by.
ROUNDED = 0.005 + 1e-9


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
    counts: pl.DataFrame  # a row a published group: its base, and a column an option

    def follows(self, units: Iterable[Group]) -> bool:
        """Whether the number of these units that said something is a sum of published numbers."""
        cells = frozenset[int]().union(*(self.cells_of[group] for group in units))
        return _is_sum(self.published, np.isin(np.arange(self.published.shape[1]), sorted(cells)))

    def gives(self, weight: np.ndarray, shares: Iterable[tuple[str, float]]) -> bool:
        """Whether published counts give weighted shares of options, by what kinds of units weigh.

        Shares that they do not give were made with other weights than those that are known.
        """
        if not _is_sum(self.published, weight):
            return False
        factors, *_ = np.linalg.lstsq(self.published.T, weight)
        whole = factors @ self.counts["base"].to_numpy()
        return all(
            abs(factors @ self.counts[option].to_numpy() - share * whole) <= ROUNDED * abs(whole)
            for option, share in shares
        )


@dataclass
class DerivedNumbers:
    """Judges what rows of tables tell, beside the counts of a release.

    Attributes
    ----------
    release
        Its estimates are counts as they left, null where they are withheld.
    judged
        How many weighted shares were compared with counts.
    """

    release: Release
    judged: int = 0
    _known: dict[tuple[str, str], _Counted | None] = field(default_factory=dict)

    def telling(self, rows: Sequence[Derived]) -> list[tuple[str, str]]:
        """List what tells more than the counts do: its questions, and who learns it."""
        new = (row for row in rows if self._is_new(row))
        return [(" ".join(row.questions), f"a reader of {row.table}") for row in new]

    def telling_shares(self, shares: pl.DataFrame, weights: pl.DataFrame) -> list[tuple[str, str]]:
        """List weighted shares that published counts do not give: question, and who learns more.

        Parameters
        ----------
        shares
            As they leave: wave, question, strata, option, share.
        weights
            What units stand for: wave, strata, unit_id, weight. Whoever attacks knows it.

        Raises
        ------
        ValueError
            A share is shown whose weights are not known: it could not be judged.
        """
        telling = []
        for key, rows in shares.group_by("wave", "question", "strata", maintain_order=True):
            wave, question, strata = map(str, key)
            known = weights.filter(wave=wave, strata=strata)
            if known.is_empty():
                raise ValueError(
                    f"{question}: a weighted share ({strata}) is to be published, and the audit "
                    "knows no weight behind it; what it reveals cannot be judged"
                )
            counted = self._of(wave, question)
            weight = None if counted is None else self._weight(wave, counted, known)
            numbers = rows.select("option", "share").iter_rows()
            if counted is None or weight is None or not counted.gives(weight, numbers):
                telling.append((question, "a reader of weighted shares"))
            self.judged += rows.height
        return telling

    def _weight(self, wave: str, counted: _Counted, weights: pl.DataFrame) -> np.ndarray | None:
        """Return what a unit of each kind weighs; None where units of one kind differ."""
        units, _ = self.release.kinds(wave, frozenset(counted.cells_of))
        # Units that are on no list stand for nobody.
        of_units = units.join(weights.select("unit_id", "weight"), on="unit_id", how="left")
        by_kind = of_units.group_by("kind").agg(
            pl.col("weight").fill_null(0).first(),
            apart=pl.col("weight").fill_null(0).n_unique() > 1,
        )
        return None if by_kind["apart"].any() else by_kind.sort("kind")["weight"].to_numpy()

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
        by_group = rows.group_by("grouping", "group", maintain_order=True)
        bases = by_group.agg(
            pl.col("base").first(),
            pl.col("count").cast(pl.Int64).sum(),
            shown=pl.col("count").is_not_null().all(),
        )
        groups = [(by, group) for by, group in bases.select("grouping", "group").iter_rows()]
        _, kinds = self.release.kinds(wave, frozenset(groups))
        cells = {g: frozenset(k for k, kind in enumerate(kinds) if g in kind) for g in groups}
        shown = bases.filter("shown").select("grouping", "group", "base")
        counts = rows.pivot("option", index=["grouping", "group"], values="count")
        rows_of = [[g in kind for kind in kinds] for g in shown.select("grouping", "group").rows()]
        return _Counted(
            cells_of=cells,
            published=np.array(rows_of, dtype=float).reshape(-1, len(kinds)),
            several=bool((bases["count"] > bases["base"]).any()),
            counts=shown.join(counts, on=["grouping", "group"], maintain_order="left"),
        )


def tells_of_units(release: Release, wave: str, scores: pl.DataFrame, mean: float) -> bool:
    """Whether a shown mean of scores tells of some units more than of others of their groups.

    Parameters
    ----------
    scores
        Of those that it is the mean of: unit_id, score, and weight, what the unit stands for.

    Returns
    -------
    bool
        Whether units of the same published groups weigh differently, or scores have one quartile.
        If neither, each unit may have the score of any other of its groups.

    Raises
    ------
    ValueError
        The weights do not give the mean: they are not those that it was made with.
    """
    found = scores.select(
        (pl.col("score") * pl.col("weight")).sum() / pl.col("weight").sum()
    ).item()
    if found is None or abs(found - mean) > ROUNDED:
        raise ValueError(
            "a mean of scores is to be published, and the audit does not know how units weigh in it"
        )
    units, _ = release.kinds(wave, frozenset(release.estimates.select("grouping", "group").rows()))
    weights = scores.join(units, on="unit_id").group_by("kind").agg(pl.col("weight").n_unique())
    ends = {scores["score"].quantile(part, "linear") for part in (0.25, 0.75)}
    return bool((weights["weight"] > 1).any()) or len(ends) == 1


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
