"""Compare a run with what was published, and write a record of it: ``make reproduce``.

`cyberstudy.commands.publish` listed what a run released: the SHA-256 of each file, and the
colours of a figure in blocks; it stored the values of tables. A run that gives the same bytes
reproduces them. Where bytes differ, values of tables are compared by the error of their column
(`compared_tables`), figures by their colours, and the words, numbers and pictures of a notebook or
caption with the copy in git. Nothing of answers given in confidence is listed. What a run lacks is
not compared. Whether somebody altered a run is another question: ``make verify``.
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
from itertools import chain
from pathlib import Path, PurePosixPath
from time import time
from typing import NamedTuple

import nbformat

from cyberstudy.commands.compared_pictures import (
    BLOCK,
    TOLERANCE,
    colours_of,
    look_alike,
    same_pictures,
    unpacked,
)
from cyberstudy.commands.compared_tables import (
    Difference,
    cells_of,
    differing_cells,
    in_words,
    largest,
    refuse_undeclared,
)
from cyberstudy.commands.published_list import (
    LIST,
    LISTS,
    OF_SOFTWARE,
    PACKAGE,
    PAGE,
    VALUES,
    Published,
    digest_of,
    handed_out,
    kept_copy,
    lacking_in,
    part_of,
    read_list,
    told_of,
)
from cyberstudy.commands.verify_results import claims_of, differing_sums
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.identity import identity
from cyberstudy.declare.version import commit_of
from cyberstudy.jobs import COMPUTED
from cyberstudy.narrate.compared_numbers import (
    differences,
    printed_by,
)
from cyberstudy.release import NOT_RECORDED
from surveyanswers.instrument.data_access import AS_OF, PUBLISHED
from surveyanswers.tables.checksums import OWN_MARKS, RECORD, RESULTS, job_records, sealed
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json

OTHER, SHAPES, MOVED = "other bytes", "other shapes or words", "values that are in tolerance"
SAME, WITHIN, DIFFERENT, NOT_COMPARED = "same bytes", "in tolerance", "different", "not compared"
OUTCOMES = (SAME, WITHIN, DIFFERENT, "missing", "additional", NOT_COMPARED)
KINDS = {
    **{ending: "table" for ending in (".csv", ".parquet", ".xlsx", ".sav", ".dta")},
    **{".ipynb": "notebook", ".png": "figure", ".svg": "vectors of figures"},
    ".pdf": "vectors of figures",
}
#: What computes and draws.
PACKAGES = ("numpy", "scipy", "polars", "scikit-learn", "highspy", "matplotlib", "seaborn", "typst")
TOLERATED = f"""\
Texts and pages are the same bytes, or they differ; where values that they are made of are in
tolerance, words and whole numbers must be equal, and what is no text is not compared. Counts,
texts, verdicts and the order of rows of a table of other bytes must be equal; a decimal may differ
by the error of its column (config/tolerances.csv). A figure of other bytes may differ by no more
than {TOLERANCE} of 255 in the mean red, green or blue of any block of {BLOCK} x {BLOCK} pixels:
three that turn from white to black are seen; as vectors (SVG) only in names inside it, which are
made of last digits, and in how typefaces are packed. A notebook or caption of other bytes must have
the words, numbers and pictures of the copy in git; those numbers that rest on random draws
(config/resampled.csv) may move by one unit of the last place that is printed, p-values of contests
by a fifth. A copy in the page is compared with the original. {" and ".join(LISTS)} must list what
the release holds.
{" and ".join(OF_SOFTWARE)} are not compared."""


class Found(NamedTuple):
    """What came of comparing a file."""

    file: str
    outcome: str
    said: str = ""
    values: Sequence[Difference] = ()

    @property
    def kind(self) -> str:
        """Kind of what is handed out."""
        folders, ending = self.file.split("/")[:-1], PurePosixPath(self.file).suffix
        if "release" not in folders:
            return "page or report"
        if ending == ".json" and "figures" in folders:
            return "caption"
        return KINDS.get(ending) or ("table" if "tables" in folders else "text")


def compare(
    results: Path, published: Published, lacking: Mapping[str, str] = {}
) -> Iterator[Found]:
    """Compare what a run handed out with what was published.

    Parameters
    ----------
    lacking
        Survey, or the page of all -> why it can't be compared.

    Raises
    ------
    SurveyError
        Nobody has declared by how much a published decimal may differ.
    """
    files, run_files = published.told, {*handed_out(results)}
    kept = {file: kept_copy(results, file) for file in files if part_of(file) not in lacking}
    tables = {file: cells_of(path) for file, path in kept.items() if _is_table(path)}
    refuse_undeclared(tables, published.tolerances)
    originals: dict[str, str] = {}
    for file, (digest, _) in files.items():
        originals.setdefault(digest, file)
    compared, copies = dict[str, Found](), dict[str, str]()
    # Releases come first: the page has copies of their files.
    for file in sorted({*files, *run_files}, key=lambda file: (part_of(file) == PAGE, file)):
        path = results / file
        if part_of(file) in lacking:
            compared[file] = Found(file, NOT_COMPARED)
        elif file not in files or file not in run_files or not path.is_file():
            compared[file] = Found(file, "missing" if file in files else "additional")
        elif (now := _digest_or_none(path)) == files[file][0]:
            compared[file] = Found(file, SAME)
        elif part_of(file) == PAGE and (of := originals[files[file][0]]) in compared:
            copied = now == _digest_or_none(results / of)
            compared[file] = Found(file, DIFFERENT, f"{'a' if copied else 'no'} copy of {of}")
            copies |= {file: of} if copied else {}
        else:
            try:
                compared[file] = _looked_into(results, file, kept[file], published)
            except Exception as problem:  # whatever a damaged file leads to, it is another one
                read = "" if isinstance(problem, SurveyError) else "can't be read: "
                compared[file] = Found(file, DIFFERENT, f"{read}{problem}")
    moved = {
        part_of(file)
        for file, entry in compared.items()
        if entry.outcome == WITHIN and entry.values
    }
    for file, entry in compared.items():
        across = part_of(file) in (PAGE, ACROSS)  # made of tables of several surveys
        if file in copies:
            compared[file] = entry._replace(outcome=compared[copies[file]].outcome)
        elif entry.outcome == DIFFERENT and (part_of(file) in moved or (moved and across)):
            compared[file] = _made_of_moved(entry, results, files[file][1])
    yield from compared.values()
    for survey in {*map(part_of, run_files)} - {*lacking, PAGE}:
        yield from untrue_lists(results, survey)


def _made_of_moved(entry: Found, results: Path, description: str) -> Found:
    """Compare a file that is made of tables of which some are in tolerance."""
    if entry.said == OTHER and not description:
        return entry._replace(outcome=NOT_COMPARED, said=f"is made of {MOVED}, and is no text")
    now = told_of(results / entry.file)
    if entry.said in (OTHER, SHAPES) and now.split()[-1:] == description.split()[-1:]:
        finding = f"is made of {MOVED}: the same words and whole numbers"
        return entry._replace(outcome=WITHIN, said=finding)
    return entry


def _digest_or_none(path: Path) -> str | None:
    try:
        return digest_of(path)
    except (OSError, ValueError, KeyError):  # damaged
        return None


def untrue_lists(results: Path, survey: str) -> Iterator[Found]:
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
            yield Found(file, DIFFERENT, f"does not list what lies there: {wrong[0]}")


def _is_table(path: Path) -> bool:
    inside = path.as_posix().partition(f"/{VALUES}/")[2]
    return path.is_file() and (path.suffix == ".csv" or inside.startswith("tables/"))


def _looked_into(results: Path, file: str, kept: Path, published: Published) -> Found:
    """Return whether a file of other bytes is within its kind's tolerance, and what differs."""
    path, description = results / file, published.told[file][1]
    same, finding, values = False, OTHER, list[Difference]()
    copy = kept.with_suffix(".csv") if path.suffix == ".parquet" else kept
    if path.suffix == ".parquet" and told_of(path) != description:
        finding = "other columns or types"
    elif _is_table(copy):
        values = differing_cells(cells_of(copy), cells_of(path), file, published.tolerances)
        same = all(difference.within for difference in values)
        finding = in_words(values) if values else "the same values"
    elif path.suffix == ".svg":
        same = told_of(path) == description
        finding = "only names or typefaces inside it" if same else SHAPES
    elif path.suffix == ".png":
        same, finding = look_alike(unpacked(description), colours_of(path))
    elif kept.is_file():
        words, where = (_words(kept), _words(path)), path.stem
        changes = differences(*words, where=where, resampled=published.resampled)
        moved = changes or differences(*words, where=where) or ["the same words and numbers"]
        same, finding = not changes, "; ".join(moved)
        if same and path.suffix == ".ipynb":
            same, looks = same_pictures(kept, path)
            finding = finding if same else looks
    return Found(file, WITHIN if same else DIFFERENT, finding, values)


