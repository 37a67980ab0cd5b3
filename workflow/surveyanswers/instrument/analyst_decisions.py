"""What people decided case by case: corrections, rules of reconciliation, and decisions.

Each stands in a CSV file of the survey's folder, which may be left out where there is nothing to
say. Those of single cases (`OF_CASES`) repeat answers, and lie beside these once they are
registered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from surveyanswers.instrument.data_access import CORRECTIONS, DECISIONS, OF_CASES
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.instrument.reconciliation import RULES
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

RECONCILIATION = "reconciliation.csv"
#: The rule of a question that no row names.
OTHERS = "*"
#: File -> its columns, in this order.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    CORRECTIONS: ("submission", "question", "instance", "was", "becomes", "reason", "by", "on"),
    RECONCILIATION: ("question", "rule", "channels"),
    DECISIONS: ("unit", "question", "instance", "option", "submission", "reason", "by", "on"),
}
#: Cells that may be empty, and what makes two rows the same case.
_EMPTY = {"was", "becomes", "channels", "option"}
_CASES = {
    CORRECTIONS: ("submission", "question", "instance"),
    RECONCILIATION: ("question",),
    DECISIONS: ("unit", "question", "instance", "option"),
}


def read_analyst_decisions(path: Path) -> pl.DataFrame:
    """Read one of the files; where there is none nothing was decided.

    Assume: without rules of reconciliation, submissions that differ are in conflict.
    """
    columns = COLUMNS[path.name]
    if path.exists():
        return read_text_table(path, columns).select(columns)
    rows = [(OTHERS, "unanimous", None)] if path.name == RECONCILIATION else []
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def begin_analyst_decisions(folder: Path) -> list[Path]:
    """Write corrections.csv and decisions.csv without rows where they are missing; return those."""
    begun = [path for name in OF_CASES if not (path := folder / name).exists()]
    for path in begun:
        path.write_text(",".join(COLUMNS[path.name]) + "\n", encoding="utf-8")
    return begun


def check_analyst_decisions(path: Path, names: Names, channels: Collection[str]) -> None:
    """Resolve the names in one of the files.

    Parameters
    ----------
    names
        Questions and their options.
    channels
        Those of the layout.

    Raises
    ------
    SurveyError
        Each mistake with its row.
    """
    rows = read_analyst_decisions(path).rows(named=True)
    problems = [
        f"row {number}: {problem}"
        for number, row in enumerate(rows, start=2)
        for problem in _mistakes(row, names, channels)
    ]
    problems += _single_of_others(rows, names)
    cases = Counter(tuple(row[key] for key in _CASES[path.name]) for row in rows)
    problems += [
        f"{', '.join(filter(None, case))} stands in {count} rows; expected one"
        for case, count in cases.items()
        if count > 1
    ]
    if path.name == RECONCILIATION and OTHERS not in {row["question"] for row in rows}:
        problems.append(f"no row for {OTHERS}, expected a rule for all other questions")
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")


def _single_of_others(rows: Sequence[Mapping[str, Any]], names: Names) -> Iterator[str]:
    """Yield rules for several answers that would apply to a question that takes one."""
    several = names.known.get("question with several answers", names.known.get("question", ()))
    named = {*several, *(row["question"] for row in rows)}
    single = [name for name in names.known.get("question", ()) if name not in named]
    for row in rows if single else ():
        rule = RULES.get(row.get("rule") or "")
        if row["question"] == OTHERS and rule and rule.options_only:
            yield f"the rule {row['rule']!r} is for several answers, and {single[0]} takes one"


def _mistakes(row: Mapping[str, Any], names: Names, channels: Collection[str]) -> Iterator[str]:
    yield from (f"{key} is empty" for key in row if row[key] is None and key not in _EMPTY)
    question = row["question"] or OTHERS
    unknown = question != OTHERS and names.unknown("question", question)
    if unknown:
        yield unknown
    if row.get("option") and (problem := names.foreign("option", question, row["option"])):
        yield problem
    if not (row.get("instance") or "0").isdecimal():
        yield f"instance {row['instance']!r} is no number of a repeat instance; 0 outside repeats"
    if "rule" in row:
        yield from _mistakes_in_rule(question, row["rule"], (row["channels"] or "").split(), names)
    for channel in (row.get("channels") or "").split():
        if problem := wrong_name("channel in layout.yaml", channel, channels):
            yield problem


def _mistakes_in_rule(
    question: str, name: str | None, queue: Collection[str], names: Names
) -> Iterator[str]:
    if (rule := RULES.get(name or "")) is None:
        if name and (problem := wrong_name("rule", name, RULES)):
            yield problem
        return
    if rule.queue != bool(queue):
        yield f"the rule {name!r} {'needs channels' if rule.queue else 'takes no channels'}"
    several = names.known.get("question with several answers", [question])
    if rule.options_only and question != OTHERS and question not in several:
        yield f"the rule {name!r} is for several answers, and {question} takes one"
