"""What every job does first and last: it checks what it is made of, and seals what it wrote.

Also where it speaks: its log file, and the screen for what a person has to correct.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
import sysconfig
import tempfile
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any

from cyberstudy import fence
from surveyanswers.tables import checksums
from surveyanswers.tables.problems import SurveyError

#: The folder of a fenced job's own for what libraries write for a while.
SCRATCH = ".scratch"
#: How the line of a log begins that names the kernels.
COMPUTED = "computed with "


@contextmanager
def this_job(*, opens: Sequence[str] | None = None, draws: bool = False) -> Iterator[Any]:
    """Run what a script does as the job that Snakemake gives it: inputs checked, outputs sealed.

    Log records of this process go to the job's log. Log lines carry no time and no machine name, so
    that two runs leave the same log. A SurveyError is shown by its message alone; of what
    nobody foresaw the screen shows what and where, the log the whole traceback.

    Parameters
    ----------
    opens
        Of a job that runs what analysts wrote: what it may open besides its inputs, as patterns.
        It does so behind the fence, so the script imports what it needs afterwards.
    draws
        Whether it draws, and is given no answers.
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
    written = [output for output in job.output if checksums.is_result(output)]
    for output in written:
        checksums.unseal(output)
    scratch = None if opens is None else enter_fence(job, written, opens, draws=draws)
    checksums.check(job.input)
    collect_rarely()
    yield job
    if kernel_names := kernels():
        logging.info("%s%s", COMPUTED, kernel_names)
    gc.freeze()  # nor through all that is there when the process ends, a tenth of a second at least
    if scratch:
        shutil.rmtree(scratch, ignore_errors=True)
    for output in written:
        checksums.seal(output)


def enter_fence(
    job: Any, written: Iterable[str], opens: Iterable[str], *, draws: bool = False
) -> Path | None:
    """Enter the fence with this process; return its folder for temporary files.

    Raises
    ------
    SurveyError
        There is no fence on this system, and the job cannot do without (`params.needs_fence`).
    """
    if not fence.version():
        if job.params.get("needs_fence"):
            raise SurveyError(f"{fence.LACKING}, so this is not run")
        return None
    outputs = [Path(name) for name in job.output]
    folders = [path for path in outputs if not path.suffix]
    files = [checksums.list_of(output) for output in written] + [p for p in outputs if p.suffix]
    scratch = folders[0] / SCRATCH
    for folder in (*folders, scratch):
        folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    matching_files = [path.as_posix() for pattern in opens for path in Path().glob(pattern)]
    read = [*job.input, *matching_files]
    lists = [checksums.list_of(path) for path in read if checksums.is_result(path)]
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(dict.fromkeys(("TMPDIR", "JOBLIB_TEMP_FOLDER", "IPYTHONDIR"), str(scratch)))
    tempfile.tempdir = None  # whoever asked before may have been told another
    fence.enter(
        map(str, ("config", sys.argv[0], *read, *lists)),
        map(str, (*folders, *files)),
        draws=draws,
    )
    return scratch


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

    loaded = (library for library in threadpool_info() if library["user_api"] == "blas")
    blas = {f"{library['internal_api']} {library.get('architecture', '')}" for library in loaded}
    feature_names = [name for name, supported in features.items() if supported]
    return f"{', '.join(sorted(blas))}; numpy with {' '.join(feature_names)}"


@cache
def collect_rarely() -> None:
    """Collect garbage rarely, and never what has been imported, which stays to the end.

    Once a process: what is there later may be garbage.
    """
    gc.freeze()
    gc.set_threshold(50_000)


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
    explanation = str(problem) if isinstance(problem, SurveyError) else ""
    report = explanation or f"{kind.__name__}: {problem}"
    report += fence.hint(report)
    where = "" if explanation else f"  {_place(job, trace)}\n  The whole traceback: {job.log[0]}\n"
    print(f"\n{report}\n{where}", file=sys.stderr)
    with suppress(OSError):  # the log may lie on a full disk, too
        log.error("%s", report, exc_info=None if explanation else (kind, problem, trace))


def _place(job: Any, trace: TracebackType | None) -> str:
    """Name the last line of the study's own code, or of an analyst's, that a traceback comes by."""
    others = (sysconfig.get_path("stdlib"), *map(sysconfig.get_path, ("purelib", "platlib")), "<")
    frames = [f for f in traceback.extract_tb(trace) if not f.filename.startswith(others)]
    if not frames or ".snakemake" in Path(frames[-1].filename).parts:
        # What runs is a copy of the script, with lines of Snakemake's own in front.
        return f"in the script {job.rule}.py: {frames[-1].line if frames else ''}"
    return f"in {os.path.relpath(frames[-1].filename)}, line {frames[-1].lineno}: {frames[-1].line}"
