"""Keep answers that were given in confidence out of git: what a commit must not hold.

Used as a pre-commit check (``.githooks/pre-commit``): ``python -m surveyanswers.guard``; with
``--all`` it looks at everything that git has of the folder, as ``make check`` and so CI does.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from surveyanswers.instrument.analyst_decisions import COLUMNS
from surveyanswers.instrument.data_access import (
    ACROSS,
    CONFIDENTIAL,
    MANIFEST,
    OF_CASES,
    PUBLISHED,
    RAW,
    SURVEYS,
)
from surveyanswers.instrument.identifying import (
    ListedUnits,
    QuestionNames,
    Registered,
    cells_of,
    digest_of,
    is_public,
    is_wide,
    plain_text,
    registered_surveys,
)
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources
from surveyanswers.instrument.unit_lists import LISTED
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.contents import Said, Table, said_in
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

#: What may lie below data/raw without being declared there.
LISTS = (MANIFEST, SOURCES, "README.md")
#: Folders in which tables of the study's own lie; a folder is known by what git has in it.
PLACES = ("benchmarks", "config", "docs", "results", "tests", "workflow", ".github")
#: Columns of tables that repeat single answers.
CASES = tuple(COLUMNS[name][:4] for name in OF_CASES)
SHOWN = 50
#: Bytes that a file may unpack to: what is larger is committed as it is, or not at all.
UNPACKED = 10_000_000


def refused(
    files: Mapping[str, bytes], root: Path, *stores: Path, releases: bool = True
) -> list[str]:
    """Return why files may not be committed, and what to do: a line for each such file.

    Parameters
    ----------
    files
        Path from `root` -> what would be committed, which need not be what lies in the folder.
    root
        The study's folder.
    stores
        Further folders of the study in which answers may be registered.
    releases
        Whether releases that lie here vouch for files. Where they do not, the manifest beside the
        published file does: who clones what git has finds no release.
    """
    guard = _Guard(root, {root, *stores}, releases=releases)
    reasons = {path: guard.by_place(path, data) for path, data in files.items()}
    reasons |= guard.by_content({path: files[path] for path, why in reasons.items() if why is None})
    return [f"{path}: {why}" for path, why in reasons.items() if why]


class _Guard:
    """What is confidential here, and what is declared as public or simulated."""

    def __init__(self, root: Path, stores: Iterable[Path], *, releases: bool) -> None:
        manifests = [root / RAW / MANIFEST, *(root / RAW).glob(f"*/{MANIFEST}")]
        columns = ("file", "sha256", "simulated")
        rows = [row for manifest in manifests for row in _rows(manifest, columns)]
        carried = (
            load(root / RAW / SOURCES, Sources).sources if (root / RAW / SOURCES).is_file() else ()
        )
        rows += [(source.path, source.sha256, "no") for source in carried if source.carried]
        self.declared = {f"{RAW}/{file}": digest for file, digest, _ in rows}
        # A package may carry a table of reference.
        self.reference = {digest for file, digest, _ in rows if file.startswith("reference/")}
        self.simulated = {digest for _, digest, made_up in rows if made_up == "yes"}
        self.simulated |= {
            digest
            for manifest in (root / RESULTS / PUBLISHED).glob(f"*/{MANIFEST}")
            for _, digest, made_up in _rows(manifest, columns)
            if made_up == "yes"
        }
        self.root = root
        self.registered: list[Registered] = [
            survey for store in sorted({*stores}) for survey in registered_surveys(store)
        ]
        folders = {path.name: path for path in root.joinpath(*SURVEYS).glob("*") if path.is_dir()}
        self.undeclared = {name for name, path in folders.items() if (path / ".gitignore").exists()}
        self.public = {name for name, path in folders.items() if is_public(path)}
        self.public -= {survey.name for survey in self.registered}
        # What lies across surveys holds no confidential answer where none is registered, and what
        # git has of it already was looked at when it was committed.
        if not (self.registered and releases):
            self.public.add(ACROSS)
        secret = [path for name, path in folders.items() if name not in self.public]
        self.asked = [QuestionNames.of(path) for path in secret]
        self.listed = [ListedUnits.of(_settings_of(path), root).spellings for path in secret]
        self.scratch = root / CONFIDENTIAL if (root / CONFIDENTIAL).is_dir() else None
        vouching = f"*/release/{MANIFEST}" if releases else f"{PUBLISHED}/*/{MANIFEST}"
        self.released = {
            digest
            for path in (root / RESULTS).glob(vouching)
            for _, digest in _rows(path, ("file", "sha256"))
        }

    def by_place(self, path: str, data: bytes) -> str | None:
        """Return why a file may not lie there: "" if it may, None if its content decides."""
        parts = PurePosixPath(path).parts
        digest = digest_of(data)
        if path.startswith(f"{CONFIDENTIAL}/"):
            return f"lies in {CONFIDENTIAL}, of which git gets nothing. Leave it there uncommitted"
        if self._is_undeclared(parts):
            return (
                "of a survey that nobody has declared public. If its answers may be seen, say so "
                "in settings.yaml, take .gitignore out of its folder, and put it into the list in "
                "config.yaml"
            )
        if parts[:2] == (RESULTS, PUBLISHED):
            theirs = len(parts) > 3 and parts[2] not in self.public | {"calibration"}
            if digest in self.simulated | self.released or parts[-1] == MANIFEST:
                return "" if theirs else None
            return _PUBLISHED if theirs else None
        if parts[0] == RESULTS and parts[-1] != ".gitkeep":
            return (
                "is a result, which the workflow makes. What passed protection lies in the "
                "survey's release folder; pass that on, and commit none of it"
            )
        if parts[:2] == ("data", "raw") and parts[-1] not in LISTS and path not in self.declared:
            return (
                f"no {MANIFEST} in {RAW} declares it, nor does {SOURCES} as one to pass on. "
                f"Confidential answers belong in "
                f"{CONFIDENTIAL}/<survey> (make register); declare what is public or simulated"
            )
        if path in self.declared and digest == self.declared[path] and digest in self.simulated:
            return ""
        return None

    def by_content(self, files: Mapping[str, bytes]) -> dict[str, str | None]:
        """Return what is wrong with each file's content, or None, by path."""
        reasons: dict[str, str | None] = {}
        texts: list[tuple[str, str]] = []
        for path, data in files.items():
            reasons[path] = _COPY if self._is_registered(data) else None
            vouched = self._is_vouched(path, data)
            for content in said_in(data, scratch=self.scratch, largest=UNPACKED):
                reasons[path] = reasons.get(path) or self._wrong(path, content, vouched=vouched)
                texts.append((path, content.text))
        registered_texts = sorted({text for survey in self.registered for text in survey.texts})
        if registered_texts:
            table = pl.DataFrame(texts, schema=["path", "text"], orient="row")
            plain = table["text"].map_elements(plain_text, return_dtype=pl.String)
            for path in table.filter(plain.str.contains_any(registered_texts))["path"]:
                reasons[path] = reasons[path] or _ANSWERS.format("texts")
        return reasons

    def _wrong(self, path: str, content: Said, *, vouched: bool) -> str | None:
        if self._is_registered(content.data):
            return _COPY
        if content.sealed:
            return f"{content.sealed}, so nobody sees what is in it. Commit what is in it, unpacked"
        parts = PurePosixPath(path).parts
        if content.outputs and not (parts[:2] == (RESULTS, PUBLISHED) and parts[2] in self.public):
            return "is a notebook with outputs. Clear all outputs; the workflow executes it"
        if digest_of(content.data) in self.released:
            return None
        open_to_all = vouched or self._is_public(parts)
        tables = content.tables if open_to_all else [*content.tables, *content.pasted]
        rows = {row for table in tables for row in map(cells_of, table) if is_wide(row)}
        if any(not survey.rows.isdisjoint(rows) for survey in self.registered):
            return _ANSWERS.format("rows")
        if any(self._repeats_cases(table, parts) for table in tables):
            return (
                f"repeats single answers. Rows on registered answers belong in "
                f"{CONFIDENTIAL}/<survey>/, where they are read from"
            )
        if open_to_all:
            return None
        if any(survey.has_part_of(rows) for survey in self.registered):
            return _ANSWERS.format("parts of rows")
        units = [*self.listed, *(survey.unlike for survey in self.registered)]
        if any(each.listed_in(content) for each in units) or any(map(_names_units, content.tables)):
            return _UNITS
        if SURVEYS[0] in parts:
            return None
        for questions in self.asked:
            if any(map(questions.stand_in, content.tables)) or any(
                questions.stand_in(table, pasted=True) for table in content.pasted
            ):
                return _QUESTIONS
        placed = parts[0] in PLACES or parts[:2] == ("data", "raw")
        if not placed and any(map(_is_export, content.tables[:1])):
            return _STRAY
        return None

    def _is_vouched(self, path: str, data: bytes) -> bool:
        """Whether a manifest declares these very bytes; a study within another has its own.

        Tables of reference are vouched for wherever they lie.
        """
        if path in self.declared:
            return self.declared[path] == digest_of(data)
        if digest_of(data) in self.reference:
            return True
        folder, within, name = path.rpartition(f"/{RAW}/")
        manifest = self.root / folder / RAW / MANIFEST
        rows = _rows(manifest, ("file", "sha256")) if within else ()
        return (name, digest_of(data)) in rows

    def _is_public(self, parts: tuple[str, ...]) -> bool:
        """Whether a file lies with what is declared, made or received of public answers."""
        places = (SURVEYS, (RESULTS, PUBLISHED))
        return (parts[:2] in places and parts[2] in self.public) or (
            parts[:2] == ("data", "raw") and parts[-1] in LISTS
        )

    def _is_registered(self, data: bytes) -> bool:
        return any(digest_of(data) in survey.digests for survey in self.registered)

    def _repeats_cases(self, table: Table, parts: tuple[str, ...]) -> bool:
        """Whether a table corrects, decides or codes answers that may not be in git."""
        if len(table) < 2 or not any({*columns} <= {*table[0]} for columns in CASES):
            return False
        places = zip(parts, parts[1:], parts[2:], strict=False)
        survey = next((name for a, b, name in places if (a, b) == SURVEYS), None)
        secret = {registered_survey.name for registered_survey in self.registered}
        return survey is None or survey in secret or "text" in table[0]

    def _is_undeclared(self, parts: tuple[str, ...]) -> bool:
        """Whether `make survey` wrote it of answers that count as confidential."""
        if parts[0] == "notebooks":
            return parts[-1].startswith("confidential_")
        return parts[:2] == SURVEYS and parts[2] in self.undeclared


