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
from itertools import combinations

import numpy as np

from disclosure.agreeing_tables import AgreeingTables, Reply
from disclosure.cells import Group
from disclosure.certificate import NOBODY, NOUGHT, TOTAL, Proof
from disclosure.frequency_tables import narrow
from disclosure.published import ANSWERED, Release, of_question

#: Findings that readers are not told: different replies of a group say which counts are not zero.
OF_REPLIES = ("respondents", "pairs", "learning_pairs", "tables", "crossings")


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
    counts
        Published counts that were taken in.
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
    counts: int = 0
    determined: list[tuple[str, str]] = field(default_factory=list)

    def __add__(self, other: Audit) -> Audit:
        """Add up what was found of some questions and of others."""
        return Audit(**{name: count + vars(other)[name] for name, count in vars(self).items()})

    def report(self) -> dict[str, object]:
        """Return the findings for readers, without counts of what withheld groups said."""
        widths = {str(width): count for width, count in sorted(self.widths.items())}
        shown = {name: count for name, count in vars(self).items() if name not in OF_REPLIES}
        return {**shown, "widths": widths, "determined": len(self.determined)}


def audit(
    releases: Sequence[Release],
    *,
    minimum: int,
    width: int = 1,
    coalition: int = 1,
    proofs: list[Proof] | None = None,
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
    proofs
        Where to put what a certificate is made of; of one release alone.
    """
    named = releases[-1].estimates.select("wave", "question").unique(maintain_order=True)
    audits = {}
    for wave, question in named.iter_rows():
        tables = AgreeingTables(of_question(releases, wave, question))
        findings = audits[wave, question] = Audit(questions=1)
        proof = Proof.begun(wave, question, tables) if len(releases) == 1 else None
        pool = _outsider(tables, question, findings, minimum, width, proof)
        _respondents(tables, question, findings, coalition, minimum, pool)
        findings.tables = tables.added_up
        findings.counts = sum(sort in tables.now.options for _, sort, _ in tables.now.facts)
        if proofs is not None and proof is not None:
            proofs.append(proof)
    return audits


def _outsider(
    tables: AgreeingTables,
    question: str,
    findings: Audit,
    minimum: int,
    width: int,
    proof: Proof | None,
) -> list[np.ndarray]:
    """Find the range of every withheld count, and what small crossings of groups chose.

    Returns the tables that were found.
    """
    now, pool = tables.now, list[np.ndarray]()
    answered = [group for group in now.withheld if _base(tables, tables.of(group))]
    findings.withheld_groups += len(answered)
    for group in now.withheld if proof else answered:
        for option in now.options:
            row = tables.row(tables.of(group), option)
            ends = [tables.outsider.least(sign * row) for sign in (1, -1)]
            pool += ends
            low, high = (int(row @ end) for end in ends)
            excuse = ""
            if high - low < width:
                nought = _nought_of(tables, answered, group, option) if high == 0 else 0
                excuse = _why_known(tables, row, width, enough=nought >= minimum)
            if group in answered:
                findings.withheld_counts += 1
                findings.widths[high - low] += 1
                findings.noughts += excuse == NOUGHT
                findings.by_total += excuse == TOTAL
                if high - low < width and not excuse:
                    findings.determined.append((question, "an outsider"))
            elif high - low < width:
                excuse = excuse or NOBODY
            if proof:
                proof.add(group, option, ends, (low, high), excuse)
    crossed = [*_crossings(tables, minimum)]
    findings.crossings += len(crossed)
    rows = [row for kinds in crossed for _, row in _chosen_by(tables, kinds)]
    for place in narrow(tables.outsider, np.array(rows), tables.truth, width=1, tables=pool):
        ends = [tables.by_totals.least(sign * rows[place]) for sign in (1, -1)]
        if rows[place] @ (ends[1] - ends[0]) >= 1:
            findings.determined.append((question, "an outsider who knows the groups of a unit"))
    tables.check(pool)
    return pool


def _why_known(tables: AgreeingTables, row: np.ndarray, width: int, *, enough: bool) -> str:
    """Return why a number that is not open may be known; "" where nothing excuses it."""
    if enough:
        return NOUGHT
    ends = [tables.by_totals.least(sign * row) for sign in (1, -1)]
    return TOTAL if row @ (ends[1] - ends[0]) < width else ""


def _base(tables: AgreeingTables, kinds: Sequence[int]) -> int:
    return int(tables.row(kinds, ANSWERED) @ tables.truth)


def _nought_of(tables: AgreeingTables, withheld: Sequence[Group], group: Group, option: str) -> int:
    """Units of the withheld groups beside this one, if a published nought speaks of all of them."""
    union = [other for other in withheld if other[0] == group[0]]
    kinds = sorted({kind for other in union for kind in tables.of(other)})
    nobody = tables.row(kinds, option) @ tables.truth == 0
    return _base(tables, kinds) if nobody else 0


def _crossings(tables: AgreeingTables, minimum: int) -> Iterator[list[int]]:
    """Few units that answered: of one kind, in two groups, or in one group without another."""
    groups_of = {kind: tables.now.groups.get(units[0]) for kind, units in enumerate(tables.members)}
    named = sorted({group for groups in groups_of.values() for group in groups or ()})
    of = [frozenset(tables.of(group)) for group in named]
    parts = {frozenset([kind]) for kind, groups in groups_of.items() if groups}
    for one, other in combinations(of, 2):
        parts |= {one & other, one - other, other - one} - {*of}
    for part in sorted(map(sorted, parts)):
        if 0 < _base(tables, part) < minimum:
            yield part


def _chosen_by(tables: AgreeingTables, kinds: Sequence[int]) -> Iterator[tuple[str, np.ndarray]]:
    """What some units chose, unless a published group of them says it of all its units."""
    groups = [tables.now.groups.get(tables.members[kind][0], frozenset()) for kind in kinds]
    around = frozenset.intersection(*groups)
    for option in tables.now.options:
        row = tables.row(kinds, option)
        if row @ tables.truth and not any((group, option) in tables.unanimous for group in around):
            yield option, row


def _respondents(
    tables: AgreeingTables,
    question: str,
    findings: Audit,
    coalition: int,
    minimum: int,
    pool: list[np.ndarray],
) -> None:
    """Find what each respondent of a withheld group or small crossing, and each pair, derive."""
    answers = tables.now.answers
    places = [tables.of(group) for group in tables.now.withheld]
    places += _crossings(tables, minimum)
    chosen = [(kinds, [*_chosen_by(tables, kinds)]) for kinds in places if _base(tables, kinds) > 1]
    replies: Counter[Reply] = Counter()
    for unit, (status, options) in answers.items():
        if status == "valid":
            replies[tables.kind[unit], options] += tables.now.alike[unit]
    before = len(pool)
    tried: set[tuple[Reply, ...]] = set()
    for kinds, _ in chosen:
        # Of those who said the same two at most are a pair.
        inside = sorted(r for r, n in replies.items() if r[0] in kinds for _ in range(min(n, 2)))
        for size in range(1, min(3, _base(tables, kinds))):
            for together in sorted({*combinations(inside, size)} - tried):
                tried.add(together)
                learnt = _learn(tables, chosen, together, pool)
                if size == 1:
                    findings.respondents += 1
                else:
                    findings.pairs += 1
                    findings.learning_pairs += learnt
                if learnt and size <= coalition:
                    who = "a respondent" if size == 1 else "two respondents"
                    findings.determined.append((question, who))
    tables.check(pool[before:])


def _learn(
    tables: AgreeingTables,
    chosen: Sequence[tuple[Sequence[int], Sequence[tuple[str, np.ndarray]]]],
    together: Sequence[Reply],
    pool: list[np.ndarray],
) -> bool:
    """Whether those who know their own replies learn of others beside them what these chose."""
    solver = None
    for kinds, rows_of in chosen:
        mine = [picked for kind, picked in together if kind in kinds]
        if not mine:
            continue
        rows = [
            row
            for option, row in rows_of
            if row @ tables.truth > sum(option in picked for picked in mine)
        ]
        if not rows:
            continue
        solver = solver or tables.solver(together)
        learnt = narrow(solver, np.array(rows), tables.truth, width=1, tables=pool)
        # What everybody learns is the outsider's part of the audit.
        if not all(_everybody_knows(tables, rows[place]) for place in learnt):
            return True
    return False


def _everybody_knows(tables: AgreeingTables, row: np.ndarray) -> bool:
    key, rows = row.tobytes(), row[None]
    if key not in tables.known:
        tables.known[key] = bool(narrow(tables.outsider, rows, tables.truth, width=1, tables=[]))
    return tables.known[key]
