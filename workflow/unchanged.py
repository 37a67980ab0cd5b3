"""Has anything changed since it was looked at last? Asked by `make study` before Snakemake is.

Snakemake takes seconds to say that nothing is to be done. After a run that ended well, a stamp
keeps what the run rests on and what it made: of what people write the bytes, of all else size,
times and place on the disk. While the stamp holds, there is nothing to do; else Snakemake decides.
It is asked before there is any package, so only the standard library is used.
"""

from __future__ import annotations

import hashlib
import os
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path

#: What is remembered of one run for the next lies beside Snakemake's own records.
STAMP, BEGUN = (Path(".snakemake", name) for name in ("unchanged", "begun"))
WORKFLOW = os.path.relpath(os.path.dirname(os.path.abspath(__file__)))
#: What people write, and what the workflow is, which need not lie in the study's folder.
WRITTEN = (
    *("Snakefile", WORKFLOW, "profiles"),
    *("config", "notebooks", "docs", "data/raw/sources.yaml"),
    *("CITATION.cff", "environment.yml", "pyproject.toml", "requirements.lock"),
    *(".venv/built-from-lock", ".venv/pyvenv.cfg", ".venv/bin/python"),
)
#: Variables that Python and Snakemake go by, that choose kernels of linear algebra and arithmetic,
#: and that put other libraries in their place.
VARIABLES = ("PYTHON", "SNAKEMAKE", "OPENBLAS_CORETYPE", "NPY_", "GLIBC_TUNABLES", "LD_")
#: What a processor is called and can do, in /proc/cpuinfo; its speed is of the moment.
PROCESSOR = ("model name", "cpu family", "model", "flags", "Features", "CPU part")
#: What came in; files that are fetched come when a run is planned.
RECEIVED = ("data",)
#: What the run made, and Snakemake's records of it.
MADE = ("results", ".snakemake/metadata", ".snakemake/incomplete")
_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}
_LOGS = "results/logs"
#: Snakemake goes by the bytes of these, and a plan gives those that were edited the time of now.
_BY_BYTES, _LARGE = (".yaml", ".csv", ".ipynb", ".md"), 1_000_000


def state(*kinds: tuple[str, ...]) -> str:
    """Sum up all files and folders below the roots of some kinds, each kind in a line."""
    return "".join(f"{_sum_of(roots)}\n" for roots in kinds)


def _sum_of(roots: tuple[str, ...]) -> str:
    written, folders, sum_of = roots is WRITTEN, set[tuple[int, int]](), hashlib.sha256()
    if written:
        names = sorted(name for name in os.environ if name.startswith(VARIABLES))
        # What makes releases anew, which tell the commit that they were made with.
        commit = runpy.run_path(f"{WORKFLOW}/cyberstudy/declare/version.py")["last_commit"](Path())
        sum_of.update(f"{[(name, os.environ[name]) for name in names]} {commit}\n".encode())
        sum_of.update(processor().encode())
    for root in roots:
        for line in _lines(root, folders, by_bytes=written):
            sum_of.update(line.encode(errors="surrogateescape"))
    return sum_of.hexdigest()


def _lines(path: str, folders: set[tuple[int, int]], *, by_bytes: bool) -> Iterator[str]:
    try:
        at = os.stat(path)
    except OSError:
        yield f"{path} is not there\n"
        return
    if os.path.isdir(path):
        if (at.st_dev, at.st_ino) not in folders:  # links may lead round
            folders.add((at.st_dev, at.st_ino))
            # A folder that a job made has its time as an output; what came and went changes it.
            yield f"{path}/ {'' if by_bytes else at.st_mtime_ns}\n"
            inside = (
                f"{path}/{name}" for name in sorted(os.listdir(path)) if name not in _LEFT_OUT
            )
            for entry in inside:
                if entry != _LOGS:
                    yield from _lines(entry, folders, by_bytes=by_bytes)
    elif by_bytes and path.endswith(_BY_BYTES) and at.st_size <= _LARGE:
        with open(path, "rb") as stream:
            yield f"{path} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n"
    else:
        yield f"{path} {at.st_size} {at.st_mtime_ns} {at.st_ctime_ns} {at.st_ino}\n"


def processor() -> str:
    """Describe the processor, from which libraries choose their kernels."""
    lines = [os.uname().machine]
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            for line in stream:
                if not line.strip():  # the next core follows
                    break
                if line.partition("\t")[0].strip(" :") in PROCESSOR:
                    lines.append(line)
    except OSError:  # there is none but on Linux
        pass
    return "\n".join(lines)


def known(what: Path, now: str) -> bool:
    """Whether what was remembered last is still so."""
    return what.is_file() and what.read_text(encoding="utf-8") == now


def remember(what: Path, now: str) -> None:
    """Remember it for the next time."""
    what.parent.mkdir(exist_ok=True)
    what.write_text(now, encoding="utf-8")


def planned() -> None:
    """Note, when a run that `make study` began is planned, what had come in by then."""
    if BEGUN.is_file():
        with BEGUN.open("a", encoding="utf-8") as stream:
            stream.write(state(RECEIVED))


def ask(command: list[str]) -> None:
    """Print that there is nothing to do, or become `command`, which finds out what."""
    if known(STAMP, state(WRITTEN, RECEIVED, MADE)):
        print(
            "Nothing to do: what the study rests on and what it made are as the last run left "
            "them.\nOpen results/index.html in a browser."
        )
        return
    remember(BEGUN, state(WRITTEN))
    os.execv(command[0], command)


def keep() -> None:
    """Write the stamp after a run that ended well, unless something changed while it ran."""
    if known(BEGUN, begun := state(WRITTEN, RECEIVED)):
        remember(STAMP, begun + state(MADE))
    BEGUN.unlink(missing_ok=True)


if __name__ == "__main__":
    ask(sys.argv[1:]) if sys.argv[1:] else keep()