_COPY = (
    f"is a copy of a registered confidential file, or holds one. Take it out; such files lie in "
    f"{CONFIDENTIAL} only"
)
_ANSWERS = (
    "holds {} of registered confidential answers. Take them out, also where they are an example"
)
_QUESTIONS = (
    f"has questions of a confidential survey with values beside them. If these are simulated or "
    f"public, put the file below {RAW} and declare it in a {MANIFEST} there; else keep it in "
    f"{CONFIDENTIAL}"
)
_UNITS = (
    f"lists units of a confidential survey with something beside each. If what is said of them is "
    f"public, put the file below {RAW} and declare it in a {MANIFEST} there; else keep it in "
    f"{CONFIDENTIAL}"
)
_STRAY = (
    f"is a table, and lies where none of the study's do. An export belongs in "
    f"{CONFIDENTIAL}/<survey> (make register) or, if it is public, below {RAW} with a row in a "
    f"{MANIFEST}"
)
_PUBLISHED = (
    "is of a confidential survey, and neither in its release nor declared as simulated. Publish "
    "files of results/<survey>/release as they are there; commands.publish declares what is of "
    "simulated answers"
)


def _settings_of(folder: Path) -> Mapping[str, Any]:
    try:
        return read_yaml(folder / "settings.yaml")
    except SurveyError:
        return {}


