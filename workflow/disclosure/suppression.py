"""Cell suppression in linked frequency tables: which groups of a question to withhold, with proof.

The tables of one question are counts of units by option, for all units and for the groups of
several ways of dividing them. The unit of suppression is a *block*: one group of one question, with
all its options. Primary blocks speak of too few units, or of units that all say the same; further
blocks are withheld with them (complementary suppression) until what is published leaves every
withheld count open. Whoever attacks is taken to know every published number, who replied and which
groups each of them is in.

Sources: Hundepool et al. (2012), Statistical Disclosure Control; Fischetti and Salazar (2001) for
complementary suppression at least cost; the search takes cuts from failed patterns, as the logic
of Benders' method does (Hooker and Ottosson 2003). Programs are solved by HiGHS. Who knows the
rules can tell why the cheapest pattern was chosen (minimality attacks; Wong et al. 2007); to
withhold all groups of a total or none, `Demands.whole`, costs more numbers and tells less.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, pairwise

import numpy as np

from disclosure.frequency_tables import Count, LinkedTables, Reply, known_counts

#: What a block is withheld for.
FEW, ALIKE, ROUTING = "few answered", "all said the same, or all but one", "who was asked follows"
BESIDE = "beside others: together they are too few"
LOT = "drawn by lot, so that withheld groups tell less"
OUTSIDER, INSIDER = "others would follow from it", "a respondent could tell others from it"
CROSSING = "what few units of two groups said would follow from it"


@dataclass(frozen=True)
class Pattern:
    """What is withheld of a question.

    Attributes
    ----------
    primary, withheld
        Blocks; the first are among the second.
    why
        Of each withheld block what it is withheld for, in a few words.
    """

    primary: frozenset[int]
    withheld: frozenset[int]
    why: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Demands:
    """What a pattern must achieve.

    Attributes
    ----------
    minimum
        Units that are withheld together in a way of dividing units, at least.
    width
        How many more than its least a withheld count must be able to be.
    partitions
        Each way of dividing units: its blocks, and the published one that they make together.
    coalition
        How many respondents of one block pool what they know; 0 asks for none.
    whole
        Whether a question is told of all groups of a tier, or of none: which of them are withheld
        then tells nothing more than that one has to be.
    tiers
        Of each total the groups that its units are divided into, those that joins take the place
        of first. A tier is withheld before those behind it.
    drawn
        Tiers that are withheld by lot.
    """

    minimum: int
    width: int = 1
    partitions: Sequence[tuple[Sequence[int], int | None]] = ()
    coalition: int = 1
    whole: bool = False
    tiers: Sequence[Sequence[Sequence[int]]] = ()
    drawn: int = 0

    @property
    def linked(self) -> Iterator[tuple[int, int]]:
        """Pairs of blocks of which the first is withheld wherever the second is."""
        for tiers in self.tiers if self.whole else ():
            yield from ((tier[-1], tier[0]) for tier in tiers if tier)
            yield from pairwise(chain(*tiers))

    def forced(self, needed: frozenset[int]) -> frozenset[int]:
        """Return the blocks that are needed, by lot or for others, and all linked to them."""
        for tiers in self.tiers if self.whole else ():
            last = max((n for n, tier in enumerate(tiers, 1) if needed & {*tier}), default=0)
            needed = needed.union(*tiers[: max(last, self.drawn)])
        return needed


def primary_blocks(
    question: LinkedTables, *, minimum: int, alike: int | None = None
) -> frozenset[int]:
    """List the blocks that must not be published for their own sake.

    Parameters
    ----------
    minimum
        Fewest units with an answer.
    alike
        A block is primary, too, if all its units but this many chose the same option: 0 for
        unanimity, 1 for all but one; None for neither.
    """
    blocks = set()
    for block in range(len(question.blocks)):
        base, most = question.base_of(block), question.counts_of(block).max(initial=0)
        if 0 < base < minimum or (alike is not None and 0 < base <= most + alike):
            blocks.add(block)
    return frozenset(blocks)


def choose(
    question: LinkedTables,
    primary: frozenset[int],
    demands: Demands,
    inherited: frozenset[int] = frozenset(),
) -> Pattern:
    """Choose what to withhold beside the primary blocks, at least cost in units.

    Parameters
    ----------
    question
        With the true counts.
    primary
        From `primary_blocks`.
    demands
        What must be achieved.
    inherited
        Blocks that are withheld for another question's sake.

    Returns
    -------
    Pattern
        One that no other of less cost beats: fewest units, then fewest blocks.
    """
    needed = primary | inherited
    search = _Search(question, demands)
    cuts: list[frozenset[int]] = []
    failures: list[_Failure] = []
    while True:
        withheld = _cheapest(question, needed, demands, cuts)
        failure = search.failure(withheld)
        if failure is None or withheld == search.everything:
            break
        failures.append(failure)
        cuts.append(search.must_have_one_of(withheld, failure))
    why = dict.fromkeys(withheld, BESIDE) | dict.fromkeys(demands.forced(frozenset()), LOT)
    for cut, failure in zip(cuts, failures, strict=True):
        # The block's own names would only say again what its row is of.
        reason = INSIDER if failure.known else OUTSIDER
        hidden = any(block in question.crossings for block, _ in failure.counts)
        why |= dict.fromkeys(cut & withheld, CROSSING if hidden else reason)
    why |= dict.fromkeys(inherited, ROUTING)
    for block in primary:
        why[block] = FEW if question.base_of(block) < demands.minimum else ALIKE
    return Pattern(primary, withheld, why)


@dataclass(frozen=True)
class _Failure:
    """Counts that somebody learns who must not, and what he knew before."""

    counts: Sequence[Count]
    known: tuple[Reply, ...] = ()


@dataclass(frozen=True)
class _Search:
    """Judge patterns of one question."""

    question: LinkedTables
    demands: Demands

    @cached_property
    def everything(self) -> frozenset[int]:
        """All blocks that can be published."""
        return frozenset(range(len(self.question.blocks)))

    @cached_property
    def excused(self) -> frozenset[Count]:
        """What a total tells by itself, which no pattern of groups can hide."""
        totals = {total for _, total in self.demands.partitions if total is not None}
        crossings = self.question.crossings
        return frozenset(
            count
            for withheld in (self.everything, self.everything - totals)
            for count in self._narrow(withheld, [*self._counts({*withheld, *crossings})])
        )

    def _width(self, count: Count, replies: Sequence[Reply] = ()) -> int:
        """How open a count must be: of hidden blocks, and to respondents, it may be any other."""
        return 1 if replies or count[0] in self.question.crossings else self.demands.width

    def _narrow(
        self,
        withheld: frozenset[int],
        counts: Sequence[Count],
        replies: Sequence[Reply] = (),
        tables: list[np.ndarray] | None = None,
    ) -> list[Count]:
        """List the counts that are less open than they must be."""
        closed: list[Count] = []
        for width in sorted({self._width(count, replies) for count in counts}):
            batch = [count for count in counts if self._width(count, replies) == width]
            closed += known_counts(
                self.question, withheld, batch, width=width, replies=replies, tables=tables
            )
        return sorted(closed)

    def _counts(self, blocks: Iterable[int]) -> Iterator[Count]:
        for block in sorted(blocks):
            if self.question.base_of(block):
                yield from ((block, option) for option in range(self.question.model.options))

    def _picked_out(self, withheld: frozenset[int]) -> Iterator[Count]:
        """What units of hidden blocks chose, unless a published group says it of all its units."""
        question, shown = self.question, self.everything - withheld
        for block in question.crossings:
            around = [b for b in shown if {*question.cells_of(block)} <= {*question.blocks[b]}]
            for option in np.flatnonzero(question.counts_of(block)):
                unanimous = (question.counts_of(b)[option] == question.base_of(b) for b in around)
                if not any(unanimous):
                    yield (block, int(option))

    def noughts(self, withheld: frozenset[int]) -> set[Count]:
        """Counts of nobody that a published nought of enough units tells."""
        zeros = set()
        for blocks, _ in self.demands.partitions:
            union = [block for block in blocks if block in withheld]
            if sum(map(self.question.base_of, union)) < self.demands.minimum:
                continue
            counts = np.sum([self.question.counts_of(block) for block in union], axis=0)
            zeros |= {(b, int(option)) for b in union for option in np.flatnonzero(counts == 0)}
        return zeros

    def failure(self, withheld: frozenset[int]) -> _Failure | None:
        """Return what somebody learns who must not, an outsider or else a respondent."""
        noughts = self.noughts(withheld)
        candidates = [*self._counts(withheld), *self._picked_out(withheld)]
        counts = [count for count in candidates if count not in noughts]
        question, tables = self.question, list[np.ndarray]()
        leaks = self._narrow(withheld, counts, tables=tables)
        if leaks and (disclosed := [count for count in leaks if count not in self.excused]):
            return _Failure(disclosed)
        # What the total tells outright, and a published group of all its units.
        disclosed = known_counts(question, withheld, leaks, width=1, tables=tables)
        spared = noughts.union(disclosed, {*self._counts(question.crossings)} - {*candidates})
        for replies in insiders(question, withheld, self.demands.coalition):
            if learnt := learnt_by(question, withheld, replies, spared, tables):
                return _Failure(learnt, replies)
        return None

    def must_have_one_of(self, withheld: frozenset[int], failure: _Failure) -> frozenset[int]:
        """Blocks of which a pattern that passes has one: every smaller one fails as this does."""
        grown = withheld
        for block in sorted(self.everything - withheld, key=self.question.base_of):
            more = grown | {block}
            noughts = self.noughts(more)
            counts = [count for count in failure.counts if count not in noughts]
            if self._narrow(more, counts, replies=failure.known):
                grown = more
        return self.everything - grown


def insiders(
    question: LinkedTables, withheld: frozenset[int], coalition: int
) -> Iterator[tuple[Reply, ...]]:
    """Return what each respondent, or so many of one block together, know of themselves.

    Blocks are the withheld ones, and the hidden ones that no table has. Whoever shares a reply and
    a cell knows the same, so each such pair is tried once.
    """
    tried = set()
    for block in [*sorted(withheld), *question.crossings] if coalition else ():
        cells = set(question.cells_of(block))
        if question.base_of(block) <= coalition:
            continue
        # Of those who said the same, no more than can be of one coalition.
        replies = sorted(
            reply
            for reply, count in question.said.items()
            if reply[0] in cells
            for _ in range(min(count, coalition))
        )
        for pooled in combinations(replies, min(coalition, len(replies))):
            if pooled and pooled not in tried:
                tried.add(pooled)
                yield pooled


def learnt_by(
    question: LinkedTables,
    withheld: frozenset[int],
    replies: Sequence[Reply],
    spared: Collection[Count],
    tables: list[np.ndarray],
) -> list[Count]:
    """List the counts by which respondents learn that others of their block chose an option.

    Parameters
    ----------
    replies
        What they replied.
    spared
        Counts that everybody may know.
    tables
        As of `narrow`.
    """
    learnt: list[Count] = []
    for block in [*sorted(withheld), *question.crossings]:
        cells = question.cells_of(block)
        chosen = [option for cell, options in replies if cell in cells for option in options]
        if not chosen:
            continue
        more = question.counts_of(block) > np.bincount(chosen, minlength=question.model.options)
        counts = [(block, int(option)) for option in np.flatnonzero(more)]
        counts = [count for count in counts if count not in spared]
        learnt += known_counts(question, withheld, counts, width=1, replies=replies, tables=tables)
    return learnt


def _cheapest(
    question: LinkedTables,
    needed: frozenset[int],
    demands: Demands,
    cuts: Sequence[frozenset[int]],
) -> frozenset[int]:
    """Find the cheapest set of blocks that the arithmetic and the cuts so far allow."""
    count = len(question.blocks)
    base = np.array([question.base_of(block) for block in range(count)], dtype=float)
    rows, low = [], []
    for blocks, total in demands.partitions:
        for block in (b for b in blocks if b in needed and base[b]):
            # Beside it the other withheld groups hold enough units, or the total is withheld.
            row = np.zeros(count)
            others = [other for other in blocks if other != block]
            row[others] = base[others]
            if total is not None:
                row[total] = demands.minimum
            if total is not None or base[others].sum() >= demands.minimum:
                rows.append(row)
                low.append(demands.minimum)
    for cut in cuts:
        row = np.zeros(count)
        row[[*cut]] = 1
        rows.append(row)
        low.append(1)
    for one, other in demands.linked:
        row = np.zeros(count)
        row[one], row[other] = 1, -1
        rows.append(row)
        low.append(0)
    forced = demands.forced(needed)
    least = np.isin(np.arange(count), [*forced]).astype(float)
    if all(row @ least >= most for row, most in zip(rows, low, strict=True)):
        return forced
    from scipy.optimize import Bounds, LinearConstraint, milp

    solution = milp(
        base + 0.001,
        constraints=LinearConstraint(np.array(rows), low, np.inf),
        bounds=Bounds(least, 1.0),
        integrality=np.ones(count),
    )
    if solution.x is None:
        return frozenset(range(count))
    return frozenset(int(block) for block in np.flatnonzero(solution.x > 0.5))
