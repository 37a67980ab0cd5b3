"""Measure what the pattern of withheld groups tells: ``-m cyberstudy.commands.pattern_odds``.

Rules and code are public. Whoever knows them can ask in which of the possible tables just these
groups would be withheld. For each question of which a confidential survey withholds groups, the
command prints by how much that changes the odds of an answer. It needs a run of the survey, whose
groupings and rules are those of its plan and settings; run the survey with others to compare them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect.suppressed import about_units, drawn_by_lot, question_rules, suppressed_in
from disclosure.suppression import Demands
from disclosure.withheld_patterns import Told, what_patterns_tell
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import OPEN

HEAD = """| question | withheld | because | tables | odds | of what | odds of a unit's answer |
|---|---|---|---:|---:|---|---:|"""
#: Tables with a pattern, from which odds are estimated.
TABLES = 1000


def patterns(
    survey: OpenSurvey, results: Path, tables: int, questions: Collection[str] = ()
) -> Iterator[Told]:
    """Return what the pattern of each question tells.

    Parameters
    ----------
    results
        Folder of what a run made of the survey.
    tables
        Tables with the pattern that are drawn.
    questions
        Only these; by default all.

    Raises
    ------
    SurveyError
        The survey is public, has no groups, or was not run.
    """
    settings = survey.settings
    if settings.protection != CONFIDENTIAL or not settings.groups:
        raise SurveyError(f"{survey.name}: is not confidential, or has no groups")
    files = [f"describe/{name}.parquet" for name in ("memberships", "estimates")]
    paths = [str(results / file) for file in (*files, "clean/answers.parquet")]
    if missing := [path for path in paths if not Path(path).exists()]:
        raise SurveyError(f"{missing[0]} is missing: run snakemake {survey.name} first")
    memberships, replies = about_units(*([path] for path in paths))
    rules = settings.disclosure
    yield from what_patterns_tell(
        suppressed_in(memberships, replies, survey),
        memberships,
        replies,
        drawn_by_lot(
            question_rules(survey.questionnaire, survey.codebook, rules), replies, rules.lots
        ),
        Demands(
            settings.minimum_base or 0,
            rules.width,
            (),
            rules.coalition,
            rules.complementary == "all",
        ),
        OPEN,
        tables=tables,
        questions=questions,
    )


def row(pattern: Told) -> str:
    """Return a row of the table: what the pattern of a question tells."""
    odds, answer = (
        "not measurable" if number is None else f"{number:.1f}"
        for number in (pattern.odds, pattern.answer)
    )
    return (
        f"| `{pattern.question}` | {', '.join(pattern.groups)} | {'; '.join(pattern.why)} "
        f"| {pattern.agree} of {pattern.looked_at} | {odds} | {pattern.count} | {answer} |"
    )


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 if there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the survey's, in config/surveys")
    parser.add_argument("--tables", type=int, default=TABLES, help="drawn with each pattern")
    parser.add_argument("--questions", nargs="+", default=[], help="only these")
    choice = parser.parse_args(arguments)
    survey = OpenSurvey(choice.folder)
    try:
        results = Path(RESULTS) / survey.name
        for number, one in enumerate(patterns(survey, results, choice.tables, choice.questions)):
            print(f"{'' if number else HEAD + chr(10)}{row(one)}", flush=True)
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