def _names_units(table: Table) -> bool:
    """Whether a table has a row a unit or a form, as tables of the workflow have."""
    return len(table) > LISTED and not {"unit_id", "submission_id"}.isdisjoint(table[0])


def _is_export(table: Table) -> bool:
    """Whether it has headings, and rows of as many cells below them."""
    rows = [row for row in table if len(cells_of(row)) > 1]
    alike = sum(len(row) == len(rows[0]) for row in rows)
    return len(rows) > LISTED and 10 * alike >= 9 * len(table)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if path.is_file():
        yield from read_text_table(path, columns).select(columns).iter_rows()


def main(arguments: list[str] | None = None) -> int:
    """Check what is staged, or all; the exit code is git's answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="everything that git has of the folder")
    options = parser.parse_args(arguments)
    if options.all and not (Path() / ".git").exists():
        print("This folder is no repository, so nothing of it can be committed.")
        return 0
    root = Path(_git("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    # A worktree's answers may lie in the clone that it belongs to.
    common = Path(_git("rev-parse", "--path-format=absolute", "--git-common-dir").decode().strip())
    blobs = dict(_tracked() if options.all else _staged())
    files = dict(zip(blobs, _contents(list(blobs.values())), strict=True))
    if problems := refused(files, root, common.parent, releases=not options.all):
        what = "What git has" if options.all else "This commit"
        print(f"{what} is refused:{listed(problems, shown=SHOWN)}", file=sys.stderr)
        return 1
    return 0


def _staged() -> Iterator[tuple[str, str]]:
    """Find what is about to be committed: path and blob.

    Ended by NUL, names are as they are; else git puts marks around some, which match nothing.
    """
    changes = _git("diff", "--cached", "--raw", "--no-abbrev", "--no-renames", "-z").decode()
    fields = iter(changes.split("\0"))
    for about, path in zip(fields, fields, strict=False):
        _, mode, _, blob, status = about.split(" ")
        if status != "D" and mode != _SUBMODULE:
            yield path, blob


def _tracked() -> Iterator[tuple[str, str]]:
    for line in _git("ls-files", "--stage", "-z").decode().split("\0"):
        about, _, path = line.partition("\t")
        if path and not about.startswith(_SUBMODULE):
            yield path, about.split(" ")[1]


_SUBMODULE = "160000"


def _contents(blobs: list[str]) -> Iterator[bytes]:
    blob_contents = _git(
        "cat-file", "--batch", stdin="".join(f"{blob}\n" for blob in blobs).encode()
    )
    at = 0
    for _ in blobs:
        end = blob_contents.index(b"\n", at)
        size = int(blob_contents[at:end].split()[2])
        yield blob_contents[end + 1 : end + 1 + size]
        at = end + size + 2


def _git(*arguments: str, stdin: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], input=stdin, capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
