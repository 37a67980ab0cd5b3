"""The ledger of releases: what was published of a confidential survey, kept with its answers.

Whoever keeps two releases can subtract them. So each release that went out is recorded with what it
was made of, and the next one is compared with all of them: where fewer units than the minimum base
answered a question differently, in the whole survey or in any group that is published, the old
numbers stay; and else the audit takes all releases together. Questions and options are those of
an earlier release by what they say and what was answered (`same_questions`), not by their names.
Each record holds the checksum of the one before it, and the last one's stands beside the folder: a
record that is missing or was changed stops the next run.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.protect.replies import replies_of
from cyberstudy.protect.same_questions import Contents, contents_of
from cyberstudy.tables.files import read_table
from disclosure.cells import Replies
from disclosure.published import Release
from surveyanswers.instrument.data_access import LAST_RELEASE, ledger_of, releases_in
from surveyanswers.instrument.questionnaire import NUMBERS, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import OPEN
from surveyanswers.tables.storage import read_json, sha256_of, write_json

TABLES, SUMS, REPORT, MANIFEST = "tables", "sums.json", "report.json", "MANIFEST.csv"
MEMBERSHIPS, SELECTED, ESTIMATES, QUESTIONS = (
    "memberships.parquet",
    "selected.parquet",
    "tables/estimates.parquet",
    "questions.json",
)
#: What proves to whoever signs that withheld numbers stay open; it never leaves.
CERTIFICATE = "certificate.parquet"
#: What a release says of the releases before it: no number of it is another for that.
OF_EARLIER = (REPORT, "README.md")
FILES, PREVIOUS, RELEASES, LAST = "files", "previous", "releases", "last"
IN_ORDER = "in_order"


@dataclass(frozen=True)
class Recorded:
    """One release that went out."""

    folder: Path

    @property
    def number(self) -> int:
        """The first has 1."""
        return int(self.folder.name)

    @property
    def survey(self) -> str:
        """Of which survey it is."""
        return self.folder.parents[1].name

    @property
    def tables(self) -> list[str]:
        """Names of its tables."""
        tables = self.folder / TABLES
        return sorted(p.relative_to(tables).as_posix() for p in tables.rglob("*") if p.is_file())

    @property
    def report(self) -> dict[str, Any]:
        """What was said of it."""
        return read_json(self.folder / REPORT)

    @property
    def contents(self) -> Contents:
        """How its questions read."""
        return dict(read_json(self.folder / QUESTIONS)[IN_ORDER])

    @cached_property
    def digest(self) -> str:
        """What all of it hangs on."""
        return sha256_of(self.folder / SUMS)

    def altered(self, previous: str) -> list[str]:
        """List what is not as it was recorded after the one with the digest `previous`."""
        if not (self.folder / SUMS).is_file():
            return [f"{self.folder / SUMS}: is missing"]
        sums = read_json(self.folder / SUMS)
        problems = [
            f"{self.folder / name}: is not what was recorded"
            for name, digest in sums.get(FILES, {}).items()
            if not (self.folder / name).is_file() or sha256_of(self.folder / name) != digest
        ]
        if sums.get(PREVIOUS) != previous:
            problems.append(f"{self.folder}: was recorded after another release than is before it")
        return problems

    def release(self) -> Release:
        """Read what the audit needs, in the names that it had."""
        estimates, members = (read_table(str(self.folder / n)) for n in (ESTIMATES, MEMBERSHIPS))
        numbers = [*{*self.contents} - {*estimates["question"]}]
        replies = replies_of(AnswerColumns.read(self.folder / SELECTED), estimates, sorted(numbers))
        return release_of(estimates, members, replies)


def release_of(estimates: pl.DataFrame, members: pl.DataFrame, replies: Replies) -> Release:
    """Return a release as readers take it, to whom bounds by a sample's weights count nobody."""
    answered = estimates.filter(pl.col("base") > 0)
    apart = answered.select((pl.col("share") - pl.col("count") / pl.col("base")).abs().max())
    if (apart.item() or 0) > 1e-5:  # shares of counts have six digits
        estimates = estimates.with_columns(bound_low=None, bound_high=None)
    return Release(estimates, members, replies, open_statuses=OPEN)


def recorded(folder: Path) -> list[Recorded]:
    """List the releases of a survey from the first on; `folder` is its own in the ledger.

    Raises
    ------
    SurveyError
        One is missing, or is not what was recorded.
    """
    head = folder.with_name(LAST_RELEASE)
    wanted: dict[str, Any] = {RELEASES: 0, LAST: ""}
    if head.is_file():
        wanted = read_json(head)
    numbers = releases_in(folder)
    problems = [
        f"{folder / str(number)}: is missing"
        for number in range(1, max(int(wanted[RELEASES]), *numbers, 0) + 1)
        if number not in numbers
    ]
    entries = [Recorded(folder / str(number)) for number in numbers]
    previous = ""
    for entry in entries if not problems else ():
        problems += entry.altered(previous)
        previous = "" if problems else entry.digest
    if not problems and (len(entries), previous) != (wanted[RELEASES], wanted[LAST]):
        problems.append(f"{head}: is missing, or another release is the last one")
    if problems:
        raise SurveyError(
            f"The record of what was released is not whole:{listed(problems)}\nTake {folder} and "
            f"{head.name} beside it from a backup; what was published cannot be known without them."
        )
    return entries


