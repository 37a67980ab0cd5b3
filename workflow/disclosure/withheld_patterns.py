"""What the pattern of withholding tells whoever knows the rules.

Whole tables are drawn that agree with what is published of a question, with every number that is
not. Of those the pattern is chosen again: an attacker who knows code, rules and settings can rule
out all that would have been withheld otherwise. How far that changes the odds of what truly was
said in a withheld group is what the pattern tells; 1 is nothing.

Source of the idea: Wong, Fu, Wang and Pei (2007), minimality attacks on anonymized tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, permutations
from random import Random
from zlib import crc32

import numpy as np
import polars as pl

from disclosure.cells import BETWEEN, Group, Replies, kinds_of, laid_out
from disclosure.suppress import QuestionRules, Suppression, pattern_of
from disclosure.suppression import Demands

#: Moves between two tables, and tables that are looked at, at most, for as many with the pattern.
APART, LOOKED_AT = 300, 15_000
#: Tables with the same pattern, at least, for odds to be told; and tables of all.
ENOUGH, ALL = 50, 2000
#: The status of a unit's answer, and the options that it chose.
_Answer = tuple[str, frozenset[str]]


@dataclass(frozen=True)
class Told:
    """What the pattern of one question tells.

    Attributes
    ----------
    groups, why
        What is withheld, and for what.
    looked_at, agree
        Tables drawn until enough agreed, and those in which the rules withhold the same groups.
    odds
        By how much the odds change of the true count that they change most; None where fewer than
        `ENOUGH` agree.
    count
        That count, in words.
    answer
        By how much the odds change, up or down, that a unit of a withheld group chose an option.
    """

    wave: str
    question: str
    groups: Sequence[str]
    why: Sequence[str]
    looked_at: int
    agree: int
    odds: float | None
    count: str
    answer: float | None


def what_patterns_tell(
    chosen: Suppression,
    memberships: pl.DataFrame,
    replies: Replies,
    rules: Mapping[str, QuestionRules],
    demands: Demands,
    open_statuses: Collection[str],
    *,
    tables: int = 500,
    questions: Collection[str] = (),
) -> Iterator[Told]:
    """Return what each question's pattern of withheld groups discloses.

    Parameters
    ----------
    chosen
        From `suppress.suppress`, with the same frames, rules and demands.
    demands
        Its partitions are those of each question.
    tables
        With the pattern, to be drawn, unless `LOOKED_AT` have to be looked at for them.
    questions
        These alone; by default all.
    """
    for (wave, name), (_, pattern) in chosen.questions.items():
        if pattern.withheld and (not questions or name in questions):
            key = (wave, name)
            judge = _Judge(chosen, memberships, replies, rules[name], demands, open_statuses, key)
            yield judge.told(tables)


@dataclass
class _Tables:
    """Tables of one question that agree with what is published, drawn at random.

    Every way in which units may have answered is as likely as any other that agrees. Moves give
    two units each other's answer where the same published groups hold both, and four units where
    their groups do so together.

    Attributes
    ----------
    cells
        Of each unit, its cell.
    replies
        Of each unit, its status and the options that it chose.
    seen
        Of each cell the published blocks that hold it, as ones and noughts.
    several
        Whether a unit may choose more than one option.
    """

    cells: np.ndarray
    replies: list[_Answer]
    seen: np.ndarray
    several: bool
    draws: Random

    def __post_init__(self) -> None:
        every = range(len(self.seen))
        units = [np.flatnonzero(self.cells == cell).tolist() for cell in every]
        sums = {pair: tuple(self.seen[[*pair]].sum(axis=0)) for pair in combinations(every, 2)}
        alike = [(a, b) for a, b in combinations(every, 2) if (self.seen[a] == self.seen[b]).all()]
        self.pairs = [(units[a], units[b]) for a, b in [*alike, *zip(every, every, strict=True)]]
        self.fours = [
            tuple(units[cell] for cell in (*one, *other))
            for one, other in permutations(sums, 2)
            if sums[one] == sums[other] and not {*one} & {*other}
        ]

    def move(self) -> None:
        """Try one move."""
        if self.fours and self.draws.random() < 0.7:
            self._four_exchange()
        else:
            self._two_exchange()

    def _two_exchange(self) -> None:
        a, b = self._units_of(self.pairs)
        (status, mine), (other, yours) = self.replies[a], self.replies[b]
        if self.several and status == other == "valid" and mine != yours:
            # Of several answers one alone changes hands.
            option = self._one_of(mine ^ yours)
            if mine ^ {option} and yours ^ {option}:
                self.replies[a] = (status, mine ^ {option})
                self.replies[b] = (other, yours ^ {option})
            return
        self.replies[a], self.replies[b] = self.replies[b], self.replies[a]

    def _four_exchange(self) -> None:
        units = self._units_of(self.fours)
        a, b, c, d = (self.replies[unit] for unit in units)
        if a == b and c == d:
            changed = [c, c, a, a]
        elif self.several and {a[0], b[0], c[0], d[0]} == {"valid"} and a[1] != c[1]:
            option = self._one_of(a[1] ^ c[1])
            held = [option in chosen for _, chosen in (a, b, c, d)]
            changed = [("valid", chosen ^ {option}) for _, chosen in (a, b, c, d)]
            if not (held[0] == held[1] != held[2] == held[3] and all(g for _, g in changed)):
                return
        else:
            return
        for unit, reply in zip(units, changed, strict=True):
            self.replies[unit] = reply

    def _one_of(self, options: frozenset[str]) -> str:
        return self.draws.choice(sorted(options))

    def _units_of(self, moves: Sequence[Sequence[list[int]]]) -> list[int]:
        return [*map(self.draws.choice, self.draws.choice(moves))]


class _Judge:
    """Judges the pattern of one question."""

    def __init__(
        self,
        chosen: Suppression,
        memberships: pl.DataFrame,
        replies: Replies,
        rules: QuestionRules,
        demands: Demands,
        open_statuses: Collection[str],
        key: tuple[str, str],
    ) -> None:
        self.rules, self.demands, self.open = rules, demands, open_statuses
        self.key, (wave, name) = key, key
        one, self.pattern = chosen.questions[key]
        self.options = replies.options[key]
        self.above = {
            (by, group) for w, by, group, q in chosen.withheld if w == wave and q in rules.deciding
        }
        replied, groups_of = kinds_of(memberships, wave)
        sizes = np.bincount(replied["kind"], minlength=len(groups_of)).tolist()
        self.known, kind_of = (groups_of, sizes), dict(replied.iter_rows())
        rows = replies.said(*key).filter(pl.col("unit_id").is_in([*kind_of]))
        named = {
            group: {*cells}
            for cells, groups in zip(one.question.blocks, one.groups, strict=True)
            for group in groups
        }
        kinds = {u: frozenset(groups_of[k]).intersection(named) for u, k in kind_of.items()}
        rows = rows.filter(pl.col("unit_id").is_in([unit for unit, kind in kinds.items() if kind]))
        units = rows["unit_id"].to_list()
        self.kinds = [kind_of[unit] for unit in units]
        self.true = [
            (status, frozenset(codes.split(BETWEEN)) if codes else frozenset())
            for status, codes in rows.select("status", "given").iter_rows()
        ]
        number: dict[frozenset[Group], int] = {}
        self.cells = np.array([number.setdefault(kinds[u], len(number)) for u in units])
        shown = sorted(g for g in named if not chosen.hides(wave, g, name))
        self.seen = np.array([[g in kind for g in shown] for kind in number], dtype=int)
        self.members = {
            group: np.array([group in kind for kind in number])[self.cells] for group in named
        }
        self._chosen: dict[tuple[frozenset[object], int], frozenset[Group]] = {}
        self.hidden = self._withheld(self.true, rules)

    def _withheld(self, replies: Sequence[_Answer], rules: QuestionRules) -> frozenset[Group]:
        """Groups that the rules withhold of these answers; units of the same groups are alike."""
        table = frozenset(Counter(zip(self.kinds, replies, strict=True)).items())
        key = table, rules.drawn
        if key not in self._chosen:
            self._chosen[key] = self._choose(table, rules)
        return self._chosen[key]

    def _choose(
        self, table: frozenset[tuple[tuple[int, _Answer], int]], rules: QuestionRules
    ) -> frozenset[Group]:
        counts = [
            (kind, status, BETWEEN.join(o for o in self.options if o in chosen), n)
            for (kind, (status, chosen)), n in table
        ]
        minimum = self.demands.minimum
        one = laid_out(self.key, self.options, counts, self.known, minimum, self.open)
        above = frozenset(b for b, groups in enumerate(one.groups) if {*groups} & self.above)
        pattern = pattern_of(one, rules, above, self.demands)
        return frozenset(group for block in pattern.withheld for group in one.groups[block])

    def told(self, tables: int) -> Told:
        """Draw tables, and compare those with the pattern with all."""
        draws = Random(crc32("/".join(self.key).encode()))
        drawn = _Tables(self.cells, [*self.true], self.seen, self.rules.several, draws)
        every: list[np.ndarray] = []
        same: list[np.ndarray] = []
        chances: list[float] = []
        looked_at = 0
        while len(every) < ALL or (len(same) < tables and looked_at < LOOKED_AT):
            for _ in range(APART):
                drawn.move()
            every.append(self._counts(drawn.replies))
            if len(same) < tables and looked_at < LOOKED_AT:
                looked_at += 1
                if chance := self._chance(drawn.replies):
                    same.append(every[-1])
                    chances.append(chance)
        likely = np.array(chances) / np.mean(chances) if chances else np.ones(0)
        odds, count = max(self._odds(every, same, likely), default=(1.0, ""))
        enough = len(same) >= min(ENOUGH, tables)
        return Told(
            *self.key,
            groups=[group for _, group in sorted(self.hidden)],
            why=sorted({*self.pattern.why.values()}),
            looked_at=looked_at,
            agree=len(same),
            odds=odds if enough else None,
            count=count,
            answer=self._change(every, same, likely) if enough else None,
        )

    def _counts(self, replies: Sequence[_Answer]) -> np.ndarray:
        """Count who chose each option in each withheld group, in order."""
        valid = [chosen if status == "valid" else frozenset() for status, chosen in replies]
        chose = np.array(
            [[option in chosen for option in self.options] for chosen in valid], dtype=int
        )
        return np.array([self.members[group] @ chose for group in sorted(self.hidden)])

    def _chance(self, replies: Sequence[_Answer]) -> float:
        """Return how likely these groups are withheld of answers: nobody outside knows the lot."""
        ends = pairwise([1.0, *self.rules.chances, 0.0])
        return sum(
            more - less
            for drawn, (more, less) in enumerate(ends)
            if self._withheld(replies, replace(self.rules, drawn=drawn)) == self.hidden
        )

    def _change(
        self, every: Sequence[np.ndarray], same: Sequence[np.ndarray], likely: np.ndarray
    ) -> float:
        """By how much the pattern changes the odds of a unit's answer, no chance being nought."""
        units = np.array([[self.members[group].sum()] for group in sorted(self.hidden)])
        chose = np.tensordot(likely, same, 1) / len(same), np.mean(every, axis=0)
        chances = [(count / units + 0.5 / ALL) / (1 + 1 / ALL) for count in chose]
        one, other = (chance / (1 - chance) for chance in chances)
        return float(np.maximum(one / other, other / one).max())

    def _odds(
        self, every: Sequence[np.ndarray], same: Sequence[np.ndarray], likely: np.ndarray
    ) -> Iterator[tuple[float, str]]:
        """By how much the pattern changes the odds of each true count; half a table is added."""
        true = self._counts(self.true)
        if not same:
            return
        weights = (likely, np.ones(len(every)))
        odds = [
            hit / (len(drawn) + 1 - hit)
            for drawn, weight in zip((same, every), weights, strict=True)
            for hit in [np.tensordot(weight, np.array(drawn) == true, 1) + 0.5]
        ]
        for place, (_, group) in enumerate(sorted(self.hidden)):
            for number, option in enumerate(self.options):
                ratio = float(odds[0][place, number] / odds[1][place, number])
                yield ratio, f"{group}, {option}: {true[place, number]}"
