"""A full disk: told from other problems, whatever a library made of it, with the file it met."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import gettempdir

FULL = (errno.ENOSPC, errno.EDQUOT)
#: The same in words: libraries hand on what the system says, and not always its number.
SAYS_FULL = re.compile("|".join(map(os.strerror, FULL)))
#: With less room than this, in bytes, nothing of ours can be written.
LITTLE = 64 * 1024


def disk_full(problem: BaseException, outputs: Iterable[str | Path]) -> str | None:
    """Return the message that the disk is full, with the file, if that caused a problem.

    Parameters
    ----------
    problem
        What was raised, by us or by a library.
    outputs
        Files and folders that were being written, whether or not they are there.

    Returns
    -------
    str or None
        What to tell a person; none where the problem is another one.
    """
    places = [Path(output) for output in outputs]
    behind = [error for error in _behind(problem) if _says_full(error)]
    if not behind and _free(places) > LITTLE:
        return None
    names = (
        getattr(error, "filename2", None) or getattr(error, "filename", None) for error in behind
    )
    file = next(filter(None, names), None)
    # Assume: if results have room and the folder of temporary files has none, that one is full.
    scratch = Path(os.environ.get("TMPDIR") or gettempdir())
    if not file and scratch.is_dir() and _free(places) > LITTLE >= _free([scratch / "x"]):
        places, file = [scratch / "x"], f"a temporary file in {scratch} (TMPDIR)"
    elif file:
        places = [Path(os.path.abspath(file))]
    path = file or _last_written(places) or ", ".join(map(str, places))
    # Some writers say no more than that they failed.
    why = "" if behind else f" ({type(problem).__name__}: {problem})"
    return (
        f"The disk is full: {path} could not be written{why}; {_free(places) // 1024} kB are left. "
        "Make room, then give the same command again: what is done stays done."
    )


def _free(places: Iterable[Path]) -> int:
    """Return how many bytes are left on the disk of the first of some files that has a folder."""
    folders = (folder for place in places for folder in place.parents if folder.is_dir())
    return shutil.disk_usage(next(folders, Path())).free


def _behind(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__ or problem.__context__


def _says_full(problem: BaseException) -> bool:
    return getattr(problem, "errno", None) in FULL or bool(SAYS_FULL.search(str(problem)))


def _last_written(places: list[Path]) -> Path | None:
    """Return the file that was written last: a full disk stops what is written at that moment."""
    inside = [file for place in places for file in (place, *place.rglob("*")) if file.is_file()]
    beside = [file for place in places for file in place.parent.rglob("*") if file.is_file()]
    return max(inside or beside, key=_written, default=None)


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:  # another job took it away meanwhile
        return 0