def of_others(folder: Path) -> list[Recorded]:
    """List the releases of all other surveys; `folder` is this one's in the ledger."""
    others = sorted({*folder.parents[1].glob(f"*/{folder.name}")} - {folder})
    return [entry for other in others for entry in recorded(other)]


def record(survey: str, form: Questionnaire, results: Path, root: Path) -> Recorded | None:
    """Add the release that lies in `results` to the ledger; None where it is the last one again.

    Parameters
    ----------
    survey
        Its name.
    form
        How its questions read.
    results
        The survey's results, with ``release/``, ``protect/``, ``describe/`` and ``clean/``.
    root
        The study's folder.

    Raises
    ------
    SurveyError
        A release before it is missing, or is not what was recorded.
    """
    ledger = ledger_of(survey, root)
    releases = recorded(ledger)
    manifest = results / "release" / MANIFEST
    if releases and _files_in(releases[-1].folder / MANIFEST) == _files_in(manifest):
        return None
    new = ledger / str(len(releases) + 1)
    unfinished = new.with_name(f".{new.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(results / "protect" / TABLES, unfinished / TABLES)
    for path in (results / "protect" / REPORT, results / "protect" / CERTIFICATE, manifest):
        shutil.copyfile(path, unfinished / path.name)
    # Where the old numbers stay, so do the answers that they are of.
    stays = read_json(unfinished / REPORT).get("release", {}).get("stays", False)
    if releases and stays:
        inside = releases[-1].folder
        for name in (SELECTED, QUESTIONS):
            shutil.copyfile(inside / name, unfinished / name)
    else:
        inside = results / "describe"
        questions = asked_in(read_table(str(unfinished / ESTIMATES)), form)
        answers = AnswerColumns.read(results / "clean/answers.parquet")
        answers.only(questions).write(unfinished / SELECTED)
        write_json({IN_ORDER: [*questions.items()]}, str(unfinished / QUESTIONS))
    shutil.copyfile(inside / MEMBERSHIPS, unfinished / MEMBERSHIPS)
    files = sorted(path for path in unfinished.rglob("*") if path.is_file())
    sums = {path.relative_to(unfinished).as_posix(): sha256_of(path) for path in files}
    previous = releases[-1].digest if releases else ""
    write_json({FILES: sums, PREVIOUS: previous}, str(unfinished / SUMS))
    unfinished.rename(new)  # whole or not at all
    entry = Recorded(new)
    write_json({RELEASES: entry.number, LAST: entry.digest}, str(ledger.with_name(LAST_RELEASE)))
    return entry


def asked_in(estimates: pl.DataFrame, form: Questionnaire) -> Contents:
    """Return the wording of questions that have estimates, and of those that ask for numbers."""
    return contents_of(form, [*estimates["question"].unique(), *form.of_type(*NUMBERS)])


def _files_in(manifest: Path) -> list[tuple[str, ...]]:
    """List what a release holds, but for what it says of those before it."""
    return read_table(str(manifest)).filter(~pl.col("file").is_in(OF_EARLIER)).rows()


def put_back(
    last: Recorded, target: Path, wanted: Sequence[str], *, why: str, otherwise: Iterable[str]
) -> None:
    """Replace new tables by those of the last release.

    Parameters
    ----------
    last
        That release.
    target
        The folder of new tables.
    wanted
        Tables that the plan asks for.
    why
        Why its numbers stay.
    otherwise
        Its questions that have other names or codes today, or are not asked.

    Raises
    ------
    SurveyError
        The plan asks for tables that the last release has not, or its questions are called
        otherwise by now.
    """
    stay = f"the numbers of release {last.number} should stay"
    refused = f"{why[:1].upper()}{why[1:]}, so {stay}; but "
    if new := sorted({*wanted} - {*last.tables}):
        raise SurveyError(
            f"{refused}it has no {', '.join(new)}. Take out of plan.yaml what asks for these, or "
            "wait for more answers."
        )
    if named := sorted(otherwise):
        raise SurveyError(
            f"{refused}these of its questions have other names or options' codes by now, or none:"
            f"{listed(named)}\nGive them back those that they had, or wait for more answers."
        )
    shutil.rmtree(target)
    shutil.copytree(last.folder / TABLES, target)
