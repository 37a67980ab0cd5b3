"""Compare a run with what was published, and write a record of it: ``make reproduce``.

`cyberstudy.commands.publish` listed what a run released with the SHA-256 of each file, and stored
the values of tables. A run that gives the same bytes reproduces them. Where bytes of a table
differ, its values are compared (`compared_tables`); what is made of
such a table must have the same words and whole numbers. Nothing of answers given in confidence is
listed. What a run lacks is not compared. Whether somebody altered a run is another question:
``make verify``.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import time
from typing import NamedTuple

import numpy as np  # noqa: F401 - loads the kernels that are named

from cyberstudy.commands.compared_tables import (
    Difference,
    cells_of,
    differing_cells,
    in_words,
    largest,
)
from cyberstudy.commands.published_list import (
    LIST,
    LISTS,
    OF_SOFTWARE,
    PACKAGE,
    PAGE,
    VALUES,
    described,
    digest_of,
    handed_out,
    kept_copy,
    lacking_in,
    part_of,
    read_list,
)
from cyberstudy.commands.verify_results import claims_of, differing_sums
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.identity import identity
from cyberstudy.declare.version import commit_of
from cyberstudy.jobs import kernels
from cyberstudy.release import NOT_RECORDED
from surveyanswers.instrument.data_access import AS_OF, PUBLISHED
from surveyanswers.tables.checksums import OWN_MARKS, RECORD, RESULTS, job_records, sealed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json

OTHER, MOVED = "other bytes", "values that are in tolerance"
SAME, WITHIN, DIFFERENT, NOT_COMPARED = "same bytes", "in tolerance", "different", "not compared"
OUTCOMES = (SAME, WITHIN, DIFFERENT, "missing", "additional", NOT_COMPARED)
#: What computes and draws.
PACKAGES = ("numpy", "scipy", "polars", "scikit-learn", "highspy", "matplotlib", "seaborn", "typst")
TOLERATED = f"""\
A file of the same bytes is reproduced. Counts, texts, verdicts and the order of rows of a table of
other bytes must be equal; a decimal may differ by one unit of its last digit.
What is made of such values must have the same words and whole numbers; its pictures are not
compared. As vectors (SVG) a figure may always differ in names inside it, which are made of last
digits, and in how typefaces are packed. {" and ".join(LISTS)} must list what the release holds.
{OF_SOFTWARE} is not compared."""


class ComparedFile(NamedTuple):
    """A file of the run or of the list, and how they compare."""

    file: str
    outcome: str
    explanation: str = ""
    values: Sequence[Difference] = ()


def compare(
    results: Path, published: Mapping[str, tuple[str, str]], lacking: Mapping[str, str] = {}
) -> Iterator[ComparedFile]:
    """Compare what a run handed out with what was published.

    Parameters
    ----------
    lacking
        Survey, or the page of all -> why it can't be compared.
    """
    run_files, compared = {*handed_out(results)}, []
    for file in sorted({*published, *run_files}):
        path = results / file
        if part_of(file) in lacking:
            compared.append(ComparedFile(file, NOT_COMPARED))
        elif file not in published or file not in run_files or not path.is_file():
            compared.append(ComparedFile(file, "missing" if file in published else "additional"))
        elif _digest_or_none(path) == published[file][0]:
            compared.append(ComparedFile(file, SAME))
        else:
            compared.append(_of_other_bytes(results, file, published[file][1]))
    moved = {part_of(entry.file) for entry in compared if entry.outcome == WITHIN and entry.values}
    for entry in compared:
        part = part_of(entry.file)
        made_of_moved = part in moved or (moved and part in (PAGE, ACROSS))  # of several surveys
        if entry.explanation == OTHER and made_of_moved:
            yield _made_of_moved(entry.file, results, published[entry.file][1])
        else:
            yield entry
    for survey in {*map(part_of, run_files)} - {*lacking, PAGE}:
        yield from untrue_lists(results, survey)


def _made_of_moved(file: str, results: Path, description: str) -> ComparedFile:
    """Compare a file that is made of tables of which some are in tolerance."""
    why = f"is made of {MOVED}"
    if not description:
        return ComparedFile(file, NOT_COMPARED, f"{why}, and is no text")
    if described(results / file).split()[-1:] != description.split()[-1:]:
        return ComparedFile(file, DIFFERENT, "other words or whole numbers")
    if file.endswith(".ipynb"):
        return ComparedFile(file, NOT_COMPARED, f"{why}: the same words; pictures may be others")
    return ComparedFile(file, WITHIN, f"{why}: the same words and whole numbers")


def _digest_or_none(path: Path) -> str | None:
    try:
        return digest_of(path)
    except (OSError, ValueError, KeyError):  # damaged
        return None


def untrue_lists(results: Path, survey: str) -> Iterator[ComparedFile]:
    """Find lists of a release's files that do not say what lies there."""
    release = results / survey / "release"
    for path in sorted(entry for name in (*LISTS, PACKAGE) for entry in release.rglob(name)):
        file = path.relative_to(results).as_posix()
        try:
            wrong, claimed = differing_sums(path), claims_of(path)
        except Exception as problem:  # likewise
            wrong, claimed = [f"can't be read: {problem}"], {}
        if path.name in LISTS:
            excluded = {*LISTS, NOT_RECORDED, *OWN_MARKS}
            files = (entry for entry in path.parent.rglob("*") if entry.is_file())
            names = {f.relative_to(path.parent).as_posix() for f in files if f.name not in excluded}
            wrong += [f"{name}: is not in it" for name in sorted(names - {*claimed})]
        if wrong:
            yield ComparedFile(file, DIFFERENT, f"does not list what lies there: {wrong[0]}")


