"""Keep answers that were given in confidence out of git: what a commit must not hold.

Used as a pre-commit check (``.githooks/pre-commit``): ``python -m cyberstudy.commands.guard``.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from cyberstudy.declare.holdings import CONFIDENTIAL, MANIFEST, RAW
from cyberstudy.tables.problems import listed
from cyberstudy.tables.storage import read_text_table

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


def refused(staged: Mapping[str, str], root: Path) -> list[str]:
    """Say of each file that may not be committed why not.

    Parameters
    ----------
    staged
        Files that are about to be committed, from `root` -> sha256 of what would be committed,
        which need not be what lies in the folder.
    """
    manifests = [root / RAW / MANIFEST, *(root / RAW).glob(f"*/{MANIFEST}")]
    declared = {file for each in manifests for file in read_text_table(each, ("file",))["file"]}
    secret = _registered(root)
    found = []
    for path, digest in staged.items():
        if path.startswith(f"{CONFIDENTIAL}/"):
            found.append(f"{path}: lies in {CONFIDENTIAL}")
        elif _is_of_a_confidential_survey(path, root):
            found.append(f"{path}: of a survey that nobody has declared public")
        elif digest in secret:
            found.append(f"{path}: is a copy of a registered confidential file")
        elif _is_undeclared_export(path, declared):
            found.append(f"{path}: an export that no {MANIFEST} in {RAW} declares")
    return found


def _is_undeclared_export(path: str, declared: set[str]) -> bool:
    inside = path.removeprefix(f"{RAW}/")
    is_export = Path(path).suffix.lower() in EXPORTS and path.startswith(f"{RAW}/")
    is_list = Path(path).name == MANIFEST
    return is_export and "/" in inside and inside not in declared and not is_list


def _is_of_a_confidential_survey(path: str, root: Path) -> bool:
    """Whether `make survey` wrote it of answers that count as confidential: git ignores those."""
    parts = Path(path).parts
    if parts[0] == "notebooks":
        return parts[-1].startswith("confidential_")
    return parts[:2] == ("config", "surveys") and (root / Path(*parts[:3]) / ".gitignore").is_file()


def _registered(root: Path) -> set[str]:
    manifests = (root / CONFIDENTIAL).glob(f"*/{MANIFEST}")
    return {digest for each in manifests for digest in read_text_table(each, ("sha256",))["sha256"]}


def main() -> int:
    """Check what is staged; the exit code is git's answer."""
    root = Path(_git("rev-parse", "--show-toplevel").decode().rstrip("\n"))
    # Ended by NUL, names are as they are; else git puts marks around some, which match nothing.
    names = _git("diff", "--cached", "--name-only", "--diff-filter=ACMR", "-z").decode()
    paths = [path for path in names.split("\0") if path]
    staged = {path: hashlib.sha256(_git("show", f":{path}")).hexdigest() for path in paths}
    if problems := refused(staged, root):
        print(f"This commit is refused:{listed(problems)}", file=sys.stderr)
        return 1
    return 0


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
