"""What a job made before: kept with what it rests on, and used again while that stands.

Snakemake makes all of a job's results anew. A job that makes many, each of which rests on little,
keeps each by itself. Its folder holds its files, a record, and the checksums of both, which are
written last: where making was interrupted there are none. The record has a digest of everything
that it rests on: what is known before it is made, and what it looked for while it was made.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from platform import python_version

from surveyanswers.tables.checksums import ENDING, RESULTS, checksums_of
from surveyanswers.tables.storage import read_json, sha256_of, write_json

RECORD = "record.json"
#: The checksums of all that is kept in a study's folder.
ALL_KEPT = f"{RESULTS}/*/.kept/**/{ENDING}"


@dataclass(frozen=True)
class Kept:
    """The folder in which one thing is kept."""

    folder: Path

    def outdated(
        self, rests_on: Mapping[str, str], current_digest: Callable[[str], str | None]
    ) -> list[str]:
        """Return what it rests on that changed; nothing if it can be used as it is.

        Parameters
        ----------
        rests_on
            Digests of what is known before it is made.
        current_digest
            Digests what it looked for, by the name that it was looked for; None if it is not there.
        """
        if not self.finished:
            return ["not made before"]
        if not self.intact:
            return ["what was kept is damaged"]
        record = read_json(self.folder / RECORD)
        was, looked_for = record["rests_on"], record["looked_for"]
        return [part for part in rests_on if was.get(part) != rests_on[part]] + [
            name for name, digest in looked_for.items() if digest != current_digest(name)
        ]

    @property
    def finished(self) -> bool:
        """Whether all of it was made."""
        return (self.folder / ENDING).is_file()

    @property
    def intact(self) -> bool:
        """Whether its files are those that were kept, all of them and no others."""
        written = (self.folder / ENDING).read_bytes()
        return written == checksums_of(self.folder, self.folder).encode(errors="surrogateescape")

    def empty(self) -> None:
        """Make room for it to be made."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def record(
        self,
        rests_on: Mapping[str, str],
        looked_for: Iterable[str],
        current_digest: Callable[[str], str | None],
    ) -> None:
        """Write down what it rests on, now that all its files are there."""
        record = {
            "rests_on": dict(rests_on),
            "looked_for": {name: current_digest(name) for name in sorted(looked_for)},
        }
        write_json(record, str(self.folder / RECORD))
        (self.folder / ENDING).write_text(checksums_of(self.folder, self.folder), encoding="utf-8")

    @property
    def files(self) -> list[Path]:
        """What was made."""
        return sorted(
            path
            for path in self.folder.iterdir()
            if path.name != RECORD and not path.name.startswith(".")
        )


def gather(kept: Path, names: Iterable[str], folder: Path) -> None:
    """Copy what is kept under some names into a new `folder`; all else is kept no longer."""
    named = dict.fromkeys(names)
    for path in kept.glob("*"):
        if path.is_dir() and path.name not in named:
            shutil.rmtree(path)
    shutil.rmtree(folder, ignore_errors=True)  # behind a fence what is in it, not itself
    folder.mkdir(parents=True, exist_ok=True)
    for name in named:
        for path in Kept(kept / name).files:
            shutil.copyfile(path, folder / path.name)


def digest_of(what: object) -> str:
    """Digest what plain values hold."""
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()


def digest_of_files(paths: Iterable[str]) -> str:
    """Digest files in any order; the study may lie in another place, so folders do not count."""
    return digest_of(sorted([Path(path).name, sha256_of(Path(path))] for path in paths))


@cache
def digest_of_software() -> str:
    """Digest the versions of Python and of all packages."""
    packages = {(package.metadata["Name"], package.version) for package in distributions()}
    return digest_of([python_version(), *sorted(packages)])
