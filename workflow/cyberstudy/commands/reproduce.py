"""Say whether a run gives what was published, and write a record of it: ``make reproduce``.

``make publish`` lists what a run hands out (``--publish``): of each file its SHA-256, of a table
besides short digests of its columns and rows, of a figure its grey in blocks. A run that gives the
same bytes reproduces it. Where bytes differ these tell more: in which cells a table is another;
whether a figure looks the same; and the numbers of a notebook or caption, compared with the copy
in git, may have moved as random draws may. Of answers given in confidence nothing is listed. What a
run lacks is not compared. Whether somebody touched a run is another question: ``make verify``.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import platform
import re
import sys
from base64 import b85decode, b85encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from time import time
from typing import NamedTuple
from zlib import compress, decompress

import nbformat
import numpy as np
import numpy.typing as npt
from PIL import Image

from cyberstudy.commands.freeze import rests_on_confidential
from cyberstudy.declare.data_access import PUBLISHED
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.parsing import load
from cyberstudy.declare.settings import DeclaredStudy
from cyberstudy.declare.version import commit_of
from cyberstudy.declare.version import version as study_version
from cyberstudy.narrate.compared_numbers import (
    ResampledNumber,
    differences,
    printed_by,
    read_resampled,
)
from cyberstudy.tables.checksums import CHECKSUMS, ENDING, RECORD, RESULTS
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_text_table, sha256_of
from cyberstudy.verify.sources import find_surveys

LIST, PAGE = "reproduce.csv", "page"
#: What the study hands out: releases, the report, and texts and data of its page, whose pictures
#: and files are theirs. A survey's own page is made where it is asked for.
PLACES = ("*/release/**/*", "report/*", "index.html", "page/**/*.html", "page/data/**/*")
#: Of a release, what tells which software made it, and what has checksums of that.
OF_SOFTWARE = (
    "software.csv",
    "software.cdx.json",
    "datapackage.json",
    "MANIFEST.csv",
    "SHA256SUMS",
)
#: Hexadecimal digits by which a column and a row of a table are known.
DIGITS = (4, 2)
#: Pixels a side of the blocks of a figure, and by how many of 255 steps the mean grey of one may
#: differ. Assume: letters whose edges are rounded in another way take no more than two steps.
BLOCK, TOLERANCE = 16, 2
#: Names in a drawing, which its library makes of coordinates to their last digit.
_NAMED = re.compile(r'(?<=[#"])[pmh][0-9a-f]{10}(?=[)"])')
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
Tables, texts and pages are the same bytes, or they differ; tables are rounded as they are
released. A figure of other bytes may differ by no more than {TOLERANCE} of 255 in the mean grey
of any block of {BLOCK} x {BLOCK} pixels: three that turn from white to black are seen; as vectors
(SVG) in names inside it alone, which are made of last digits. A notebook or caption of other
bytes must have the words and numbers of the copy in git; those numbers that rest on random
draws (config/resampled.csv) may move by one unit of the last place that is printed, p-values
of contests by a fifth. Not looked at, since they tell of software, are of each release
{", ".join(OF_SOFTWARE)}."""


class Found(NamedTuple):
    """What came of comparing a file."""

    file: str
    outcome: str
    said: str = ""

    @property
    def kind(self) -> str:
        """Kind of what is handed out."""
        folders, ending = self.file.split("/")[:-1], PurePosixPath(self.file).suffix
        if "release" not in folders:
            return "page or report"
        if ending == ".json" and "figures" in folders:
            return "caption"
        return KINDS.get(ending) or ("table" if "tables" in folders else "text")


def part_of(file: str) -> str:
    """Name the survey that a file is of, or the page of all."""
    first, _, inside = file.partition("/")
    return first if inside and first not in (PAGE, "report") else PAGE


def handed_out(results: Path) -> list[str]:
    """Name all files that a run hands out, from its results' folder."""
    paths = {path for place in PLACES for path in results.glob(place) if path.is_file()}
    files = sorted(p.relative_to(results).as_posix() for p in paths if p.name[0] != ".")
    return [file for file in files if file.partition("/release/")[2] not in OF_SOFTWARE]


