"""What every job does first and last: it checks what it is made of, and seals what it wrote.

Also where it speaks: its log file, and the screen for what a person has to correct.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any

from cyberstudy.tables import checksums
from cyberstudy.tables.disk import disk_full
from cyberstudy.tables.problems import StudyProblem

#: Where this variable is set, each job writes beside its log what of the repository it rested on:
#: the modules that it loaded and the files that it opened (`commands.paths` counts their lines).
RECORDING = "STUDY_RECORD_PATHS"
#: How the line of a log begins that names the kernels.
COMPUTED = "computed with "


@contextmanager
def this_job() -> Iterator[Any]:
    """Run what a script does as the job that Snakemake gives it: inputs checked, outputs sealed.

    Log records of this process go to the job's log. Log lines carry no time and no machine name, so
    that two runs leave the same log. A StudyProblem and a full disk are shown by their message
    alone; of what nobody foresaw the screen shows what and where, the log the whole traceback.
    """
    job = vars(sys.modules["__main__"])["snakemake"]
    sys.excepthook = partial(_explain, job)
    logging.basicConfig(
        handlers=[_LogFile(job.log[0], mode="w")],
        level=logging.INFO,
        format="%(levelname)s %(message)s",
        force=True,
    )
    logging.captureWarnings(True)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # logs every glyph in a PDF
    opened: set[str] = set()
    if RECORDING in os.environ:
        sys.addaudithook(
            lambda event, said: opened.update({str(said[0])} if event == "open" else ())
        )
    written = [output for output in job.output if checksums.is_result(output)]
    for output in written:
        checksums.unseal(output)
    checksums.check(job.input)
    collect_rarely()
    yield job
    if said := kernels():
        logging.info("%s%s", COMPUTED, said)
    gc.freeze()  # nor through all that is there when the process ends, a tenth of a second at least
    for output in written:
        checksums.seal(output)
    if RECORDING in os.environ:
        _record(job, opened)


def kernels() -> str:
    """Return the kernels that OpenBLAS and numpy chose for this processor; "" if none is loaded.

    Logs name them: results are the same bytes on every processor, and so can't.
    """
    if "numpy" not in sys.modules:
        return ""
    from numpy._core._multiarray_umath import (  # type: ignore[import-not-found]
        __cpu_features__ as features,
    )
    from threadpoolctl import threadpool_info

    loaded = (each for each in threadpool_info() if each["user_api"] == "blas")
    blas = {f"{each['internal_api']} {each.get('architecture', '')}" for each in loaded}
    found = [name for name, there in features.items() if there]
    return f"{', '.join(sorted(blas))}; numpy with {' '.join(found)}"


@cache
def collect_rarely() -> None:
    """Let what has been imported be, which stays to the end, and look for garbage rarely.

    Once a process: what is there later may be garbage.
    """
    gc.freeze()
    gc.set_threshold(50_000)


def _record(job: Any, opened: Iterable[str]) -> None:
    """Write what a job was given, what it made, and which files of study and library it took."""
    places = (os.getcwd(), str(Path(__file__).parents[2]))
    loaded = [str(getattr(module, "__file__", "")) for module in [*sys.modules.values()]]
    files = {os.path.abspath(file) for file in (*loaded, *opened) if Path(file).is_file()}
    own = (file for file in files if file.startswith(places) and "site-packages" not in file)
    record = {
        "rule": job.rule,
        "input": sorted({*job.input}),
        "output": sorted({*job.output}),
        "files": sorted(map(os.path.relpath, own)),
    }
    Path(f"{job.log[0]}.json").write_text(json.dumps(record, indent=1), encoding="utf-8")


class _LogFile(logging.FileHandler):
    """A log file whose lines are written, or the job ends: none is passed over on a full disk."""

    def handleError(self, record: logging.LogRecord) -> None:
        problem = sys.exception()
        if isinstance(problem, OSError):
            problem.filename = os.path.relpath(self.baseFilename)
        raise


def _explain(
    job: Any, kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    log = logging.getLogger("cyberstudy")
    told = str(problem) if isinstance(problem, StudyProblem) else ""
    known = "\n".join(filter(None, (told, disk_full(problem, [*job.output, *job.log]))))
    said = known or f"{kind.__name__}: {problem}"
    where = "" if known else f"  {_place(job, trace)}\n  The whole traceback: {job.log[0]}\n"
    print(f"\n{said}\n{where}", file=sys.stderr)
    with suppress(OSError):  # the log may lie on a full disk, too
        log.error("%s", said, exc_info=None if known else (kind, problem, trace))


def _place(job: Any, trace: TracebackType | None) -> str:
    """Name the last line of the study's own code, or of an analyst's, that a traceback comes by."""
    others = (sysconfig.get_path("stdlib"), *map(sysconfig.get_path, ("purelib", "platlib")), "<")
    own = [f for f in traceback.extract_tb(trace) if not f.filename.startswith(others)]
    if not own or ".snakemake" in Path(own[-1].filename).parts:
        # What runs is a copy of the script, with lines of Snakemake's own in front.
        return f"in the script {job.rule}.py: {own[-1].line if own else ''}"
    return f"in {os.path.relpath(own[-1].filename)}, line {own[-1].lineno}: {own[-1].line}"
