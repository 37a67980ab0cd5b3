"""List what a run hands out, and keep its values: what `make reproduce` compares a run with."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import polars as pl

from cyberstudy.commands.compared_pictures import (
    colours_of,
    packed,
)
from cyberstudy.commands.compared_tables import (
    Tolerance,
    cells_of,
    read_tolerances,
    refuse_undeclared,
)
from cyberstudy.commands.freeze import (
    declare_simulated,
    rests_on_confidential,
    write_sums,
    write_version,
)
from cyberstudy.commands.verify_results import differing_sums
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.narrate.compared_numbers import (
    ResampledNumber,
    read_resampled,
)
from cyberstudy.verify.sources import find_surveys
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import MANIFEST, PUBLISHED
from surveyanswers.instrument.parsing import load
from surveyanswers.tables.checksums import OWN_MARKS, RESULTS, SUMS
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of

LIST, PAGE = "reproduce.csv", "page"
#: What the study hands out: releases, the report, and the page of all. A survey's own page is made
#: where it is asked for.
PLACES = ("*/release/**/*", "report/*", "index.html", "page/**/*")
#: Files of a release that say which software made it, and are not compared.
OF_SOFTWARE = ("software.csv", "software.cdx.json")
#: Lists of a release's files, those of software included: compared with what lies beside them.
LISTS = (MANIFEST, SUMS)
#: Describes a release's tables, with their checksums, which are compared likewise.
PACKAGE = "datapackage.json"
#: Where values of tables are kept, below a survey's folder in results/published, and which.
VALUES, OF_VALUES = "values", re.compile(r"(tables/.*|figures/[^/]+/.*)\.(csv|json)")
#: Names in a drawing, which its library makes of coordinates to their last digit.
_NAMED = re.compile(r'(?<=[#"])[pmh][0-9a-f]{10}(?=[)"])')
#: Typefaces in a drawing, which another library may pack in another way.
_TYPEFACE = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]+(?=\)})")
_DECIMAL = re.compile(r"-?\d+\.\d+")


def part_of(file: str) -> str:
    """Name the survey that a file is of, or the page of all."""
    first, _, inside = file.partition("/")
    return first if inside and first not in (PAGE, "report") else PAGE


def handed_out(results: Path) -> list[str]:
    """Name all files that a run hands out, from its results' folder: hidden ones and links, too."""
    paths = {path for place in PLACES for path in results.glob(place)}
    found = (p for p in paths if (p.is_symlink() or not p.is_dir()) and p.name not in OWN_MARKS)
    files = sorted(path.relative_to(results).as_posix() for path in found)
    return [f for f in files if f.partition("/release/")[2] not in (*OF_SOFTWARE, *LISTS)]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; of the description of tables without their checksums."""
    if path.name != PACKAGE:
        return sha256_of(path)
    package = read_json(path)
    for each in package["resources"]:
        del each["hash"], each["bytes"]
    return hashlib.sha256(json.dumps(package).encode()).hexdigest()


def told_of(path: Path) -> str:
    """Return by what a file is compared where its bytes differ.

    A picture by its colours; a typed table by its types; a text by a digest without its decimals.
    A drawing has no typefaces here, and a first digest with its decimals, without names inside it.
    """
    if path.suffix == ".png":
        return packed(colours_of(path))
    if path.suffix == ".parquet":
        return _short(f"{pl.read_parquet_schema(path)}")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.suffix != ".svg":
        return _short(_DECIMAL.sub("#", text))
    text = _TYPEFACE.sub("", text)
    place = {name: f"{n}" for n, name in enumerate(dict.fromkeys(_NAMED.findall(text)))}
    text = _NAMED.sub(lambda name: place[name[0]], text)
    return f"{_short(text)} {_short(_DECIMAL.sub('#', text))}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Published(NamedTuple):
    """What was published: what a run is compared with.

    Attributes
    ----------
    told
        File -> its digest, and what `told_of` told of it.
    resampled
        Printed numbers that draws may move.
    tolerances
        The errors of columns.
    """

    told: Mapping[str, tuple[str, str]]
    resampled: Sequence[ResampledNumber] = ()
    tolerances: Sequence[Tolerance] = ()


def kept_copy(results: Path, file: str) -> Path:
    """Where the published copy of a file lies, if there is one."""
    survey, _, inside = file.partition("/release/")
    published = results / PUBLISHED / survey
    if inside.endswith(".ipynb"):
        return published / PurePosixPath(inside).name
    return published / VALUES / inside


def is_kept(file: str) -> bool:
    """Return whether git keeps a file's values or words: of a table, or of what a figure shows."""
    return bool(OF_VALUES.fullmatch(file.partition("/release/")[2]))


