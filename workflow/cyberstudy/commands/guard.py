"""Keep answers that were given in confidence out of git: what a commit must not hold.

Used as a pre-commit check (``.githooks/pre-commit``): ``python -m cyberstudy.verify.guard``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from cyberstudy.declare.holdings import CONFIDENTIAL, MANIFEST, RAW
from cyberstudy.tables.problems import listed
from cyberstudy.tables.storage import read_text_table, sha256_of

#: Formats of exports; such a file may be committed only where the manifest declares it.
EXPORTS = (
    ".csv",
    ".txt",
    ".tsv",
    ".xlsx",
    ".xls",
    ".xlsm",
    ".sav",
    ".zsav",
    ".dta",
    ".lsa",
    ".zip",
)


def refused(paths: Sequence[str], root: Path) -> list[str]:
    """Say of each of `paths` that may not be committed why not.

    Parameters
    ----------
    paths
        Files that are about to be committed, from `root`.
    """
    declared = set(read_text_table(root / RAW / MANIFEST)["file"])
    secret = _registered(root)
    found = []
    for path in paths:
        file = root / path
        if path.startswith(f"{CONFIDENTIAL}/"):
            found.append(f"{path}: lies in {CONFIDENTIAL}")
        elif file.is_file() and secret and sha256_of(file) in secret:
            found.append(f"{path}: is a copy of a registered confidential file")
        elif _is_undeclared_export(path, declared):
            found.append(f"{path}: an export that {RAW}/{MANIFEST} does not declare")
    return found


def _is_undeclared_export(path: str, declared: set[str]) -> bool:
    inside = path.removeprefix(f"{RAW}/")
    is_export = Path(path).suffix.lower() in EXPORTS and path.startswith(f"{RAW}/")
    return is_export and "/" in inside and inside not in declared


def _registered(root: Path) -> set[str]:
    manifests = (root / CONFIDENTIAL).glob(f"*/{MANIFEST}")
    return {digest for manifest in manifests for digest in read_text_table(manifest)["sha256"]}


def main() -> int:
    """Check what is staged; the exit code is git's answer."""
    root = Path(_git("rev-parse", "--show-toplevel")[0])
    staged = _git("diff", "--cached", "--name-only", "--diff-filter=ACMR")
    if problems := refused(staged, root):
        print(f"This commit is refused:{listed(problems)}", file=sys.stderr)
        return 1
    return 0


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    sys.exit(main())
