"""Compare all results with the checksums that the run wrote, at any time; nothing is changed.

``make verify`` runs it in the study's folder. It says whether somebody altered a run, not whether
the run can be made again: that is ``make reproduce``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from cyberstudy.tables.files import read_table
from surveyanswers.instrument.data_access import CONFIDENTIAL, MANIFEST, RAW
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.checksums import (
    CHECKSUMS,
    MEND,
    RESULTS,
    SUMS,
    altered_since,
    by_file,
    damaged,
    job_records,
    sealed,
    unfinished,
    unlisted,
)
from surveyanswers.tables.problems import listed
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of

SHOWN = 100
#: What describes the tables of a folder that is passed on, with their checksums.
PACKAGE = "datapackage.json"


def main(arguments: list[str] | None = None) -> int:
    """Print what differs from what the run wrote; 1 if anything does, or was not compared."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    root = Path()
    results, half = sealed(root), sorted(unfinished(root))
    if not results:
        print("There are no checksums in results/: run `make study` first.", file=sys.stderr)
        return 1
    differences = differing_results(root)
    if half:
        print(
            f"Not compared, since a run is making them or was stopped:{listed(half, shown=SHOWN)}\n"
            "When no run is at work, `make study` makes them again.",
            file=sys.stderr,
        )
    if differences:
        print(
            f"Not what the run wrote:{listed(differences, shown=SHOWN)}\n{MEND}\n"
            f"What no job wrote stays until you remove it. Of what you removed on purpose, remove "
            f"the checksums ({RESULTS}/{CHECKSUMS}) and Snakemake's record (.venv/bin/snakemake "
            "--cleanup-metadata FILE), too.",
            file=sys.stderr,
        )
    if half or differences:
        return 1
    print(f"All {len(results)} results are, byte for byte, what the run wrote.")
    return 0


def differing_results(root: Path, below: str = "") -> list[str]:
    """Return how files in the results' folder, and raw files, differ from what they were.

    Parameters
    ----------
    below
        How the names of results begin that are compared; raw files always are.
    """
    differs, sealed_names, half = damaged(root), {*sealed(root)}, unfinished(root)
    gone = (name for name in sorted(job_records(root)) if name not in sealed_names | half)
    lines = [
        *chain.from_iterable(differs.values()),
        *chain.from_iterable(verified_before(root, but=differs).values()),
        *(f"{file}: no job wrote it, or its checksums are gone" for file in unlisted(root)),
        *(f"{name}: a job wrote it, but it is gone" for name in gone if not (root / name).exists()),
        *chain.from_iterable(
            differing_sums(path) for path in sorted((root / RESULTS).glob(f"*/release/**/{SUMS}"))
        ),
    ]
    return [line for line in dict.fromkeys(lines) if line.startswith((below, RAW, CONFIDENTIAL))]


def differing_sums(path: Path) -> list[str]:
    """Return which files differ from the list of checksums in their folder."""
    return [
        f"{(path.parent / file).as_posix()}: is not what {path.name} says"
        for file, digest in claims_of(path).items()
        if not (path.parent / file).is_file() or sha256_of(path.parent / file) != digest
    ]


def claims_of(path: Path) -> dict[str, str]:
    """Return the checksums in a list of files: name -> SHA-256."""
    if path.name == PACKAGE:
        described = read_json(path)["resources"]
        return {entry["path"]: entry["hash"].removeprefix("sha256:") for entry in described}
    if path.name == MANIFEST:
        return dict(read_text_table(path, ("file", "sha256")).select("file", "sha256").iter_rows())
    return by_file(path.read_text(encoding="utf-8"))


def verified_before(root: Path, *, but: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return, by receipt, the raw files that have changed since; those in `but` are left out."""
    places = (root / CONFIDENTIAL, root / RAW)
    altered = {}
    for receipt in {*sealed(root)} - {*but, *unfinished(root)}:
        if Path(receipt).match("verify/receipt.csv"):
            altered[receipt] = altered_since(read_table(str(root / receipt), Receipt), places)
    return {receipt: messages for receipt, messages in sorted(altered.items()) if messages}


if __name__ == "__main__":
    sys.exit(main())
