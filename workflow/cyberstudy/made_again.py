"""What is to leave of a confidential survey, made once more by a process that opens nothing else.

So whatever a person, or a wrong path, wrote into an exhibit can be told by its bytes.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from cyberstudy.jobs import enter_fence
from surveyanswers.tables.problems import SurveyError


@contextmanager
def made_again(make: Callable[[Any, str], None], *, inputs: Sequence[str]) -> Iterator[str]:
    """Make something again in a child of a job, behind the fence.

    To be entered before `this_job`: by then threads may run, which would stay outside.

    Parameters
    ----------
    make
        Makes it, of the job and into a folder.
    inputs
        The names of those of the job's inputs that the child may open, and no others.

    Yields
    ------
    str
        The folder, for a while, as deep as that of a survey's results, so that links from within
        are the same; "" of a public survey.
    """
    job = vars(sys.modules["__main__"])["snakemake"]
    if not job.params.confidential:
        yield ""
        return
    with TemporaryDirectory(prefix="again-", dir=".snakemake") as folder:
        named = (job.input.get(name) for name in inputs)
        read = [path for paths in named for path in ([paths] if isinstance(paths, str) else paths)]
        as_job = SimpleNamespace(input=read, output=[folder], params=job.params)

        def work() -> None:
            logging.disable()  # what there is to warn of was logged when it was made first
            try:
                enter_fence(as_job, [], job.params.opens, draws=True)
                make(job, folder)
            except SurveyError as problem:
                sys.exit(str(problem))

        child = get_context("fork").Process(target=work)
        child.start()
        child.join()
        if child.exitcode:
            sys.exit(f"{job.rule}: what is to leave could not be made again")
        yield folder
