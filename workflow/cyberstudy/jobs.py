"""What every job does first and last: it checks what it is made of, and seals what it wrote.

Also where it speaks: its log file, and the screen for what a person has to mend.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Protocol

from cyberstudy.tables import checksums
from cyberstudy.tables.problems import StudyProblem


class Job(Protocol):
    """What a script is given, as far as all jobs are alike: names of files and folders."""

    input: Iterable[str]
    output: Iterable[str]
    log: Sequence[str]


def begin(job: Job) -> None:
    """Send this process's log records to the job's log, and refuse damaged inputs.

    Log lines carry no time and no machine name, so that two runs leave the same log. A
    StudyProblem is shown without its traceback.
    """
    logging.basicConfig(
        filename=job.log[0],
        filemode="w",
        level=logging.INFO,
        format="%(levelname)s %(message)s",
        force=True,
    )
    logging.captureWarnings(True)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # tells of every glyph in a PDF
    sys.excepthook = _explain
    for output in filter(checksums.is_result, job.output):
        checksums.unseal(output)
    checksums.check(job.input)


def finish(job: Job) -> None:
    """Write down the checksums of all that the job wrote."""
    for output in filter(checksums.is_result, job.output):
        checksums.seal(output)


def _explain(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    if isinstance(problem, StudyProblem):
        logging.getLogger("cyberstudy").error("%s", problem)
        print(f"\n{problem}\n", file=sys.stderr)
    else:
        logging.getLogger("cyberstudy").error("unexpected", exc_info=(kind, problem, trace))
        sys.__excepthook__(kind, problem, trace)
