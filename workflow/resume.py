"""One run at a time in a folder, and no lock that outlives its run.

Snakemake locks a folder with files, which a run that is killed leaves behind. Here each run also
holds a lock of the operating system (`flock`), which ends when its process ends, however it ends.
So the next run can tell a lock whose owner is gone, which it lifts, from one whose owner lives.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import platform
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psutil
from snakemake.exceptions import (
    ApiError,
)  # the one whose message stands alone, without lines of code
from snakemake.logging import logger
from snakemake.persistence import PersistenceBase
from snakemake.persistence.file import FilePersistence

BOOT = Path("/proc/sys/kernel/random/boot_id")  # where there is Linux


def lift_stale_locks() -> None:
    """Make runs of this process lift locks whose owners are gone.

    A dry run, ``--unlock``, ``--nolock`` and jobs take no lock in Snakemake, and so none here.
    """
    FilePersistence.lock = _lock
    # A line for Snakemake's log that a full disk does not take is no reason for a traceback: the
    # same line stands on the screen, and the system says what met the full disk.
    logging.raiseExceptions = False


def unmark(folders: Iterable[str]) -> None:
    """Take Snakemake's mark out of folders that people pass on; the folder keeps its time instead.

    Without the hidden file Snakemake looks at the time of the folder itself.
    """
    for mark in (Path(folder, ".snakemake_timestamp") for folder in folders):
        if mark.is_file():
            time_of_mark = mark.stat().st_mtime_ns
            mark.unlink()
            os.utime(mark.parent, ns=(time_of_mark, time_of_mark))


@contextmanager
def _lock(persistence: FilePersistence) -> Iterator[None]:
    cluster = not persistence.dag.workflow.local_exec
    with only_run(persistence.path, cluster), PersistenceBase.lock(persistence):
        yield


@contextmanager
def only_run(folder: Path, cluster: bool = False) -> Iterator[None]:
    """Be the only run in Snakemake's `folder`, after what a killed one has left there is gone.

    Parameters
    ----------
    folder
        Snakemake's own, ``.snakemake`` of the study.
    cluster
        Whether jobs of this run are given to a cluster, where they outlive it.

    Raises
    ------
    ApiError
        If another run lives, or nobody can tell from here whether it does.
    """
    with open(folder / "run.json", "a+") as stream:  # a file system of a network wants it writable
        if not _taken(stream):
            yield
            return
        _clear_up_after(_recorded(stream), folder)
        this_run = {"host": platform.node(), "process": os.getpid(), "boot": _boot()}
        _record(stream, this_run | {"cluster": cluster})
        try:
            yield
        finally:
            _record(stream, {})


def _taken(stream: IO[str]) -> bool:
    """Take the lock of the operating system, and say whether there is one on this file system."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        raise ApiError(
            f"Another run is at work in this folder{_named(_recorded(stream))}. "
            "Wait until it is over, or stop it; then give the same command again."
        ) from None
    except OSError:  # Snakemake's own lock stands alone then
        return False
    return True


def _clear_up_after(run: dict[str, Any], folder: Path) -> None:
    """Lift the lock of a killed run, when none of its jobs writes any more."""
    scripts = [path for path in (folder / "scripts").glob("*") if path.is_file()]
    locks = list((folder / "locks").glob("*.lock"))
    left = locks if run else []  # a lock without a record is another workflow's
    # Assume: where neither the boot nor the host's name is ours, the run may live elsewhere, on a
    # file system that does not tell one host of another's locks. Containers of one host share
    # its boot; a host that was started anew keeps its name.
    if left and run.get("boot") != _boot() and run.get("host") != platform.node():
        raise ApiError(
            f"The lock of this folder belongs to a run on another host{_named(run)}. If it is "
            "over, say `snakemake --unlock`, then give the same command again."
        )
    if left and run.get("cluster"):
        raise ApiError(
            f"A run was killed{_named(run)}, and jobs that it gave to a cluster may still be at "
            "work. When the queue has none of them any more (SLURM: squeue --me), say `snakemake "
            "--unlock`, then give the same command again."
        )
    _wait_for({script.name for script in scripts})
    if left:
        for path in (*scripts, *locks):
            path.unlink(missing_ok=True)
        logger.warning(f"A run was killed{_named(run)}: its lock is lifted, its work taken up.")


def _wait_for(scripts: set[str]) -> None:
    """Wait until no process runs one of these scripts; their names are unique."""
    warned = False
    while scripts and (jobs := [job for job in psutil.process_iter() if scripts & _ran(job)]):
        if not warned:
            numbers = ", ".join(str(job.pid) for job in jobs)
            logger.warning(f"Jobs of a killed run are at work; waiting for processes {numbers}.")
        warned = True
        time.sleep(1)


def _ran(process: psutil.Process) -> set[str]:
    """Return the names of files in the command line of a process."""
    try:
        return {Path(argument).name for argument in process.cmdline()}
    except psutil.Error:  # it is gone, or not ours to see
        return set()


def _boot() -> str:
    return BOOT.read_text().strip() if BOOT.exists() else ""


def _named(run: dict[str, Any]) -> str:
    return f" (process {run['process']} on {run['host']})" if run else ""


def _recorded(stream: IO[str]) -> dict[str, Any]:
    stream.seek(0)
    try:
        return json.loads(stream.read())
    except ValueError:  # nothing is there, or a run was killed or found the disk full at this line
        return {}


def _record(stream: IO[str], run: dict[str, Any]) -> None:
    stream.truncate(0)
    stream.write(json.dumps(run) if run else "")
    stream.flush()
    os.fsync(stream.fileno())  # before Snakemake's lock, so that a power cut leaves no lock alone
