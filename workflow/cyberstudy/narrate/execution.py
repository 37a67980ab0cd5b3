"""Notebooks are executed from the top, and leave no traces of a machine."""

from __future__ import annotations

import logging
import os
import re
import signal
import warnings
from collections.abc import Sequence
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyberstudy.narrate import LANGUAGE, PAGE
from cyberstudy.narrate.recorded import RECORDER, Recorder
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import write_json

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT_SECONDS = 600


def run_notebooks(
    sources: Sequence[str], *, language: str, survey: str, title: str, folder: str, records: str
) -> None:
    """Execute all notebooks of a survey.

    Parameters
    ----------
    sources
        The notebooks in git, without outputs.
    language, survey, title
        As for `run_notebook`.
    folder
        Gets an executed notebook and a page for reading of each.
    records
        JSON file for what each cell printed: its text, the cells of its numbers, and its tables.

    Raises
    ------
    SurveyError
        Some could not be run; all others were.
    """
    log = logging.getLogger("cyberstudy")
    Path(folder).mkdir(parents=True, exist_ok=True)
    failures, printed = [], {}
    for number, source in enumerate(sources, start=1):
        target = Path(folder, Path(source).stem)
        log.info("%s, %s of %s", target.name, number, len(sources))
        notebook, page = (f"{target}.{ending}" for ending in ("ipynb", "html"))
        try:
            printed[target.name] = run_notebook(
                source, language=language, notebook=notebook, page=page, survey=survey, title=title
            )
        except (SurveyError, RuntimeError) as problem:
            failures.append(str(problem))
    write_json(printed, records)
    if failures:
        raise SurveyError(
            f"{survey}: {len(failures)} of {len(sources)} notebooks could not be run."
            f"{listed(failures)}"
        )


def run_notebook(
    source: str,
    *,
    language: str = "en",
    notebook: str,
    page: str,
    survey: str | None = None,
    title: str = "",
) -> list[dict[str, Any]]:
    """Execute `source` from the top and write the executed notebook and a page for reading.

    What each cell of code printed is returned, as `Recorder.record` does.

    Parameters
    ----------
    source
        The notebook in git, without outputs.
    language
        Of the exhibits in it.
    notebook, page
        Where the executed notebook and its HTML go.
    survey, title
        Whose results it reads, for the head of the page, and what it is called.

    Raises
    ------
    SurveyError
        What a cell asks for is not there.
    RuntimeError
        A cell failed otherwise; the message shows which and why.
    """
    import nbformat

    from cyberstudy.narrate.page import about_survey, page_of

    document = nbformat.read(source, as_version=4)
    variables = {PAGE: str(Path(page).parent.resolve()), LANGUAGE: language}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        printed = _run_cells(document, source)
    finally:
        os.environ.update({name: value for name, value in before.items() if value is not None})
        for name in (name for name, value in before.items() if value is None):
            del os.environ[name]
    clean = _without_traces(document)
    nbformat.write(clean, notebook)
    about = about_survey(survey, title) if survey else ""
    Path(page).write_text(page_of(clean, about=about), encoding="utf-8")
    return printed


def _run_cells(document: NotebookNode, source: str) -> list[dict[str, Any]]:
    """Run all code in this process: another would import once more what this one has imported.

    What a notebook sets of warnings and of how tables are shown, or where it went, is not the next
    one's; a warning that another had is given again.
    """
    import polars as pl

    from cyberstudy.narrate.shell import CellShell

    shell, recorder, printed = CellShell.begun(), Recorder(), []
    folder = re.compile(re.escape(os.getcwd()) + r"/?")  # differs between machines
    signal.signal(signal.SIGALRM, _too_long)
    with warnings.catch_warnings(), pl.Config(), chdir("."), ExitStack() as last:
        last.callback(CellShell.clear_instance)
        last.callback(signal.alarm, 0)
        last.callback(RECORDER.reset, RECORDER.set(recorder))
        for number, cell in enumerate(document.cells, start=1):
            if cell.cell_type != "code":
                continue
            signal.alarm(TIMEOUT_SECONDS)
            failure = shell.executed(cell)
            signal.alarm(0)
            if failure and failure[0] == SurveyError.__name__:
                raise SurveyError(f"{source}: {failure[1]}")
            if failure:
                lines = "\n".join(failure[2])
                raise RuntimeError(f"{source}, cell {number}: {lines}")
            for output in cell.outputs:
                if "text" in output:
                    output.text = folder.sub("", output.text)
            printed.append({"cell": number, **recorder.record(cell)})
    return printed


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(f"this cell took more than {TIMEOUT_SECONDS} s")


def _without_traces(document: NotebookNode) -> NotebookNode:
    """Take away what differs between machines: versions, ids; fold code up."""
    folded = document.metadata.get("study", {}).get("code") != "shown"
    document.metadata = {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        },
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(document.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        if folded and cell.cell_type == "code":
            cell.metadata = {"jupyter": {"source_hidden": True}}
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("filename", None)
    return document