def lacking_in(root: Path, parts: set[str]) -> dict[str, str]:
    """Say of surveys, and of the page of all, why they can't be compared with a list of `parts`."""
    config = root / "config"
    names = load(config / "config.yaml", DeclaredStudy).surveys
    found = find_surveys(list(names), root=root, fetch=False, config=config)
    why = dict.fromkeys(parts - {*names, PAGE}, "It is not among the surveys of config.yaml.")
    why |= dict.fromkeys({*names} - parts, "Nothing of it is listed.")
    for name in found.runnable:
        if not (root / RESULTS / name / "verify/receipt.csv").is_file():
            why[name] = f"It did not run here: .venv/bin/snakemake {name}"
        elif rests_on_confidential(open_survey(name, config, root)):
            why[name] = "It rests on answers given in confidence, of which nothing is listed."
    why |= found.left_out
    shared = [said for said in found.shared.values() if said]
    if why or shared:
        why.setdefault(ACROSS, "\n".join(shared) or f"It tells of {', '.join(sorted(why))}.")
        why[PAGE] = f"It tells of {', '.join(sorted(why))}."
    return why


def write_list(root: Path) -> Path:
    """List what a run handed out, but for what rests on answers given in confidence; keep values.

    Raises
    ------
    SurveyError
        Nobody has declared by how much a decimal may differ. Nothing was written.
    """
    results = root / RESULTS
    files = handed_out(results)
    why = lacking_in(root, {part_of(file) for file in files})
    files = [file for file in files if part_of(file) not in why]
    values = [*filter(is_kept, files)]
    tables = (file for file in values if "/release/tables/" in file or file.endswith(".csv"))
    refuse_undeclared(
        {file: cells_of(results / file) for file in tables},
        read_tolerances(root / "config"),
    )
    target = results / PUBLISHED / LIST
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as stream:
        out, seen = csv.writer(stream, lineterminator="\n"), set[str]()
        out.writerow(("file", "sha256", "told"))
        for file in sorted(files, key=lambda file: (part_of(file) == PAGE, file)):
            digest = digest_of(results / file)
            copied = digest in seen and part_of(file) == PAGE
            out.writerow((file, digest, "" if copied else told_of(results / file)))
            seen.add(digest)
    _keep_values(root, values)
    for part, because in why.items():
        print(f"not listed: {part}. {because}")
    return target


def _keep_values(root: Path, files: Sequence[str]) -> None:
    """Copy tables of releases to what git holds: a release has what may be passed on."""
    results = root / RESULTS
    for old in (results / PUBLISHED).glob(f"*/{VALUES}"):
        shutil.rmtree(old)
    for name in sorted({*map(part_of, files)}):
        copies = []
        for file in (file for file in files if part_of(file) == name):
            copies.append(kept_copy(results, file))
            copies[-1].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(results / file, copies[-1])
        if open_survey(name, root / "config", root).settings.protection == CONFIDENTIAL:
            declare_simulated(results / PUBLISHED / name, copies)
    write_version(root)
    write_sums(results / PUBLISHED)


def read_list(root: Path) -> Published:
    """Read what was published, with what it may differ by.

    Raises
    ------
    SurveyError
        Something published is not what its own list of checksums says.
    """
    published = root / RESULTS / PUBLISHED
    rows = read_text_table(published / LIST, ("file", "sha256", "told")).iter_rows()
    if altered := differing_sums(published / SUMS):
        raise SurveyError(
            f"What was published was altered since; nothing is compared with it:{listed(altered)}\n"
            f"Take it from git again (git checkout {RESULTS}/{PUBLISHED}), or: make publish"
        )
    told = {file: (digest, told or "") for file, digest, told in rows}
    config = root / "config"
    return Published(told, read_resampled(config), read_tolerances(config))
