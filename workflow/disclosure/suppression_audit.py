"""The audit: what the published tables let others derive, from the files as they were written.

It rests on another formulation than the choice. Its facts are read from the protected tables, with
what derived numbers give back; its variables are units that are alike in all releases, by what they
said in each; and what it says of a withheld count is shown by two whole tables of counts, both of
which are added up anew and compared with the facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from disclosure.cells import Group
from disclosure.frequency_tables import Solver, narrow
from disclosure.published import ANSWERED, UNANSWERED, OfQuestion, Release, of_question

NEAR = 1e-5  # a solver keeps sums of weights to no more than that
Reply = tuple[int, tuple[str, ...]]  # a kind of unit, and the options that one of them chose


@dataclass
class Audit:
    """What was found, in counts: no cell, no name.

    Attributes
    ----------
    questions, withheld_groups, withheld_counts
        How many there are; counts are those of groups with an answer.
    widths
        Most less least that a withheld count can be -> how many counts have it.
    noughts
        Withheld counts known to be 0, since a published nought of enough units says so.
    by_total
        Withheld counts that a published total alone determines.
    crossings
        Few units that two ways of dividing have in common, of which no table speaks: what they
        chose was looked for, too.
    respondents
        Different replies that were taken to be the attacker's own.
    pairs, learning_pairs
        Pairs of them within a withheld group, and those that would learn what others chose.
    tables
        Tables of counts that were added up anew as witnesses.
    determined
        What follows and must not: question and kind of attacker.
    """

    questions: int = 0
    withheld_groups: int = 0
    withheld_counts: int = 0
    widths: Counter[int] = field(default_factory=Counter)
    noughts: int = 0
    by_total: int = 0
    crossings: int = 0
    respondents: int = 0
    pairs: int = 0
    learning_pairs: int = 0
    tables: int = 0
    determined: list[tuple[str, str]] = field(default_factory=list)

    def __add__(self, other: Audit) -> Audit:
        """Add up what was found of some questions and of others."""
        return Audit(**{name: own + vars(other)[name] for name, own in vars(self).items()})

    def report(self) -> dict[str, object]:
        """Say it for readers."""
        widths = {str(width): count for width, count in sorted(self.widths.items())}
        return {**vars(self), "widths": widths, "determined": len(self.determined)}


def audit(
    releases: Sequence[Release], *, minimum: int, width: int = 1, coalition: int = 1
) -> dict[tuple[str, str], Audit]:
    """Find what follows of each wave's questions from a release, and from those before it.

    Parameters
    ----------
    releases
        The earlier ones and, last, the one to judge.
    minimum
        Fewest units whose common nought may be known, and whose answers may be told by differences.
    width
        Least range of a withheld count.
    coalition
        How many respondents may pool what they know; 0 for none. Pairs are counted in any case.
    """
    each = {}
    named = releases[-1].estimates.select("wave", "question").unique(maintain_order=True)
    for wave, question in named.iter_rows():
        tables = _Tables(of_question(releases, wave, question))
        each[wave, question] = found = Audit(questions=1)
        _outsider(tables, question, found, minimum, width)
        _respondents(tables, question, found, coalition, minimum)
        found.tables = tables.added_up
    return each


class _Tables:
    """All tables of counts that agree with everything published of one question."""

    def __init__(self, releases: Sequence[OfQuestion]) -> None:
        self.releases, self.now = releases, releases[-1]
        self.sorts = [*dict.fromkeys(o for each in releases for o in each.options)]
        self.sorts += [ANSWERED, UNANSWERED]
        units = dict.fromkeys(unit for each in releases for unit in each.groups)
        kinds: dict[tuple[object, ...], int] = {}
        self.kind = {unit: kinds.setdefault(self._history(unit), len(kinds)) for unit in units}
        self.members: list[list[int]] = [[] for _ in kinds]
        for unit, kind in self.kind.items():
            self.members[kind].append(unit)
        self.sizes = [sum(self.now.alike[unit] for unit in own) for own in self.members]
        self.size = len(kinds) * len(releases) * len(self.sorts)
        self.added_up = 0

    def _history(self, unit: int) -> tuple[object, ...]:
        """Distinguish units by their groups in each release, and by when their answer changed."""
        said = [each.answers.get(unit) for each in self.releases]
        return (
            *(each.groups.get(unit) for each in self.releases),
            *(said[n] == said[n - 1] for n in range(1, len(said))),
        )

    def row(self, kinds: Sequence[int], sort: str, release: int = -1) -> np.ndarray:
        """Give the direction in which a number of units grows."""
        release %= len(self.releases)
        row = np.zeros(self.size)
        for kind in kinds:
            row[self._place(kind, sort, release)] += 1
        return row

    def _place(self, kind: int, sort: str, release: int) -> int:
        unit = self.members[kind][0]
        said = [each.answers.get(unit) for each in self.releases]
        while release and said[release] == said[release - 1]:
            release -= 1  # the same answer is the same variable
        return (kind * len(self.releases) + release) * len(self.sorts) + self.sorts.index(sort)

    def of(self, group: Group, release: int = -1) -> list[int]:
        """List the kinds of units that are in a group."""
        groups = self.releases[release].groups
        return [k for k, own in enumerate(self.members) if group in groups.get(own[0], ())]

    @cached_property
    def truth(self) -> np.ndarray:
        """The true table."""
        table = np.zeros(self.size)
        for number, each in enumerate(self.releases):
            for unit, (status, given) in each.answers.items():
                kind = self.kind[unit]
                unanswered = [UNANSWERED] * (status in each.open_statuses)
                sorts = [*given, ANSWERED] if status == "valid" else unanswered
                places = [self._place(kind, sort, number) for sort in sorts]
                if number == 0 or self._place(kind, ANSWERED, number) != self._place(
                    kind, ANSWERED, number - 1
                ):
                    table[places] += each.alike[unit]
        return table

    @cached_property
    def _always(self) -> tuple[list[np.ndarray], list[float], list[float]]:
        rows: list[np.ndarray] = []
        low: list[float] = []
        high: list[float] = []
        several = any(
            len(given) > 1 for each in self.releases for _, given in each.answers.values()
        )
        for number in range(len(self.releases)):
            for kind, units in enumerate(self.members):
                if self.releases[number].groups.get(units[0]) is None:
                    continue
                answered = self.row([kind], ANSWERED, number)
                options = [self.row([kind], sort, number) for sort in self.sorts[:-2]]
                limits = [
                    (answered + self.row([kind], UNANSWERED, number), 0.0, float(self.sizes[kind]))
                ]
                named = np.sum(options, axis=0) - answered
                enough = float(named @ self.truth >= 0)
                limits.append((named, 0.0 if enough else -np.inf, np.inf if several else 0.0))
                limits += [(option - answered, -np.inf, 0.0) for option in options]
                for row, least, most in limits:
                    rows.append(row)
                    low.append(least)
                    high.append(most)
        return rows, low, high

    @cached_property
    def facts(self) -> list[tuple[Group, np.ndarray, int]]:
        """What is published: of which group, the sum, and its value."""
        return [
            (group, self.row(self.of(group, number), sort, number), value)
            for number, each in enumerate(self.releases)
            for group, sort, value in each.facts
        ]

    @cached_property
    def bands(self) -> list[np.ndarray]:
        """What weighted shares leave: sums that are not below 0.

        A share times the weight of all that answered is the weight of those that chose the option.
        """
        rows = []
        for number, each in enumerate(self.releases):
            for weight, option, least, most in each.bands:
                chose, answered = np.zeros(self.size), np.zeros(self.size)
                for kind, units in enumerate(self.members):
                    chose += weight.get(units[0], 0.0) * self.row([kind], option, number)
                    answered += weight.get(units[0], 0.0) * self.row([kind], ANSWERED, number)
                rows += [chose - least * answered, most * answered - chose]
        return rows

    def solver(self, known: Sequence[Reply] = (), *, only: set[Group] | None = None) -> Solver:
        """Solve for somebody who knows some replies, or who sees but some groups of this release.

        Two totals tell what came between them, which no total does by itself.
        """
        always, least_of, most_of = self._always
        rows, low, high = [*always], [*least_of], [*most_of]
        last = len(self.facts) - len(self.now.facts)
        for number, (group, row, value) in enumerate(self.facts):
            if only is None or (group in only and number >= last):
                rows.append(row)
                low.append(value)
                high.append(value)
        if only is None:
            rows += self.bands
            low += [0.0] * len(self.bands)
            high += [np.inf] * len(self.bands)
        least = np.zeros(self.size)
        for kind in sorted({kind for kind, _ in known}):
            own = [given for at, given in known if at == kind]
            answered = self.row([kind], ANSWERED)
            options = {option: self.row([kind], option) for option in self.sorts[:-2]}
            least += len(own) * answered
            for option, row in options.items():
                chose = sum(option in given for given in own)
                least += chose * row
                rows.append(row - answered)
                low.append(-np.inf)
                high.append(float(chose - len(own)))
            named = np.sum([*options.values()], axis=0) - answered
            if named @ self.truth >= 0:  # each of the others named one, too
                rows.append(named)
                low.append(float(sum(len(given) - 1 for given in own)))
                high.append(np.inf)
        constraint = LinearConstraint(csr_array(np.array(rows)), low, high)
        return Solver(constraint, Bounds(least, np.inf), self.size)

    def check(self, tables: Sequence[np.ndarray]) -> None:
        """Add tables up anew and compare the sums with what is published."""
        for table in tables:
            wrong = any(row @ table != value for _, row, value in self.facts)
            if wrong or (table < 0).any() or any(row @ table < -NEAR for row in self.bands):
                raise ArithmeticError("audit: a table that should agree with the release does not")
        self.added_up += len(tables)

    @cached_property
    def outsider(self) -> Solver:
        """Solve for somebody who knows what is published, and no more."""
        return self.solver()

    @cached_property
    def by_totals(self) -> Solver:
        """Solve for somebody who sees but the groups that other published ones are parts of."""
        units = {group: {*self.of(group)} for own in self.now.groups.values() for group in own}
        every = units.values()
        return self.solver(only={g for g, own in units.items() if any(o < own for o in every)})


def _outsider(tables: _Tables, question: str, found: Audit, minimum: int, width: int) -> None:
    """Give every withheld count its range, and look for what small crossings of groups chose."""
    now = tables.now
    withheld = [group for group in now.withheld if _base(tables, tables.of(group))]
    found.withheld_groups += len(withheld)
    for group in withheld:
        for option in now.options:
            row = tables.row(tables.of(group), option)
            ends = [tables.outsider.least(sign * row) for sign in (1, -1)]
            tables.check(ends)
            low, high = (int(row @ end) for end in ends)
            found.withheld_counts += 1
            found.widths[high - low] += 1
            if high - low >= width:
                continue
            if high == 0 and _nought_of(tables, withheld, group, option) >= minimum:
                found.noughts += 1
                continue
            ends = [tables.by_totals.least(sign * row) for sign in (1, -1)]
            if row @ (ends[1] - ends[0]) < width:
                found.by_total += 1
            else:
                found.determined.append((question, "an outsider"))
    crossed = [*_crossings(tables, minimum)]
    found.crossings += len(crossed)
    rows = [row for kind in crossed for _, row in _chosen_by(tables, [kind])]
    pool: list[np.ndarray] = []
    for place in narrow(tables.outsider, np.array(rows), tables.truth, width=1, tables=pool):
        ends = [tables.by_totals.least(sign * rows[place]) for sign in (1, -1)]
        if rows[place] @ (ends[1] - ends[0]) >= 1:
            found.determined.append((question, "an outsider who knows the groups of a unit"))
    tables.check(pool)


def _base(tables: _Tables, kinds: Sequence[int]) -> int:
    return int(tables.row(kinds, ANSWERED) @ tables.truth)


def _nought_of(tables: _Tables, withheld: Sequence[Group], group: Group, option: str) -> int:
    """Units of the withheld groups beside this one, if a published nought speaks of all of them."""
    union = [other for other in withheld if other[0] == group[0]]
    kinds = sorted({kind for other in union for kind in tables.of(other)})
    nobody = tables.row(kinds, option) @ tables.truth == 0
    return _base(tables, kinds) if nobody else 0


def _crossings(tables: _Tables, minimum: int) -> Iterator[int]:
    """Kinds of few units that answered."""
    for kind, units in enumerate(tables.members):
        if tables.now.groups.get(units[0]) and 0 < _base(tables, [kind]) < minimum:
            yield kind


def _chosen_by(tables: _Tables, kinds: Sequence[int]) -> Iterator[tuple[str, np.ndarray]]:
    """What some units chose, unless a published group of them says it of all its units."""
    published = {group for group, sort, _ in tables.now.facts if sort == ANSWERED}
    groups = [tables.now.groups.get(tables.members[kind][0], frozenset()) for kind in kinds]
    around = published.intersection(*groups)
    for option in tables.now.options:
        row = tables.row(kinds, option)
        said_by_all = any(
            tables.row(tables.of(group), option) @ tables.truth == _base(tables, tables.of(group))
            for group in around
        )
        if row @ tables.truth and not said_by_all:
            yield option, row


def _respondents(
    tables: _Tables, question: str, found: Audit, coalition: int, minimum: int
) -> None:
    """Let each respondent of a withheld group or a small crossing, and each two, derive."""
    answers = tables.now.answers
    places = [tables.of(group) for group in tables.now.withheld]
    places += [[kind] for kind in _crossings(tables, minimum)]
    chosen = [(kinds, [*_chosen_by(tables, kinds)]) for kinds in places if _base(tables, kinds) > 1]
    said: Counter[Reply] = Counter()
    for unit, (status, given) in answers.items():
        if status == "valid":
            said[tables.kind[unit], given] += tables.now.alike[unit]
    pool: list[np.ndarray] = []
    tried: set[tuple[Reply, ...]] = set()
    for kinds, _ in chosen:
        # Of those who said the same two at most are a pair.
        inside = sorted(r for r, n in said.items() if r[0] in kinds for _ in range(min(n, 2)))
        for size in range(1, min(3, _base(tables, kinds))):
            for together in sorted({*combinations(inside, size)} - tried):
                tried.add(together)
                learnt = _learn(tables, chosen, together, pool)
                if size == 1:
                    found.respondents += 1
                else:
                    found.pairs += 1
                    found.learning_pairs += learnt
                if learnt and size <= coalition:
                    who = "a respondent" if size == 1 else "two respondents"
                    found.determined.append((question, who))
    tables.check(pool)


def _learn(
    tables: _Tables,
    chosen: Sequence[tuple[Sequence[int], Sequence[tuple[str, np.ndarray]]]],
    together: Sequence[Reply],
    pool: list[np.ndarray],
) -> bool:
    """Whether those who know their own replies learn of others beside them what these chose."""
    solver = tables.solver(together)
    for kinds, rows_of in chosen:
        mine = [given for kind, given in together if kind in kinds]
        if not mine:
            continue
        rows = [
            row
            for option, row in rows_of
            if row @ tables.truth > sum(option in given for given in mine)
        ]
        for place in narrow(solver, np.array(rows), tables.truth, width=1, tables=pool):
            # What everybody learns is the outsider's part of the audit.
            own = np.array([rows[place]])
            if not narrow(tables.outsider, own, tables.truth, width=1, tables=[]):
                return True
    return False
