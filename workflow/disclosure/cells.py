"""The cells that all ways of dividing units make, question by question, for suppression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from disclosure.frequency_tables import LinkedTables

#: A group of a way of dividing units.
Group = tuple[str, str]


@dataclass(frozen=True)
class Divided:
    """One question of one wave, and which groups its blocks are.

    Attributes
    ----------
    groups
        Of each block, all names of it: several ways of dividing units may have one group.
    partitions
        As in `suppression.Demands`.
    options
        Codes, in the order of the counts.
    units
        Of each unit that replied, its cell.
    """

    wave: str
    name: str
    question: LinkedTables
    groups: list[list[Group]]
    partitions: list[tuple[list[int], int | None]]
    options: list[str]
    units: dict[str, int]


def divided(
    memberships: pl.DataFrame, said: pl.DataFrame, minimum: int, open_statuses: Collection[str]
) -> Iterator[Divided]:
    """Lay out every question that has answers, wave by wave, in the order of `said`.

    Parameters
    ----------
    memberships
        Who is in which group: wave, unit_id, grouping, group, and whether the unit replied.
    said
        A row a unit and option: wave, unit_id, question, option, status, chosen. Statuses that mean
        something here are ``valid``, ``not_asked``, ``not_fielded``, and the open ones.
    minimum
        What two groups have in common, or one of them alone, with fewer units that answered are
        hidden blocks: no table has them, but whoever replied may know who is in them.
    open_statuses
        Those that leave open what the answer would have been.
    """
    for (wave,), here in said.group_by("wave", maintain_order=True):
        own = memberships.filter(pl.col("replied"), wave=wave)
        cells = (
            own.sort("grouping", "group")
            .group_by("unit_id")
            .agg(pl.struct("grouping", "group").alias("groups"))
        )
        cell_of = {unit: tuple(map(_pair, groups)) for unit, groups in cells.iter_rows()}
        for (name,), rows in here.group_by("question", maintain_order=True):
            if (rows["status"] == "valid").any():
                yield _laid_out(str(wave), str(name), rows, cell_of, minimum, open_statuses)


def _pair(entry: dict[str, str]) -> Group:
    return entry["grouping"], entry["group"]


def _laid_out(
    wave: str,
    name: str,
    rows: pl.DataFrame,
    cell_of: dict[str, tuple[Group, ...]],
    minimum: int,
    open_statuses: Collection[str],
) -> Divided:
    rows = rows.filter(pl.col("unit_id").is_in(list(cell_of)))
    # Groups in which nobody was asked the question have no table.
    put = set(rows.filter(pl.col("status") != "not_fielded")["unit_id"])
    named = {group for unit in put for group in cell_of[unit]}
    kinds = sorted({tuple(g for g in groups if g in named) for groups in cell_of.values()} - {()})
    place = {kind: cell for cell, kind in enumerate(kinds)}
    units = {
        unit: place[kind]
        for unit, groups in cell_of.items()
        if (kind := tuple(g for g in groups if g in named))
    }
    options = rows["option"].unique(maintain_order=True).to_list()
    sizes, base, open_, asked = (np.zeros(len(kinds), dtype=int) for _ in range(4))
    chosen = np.zeros((len(options), len(kinds)), dtype=int)
    np.add.at(sizes, list(units.values()), 1)
    replies: Counter[tuple[int, tuple[int, ...]]] = Counter()
    by_unit = rows.group_by("unit_id", maintain_order=True).agg(
        pl.col("status").first(), pl.col("option").filter("chosen")
    )
    for unit, status, given in by_unit.iter_rows():
        if unit not in units:
            continue
        cell, picked = units[unit], tuple(options.index(option) for option in given)
        base[cell] += status == "valid"
        open_[cell] += status in open_statuses
        asked[cell] += status != "not_asked"
        if status == "valid":
            chosen[list(picked), cell] += 1
            replies[cell, picked] += 1
    groups: dict[tuple[int, ...], list[Group]] = {}
    for group in sorted(named):
        groups.setdefault(tuple(c for c, kind in enumerate(kinds) if group in kind), []).append(
            group
        )
    blocks = list(groups)
    partitions, rests = _partitions(blocks, list(groups.values()))
    hidden = [
        cells
        for cells in dict.fromkeys([*_crossings(blocks, len(kinds)), *rests])
        if cells not in groups and (cells in rests or 0 < base[list(cells)].sum() < minimum)
    ]
    together = [*blocks, *rests] if (rows["status"] == "not_asked").any() else []
    return Divided(
        wave=wave,
        name=name,
        question=LinkedTables(
            sizes=sizes,
            chosen=chosen,
            base=base,
            open=open_,
            several=any(len(picked) > 1 for _, picked in replies),
            blocks=blocks,
            hidden=hidden,
            known_base=frozenset(range(len(blocks))),
            said=sorted(replies.elements()),
            asked=[(cells, int(asked[list(cells)].sum())) for cells in together],
        ),
        groups=list(groups.values()),
        partitions=partitions,
        options=options,
        units=units,
    )


def _crossings(blocks: list[tuple[int, ...]], cells: int) -> Iterator[tuple[int, ...]]:
    """Give what any two groups have in common, and what one of them has alone; and each cell."""
    yield from ((cell,) for cell in range(cells))
    for one, other in combinations(map(set, blocks), 2):
        yield from (tuple(sorted(part)) for part in (one & other, one - other, other - one) if part)


def _partitions(
    blocks: list[tuple[int, ...]], groups: list[list[Group]]
) -> tuple[list[tuple[list[int], int | None]], list[tuple[int, ...]]]:
    """Give the blocks of each way of dividing units with their total, and what these leave over."""
    of: dict[str, list[int]] = {}
    for block, names in enumerate(groups):
        for grouping, _ in names:
            of.setdefault(grouping, []).append(block)
    partitions: list[tuple[list[int], int | None]] = []
    rests: list[tuple[int, ...]] = []
    for parts in of.values():
        union = {cell for block in parts for cell in blocks[block]}
        around = [b for b, cells in enumerate(blocks) if union <= {*cells} and b not in parts]
        if len(parts) < 2 or not around:
            continue
        total = min(around, key=lambda block: len(blocks[block]))
        partitions.append((parts, total))
        # What belongs to no group is the total less all groups: a group like any other.
        if rest := tuple(sorted({*blocks[total]} - union)):
            rests.append(rest)
    return partitions, rests