def _is_table(path: Path) -> bool:
    inside = path.as_posix().partition(f"/{VALUES}/")[2]
    return path.is_file() and (path.suffix == ".csv" or inside.startswith("tables/"))


def _of_other_bytes(results: Path, file: str, description: str) -> ComparedFile:
    """Return whether a table or drawing of other bytes is within tolerance, and what differs."""
    path, copy = results / file, kept_copy(results, file)
    copy = copy.with_suffix(".csv") if file.endswith(".parquet") else copy
    try:
        if _is_table(copy):
            values = differing_cells(cells_of(copy), cells_of(path), file)
            outcome = WITHIN if all(difference.within for difference in values) else DIFFERENT
            explanation = in_words(values) if values else "the same values"
            return ComparedFile(file, outcome, explanation, values)
        if path.suffix == ".svg" and described(path) == description:
            return ComparedFile(file, WITHIN, "only names or typefaces inside it")
    except Exception as problem:  # whatever a damaged file leads to, it is another one
        read = "" if isinstance(problem, SurveyError) else "can't be read: "
        return ComparedFile(file, DIFFERENT, f"{read}{problem}")
    return ComparedFile(file, DIFFERENT, OTHER)


def _made_since(root: Path, begun: float) -> tuple[int, int]:
    """Count results whose jobs began since, by Snakemake's records, and all."""
    records = job_records(root)
    paths = [records[result] for result in sealed(root) if result in records]
    return sum(read_json(path).get("starttime", 0) >= begun for path in paths), len(paths)


def record_of(
    compared: Sequence[ComparedFile], lacking: Mapping[str, str], root: Path, begun: float
) -> tuple[str, bool]:
    """Write what a reviewer can sign, and say whether the run gives what was published."""
    every = Counter(entry.outcome for entry in compared)
    left_out = Counter(
        part_of(entry.file)
        for entry in compared
        if entry.outcome == NOT_COMPARED and not entry.explanation
    )
    study = identity(root)
    as_of = read_json(root / RESULTS / PUBLISHED / AS_OF)
    this_study = f"version {study['version']} of {study['date']}"
    new, of = _made_since(root, begun)
    values = [cell for file in compared for cell in file.values if cell.relative < math.inf]
    equal = every[SAME] + every[WITHIN]
    differ = every.total() - equal - every[NOT_COMPARED]
    if differ:
        verdict = f"NOT REPRODUCED: {differ} of {equal + differ} files differ."
    else:
        in_part = " IN PART" if every[NOT_COMPARED] else ""
        verdict = f"REPRODUCED{in_part}: {equal} files." if equal else "NOTHING WAS COMPARED."
    lines = [
        "RECORD OF A REPRODUCTION",
        "",
        f"published  version {as_of['version']} of {as_of['date']}",
        f"study      {this_study}, commit {commit_of(root)}",
        f"run        {new} of {of} results were made by this command; the others were there, of a "
        "finished run",
        f"date       {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"machine    {platform.platform()}, {os.cpu_count()} processors",
        f"Python     {platform.python_version()}",
        f"packages   {', '.join(f'{name} {version(name)}' for name in PACKAGES)}",
        f"kernels    {kernels().split(';')[0]}",
        "",
        f"What the run hands out, compared with {RESULTS}/{PUBLISHED}/{LIST}, in files:",
        *(f"{outcome:14}{every[outcome]:>6}" for outcome in OUTCOMES),
        "",
        TOLERATED,
        "",
        *(
            f"- {entry.file}: {entry.outcome}{': ' * bool(entry.explanation)}{entry.explanation}"
            for entry in compared
            if entry.outcome != SAME and (entry.explanation or entry.outcome != NOT_COMPARED)
        ),
        *(f"- {part}: {n} files not compared. {lacking[part]}" for part, n in left_out.items()),
        *(f"Largest relative difference: {cell.file}, {cell}" for cell in largest(values)),
        f"{verdict} Not compared: {every[NOT_COMPARED]}.",
        "",
        "Checked by (name, date, signature):",
        "",
    ]
    return "\n".join(lines), bool(equal and not differ)


def main(arguments: list[str] | None = None) -> int:
    """Compare the run with the list; 1 unless it gives what was published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--begun", type=float, default=time(), help="when the run was asked for")
    options = parser.parse_args(arguments)
    root, results = Path(), Path(RESULTS)
    try:
        published = read_list(root)
        lacking = lacking_in(root, {*map(part_of, published)})
        compared = list(compare(results, published, lacking))
        record, reproduced = record_of(compared, lacking, root, options.begun)
    except (SurveyError, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    (results / RECORD).write_text(record, encoding="utf-8")
    print(f"{record}\nThis is kept: {results / RECORD}")
    return 0 if reproduced else 1


if __name__ == "__main__":
    sys.exit(main())
