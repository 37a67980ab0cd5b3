"""The cells that all ways of dividing units make, question by question, for suppression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

import numpy as np
import polars as pl

from disclosure.frequency_tables import LinkedTables, Reply

#: A group of a way of dividing units.
Group = tuple[str, str]


#: Stands between the options that one unit chose; no code holds it.
BETWEEN = "\x1f"


@dataclass(frozen=True)
class Replies:
    """What units said, one question at a time: nobody holds what all said to all.

    Attributes
    ----------
    options
        Of each wave and question its codes, in the order of the counts; what decides who is asked a
        question comes before it.
    to
        Gives of a wave and a question what each unit said: unit_id, status, and given, the codes of
        the options that it chose, with `BETWEEN` between them.
    """

    options: Mapping[tuple[str, str], Sequence[str]]
    to: Callable[[str, str], pl.DataFrame]

    def said(self, wave: str, question: str) -> pl.DataFrame:
        """Return what each unit answered to a question; no row where it was not put."""
        if (wave, question) not in self.options:
            return pl.DataFrame(schema=dict.fromkeys(("unit_id", "status", "given"), pl.String))
        return self.to(wave, question)

    @classmethod
    def of(cls, answers: pl.DataFrame | Replies) -> Replies:
        """Take those of a table: a row a wave, question, unit and option, status and chosen."""
        if isinstance(answers, Replies):
            return answers
        parts = {
            (str(wave), str(question)): rows
            for (wave, question), rows in answers.group_by("wave", "question", maintain_order=True)
        }
        codes = pl.col("option").filter("chosen").str.join(BETWEEN)
        return cls(
            {key: [*rows["option"].unique(maintain_order=True)] for key, rows in parts.items()},
            lambda wave, question: (
                parts[wave, question]
                .group_by("unit_id", maintain_order=True)
                .agg(pl.col("status").first(), given=codes)
            ),
        )


@dataclass(frozen=True)
class Divided:
    """One question of one wave, and which groups its blocks are.

    Attributes
    ----------
    groups
        Of each block, all names of it: several ways of dividing units may have one group.
    partitions, tiers
        As in `suppression.Demands`.
    options
        Codes, in the order of the counts.
    """

    wave: str
    name: str
    question: LinkedTables
    groups: list[list[Group]]
    partitions: list[tuple[list[int], int | None]]
    options: Sequence[str]
    tiers: list[list[list[int]]] = field(default_factory=list)

    def parts_of(self, block: int, grouping: str) -> set[int]:
        """Return the blocks of a way of dividing units that a block of it joins."""
        cells = {*self.question.blocks[block]}
        of = [number for number, names in enumerate(self.groups) if grouping in dict(names)]
        return {number for number in of if {*self.question.blocks[number]} < cells}

    def cover(self, block: int, parts: Iterable[int]) -> bool:
        """Whether parts of a block are all of it."""
        cells = chain.from_iterable(self.question.blocks[part] for part in parts)
        return {*cells} == {*self.question.blocks[block]}


def divided(
    memberships: pl.DataFrame,
    answers: pl.DataFrame | Replies,
    minimum: int,
    open_statuses: Collection[str],
) -> Iterator[Divided]:
    """Lay out every question that has answers, wave by wave.

    Parameters
    ----------
    memberships
        Who is in which group: wave, unit_id, grouping, group, and whether the unit replied. A
        group that holds others of its grouping joins them: it is published in their place.
    answers
        `Replies`, or the table that they are of. Statuses that mean something here are ``valid``,
        ``not_asked``, ``not_fielded``, and the open ones.
    minimum
        What two groups have in common, or one of them alone, with fewer units that answered are
        hidden blocks: no table has them, but whoever replied may know who is in them.
    open_statuses
        Those that leave open what the answer would have been.
    """
    replies = Replies.of(answers)
    kinds_by_wave = {
        wave: kinds_of(memberships, wave) for wave in dict.fromkeys(w for w, _ in replies.options)
    }
    for (wave, name), options in replies.options.items():
        rows = replies.said(wave, name)
        if (rows["status"] == "valid").any():
            units, kinds = kinds_by_wave[wave]
            counts = rows.join(units, on="unit_id").group_by("kind", "status", "given").len()
            sizes = units["kind"].value_counts(name="n").sort("kind")["n"].to_list()
            yield laid_out(
                (wave, name), options, [*counts.iter_rows()], (kinds, sizes), minimum, open_statuses
            )


def kinds_of(
    memberships: pl.DataFrame, wave: str, visible: Collection[Group] | None = None
) -> tuple[pl.DataFrame, list[tuple[Group, ...]]]:
    """Return kinds of respondents by their groups, of all or of those that are `visible`.

    Returns
    -------
    pl.DataFrame, list
        unit_id and kind, in the order of `memberships`; and of each kind its groups, in order.
    """
    rows = memberships.filter(pl.col("replied"), wave=wave).select("unit_id", "grouping", "group")
    groups = rows.select("grouping", "group").unique().sort("grouping", "group")
    named = [(by, group) for by, group in groups.iter_rows()]
    groups = groups.with_row_index("place")
    if visible is not None:
        groups = groups.filter(pl.Series([group in visible for group in named], dtype=pl.Boolean))
    units = (
        rows.join(groups, on=["grouping", "group"], maintain_order="left")
        .group_by("unit_id", maintain_order=True)
        .agg(pl.col("place").sort())
    )
    kinds = units.select("place").unique(maintain_order=True)
    kind_of_units = units.join(kinds.with_row_index("kind"), on="place", maintain_order="left")
    return kind_of_units.select("unit_id", "kind"), [
        tuple(named[place] for place in places) for places in kinds["place"]
    ]


def laid_out(
    key: tuple[str, str],
    options: Sequence[str],
    counts: Sequence[tuple[int, str, str, int]],
    kinds_and_sizes: tuple[Sequence[tuple[Group, ...]], Sequence[int]],
    minimum: int,
    open_statuses: Collection[str],
) -> Divided:
    """Lay out a question of which it was counted who said what: kind of unit, status, given, n."""
    # Groups that the question was put to nobody of have no table.
    put = {kind for kind, status, *_ in counts if status != "not_fielded"}
    named = {group for kind in put for group in kinds_and_sizes[0][kind]}
    short = [tuple(g for g in groups if g in named) for groups in kinds_and_sizes[0]]
    kinds = sorted({*short} - {()})
    place = {kind: cell for cell, kind in enumerate(kinds)}
    sizes, base, open_, eligible = (np.zeros(len(kinds), dtype=int) for _ in range(4))
    chosen = np.zeros((len(options), len(kinds)), dtype=int)
    for names, size in zip(short, kinds_and_sizes[1], strict=True):
        if names:
            sizes[place[names]] += size
    replies: Counter[Reply] = Counter()
    for kind, status, text, n in counts:
        if not short[kind]:
            continue
        cell, codes = place[short[kind]], text.split(BETWEEN) if text else []
        picked = tuple(options.index(option) for option in codes)
        base[cell] += n * (status == "valid")
        open_[cell] += n * (status in open_statuses)
        eligible[cell] += n * (status != "not_asked")
        if status == "valid":
            chosen[list(picked), cell] += n
            replies[cell, picked] += n
    groups: dict[tuple[int, ...], list[Group]] = {}
    for group in sorted(named):
        groups.setdefault(tuple(c for c, kind in enumerate(kinds) if group in kind), []).append(
            group
        )
    blocks = list(groups)
    partitions, rests, tiers = _partitions(blocks, list(groups.values()))
    hidden = [
        cells
        for cells in dict.fromkeys([*_crossings(blocks, len(kinds)), *rests])
        if cells not in groups and (cells in rests or 0 < base[list(cells)].sum() < minimum)
    ]
    together = [*blocks, *rests] if any(status == "not_asked" for _, status, *_ in counts) else []
    return Divided(
        *key,
        question=LinkedTables(
            sizes=sizes,
            chosen=chosen,
            base=base,
            open=open_,
            several=any(len(picked) > 1 for _, picked in replies),
            blocks=blocks,
            hidden=hidden,
            known_base=frozenset(range(len(blocks))),
            said=replies,
            asked=[(cells, int(eligible[list(cells)].sum())) for cells in together],
        ),
        groups=list(groups.values()),
        partitions=partitions,
        tiers=tiers,
        options=options,
    )


def _crossings(blocks: list[tuple[int, ...]], cells: int) -> Iterator[tuple[int, ...]]:
    """Return what any two groups have in common, and what only one of them has; and each cell."""
    yield from ((cell,) for cell in range(cells))
    for one, other in combinations(map(set, blocks), 2):
        yield from (tuple(sorted(part)) for part in (one & other, one - other, other - one) if part)


def _partitions(
    blocks: list[tuple[int, ...]], groups: list[list[Group]]
) -> tuple[list[tuple[list[int], int | None]], list[tuple[int, ...]], list[list[list[int]]]]:
    """Return the blocks of each way of dividing units with their total, remainders, and tiers."""
    of: dict[str, list[int]] = {}
    for block, names in enumerate(groups):
        for grouping, _ in names:
            of.setdefault(grouping, []).append(block)
    partitions: list[tuple[list[int], int | None]] = []
    rests: list[tuple[int, ...]] = []
    tier_of: dict[int, dict[int, int]] = {}
    for parts in of.values():
        union = {cell for block in parts for cell in blocks[block]}
        around = [b for b, cells in enumerate(blocks) if union <= {*cells} and b not in parts]
        if len(parts) < 2 or not around:
            continue
        total = min(around, key=lambda block: len(blocks[block]))
        for tier, level in enumerate(_levels(parts, blocks)):
            partitions.append((level, total))
            tier_of.setdefault(total, {}).update(dict.fromkeys(level, tier))
        # What belongs to no group is the total less all groups: a group like any other.
        if rest := tuple(sorted({*blocks[total]} - union)):
            rests.append(rest)
    tiers = [
        [[b for b in of if of[b] == tier and b not in tier_of] for tier in sorted({*of.values()})]
        for of in tier_of.values()
    ]
    return partitions, rests, tiers


def _levels(parts: list[int], blocks: list[tuple[int, ...]]) -> Iterator[list[int]]:
    """Return the smallest blocks of a way of dividing, then those with each join in their place."""
    inside = {one: [b for b in parts if {*blocks[b]} < {*blocks[one]}] for one in parts}
    level = [block for block in parts if not inside[block]]
    yield level
    for join in sorted(filter(inside.get, parts), key=lambda block: len(blocks[block])):
        level = [*(block for block in level if block not in inside[join]), join]
        yield level
