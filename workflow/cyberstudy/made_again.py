"""What is to leave of a confidential survey, made once more by a process that opens nothing else.

So whatever a person, or a wrong path, wrote into an exhibit can be told by its bytes.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from cyberstudy.jobs import enter_fence
from surveyanswers.tables.problems import SurveyError

#: The inputs of a release that exhibits and notebooks are made of; no others are opened.
SHOWN = ("declared", "tables", "report", "notebooks", "drawn")


@contextmanager
def made_again() -> Iterator[str]:
    """Draw and narrate again, and translate the form, in a child of the job behind the fence.

    To be entered before `this_job`: by then threads may run, which would stay outside.

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
        child = get_context("fork").Process(target=_make, args=(job, folder))
        child.start()
        child.join()
        if child.exitcode:
            sys.exit(f"{job.rule}: what is to leave could not be made again")
        yield folder


def _make(job: Any, folder: str) -> None:
    """Enter the fence, and make what a release shows, into a folder."""
    logging.disable()  # what there is to warn of was logged when it was made first
    named = (job.input.get(name) for name in SHOWN)
    read = [path for paths in named for path in ([paths] if isinstance(paths, str) else paths)]
    as_job = SimpleNamespace(input=read, output=[folder], params=job.params)
    try:
        enter_fence(as_job, [], job.params.opens, draws=True)
        _show(job, folder)
    except SurveyError as problem:
        sys.exit(str(problem))


def _show(job: Any, folder: str) -> None:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.draw.batch import draw_exhibits
    from cyberstudy.narrate.execution import run_notebooks
    from surveyanswers.instrument.xlsform import to_xform

    survey = Survey.of(job.input.declared)
    for language in (Path(drawn).name for drawn in job.input.drawn):
        draw_exhibits(
            job.input.tables,
            survey,
            printed=job.params.printed,
            language=language,
            report=job.input.report,
            publication=job.params.config["publication"],
            folder=f"{folder}/{language}",
        )
    run_notebooks(
        job.input.notebooks,
        language=job.params.language,
        survey=survey.name,
        title=survey.settings.title,
        folder=f"{folder}/narrate",
        records=f"{folder}/records.json",
    )
    for form in job.input.form:
        text = to_xform(survey.folder / "questionnaire")
        Path(folder, Path(form).name).write_text(text, encoding="utf-8")
