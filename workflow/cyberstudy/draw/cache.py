"""Exhibits that were drawn before: kept with what they rest on, and used again while that stands.

An exhibit's folder holds its files, a record, and the checksums of both, which are written last:
where drawing was interrupted there are none. The record has a digest of everything that the exhibit
rests on: what is known before it is drawn, and the protected tables that it looked for while it was
drawn.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from platform import python_version
from typing import Any

from cyberstudy.tables.checksums import ENDING, checksums_of
from cyberstudy.tables.storage import protected_file, read_json, sha256_of, write_json

RECORD = "record.json"
PLAN = "plan.json"
#: Parts of a plan that every exhibit rests on only so far as they concern it: entries of others,
#: clusterings that it does not show, and what is not drawn at all.
OF_SOME = ("exhibits", "clusterings", "notebooks", "story", "banners")
#: Parts that tables are made by and nothing that draws reads.
OF_TABLES = ("indices", "contrasts", "findings", "frame_comparison", "statements")


@dataclass(frozen=True)
class KeptExhibit:
    """The folder in which one exhibit is kept."""

    folder: Path

    def outdated(self, rests_on: Mapping[str, str], tables: Path) -> list[str]:
        """Say what the exhibit rests on that changed; nothing if it can be used as it is."""
        if not self.finished:
            return ["not drawn before"]
        if not self.intact:
            return ["what was kept is damaged"]
        record = read_json(self.folder / RECORD)
        was = record["rests_on"]
        changed = [part for part in rests_on if was.get(part) != rests_on[part]]
        changed += [
            f"table {pattern}"
            for pattern, digest in record["tables"].items()
            if digest != _digest_of_table(tables, pattern)
        ]
        return changed

    @property
    def finished(self) -> bool:
        """Whether all of it was drawn."""
        return (self.folder / ENDING).is_file()

    @property
    def intact(self) -> bool:
        """Whether its files are those that were kept, all of them and no others."""
        written = (self.folder / ENDING).read_bytes()
        return written == checksums_of(self.folder, self.folder).encode(errors="surrogateescape")

    def empty(self) -> None:
        """Make room for the exhibit to be drawn."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def record(
        self, rests_on: Mapping[str, str], tables: Path, looked_for: Collection[str]
    ) -> None:
        """Write down what the exhibit rests on, now that all its files are there."""
        record = {
            "rests_on": dict(rests_on),
            "tables": {name: _digest_of_table(tables, name) for name in sorted(looked_for)},
        }
        write_json(record, str(self.folder / RECORD))
        (self.folder / ENDING).write_text(checksums_of(self.folder, self.folder), encoding="utf-8")

    @property
    def files(self) -> list[Path]:
        """Figure, numbers and words."""
        return sorted(
            path
            for path in self.folder.iterdir()
            if path.name != RECORD and not path.name.startswith(".")
        )

    @property
    def effort(self) -> float:
        """How much there was to draw the last time; no limit where that is not known."""
        figures = list(self.folder.glob("*.svg"))
        return figures[0].stat().st_size if figures else float("inf")


def basis_of_all(
    plan: Mapping[str, Any], declarations: Iterable[str], *, language: str, simulated: bool
) -> dict[str, str]:
    """Digest what every exhibit of a survey in one language rests on.

    Parameters
    ----------
    plan
        The survey's.
    declarations
        Files that words and options come from: settings, codebook, questionnaire, translations.
    language
        Its code.
    simulated
        All that an exhibit takes from protect's report.
    """
    shared = {part: entry for part, entry in plan.items() if part not in OF_SOME + OF_TABLES}
    return {
        "plan": digest_of(shared),
        # The section of the whole plan is told by what above and each exhibit's own entry say.
        "declarations": _digest_of_files(p for p in declarations if Path(p).name != PLAN),
        "language": language,
        "simulated": str(simulated),
        # Assume: typefaces that the system brings, for Chinese alone, stay what they are.
        "software": _software(),
    }


def basis_of(
    entry: Mapping[str, Any], plan: Mapping[str, Any], code: Iterable[str]
) -> dict[str, str]:
    """Digest what one exhibit rests on besides: its entry, clusterings named there, its code."""
    clusterings = plan.get("clusterings", {})
    named = {name: clusterings[name] for name in sorted(set(_texts(entry)) & set(clusterings))}
    return {
        "entry": digest_of(entry),
        "clusterings": digest_of(named),
        "code": _digest_of_files(code),
    }


def _texts(entry: object) -> list[str]:
    """List all texts in a plan's entry."""
    if isinstance(entry, Mapping):
        return [text for value in entry.values() for text in _texts(value)]
    if isinstance(entry, list | tuple):
        return [text for value in entry for text in _texts(value)]
    return [entry] if isinstance(entry, str) else []


def digest_of(what: object) -> str:
    """Digest what plain values hold."""
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()


def _digest_of_files(paths: Iterable[str]) -> str:
    """Digest files in any order; the study may lie in another place, so folders do not count."""
    return digest_of(sorted([Path(path).name, sha256_of(Path(path))] for path in paths))


def _digest_of_table(tables: Path, pattern: str) -> str | None:
    path = protected_file(tables, pattern)
    return None if path is None else f"{path.name} {sha256_of(path)}"


@cache
def _software() -> str:
    packages = {(package.metadata["Name"], package.version) for package in distributions()}
    return digest_of([python_version(), *sorted(packages)])
