"""Compare ways of dividing the units of a confidential survey, once its answers are read.

Each group of settings.yaml, alone and with others, and both rules for what is withheld beside a
group that must be: how many counts of answers there would be, how many would leave, of how many
questions something would be withheld; and with ``--tell``, what the pattern of that would tell
whoever knows the rules. Nothing that is printed holds an answer but what the pattern tells.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations
from pathlib import Path

import polars as pl

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.protect import about_units, question_rules
from cyberstudy.tables.files import read_table
from disclosure.cells import Replies, divided
from disclosure.suppress import QuestionRules, Suppression, suppress
from disclosure.suppression import Demands
from disclosure.withheld_patterns import Told, what_patterns_tell
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.tables.answers import Units
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import OPEN

HEAD = """| ways of dividing | beside | smallest cell | counts | leave | questions | of | seconds |
|---|---|---:|---:|---:|---:|---:|---:|"""
TELLS = """| question | withheld | because | tables | odds | of what |
|---|---|---|---:|---:|---|"""
#: Tables with a pattern, from which odds are told.
TABLES = 500


@dataclass(frozen=True)
class Answered:
    """A survey whose answers were read.

    Attributes
    ----------
    units, said
        `tables.Units`, and what each unit said.
    """

    survey: OpenSurvey
    units: pl.DataFrame
    said: Replies

    @classmethod
    def of(cls, survey: OpenSurvey, results: Path) -> Answered:
        """Read what a run made.

        Raises
        ------
        SurveyError
            The survey is public, has no group, or was not run.
        """
        settings = survey.settings
        if settings.protection != CONFIDENTIAL or not settings.groups:
            raise SurveyError(f"{survey.name}: not confidential, or without groups to compare")
        inside = [results / f"describe/{name}.parquet" for name in ("memberships", "estimates")]
        answers, units = (results / f"clean/{name}.parquet" for name in ("answers", "units"))
        if missing := [str(path) for path in (*inside, answers, units) if not path.exists()]:
            raise SurveyError(f"{missing[0]} is missing: run snakemake {survey.name} first")
        _, said = about_units([str(inside[0])], [str(inside[1])], [str(answers)])
        return cls(survey, read_table(str(units), Units), said)

    @cached_property
    def rules(self) -> Mapping[str, QuestionRules]:
        """How questions are put and held."""
        survey = self.survey
        return question_rules(survey.questionnaire, survey.codebook, survey.settings.disclosure)

    def divisions(self) -> Iterator[tuple[str, ...]]:
        """Name every way of dividing that is declared, alone, in pairs, and all together."""
        names = [*self.survey.settings.groups]
        each = chain.from_iterable(combinations(names, n) for n in (1, 2, len(names)))
        yield from dict.fromkeys(each)


@dataclass(frozen=True)
class Compared:
    """What would be withheld by some ways of dividing, under one rule."""

    answered: Answered
    names: tuple[str, ...]
    whole: bool

    @cached_property
    def demands(self) -> Demands:
        """What must be achieved."""
        settings = self.answered.survey.settings
        asked = settings.disclosure
        minimum = settings.minimum_base or 0
        return Demands(minimum, asked.width, (), asked.coalition, self.whole)

    @cached_property
    def memberships(self) -> pl.DataFrame:
        """Who is in which group."""
        survey = self.answered.survey
        known = {n: d for n, d in survey.groupings.items() if d.by is None or d.by in self.names}
        of = next(division.of for division in survey.groupings.values())
        told = {division.by for division in known.values()}
        known |= {n: Division(of=of, by=n) for n in self.names if n not in told}
        return memberships_of(self.answered.units, survey.frame, known)

    @cached_property
    def withheld(self) -> Suppression:
        """What is withheld, and why."""
        demands = self.demands
        return suppress(
            divided(self.memberships, self.answered.said, demands.minimum, OPEN),
            self.answered.rules,
            minimum=demands.minimum,
            width=demands.width,
            coalition=demands.coalition,
            whole=self.whole,
        )

    def row(self) -> str:
        """Say it in a row of a table."""
        began = time.process_time()
        found = self.withheld
        took = time.process_time() - began
        own = {
            (wave, name): [group for names in one.groups for group in names if group[0] in self.by]
            for (wave, name), (one, _) in found.questions.items()
        }
        told = {key: len(found.questions[key][0].options) * len(own[key]) for key in own}
        stay = found.withheld | found.inherited
        gone = {(w, q): sum((w, *g, q) in stay for g in own[w, q]) for w, q in own}
        leave = sum(told[key] - len(found.questions[key][0].options) * gone[key] for key in own)
        return (
            f"| {', '.join(self.names)} | {self.beside} | {self._smallest()} "
            f"| {sum(told.values())} | {leave} | {sum(map(bool, gone.values()))} "
            f"| {sum(map(bool, told.values()))} | {took:.1f} |"
        )

    @property
    def beside(self) -> str:
        """Name the rule as settings.yaml does."""
        return "all" if self.whole else "cheapest"

    @property
    def by(self) -> set[str]:
        """Names of the groupings by them: a plan may call one otherwise."""
        known = self.answered.survey.groupings
        return {*self.names, *(n for n, division in known.items() if division.by in self.names)}

    def _smallest(self) -> int:
        """Fewest units that replied of those where all ways of dividing meet."""
        own = self.memberships.filter("replied", pl.col("grouping").is_in(self.by))
        cells = own.sort("grouping").group_by("wave", "unit_id").agg("group")
        return min(cells.group_by("wave", "group").len()["len"].to_list(), default=0)

    def told(self, tables: int, questions: Collection[str] = ()) -> Iterator[Told]:
        """Say what the pattern of each question tells."""
        yield from what_patterns_tell(
            self.withheld,
            self.memberships,
            self.answered.said,
            self.answered.rules,
            self.demands,
            OPEN,
            tables=tables,
            questions=questions,
        )


def told_row(told: Told) -> str:
    """Say in a row of a table what a pattern tells."""
    odds = "not measurable" if told.odds is None else f"{told.odds:.1f}"
    return (
        f"| `{told.question}` | {', '.join(told.groups)} | {'; '.join(told.why)} "
        f"| {told.agree} of {told.looked_at} | {odds} | {told.count} |"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; 2 where there is nothing to compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="the survey's")
    parser.add_argument("--by", nargs="+", help="these ways of dividing together, no others")
    parser.add_argument("--beside", choices=("all", "cheapest"), help="this rule alone")
    parser.add_argument("--tell", action="store_true", help="what patterns tell, too: minutes")
    parser.add_argument("--tables", type=int, default=TABLES, help="drawn with each pattern")
    parser.add_argument("--questions", nargs="+", default=[], help="told of these alone")
    given = parser.parse_args(arguments)
    survey = OpenSurvey(given.folder)
    try:
        answered = Answered.of(survey, Path(RESULTS) / survey.name)
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 2
    ways = [tuple(given.by)] if given.by else [*answered.divisions()]
    rules = [given.beside == "all"] if given.beside else [True, False]
    each = [Compared(answered, names, whole) for names in ways for whole in rules]
    print(HEAD)
    for one in each:
        print(one.row(), flush=True)
    for one in each if given.tell else ():
        print(f"\n{', '.join(one.names)}; withheld beside: {one.beside}\n\n{TELLS}")
        for told in one.told(given.tables, given.questions):
            print(told_row(told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
