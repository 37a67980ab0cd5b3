"""All tables of counts that agree with what releases say of one question, as the audit has them.

Variables are units that are alike in all releases, by what they said in each: how many chose each
option, answered, and left it open.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from disclosure.cells import Group
from disclosure.frequency_tables import Solver
from disclosure.published import ANSWERED, UNANSWERED, OfQuestion

Reply = tuple[int, tuple[str, ...]]  # a kind of unit, and the options that one of them chose


class AgreeingTables:
    """All tables of counts that agree with everything published of one question."""

    def __init__(self, releases: Sequence[OfQuestion]) -> None:
        self.releases, self.now = releases, releases[-1]
        self.sorts = [*dict.fromkeys(o for release in releases for o in release.options)]
        self.sorts += [ANSWERED, UNANSWERED]
        units = dict.fromkeys(unit for release in releases for unit in release.groups)
        kinds: dict[tuple[object, ...], int] = {}
        self.kind = {unit: kinds.setdefault(self._history(unit), len(kinds)) for unit in units}
        self.members: list[list[int]] = [[] for _ in kinds]
        for unit, kind in self.kind.items():
            self.members[kind].append(unit)
        self.sizes = [sum(self.now.alike[unit] for unit in members) for members in self.members]
        self.size = len(kinds) * len(releases) * len(self.sorts)
        self.added_up = 0
        self.known: dict[bytes, bool] = {}  # sums, and whether what is published tells them

    def _history(self, unit: int) -> tuple[object, ...]:
        """Distinguish units by their groups in each release, and by when their answer changed."""
        answers = [release.answers.get(unit) for release in self.releases]
        return (
            *(release.groups.get(unit) for release in self.releases),
            *(answers[n] == answers[n - 1] for n in range(1, len(answers))),
        )

    def row(self, kinds: Sequence[int], sort: str, release: int = -1) -> np.ndarray:
        """Return the direction in which a number of units grows."""
        release %= len(self.releases)
        row = np.zeros(self.size)
        for kind in kinds:
            row[self._place(kind, sort, release)] += 1
        return row

    def _place(self, kind: int, sort: str, release: int) -> int:
        unit = self.members[kind][0]
        answers = [published.answers.get(unit) for published in self.releases]
        while release and answers[release] == answers[release - 1]:
            release -= 1  # the same answer is the same variable
        return (kind * len(self.releases) + release) * len(self.sorts) + self.sorts.index(sort)

    def of(self, group: Group, release: int = -1) -> list[int]:
        """List the kinds of units that are in a group."""
        groups = self.releases[release].groups
        return [k for k, members in enumerate(self.members) if group in groups.get(members[0], ())]

    @cached_property
    def truth(self) -> np.ndarray:
        """The true table."""
        table = np.zeros(self.size)
        for number, release in enumerate(self.releases):
            for unit, (status, chosen) in release.answers.items():
                kind = self.kind[unit]
                unanswered = [UNANSWERED] * (status in release.open_statuses)
                sorts = [*chosen, ANSWERED] if status == "valid" else unanswered
                places = [self._place(kind, sort, number) for sort in sorts]
                if number == 0 or self._place(kind, ANSWERED, number) != self._place(
                    kind, ANSWERED, number - 1
                ):
                    table[places] += release.alike[unit]
        return table

    @cached_property
    def several(self) -> bool:
        """Whether a unit may choose more than one option."""
        return any(len(chosen) > 1 for one in self.releases for _, chosen in one.answers.values())

    @cached_property
    def named(self) -> bool:
        """Whether as many options as answers were chosen, by units of each kind."""
        rows = [self._named(kind) for kind in range(len(self.members))]
        return all(row @ self.truth >= 0 for row in rows)

    def _named(self, kind: int, release: int = -1) -> np.ndarray:
        """Return the direction in which choices outgrow answers."""
        options = [self.row([kind], sort, release) for sort in self.sorts[:-2]]
        return np.sum(options, axis=0) - self.row([kind], ANSWERED, release)

    @cached_property
    def _always(self) -> tuple[list[np.ndarray], list[float], list[float]]:
        rows: list[np.ndarray] = []
        low: list[float] = []
        high: list[float] = []
        for number in range(len(self.releases)):
            for kind, units in enumerate(self.members):
                if self.releases[number].groups.get(units[0]) is None:
                    continue
                answered = self.row([kind], ANSWERED, number)
                options = [self.row([kind], sort, number) for sort in self.sorts[:-2]]
                limits = [
                    (answered + self.row([kind], UNANSWERED, number), 0.0, float(self.sizes[kind]))
                ]
                named = self._named(kind, number)
                enough = float(named @ self.truth >= 0)
                limits.append((named, 0.0 if enough else -np.inf, np.inf if self.several else 0.0))
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
            for number, release in enumerate(self.releases)
            for group, sort, value in release.facts
        ]

    @cached_property
    def unanimous(self) -> frozenset[tuple[Group, str]]:
        """Published groups of which all units with an answer chose an option, and the option."""
        pairs = [(group, self.of(group)) for group, sort, _ in self.now.facts if sort == ANSWERED]
        bases = [self.row(kinds, ANSWERED) @ self.truth for _, kinds in pairs]
        return frozenset(
            (group, option)
            for (group, kinds), base in zip(pairs, bases, strict=True)
            for option in self.now.options
            if self.row(kinds, option) @ self.truth == base
        )

    def solver(self, replies: Sequence[Reply] = (), *, only: set[Group] | None = None) -> Solver:
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
        least = np.zeros(self.size)
        for kind in sorted({kind for kind, _ in replies}):
            choices = [chosen for at, chosen in replies if at == kind]
            answered = self.row([kind], ANSWERED)
            options = {option: self.row([kind], option) for option in self.sorts[:-2]}
            least += len(choices) * answered
            for option, row in options.items():
                chose = sum(option in chosen for chosen in choices)
                least += chose * row
                rows.append(row - answered)
                low.append(-np.inf)
                high.append(float(chose - len(choices)))
            named = np.sum([*options.values()], axis=0) - answered
            if named @ self.truth >= 0:  # each of the others named one, too
                rows.append(named)
                low.append(float(sum(len(chosen) - 1 for chosen in choices)))
                high.append(np.inf)
        from scipy.sparse import csr_array

        return Solver(csr_array(np.array(rows)), np.array(low), np.array(high), least)

    def check(self, tables: Sequence[np.ndarray]) -> None:
        """Add tables up anew and compare the sums with what is published."""
        many = np.array(tables).reshape(-1, self.size)
        sums = np.array([row for _, row, _ in self.facts]).reshape(-1, self.size) @ many.T
        wrong = (sums != np.array([[value] for *_, value in self.facts]).reshape(-1, 1)).any()
        if wrong or (many < 0).any():
            raise ArithmeticError("audit: a table that should agree with the release does not")
        self.added_up += len(tables)

    @cached_property
    def outsider(self) -> Solver:
        """Solve for somebody who knows what is published, and no more."""
        return self.solver()

    @cached_property
    def by_totals(self) -> Solver:
        """Solve for somebody who sees but the groups that other published ones are parts of."""
        units = {group: {*self.of(group)} for named in self.now.groups.values() for group in named}
        every = units.values()
        return self.solver(only={g for g, kinds in units.items() if any(o < kinds for o in every)})
