"""Which version of the study this is: `pyproject.toml` says it, and git knows the commit."""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[3] / "pyproject.toml"
#: What stands where a commit would: there is none, or the files are not those of it.
NO_HISTORY = "not known: the study's folder has no history of git"
CHANGED = "none: files differ from those of commit "


def version() -> str:
    """Return the version of the study."""
    project_version: str = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    return project_version


def commit_of(root: Path) -> str:
    """Return the commit whose files lie in a folder, or say why it is none."""
    commit = last_commit(root)
    if commit == NO_HISTORY:
        return NO_HISTORY
    return CHANGED + commit if _git(root, "status", "--porcelain") else commit


def last_commit(root: Path) -> str:
    """Return the commit that a folder's files are of, or come from.

    A folder that lies within somebody else's repository has no history of its own.
    """
    try:
        within, commit = _git(root, "rev-parse", "--show-prefix", "HEAD").splitlines()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return NO_HISTORY
    return NO_HISTORY if within else commit


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
