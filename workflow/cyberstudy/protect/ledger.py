"""The ledger of releases: what was published of a confidential survey, kept with its answers.

Whoever keeps two releases can subtract them. So each release that went out is recorded with what it
was made of, and the next one is compared with it: where fewer units than the minimum base answered
differently, in the whole survey or in any group that is published, the old numbers stay; and else
the audit takes both releases together.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from disclosure.published import Release

from cyberstudy.declare.data_access import ledger_of, releases_in
from cyberstudy.protect.replies import replies_of
from cyberstudy.tables.answers_by_question import AnswerColumns
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import OPEN
from cyberstudy.tables.storage import read_json, read_table, sha256_of, write_json

TABLES, SUMS, REPORT, MANIFEST = "tables", "sums.json", "report.json", "MANIFEST.csv"
MEMBERSHIPS, SELECTED, ESTIMATES = (
    "memberships.parquet",
    "selected.parquet",
    "tables/estimates.parquet",
)
#: Weighted shares, as they leave, and what each unit stands for, which stays inside.
WEIGHTED, WEIGHTS = "nonresponse_estimates.csv", "nonresponse_weights.csv"


@dataclass(frozen=True)
class Recorded:
    """One release that went out."""

    folder: Path

    @property
    def number(self) -> int:
        """The first has 1."""
        return int(self.folder.name)

    @property
    def tables(self) -> list[str]:
        """Names of its tables."""
        tables = self.folder / TABLES
        return sorted(p.relative_to(tables).as_posix() for p in tables.rglob("*") if p.is_file())

    @property
    def report(self) -> dict[str, Any]:
        """What was said of it."""
        return read_json(self.folder / REPORT)

    def release(self) -> Release:
        """Read what the audit needs.

        Raises
        ------
        StudyProblem
            A file is not what was recorded.
        """
        for name, digest in read_json(self.folder / SUMS).items():
            if not (path := self.folder / name).is_file() or sha256_of(path) != digest:
                raise StudyProblem(
                    f"{path}: is not what was recorded when the release went out; take it from a "
                    "backup, since what was published cannot be known without it"
                )
        estimates, members = (read_table(str(self.folder / n)) for n in (ESTIMATES, MEMBERSHIPS))
        said = replies_of(AnswerColumns.read(self.folder / SELECTED), estimates)
        weighted = weighted_of(self.folder / TABLES, self.folder / WEIGHTS)
        return Release(estimates, members, said, *weighted, open_statuses=OPEN)


def weighted_of(folder: Path, weights: Path) -> list[pl.DataFrame | None]:
    """Read the weighted shares of a folder of tables, and their weights, if it has such."""
    paths = (folder / WEIGHTED, weights)
    return [read_table(str(path)) if path.is_file() else None for path in paths]


def recorded(folder: Path) -> list[Recorded]:
    """List the releases of a survey from the first on; `folder` is its own in the ledger."""
    return [Recorded(folder / str(number)) for number in releases_in(folder)]


def record(survey: str, results: Path, root: Path) -> Recorded | None:
    """Add the release that lies in `results` to the ledger; None where it is the last one again.

    Parameters
    ----------
    survey
        Its name.
    results
        The survey's results, with ``release/``, ``protect/``, ``describe/`` and ``clean/``.
    root
        The study's folder.
    """
    ledger = ledger_of(survey, root)
    known = recorded(ledger)
    manifest = results / "release" / MANIFEST
    if known and sha256_of(known[-1].folder / MANIFEST) == sha256_of(manifest):
        return None
    new = ledger / str(known[-1].number + 1 if known else 1)
    unfinished = new.with_name(f".{new.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(results / "protect" / TABLES, unfinished / TABLES)
    for path in (results / "protect" / REPORT, manifest):
        shutil.copyfile(path, unfinished / path.name)
    # Where the old numbers stay, so do the answers that they are of.
    stays = read_json(unfinished / REPORT).get("release", {}).get("stays", False)
    if known and stays:
        inside, selected = known[-1].folder, known[-1].folder / SELECTED
        shutil.copyfile(selected, unfinished / SELECTED)
    else:
        inside = results / "describe"
        questions = read_table(str(unfinished / ESTIMATES))["question"].unique()
        answers = AnswerColumns.read(results / "clean/answers.parquet")
        answers.only(questions).write(unfinished / SELECTED)
    for name in (MEMBERSHIPS, WEIGHTS):
        if (inside / name).is_file():
            shutil.copyfile(inside / name, unfinished / name)
    files = sorted(path for path in unfinished.rglob("*") if path.is_file())
    sums = {path.relative_to(unfinished).as_posix(): sha256_of(path) for path in files}
    write_json(sums, str(unfinished / SUMS))
    unfinished.rename(new)  # whole or not at all
    return Recorded(new)


def put_back(last: Recorded, target: Path, wanted: Sequence[str]) -> None:
    """Put the tables of the last release in the place of new ones.

    Raises
    ------
    StudyProblem
        The plan asks for tables that the last release has not.
    """
    if new := sorted({*wanted} - {*last.tables}):
        raise StudyProblem(
            f"Too few units answered differently since release {last.number} for new numbers, and "
            f"it has no {', '.join(new)}. Take out of plan.yaml what asks for these, or wait for "
            "more answers."
        )
    shutil.rmtree(target)
    shutil.copytree(last.folder / TABLES, target)