def _words(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    document = nbformat.reads(text, as_version=4)
    return "\n".join([*(cell.source for cell in document.cells), printed_by(document)])


def _made_since(root: Path, begun: float) -> tuple[int, int]:
    """Count results whose jobs began since, by Snakemake's records, and all."""
    records = job_records(root)
    paths = [records[result] for result in sealed(root) if result in records]
    return sum(read_json(path).get("starttime", 0) >= begun for path in paths), len(paths)


def _kernels(root: Path) -> str:
    """Return the kernels by which the results were computed, from the logs of their jobs."""
    logs = sorted((root / RESULTS / "logs").rglob("*.log"))
    lines = chain.from_iterable(log.read_text("utf-8", "replace").splitlines() for log in logs)
    counts = Counter(line.partition(COMPUTED)[2] for line in lines if COMPUTED in line)
    return "; ".join(f"{kernel} ({n} jobs)" for kernel, n in counts.most_common()) or "not recorded"


def record_of(
    compared: Sequence[Found], lacking: Mapping[str, str], root: Path, begun: float
) -> tuple[str, bool]:
    """Write what a reviewer can sign, and say whether the run gives what was published."""
    counts = Counter((entry.kind, entry.outcome) for entry in compared)
    every = Counter(entry.outcome for entry in compared)
    kinds = sorted({entry.kind for entry in compared})
    left_out = Counter(
        part_of(entry.file)
        for entry in compared
        if entry.outcome == NOT_COMPARED and not entry.said
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
    cells = [("", *OUTCOMES), *((kind, *(counts[kind, o] for o in OUTCOMES)) for kind in kinds)]
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
        f"kernels    {_kernels(root)}",
        "",
        f"What the run hands out, compared with {RESULTS}/{PUBLISHED}/{LIST}, in files:",
        *(f"{row[0]:18}" + "".join(f"{cell!s:>14}" for cell in row[1:]) for row in cells),
        f"{'all':18}" + "".join(f"{every[outcome]:>14}" for outcome in OUTCOMES),
        "",
        TOLERATED,
        "",
        *(
            f"- {entry.file}: {entry.outcome}{': ' * bool(entry.said)}{entry.said}"
            for entry in compared
            if entry.outcome != SAME and (entry.said or entry.outcome != NOT_COMPARED)
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
        lacking = lacking_in(root, {*map(part_of, published.told)})
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
