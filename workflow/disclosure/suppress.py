"""What is withheld: groups of questions, and rows of a table beside those of few units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from disclosure.cells import Divided, Group
from disclosure.frequency_tables import LinkedTables
from disclosure.suppression import Demands, Pattern, choose, primary_blocks

#: What one group of one question is found by: wave, grouping, group, question.
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Suppression:
    """What is withheld, and why.

    Attributes
    ----------
    primary
        Groups of questions that are withheld for their own sake.
    withheld
        These, and those that are withheld with them.
    inherited
        Groups of questions, not only of those with counts, of which a question is withheld that
        decides who is asked: their base would tell who chose what there.
    """

    primary: frozenset[Key]
    withheld: frozenset[Key]
    inherited: frozenset[Key]
    questions: Mapping[tuple[str, str], tuple[Divided, Pattern]]
    _known: dict[tuple[str, str], tuple[dict[Group, Sequence[int]], np.ndarray, int]] = field(
        default_factory=dict, init=False, compare=False
    )

    @property
    def waves(self) -> list[str]:
        """Waves that there are questions of."""
        return sorted({wave for wave, _ in self.questions})

    @cached_property
    def needless(self) -> frozenset[Key]:
        """Joined groups of questions that are in the place of none: withheld, or sums of others."""
        return frozenset(
            (wave, *group, name)
            for (wave, name), (one, pattern) in self.questions.items()
            for block, groups in enumerate(one.groups)
            for group in groups
            if (parts := one.parts_of(block, group[0]))
            and (block in pattern.withheld or one.cover(block, parts - pattern.withheld))
        )

    @property
    def kept(self) -> tuple[int, int]:
        """Return how many counts of groups are published, and how many there are without joins.

        Without `whole` and lots the choice withholds the fewest units that whole groups allow: what
        it keeps is what another choice is compared with.
        """
        shown = every = 0
        for (wave, name), (one, pattern) in self.questions.items():
            for block, groups in enumerate(one.groups):
                needless = all((wave, *group, name) in self.needless for group in groups)
                every += len(one.options) * (not any(one.parts_of(block, by) for by, _ in groups))
                shown += len(one.options) * (block not in pattern.withheld and not needless)
        return shown, every

    def reasons(self) -> pl.DataFrame:
        """Return how many answered in each withheld group, and why it is withheld.

        This is for those who may see all answers, and never leaves.
        """
        rows = [
            (one.wave, one.name, *group, one.question.base_of(block), pattern.why.get(block, ""))
            for one, pattern in self.questions.values()
            for block in sorted(pattern.withheld)
            for group in one.groups[block]
        ]
        columns = ("wave", "question", "grouping", "group", "base", "withheld_for")
        kinds = {name: pl.UInt32 if name == "base" else pl.String for name in columns}
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def hides(self, wave: str, group: Group, question: str) -> bool:
        """Whether this group of a question is withheld."""
        return (wave, *group, question) in self.withheld

    def follows(self, wave: str, question: str, groups: Iterable[Group]) -> bool:
        """Whether what units said who are in any of these groups follows from what is published.

        It does where these units, whatever anybody calls them, are a sum of published groups, some
        of them taken away: then every count of theirs can be worked out, and tells nothing new.
        """
        if (wave, question) not in self.questions:
            return False
        cells, published, rank = self._published(wave, question)
        together = {cell for group in groups for cell in cells.get(group, ())}
        row = np.isin(np.arange(published.shape[1]), sorted(together))
        return bool(np.linalg.matrix_rank(np.vstack([published, row])) == rank)

    def put(self, wave: str, question: str, groups: Iterable[Group]) -> bool:
        """Whether a question has counts of any of these groups."""
        entry = self.questions.get((wave, question))
        return entry is not None and any(g in named for named in entry[0].groups for g in groups)

    def _published(
        self, wave: str, question: str
    ) -> tuple[dict[Group, Sequence[int]], np.ndarray, int]:
        """Return the cells of each group, and a row of them for each published group."""
        if (wave, question) not in self._known:
            one, _ = self.questions[wave, question]
            every = range(len(one.question.sizes))
            named = [*zip(one.question.blocks, one.groups, strict=True)]
            rows = [
                np.isin(every, cells)
                for cells, groups in named
                if not any(self.hides(wave, group, question) for group in groups)
            ]
            published = np.array(rows, dtype=float).reshape(-1, len(every))
            cells_of = {group: cells for cells, groups in named for group in groups}
            rank = int(np.linalg.matrix_rank(published)) if rows else 0
            self._known[wave, question] = cells_of, published, rank
        return self._known[wave, question]


@dataclass(frozen=True)
class QuestionRules:
    """How a question is put, and with how much care its answers are held.

    Attributes
    ----------
    several
        Whether a unit may choose more than one option.
    deciding
        Questions whose answers decide who is asked this one, by way of others, too.
    alike
        As in `suppression.primary_blocks`.
    chances
        Of withholding so many tiers of groups, or more, by lot: the first is for one tier.
    drawn
        How many tiers the lot fell on.
    """

    several: bool = False
    deciding: Collection[str] = ()
    alike: int | None = None
    chances: Sequence[float] = ()
    drawn: int = 0

    def draw(self, part: float) -> QuestionRules:
        """Return these with a lot, a number from 0 to less than 1."""
        return replace(self, drawn=sum(part < chance for chance in self.chances))


def suppress(
    divided: Iterable[Divided],
    questions: Mapping[str, QuestionRules],
    *,
    minimum: int,
    width: int = 1,
    coalition: int = 1,
    whole: bool = False,
) -> Suppression:
    """Choose what to withhold of every question.

    A question that only some are asked has as many answers as there were reasons to ask it, so
    where a group of the deciding question is withheld, that group is withheld of this one, base
    and all.

    Parameters
    ----------
    divided
        From `cells.divided`; what decides comes before what it decides.
    questions
        All of the form, those without a table of counts too. One that is not named is asked of
        everybody and takes one option.
    minimum, width, coalition, whole
        As in `suppression.Demands`.
    """
    in_order = [*divided]
    rules = {name: questions.get(name, QuestionRules()) for name in {one.name for one in in_order}}
    demands = Demands(minimum, width, (), coalition, whole)
    chosen = _choose_each(in_order, rules, demands)
    decided: dict[tuple[str, str], tuple[Divided, Pattern]] = {}
    primary: set[Key] = set()
    withheld: set[Key] = set()
    inherited: set[Key] = set()
    for one, (above, pattern) in zip(in_order, chosen, strict=True):
        tables = _asked(one, rules[one.name], above)
        decided[one.wave, one.name] = (replace(one, question=tables), pattern)
        for into, blocks in (
            (primary, pattern.primary),
            (withheld, pattern.withheld),
            (inherited, above),
        ):
            into |= {_key(one, group) for block in blocks for group in one.groups[block]}
    # Numbers and texts have no table of counts, but are told of in others: how many gave one.
    for name in {*questions} - {name for _, name in decided}:
        deciding = questions[name].deciding
        inherited |= {(w, by, group, name) for w, by, group, q in withheld if q in deciding}
    return Suppression(frozenset(primary), frozenset(withheld), frozenset(inherited), decided)


#: Blocks that are withheld of a question for another's sake, and what is withheld of it.
_Chosen = tuple[frozenset[int], Pattern]


def _choose_each(
    questions: Sequence[Divided], rules: Mapping[str, QuestionRules], demands: Demands
) -> list[_Chosen]:
    """Choose what to withhold of each question; what decides who is asked others comes first."""
    choices: list[_Chosen] = []
    withheld: set[Key] = set()
    for one in questions:
        above = frozenset(
            block
            for block, groups in enumerate(one.groups)
            for group in groups
            if any((one.wave, *group, name) in withheld for name in rules[one.name].deciding)
        )
        rule, tables = rules[one.name], _asked(one, rules[one.name], above)
        first = primary_blocks(tables, minimum=demands.minimum, alike=rule.alike)
        of_question = replace(demands, partitions=one.partitions, tiers=one.tiers, drawn=rule.drawn)
        pattern = choose(tables, first, of_question, above)
        choices.append((above, pattern))
        withheld |= {_key(one, g) for block in pattern.withheld for g in one.groups[block]}
    return choices


def _asked(one: Divided, rules: QuestionRules, above: frozenset[int]) -> LinkedTables:
    """Return a question's tables where blocks are withheld for another question's sake."""
    # Of groups that the deciding question withholds nobody knows how many were asked.
    shown = {tuple(cells) for b, cells in enumerate(one.question.blocks) if b not in above}
    return replace(
        one.question,
        known_base=one.question.known_base - above,
        asked=[total for total in one.question.asked if not above or tuple(total[0]) in shown],
        several=rules.several,
    )


def _key(one: Divided, group: Group) -> Key:
    return (one.wave, *group, one.name)


def beside(
    table: pl.DataFrame,
    size: str,
    within: Sequence[str],
    least: int,
    *,
    few: pl.Series | None = None,
) -> pl.Series:
    """Mark rows of fewer units than `least`, and those withheld beside them.

    What is withheld together within a way of dividing units has `least` units at least, the
    smallest further rows first, so that a total less the other rows speaks of as many. `few` marks
    other rows to begin with.
    """
    rows = table.with_columns(_few=table[size] < least if few is None else few)
    rows = rows.with_row_index("_row").filter(pl.col(size) > 0)
    hidden: set[int] = set()
    for _, part in rows.sort(size, "_row").group_by(within, maintain_order=True):
        if not part["_few"].any():
            continue
        # Those to begin with stand first.
        part = part.sort("_few", descending=True, maintain_order=True)
        taken = max(int(part["_few"].sum()), 2)
        while taken < part.height and part[size].head(taken).sum() < least:
            taken += 1
        hidden |= set(part["_row"].head(taken))
    return pl.Series([row in hidden for row in range(table.height)], dtype=pl.Boolean)
