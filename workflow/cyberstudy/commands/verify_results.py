"""Compare all results with the checksums that the run wrote, at any time; nothing is changed.

``make verify`` runs it in the study's folder. It tells that nobody touched a run, not that it can
be had again: that is ``make reproduce``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from cyberstudy.declare.data_access import CONFIDENTIAL, RAW
from cyberstudy.tables.answers import Receipt
from cyberstudy.tables.checksums import (
    CHECKSUMS,
    MEND,
    RESULTS,
    altered_since,
    damaged,
    sealed,
    unfinished,
    unlisted,
)
from cyberstudy.tables.kept import ALL_KEPT, Kept
from cyberstudy.tables.problems import listed
from cyberstudy.tables.storage import read_table

SHOWN = 100


def main() -> int:
    """Say what is not what the run wrote; 1 if there is anything, or nothing to compare."""
    root = Path()
    results = sealed(root)
    if not results:
        print("There are no checksums in results/: run `make study` first.", file=sys.stderr)
        return 1
    found = differing_results(root)
    if half := unfinished(root):
        print(f"Left out, since a run is making them or was stopped: {', '.join(sorted(half))}.")
    if found:
        print(
            f"Not what the run wrote:{listed(found, shown=SHOWN)}\n{MEND}\n"
            f"What no job wrote stays until it is taken away; of what was taken away on purpose, "
            f"take away the checksums too ({RESULTS}/{CHECKSUMS}).",
            file=sys.stderr,
        )
        return 1
    print(f"All {len(results)} results are, byte for byte, what the run wrote.")
    return 0


def differing_results(root: Path) -> list[str]:
    """Say of each file in the results' folder, and of raw files, how it is not what it was."""
    differs = damaged(root)
    return [
        *chain.from_iterable(differs.values()),
        *chain.from_iterable(verified_before(root, but=differs).values()),
        *(f"{file}: no job wrote it, or its checksums are gone" for file in unlisted(root)),
        *(
            f"{written.parent}: is kept for the next time, damaged; then it is made again"
            for written in sorted(root.glob(ALL_KEPT))
            if not Kept(written.parent).intact
        ),
    ]


def verified_before(root: Path, *, but: Iterable[str] = ()) -> dict[str, list[str]]:
    """Say of each receipt which of its raw files are others by now; not of those in `but`."""
    places = (root / CONFIDENTIAL, root / RAW)
    found = {}
    for receipt in {*sealed(root)} - {*but, *unfinished(root)}:
        if Path(receipt).match("verify/receipt.csv"):
            found[receipt] = altered_since(read_table(str(root / receipt), Receipt), places)
    return {receipt: said for receipt, said in sorted(found.items()) if said}


if __name__ == "__main__":
    sys.exit(main())