def told_of(path: Path) -> str:
    """Tell by what a table or a figure is compared where its bytes differ; of others nothing."""
    if path.suffix == ".svg":
        text = path.read_text(encoding="utf-8")
        place = {name: f"{n}" for n, name in enumerate(dict.fromkeys(_NAMED.findall(text)))}
        return hashlib.sha256(_NAMED.sub(lambda name: place[name[0]], text).encode()).hexdigest()
    if path.suffix == ".png":
        means = _greys(path)
        packed = b85encode(compress(means.tobytes(), 9)).decode()
        return f"{'x'.join(map(str, means.shape))} {packed}"
    if path.suffix != ".csv":
        return ""
    rows = _rows(path)
    return " ".join(
        "".join(hashlib.sha256("\0".join(line).encode()).hexdigest()[:digits] for line in lines)
        for lines, digits in zip((zip(*rows, strict=True), rows[1:]), DIGITS, strict=True)
    )


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _greys(path: Path) -> npt.NDArray[np.uint8]:
    """Return the mean grey of each block of a picture, rows by columns."""
    grey = np.asarray(Image.open(path).convert("L"), dtype=float)
    filled = np.pad(grey, [(0, -side % BLOCK) for side in grey.shape], mode="edge")
    blocks = filled.reshape(filled.shape[0] // BLOCK, BLOCK, -1, BLOCK)
    return blocks.mean(axis=(1, 3)).round().astype(np.uint8)


def compare(
    results: Path,
    told: Mapping[str, tuple[str, str]],
    lacking: Mapping[str, str] = {},
    resampled: Sequence[ResampledNumber] = (),
) -> Iterator[Found]:
    """Compare what a run handed out with what was listed.

    Parameters
    ----------
    told
        File -> SHA-256, and what `told_of` told of it.
    lacking
        Survey, or the page of all -> why it can't be compared.
    resampled
        The printed numbers that draws may move.
    """
    here = {*handed_out(results)}
    for file in sorted({*told, *here}):
        if part_of(file) in lacking:
            yield Found(file, NOT_COMPARED)
        elif file not in here or file not in told:
            yield Found(file, "missing" if file in told else "additional")
        elif sha256_of(results / file) == told[file][0]:
            yield Found(file, SAME)
        else:
            survey, _, inside = file.partition("/release/")
            kept = results / PUBLISHED / survey / inside.removeprefix("notebooks/")
            try:
                within, said = _looked_into(results / file, told[file][1], kept, resampled)
            except Exception as problem:  # whatever a damaged file leads to, it is another one
                within, said = False, f"can't be read: {problem}"
            yield Found(file, WITHIN if within else DIFFERENT, said)


def _looked_into(
    path: Path, told: str, kept: Path, resampled: Sequence[ResampledNumber]
) -> tuple[bool, str]:
    """Say whether a file of other bytes is within the tolerance of its kind, and what differs."""
    if path.suffix == ".csv":
        return False, _cells(path, told)
    if path.suffix == ".svg":
        same = told_of(path) == told
        return same, "names inside it alone" if same else "other shapes or words"
    if path.suffix == ".png":
        (size, packed), now = told.split(" "), _greys(path)
        if size != "x".join(map(str, now.shape)):
            return False, "another size"
        then = np.frombuffer(decompress(b85decode(packed)), np.uint8).reshape(now.shape)
        apart = np.abs(now.astype(int) - then)
        y, x = (int(at) * BLOCK for at in np.unravel_index(apart.argmax(), apart.shape))
        return apart.max() <= TOLERANCE, f"grey by {apart.max()} of 255 at x {x}, y {y}"
    if path.suffix in (".ipynb", ".json") and kept.is_file():
        words, where = (_words(kept), _words(path)), path.stem
        found = differences(*words, where=where, resampled=resampled)
        said = found or differences(*words, where=where) or ["the same words and numbers"]
        return not found, "; ".join(said)
    return False, "other bytes"


def _cells(path: Path, told: str) -> str:
    """Say in which columns and rows (the first is the one below headings) a table is another."""
    now, then = told_of(path).split(" "), told.split(" ")
    if [*map(len, now)] != [*map(len, then)]:
        return "has not as many rows or columns"
    columns, rows = (
        [n for n in range(len(a) // k) if a[n * k : n * k + k] != b[n * k : n * k + k]]
        for a, b, k in zip(now, then, DIGITS, strict=True)
    )
    names = _rows(path)[0]
    return f"columns {[names[n] for n in columns]}, rows {[n + 1 for n in rows]}"


def _words(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    document = nbformat.reads(text, as_version=4)
    return "\n".join([*(cell.source for cell in document.cells), printed_by(document)])


def lacking_in(root: Path, parts: set[str]) -> dict[str, str]:
    """Say of surveys, and of the page of all, why they can't be compared with a list of `parts`."""
    config = root / "config"
    names = load(config / "config.yaml", DeclaredStudy).surveys
    found = find_surveys(list(names), root=root, fetch=False, config=config)
    why = dict.fromkeys(parts - {*names, PAGE}, "It is not among the surveys of config.yaml.")
    why |= dict.fromkeys({*names} - parts, "Nothing of it is listed.")
    for name in found.runnable:
        if rests_on_confidential(open_survey(name, config, root)):
            why[name] = "It rests on answers given in confidence, of which nothing is listed."
    why |= found.left_out
    shared = [said for said in found.shared.values() if said]
    if why or shared:
        why.setdefault(ACROSS, "\n".join(shared) or f"It tells of {', '.join(sorted(why))}.")
        why[PAGE] = f"It tells of {', '.join(sorted(why))}."
    return why


def write_list(root: Path) -> Path:
    """List what a run handed out, but for what rests on answers given in confidence."""
    results = root / RESULTS
    files = handed_out(results)
    why = lacking_in(root, {part_of(file) for file in files})
    target = results / PUBLISHED / LIST
    with target.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("file", "sha256", "told"))
        for file in files:
            if part_of(file) not in why:
                out.writerow((file, sha256_of(results / file), told_of(results / file)))
    for part, because in why.items():
        print(f"not listed: {part}. {because}")
    return target


def read_list(results: Path) -> dict[str, tuple[str, str]]:
    """Read what was listed: file -> SHA-256, and what was told of it."""
    rows = read_text_table(results / PUBLISHED / LIST, ("file", "sha256", "told")).iter_rows()
    return {file: (digest, told or "") for file, digest, told in rows}


def record_of(
    found: Sequence[Found], lacking: Mapping[str, str], root: Path, begun: float
) -> tuple[str, bool]:
    """Write what a reviewer can sign, and say whether the run gives what was published."""
    counts = Counter((each.kind, each.outcome) for each in found)
    every = Counter(each.outcome for each in found)
    kinds = sorted({each.kind for each in found})
    left_out = Counter(part_of(each.file) for each in found if each.outcome == NOT_COMPARED)
    publication = load(root / "config" / "config.yaml", DeclaredStudy).publication
    sums = [path.stat().st_mtime for path in (root / RESULTS / CHECKSUMS).rglob(f"*{ENDING}")]
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
        f"published  version {study_version()} of {publication.date}",
        f"commit     {commit_of(root)}",
        f"run        {sum(made >= begun for made in sums)} of {len(sums)} results were made by "
        "this command; the others were there, of a finished run",
        f"date       {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"machine    {platform.platform()}, {os.cpu_count()} processors",
        f"Python     {platform.python_version()}",
        f"packages   {', '.join(f'{name} {version(name)}' for name in PACKAGES)}",
        "",
        f"What the run hands out, compared with {RESULTS}/{PUBLISHED}/{LIST}, in files:",
        *(f"{row[0]:18}" + "".join(f"{cell!s:>14}" for cell in row[1:]) for row in cells),
        f"{'all':18}" + "".join(f"{every[outcome]:>14}" for outcome in OUTCOMES),
        "",
        TOLERATED,
        "",
        *(
            f"- {each.file}: {each.outcome}{': ' * bool(each.said)}{each.said}"
            for each in found
            if each.outcome not in (SAME, NOT_COMPARED)
        ),
        *(f"- {part}: {n} files not compared. {lacking[part]}" for part, n in left_out.items()),
        f"{verdict} Not compared: {every[NOT_COMPARED]}.",
        "",
        "Checked by (name, date, signature):",
        "",
    ]
    return "\n".join(lines), bool(equal and not differ)


def main(arguments: list[str] | None = None) -> int:
    """Compare the run that is here with the list, or list it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publish", action="store_true", help="list what this run handed out")
    parser.add_argument("--begun", type=float, default=time(), help="when the run was asked for")
    given = parser.parse_args(arguments)
    root, results = Path(), Path(RESULTS)
    try:
        if given.publish:
            print(f"kept: {write_list(root)}")
            return 0
        told = read_list(results)
        lacking = lacking_in(root, {*map(part_of, told)})
        found = list(compare(results, told, lacking, read_resampled(root / "config")))
        record, reproduced = record_of(found, lacking, root, given.begun)
    except (StudyProblem, FileNotFoundError) as problem:
        print(problem, file=sys.stderr)
        return 1
    (results / RECORD).write_text(record, encoding="utf-8")
    print(f"{record}\nThis is kept: {results / RECORD}")
    return 0 if reproduced else 1


if __name__ == "__main__":
    sys.exit(main())
