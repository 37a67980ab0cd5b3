"""What a run releases, and the list of what was published, with which a run is compared."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import polars as pl

from cyberstudy.commands.verify_results import differing_sums
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.files import read_table
from cyberstudy.verify.sources import find_surveys
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import MANIFEST, PUBLISHED
from surveyanswers.instrument.identifying import registered_surveys
from surveyanswers.instrument.parsing import load
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.checksums import OWN_MARKS, RESULTS, SUMS
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of

LIST, PAGE = "reproduce.csv", "page"
#: What the study hands out: releases, the report, and the page of all. A survey's own page is made
#: where it is asked for.
PLACES = ("*/release/**/*", "report/*", "index.html", "page/**/*")
#: The file of a release that says which software made it, and is not compared.
OF_SOFTWARE = "software.csv"
#: Lists of a release's files, those of software included: compared with what lies beside them.
LISTS = (MANIFEST, SUMS)
#: Describes a release's tables, with their checksums, which are compared likewise.
PACKAGE = "datapackage.json"
#: Where values of tables are kept, below a survey's folder in results/published, and which.
VALUES, OF_VALUES = "values", re.compile(r"tables/.*\.(csv|json)|figures/[^/]+/.*\.csv")
#: Names in a drawing, which its library makes of coordinates to their last digit.
_NAMED = re.compile(r'(?<=[#"])[pmh][0-9a-f]{10}(?=[)"])')
#: Typefaces in a drawing, which another library may pack in another way.
_TYPEFACE = re.compile(r"(?<=;base64,)[A-Za-z0-9+/=]+(?=\)})")
#: Pictures in a notebook, which lie in it as text.
_PICTURE = re.compile(r'"image/png": "[^"]*"')
_DECIMAL = re.compile(r"-?\d+\.\d+|\b[0-9a-f]{64}\b")


def part_of(file: str) -> str:
    """Return the survey that a file is of, or the page of all."""
    first, _, inside = file.partition("/")
    return first if inside and first not in (PAGE, "report") else PAGE


def handed_out(results: Path) -> list[str]:
    """Return all files that a run releases, also hidden ones and links, as paths in its results."""
    paths = {path for place in PLACES for path in results.glob(place)}
    released = (p for p in paths if (p.is_symlink() or not p.is_dir()) and p.name not in OWN_MARKS)
    files = sorted(path.relative_to(results).as_posix() for path in released)
    return [f for f in files if f.partition("/release/")[2] not in (OF_SOFTWARE, *LISTS)]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; of the description of tables without their checksums."""
    if path.name != PACKAGE:
        return sha256_of(path)
    package = read_json(path)
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    return hashlib.sha256(json.dumps(package).encode()).hexdigest()


def described(path: Path) -> str:
    """Return by what a text is compared where its bytes differ; "" of what is no text.

    It is a digest without decimals and checksums, of a notebook without pictures, too. A drawing
    has no typefaces here, and a first digest with its decimals, without names inside it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    if path.suffix != ".svg":
        return _short(_DECIMAL.sub("#", _PICTURE.sub("", text)))
    text = _TYPEFACE.sub("", text)
    place = {name: f"{n}" for n, name in enumerate(dict.fromkeys(_NAMED.findall(text)))}
    text = _NAMED.sub(lambda name: place[name[0]], text)
    return f"{_short(text)} {_short(_DECIMAL.sub('#', text))}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def kept_copy(results: Path, file: str) -> Path:
    """Return where the published values of a file are, if git keeps them."""
    survey, _, inside = file.partition("/release/")
    return results / PUBLISHED / survey / VALUES / inside


def is_kept(file: str) -> bool:
    """Return whether git keeps a file's values: of a table, or of what a figure shows."""
    return bool(OF_VALUES.fullmatch(file.partition("/release/")[2]))


def rests_on_confidential(survey: Survey) -> bool:
    """Return whether a survey's results rest on answers given in confidence."""
    if survey.name == ACROSS:
        return any(registered_surveys(survey.root))
    return survey.settings.protection == CONFIDENTIAL and not made_of_simulated(survey)


def made_of_simulated(survey: Survey) -> bool:
    """Return whether a generator made every answer that a survey's results rest on."""
    receipt = survey.root / "results" / survey.name / "verify/receipt.csv"
    files = [export.file for export in survey.exports]
    received = read_table(str(receipt), Receipt).filter(pl.col("file").is_in(files))
    return bool(files) and received.height == len(files) and bool(received["simulated"].all())


def lacking_in(root: Path, parts: set[str]) -> dict[str, str]:
    """Return why surveys, or the page of all, can't be compared with a list of `parts`."""
    config = root / "config"
    names = load(config / "config.yaml", DeclaredStudy).surveys
    availability = find_surveys(list(names), root=root, fetch=False, config=config)
    why = dict.fromkeys(parts - {*names, PAGE}, "It is not among the surveys of config.yaml.")
    why |= dict.fromkeys({*names} - parts, "Nothing of it is listed.")
    for name in availability.runnable:
        if not (root / RESULTS / name / "verify/receipt.csv").is_file():
            why[name] = f"It did not run here: .venv/bin/snakemake {name}"
        elif rests_on_confidential(open_survey(name, config, root)):
            why[name] = "It rests on answers given in confidence, of which nothing is listed."
    why |= availability.left_out
    shared = [reason for reason in availability.shared.values() if reason]
    if why or shared:
        why.setdefault(ACROSS, "\n".join(shared) or f"It tells of {', '.join(sorted(why))}.")
        why[PAGE] = f"It tells of {', '.join(sorted(why))}."
    return why


def read_list(root: Path) -> dict[str, tuple[str, str]]:
    """Read what was published: file -> its digest, and its description (`described`).

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
            f"Take it from git again (git checkout {RESULTS}/{PUBLISHED}), or publish anew: "
            "python -m cyberstudy.commands.publish"
        )
    return {file: (digest, text or "") for file, digest, text in rows}
