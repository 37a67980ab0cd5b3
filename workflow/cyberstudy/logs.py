"""Where a step speaks: its log file, and the screen for what a person has to mend."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from cyberstudy.tables.problems import StudyProblem


def log_to(path: str) -> logging.Logger:
    """Send this process's log records to `path`, and show a StudyProblem without its traceback.

    Log lines carry no time and no machine name, so that two runs leave the same log.
    """
    logging.basicConfig(
        filename=path,
        filemode="w",
        level=logging.INFO,
        format="%(levelname)s %(message)s",
        force=True,
    )
    logging.captureWarnings(True)
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # tells of every glyph in a PDF
    sys.excepthook = _explain
    return logging.getLogger("cyberstudy")


def _explain(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    if isinstance(problem, StudyProblem):
        logging.getLogger("cyberstudy").error("%s", problem)
        print(f"\n{problem}\n", file=sys.stderr)
    else:
        logging.getLogger("cyberstudy").error("unexpected", exc_info=(kind, problem, trace))
        sys.__excepthook__(kind, problem, trace)
