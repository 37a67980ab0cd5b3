"""What the pattern of withholding tells whoever knows the rules, of the simulated survey of States.

``python benchmarks/withholding_patterns.py`` draws whole tables that agree with what is published
of a question, with every number that is not, twice: all such tables, and those alone in which the
study's own rules withhold the very groups that are withheld. It prints, by question, how far the
second changes the odds of what truly was said in a withheld group: 1 tells nothing. The study has
to have run. Some half an hour; what was drawn is kept (`--kept`).

Source of the idea: Wong, Fu, Wang and Pei (2007), minimality attacks on anonymized tables.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect import about_units, question_rules, suppressed_in
from cyberstudy.tables.statuses import OPEN
from disclosure.cells import BETWEEN, Divided, Replies, divided
from disclosure.suppress import QuestionRules, Suppression, as_asked
from disclosure.suppression import Demands, choose, primary_blocks

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results" / "states2012"
#: Tables of all that agree, and moves between two of them.
ALL, APART = 1000, 300
#: Tables with the same pattern, at least, for odds to be told.
ENOUGH = 50
#: Moves that are tried at once before the pattern is looked at: so many that some half of them
#: pass, as tables show that are drawn first and left aside.
STEPS, TUNED = (1, 256), 40


@dataclass
class Tables:
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
    replies: list[tuple[str, frozenset[str]]]
    seen: np.ndarray
    several: bool
    rng: np.random.Generator

    def __post_init__(self) -> None:
        every = range(len(self.seen))
        self.units = [np.flatnonzero(self.cells == cell) for cell in every]
        sums = {pair: tuple(self.seen[[*pair]].sum(axis=0)) for pair in combinations(every, 2)}
        alike = [(a, b) for a, b in combinations(every, 2) if (self.seen[a] == self.seen[b]).all()]
        self.pairs = [*alike, *((cell, cell) for cell in every)]
        self.fours = [
            (*one, *other)
            for one, other in permutations(sums, 2)
            if sums[one] == sums[other] and not {*one} & {*other}
        ]

    def move(self) -> None:
        """Try one move."""
        if self.fours and self.rng.random() < 0.7:
            a, e, b, c = self.fours[self.rng.integers(len(self.fours))]
            units = [self._any(cell) for cell in (a, e, b, c)]
            one, other, left, right = (self.replies[unit] for unit in units)
            if one == other and left == right:
                for unit, reply in zip(units, (left, left, one, one), strict=True):
                    self.replies[unit] = reply
            elif (options := {*one[1]} ^ {*left[1]}) and {
                s for s, _ in map(self.replies.__getitem__, units)
            } == {"valid"}:
                # Of several answers one alone changes hands.
                option = sorted(options)[self.rng.integers(len(options))]
                held = [option in self.replies[unit][1] for unit in units]
                if held[0] == held[1] != held[2] == held[3] and self.several:
                    changed = [self.replies[unit][1] ^ {option} for unit in units]
                    if all(changed):
                        for unit, own in zip(units, changed, strict=True):
                            self.replies[unit] = ("valid", frozenset(own))
            return
        a, b = self.pairs[self.rng.integers(len(self.pairs))]
        one, other = self._any(a), self._any(b)
        mine, yours = self.replies[one], self.replies[other]
        options = {*mine[1]} ^ {*yours[1]}
        if self.several and mine[0] == yours[0] == "valid" and options:
            option = sorted(options)[self.rng.integers(len(options))]
            changed = mine[1] ^ {option}, yours[1] ^ {option}
            if (option in mine[1]) != (option in yours[1]) and all(changed):
                self.replies[one], self.replies[other] = (("valid", frozenset(c)) for c in changed)
            return
        self.replies[one], self.replies[other] = yours, mine

    def _any(self, cell: int) -> int:
        units = self.units[cell]
        return int(units[self.rng.integers(len(units))])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--questions", nargs="*", help="these alone")
    parser.add_argument("--draws", type=int, default=300, help="tables of the pattern to try")
    parser.add_argument("--kept", type=Path, default=ROOT / ".cache" / "patterns.jsonl")
    asked = parser.parse_args()
    asked.kept.parent.mkdir(parents=True, exist_ok=True)
    survey = OpenSurvey(ROOT / "config" / "surveys" / "states2012", root=ROOT)
    inside = [RESULTS / "describe" / f"{n}.parquet" for n in ("memberships", "estimates")]
    answers = RESULTS / "clean" / "answers.parquet"
    memberships, said = about_units([str(inside[0])], [str(inside[1])], [str(answers)])
    chosen = suppressed_in(memberships, said, survey)
    print("| question | withheld | because | tables | odds | of what |")
    print("|---|---|---|---:|---:|---|")
    for (wave, name), (_, pattern) in chosen.questions.items():
        if not pattern.withheld or (asked.questions and name not in asked.questions):
            continue
        judge = Judge(survey, memberships, said, chosen, wave, name)
        began = time.process_time()
        drawn = judge.drawn(asked.draws)
        print(judge.row(drawn), flush=True)
        with asked.kept.open("a") as kept:
            kept.write(
                json.dumps(
                    {"question": name, "seconds": time.process_time() - began, "drawn": drawn}
                )
                + "\n"
            )


class Judge:
    """Judges the pattern of one question."""

    def __init__(
        self,
        survey: OpenSurvey,
        memberships: pl.DataFrame,
        said: Replies,
        chosen: Suppression,
        wave: str,
        name: str,
    ) -> None:
        self.survey, self.memberships, self.wave, self.name = survey, memberships, wave, name
        self.one, self.pattern = chosen.questions[wave, name]
        self.options = said.options[wave, name]
        rules = question_rules(survey.questionnaire, survey.codebook, survey.settings.disclosure)
        self.rules: QuestionRules = rules[name]
        self.above = {
            (by, group)
            for w, by, group, question in chosen.withheld
            if w == wave and question in self.rules.deciding
        }
        own = said.said(wave, name)
        members = memberships.filter("replied", wave=wave)
        self.own = own.join(members.select("unit_id").unique(), on="unit_id", how="semi")
        self.hidden = self._withheld(self.own)
        named = {
            g: cells
            for cells, groups in zip(self.one.question.blocks, self.one.groups, strict=True)
            for g in groups
        }
        held = members.group_by("unit_id").agg(pl.struct("grouping", "group"))
        kinds = {
            u: frozenset({(g["grouping"], g["group"]) for g in gs} & named.keys())
            for u, gs in held.iter_rows()
        }
        self.units = [u for u in self.own["unit_id"] if kinds[u]]
        number: dict[frozenset, int] = {}
        self.cells = np.array([number.setdefault(kinds[u], len(number)) for u in self.units])
        shown = sorted(g for g in named if (wave, *g, name) not in chosen.withheld)
        self.seen = np.array([[g in kind for g in shown] for kind in number], dtype=int)

    def _laid_out(self, own: pl.DataFrame) -> Divided:
        replies = Replies({(self.wave, self.name): self.options}, lambda *_: own)
        minimum = self.survey.settings.minimum_base or 0
        (one,) = divided(self.memberships, replies, minimum, OPEN)
        return one

    def _withheld(self, own: pl.DataFrame) -> frozenset[tuple[str, str]]:
        """Groups that the rules withhold of these answers."""
        one = self._laid_out(own)
        demanded, minimum = self.survey.settings.disclosure, self.survey.settings.minimum_base or 0
        above = frozenset(b for b, groups in enumerate(one.groups) if {*groups} & self.above)
        tables = as_asked(one, self.rules, above)
        first = primary_blocks(tables, minimum=minimum, alike=self.rules.alike)
        demands = Demands(minimum, demanded.width, one.partitions, demanded.coalition)
        pattern = choose(tables, first, demands, above)
        return frozenset(g for block in pattern.withheld for g in one.groups[block])

    def _tables(self) -> Tables:
        """Begin at the true table, which has the pattern."""
        rng = np.random.default_rng(crc32(self.name.encode()))
        return Tables(self.cells, self._true(), self.seen, self.rules.several, rng)

    def drawn(self, draws: int) -> dict[str, Any]:
        """Draw tables; give the counts of withheld groups in all and in those with the pattern.

        The second are a chain whose steps come back where the pattern would be another one.
        """
        every, tables = [], self._tables()
        for _ in range(ALL):
            for _ in range(APART):
                tables.move()
            every.append(self._counts(tables.replies))
        same, moved, steps, tables = [], 0, 16, self._tables()
        for number in range(-TUNED, draws):
            before = [*tables.replies]
            for _ in range(steps):
                tables.move()
            passes = tables.replies != before
            if passes and self._withheld(self._said(tables.replies)) != self.hidden:
                tables.replies, passes = before, False
            if number < 0:
                steps = min(2 * steps, STEPS[1]) if passes else max(steps // 2, STEPS[0])
                continue
            moved += passes
            same.append(self._counts(tables.replies))
        return {"all": every, "same": same, "moved": moved}

    def _said(self, replies: Sequence[tuple[str, frozenset[str]]]) -> pl.DataFrame:
        rows = [
            (unit, status, BETWEEN.join(option for option in self.options if option in chose))
            for unit, (status, chose) in zip(self.units, replies, strict=True)
        ]
        texts = dict.fromkeys(("unit_id", "status", "given"), pl.String)
        return pl.DataFrame(rows, schema=texts, orient="row")

    def _counts(self, replies: Sequence[tuple[str, frozenset[str]]]) -> list[list[int]]:
        """Counts of each option, and answers, in each withheld group, in order."""
        rows = []
        for group in sorted(self.hidden):
            cells = self._members(group)
            own = [reply for reply, cell in zip(replies, self.cells, strict=True) if cell in cells]
            valid = [chose for s, chose in own if s == "valid"]
            rows.append([*(sum(o in chose for chose in valid) for o in self.options), len(valid)])
        return rows

    def _members(self, group: tuple[str, str]) -> set[int]:
        by, name = group
        inside = {
            *self.memberships.filter("replied", wave=self.wave, grouping=by, group=name)["unit_id"]
        }
        return {
            int(cell) for cell, unit in zip(self.cells, self.units, strict=True) if unit in inside
        }

    def row(self, drawn: Mapping[str, Any]) -> str:
        """Say it for readers."""
        groups = ", ".join(group for _, group in sorted(self.hidden))
        why = ", ".join(sorted({*self.pattern.why.values()}))
        odds, what = max(self._odds(drawn), default=(1.0, ""))
        told = f"{odds:.1f}" if drawn["moved"] >= ENOUGH else "not measurable"
        return f"| {self.name} | {groups} | {why} | {drawn['moved']} | {told} | {what} |"

    def _odds(self, drawn: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
        """By how much the pattern changes the odds of each true count; half a table is added."""
        true = self._counts(self._true())
        for place, group in enumerate(sorted(self.hidden)):
            for option, count in enumerate(true[place][:-1]):
                odds = []
                for which in ("same", "all"):
                    hits = np.array([counts[place][option] == count for counts in drawn[which]])
                    odds.append((hits.sum() + 0.5) / ((~hits).sum() + 0.5))
                yield float(odds[0] / odds[1]), f"{group[1]}, {self.options[option]}: {count}"

    def _true(self) -> list[tuple[str, frozenset[str]]]:
        rows = {
            u: (s, frozenset(g.split(BETWEEN)) if g else frozenset())
            for u, s, g in self.own.select("unit_id", "status", "given").iter_rows()
        }
        return [rows[u] for u in self.units]


if __name__ == "__main__":
    main()
