"""Notebooks are executed from the top, and leave no traces of a machine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from cyberstudy.narrate import LANGUAGE, PAGE
from cyberstudy.tables.problems import StudyProblem

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT_SECONDS = 600


def run_notebook(
    source: str,
    *,
    language: str = "en",
    notebook: str,
    page: str,
    survey: str | None = None,
    title: str = "",
) -> None:
    """Execute `source` from the top and write the executed notebook and a page for reading.

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
    StudyProblem
        What a cell asks for is not there.
    nbclient.exceptions.CellExecutionError
        A cell failed otherwise; the message shows which and why.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    from cyberstudy.narrate.page import about_survey, page_of

    document = nbformat.read(source, as_version=4)
    # Notebooks import the library as this process does; links start from where the page will lie.
    library = str(Path(__file__).parents[2])
    here = str(Path(page).parent.resolve())
    # No times in cells, and the kernel of this environment, whatever the source was saved with; it
    # is spoken to through files of this user, not through ports that others can listen at. Each
    # kernel has a folder of its own for them: two that run at once would hear each other.
    with TemporaryDirectory() as folder:
        client = NotebookClient(
            document,
            timeout=TIMEOUT_SECONDS,
            kernel_name="python3",
            config=Config(KernelManager={"transport": "ipc", "ip": str(Path(folder, "k"))}),
            record_timing=False,
            resources={"metadata": {"path": os.getcwd()}},
        )
        try:
            client.execute(env=os.environ | {"PYTHONPATH": library, PAGE: here, LANGUAGE: language})
        except CellExecutionError as problem:
            if problem.ename != StudyProblem.__name__:
                raise
            raise StudyProblem(f"{source}: {problem.evalue}") from None
    clean = _without_traces(document)
    nbformat.write(clean, notebook)
    about = about_survey(survey, title) if survey else ""
    Path(page).write_text(page_of(clean, about=about), encoding="utf-8")


def _without_traces(document: NotebookNode) -> NotebookNode:
    """Take away what differs between machines: paths, versions, ids; fold code up."""
    folded = document.metadata.get("study", {}).get("code") != "shown"
    document.metadata = {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        },
        "language_info": {"name": "python"},
    }
    here = re.compile(re.escape(os.getcwd()) + r"/?")
    for number, cell in enumerate(document.cells):
        cell.id = f"cell-{number:02d}"
        cell.metadata = {}
        if folded and cell.cell_type == "code":
            cell.metadata = {"jupyter": {"source_hidden": True}}
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("filename", None)
            if "text" in output:
                output.text = here.sub("", output.text)
    return document
