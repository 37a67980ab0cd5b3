"""Notebooks are executed from the top, and leave no traces of a machine."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cyberstudy.narrate import LANGUAGE, PAGE
from cyberstudy.tables.problems import StudyProblem

if TYPE_CHECKING:
    from nbformat import NotebookNode

TIMEOUT_SECONDS = 600
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # of tracebacks on a terminal


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
    RuntimeError
        A cell failed otherwise; the message shows which and why.
    """
    import nbformat

    from cyberstudy.narrate.page import about_survey, page_of

    document = nbformat.read(source, as_version=4)
    # Links start from where the page will lie.
    told = {PAGE: str(Path(page).parent.resolve()), LANGUAGE: language}
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        _run_cells(document, source)
    finally:
        os.environ.update({name: value for name, value in before.items() if value is not None})
        for name in (name for name, value in before.items() if value is None):
            del os.environ[name]
    clean = _without_traces(document)
    nbformat.write(clean, notebook)
    about = about_survey(survey, title) if survey else ""
    Path(page).write_text(page_of(clean, about=about), encoding="utf-8")


def _run_cells(document: NotebookNode, source: str) -> None:
    """Run all code in this process, as the kernel does that a reader's notebook speaks to.

    A kernel in a process of its own would import once more what this one has imported.
    """
    # The debugger, which no cell is run in, warns of modules that it cannot look into.
    os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    from ipykernel.inprocess.manager import InProcessKernelManager
    from traitlets.config import Config

    manager = InProcessKernelManager(config=Config({"HistoryManager": {"enabled": False}}))
    manager.start_kernel()
    kernel: Any = manager.kernel
    client = manager.client()
    client.start_channels()
    signal.signal(signal.SIGALRM, _too_long)
    try:
        for number, cell in enumerate(document.cells, start=1):
            if cell.cell_type == "code":
                signal.alarm(TIMEOUT_SECONDS)
                client.execute(cell.source)
                signal.alarm(0)
                cell.outputs = _outputs(client.iopub_channel, cell)
            for output in cell.get("outputs", []):
                if output.output_type == "error" and output.ename == StudyProblem.__name__:
                    raise StudyProblem(f"{source}: {output.evalue}")
                if output.output_type == "error":
                    lines = "\n".join(output.traceback)
                    raise RuntimeError(f"{source}, cell {number}: {_COLOURS.sub('', lines)}")
    finally:
        signal.alarm(0)
        kernel.iopub_thread.stop()
        type(kernel.shell).clear_instance()


def _too_long(number: int, frame: object) -> None:
    raise TimeoutError(f"this cell took more than {TIMEOUT_SECONDS} s")


def _outputs(channel: Any, cell: NotebookNode) -> list[NotebookNode]:
    """Read what a kernel says until it has nothing left to do; texts that follow are one."""
    from nbformat.v4 import output_from_msg

    found: list[NotebookNode] = []
    while (message := channel.get_msg())["content"].get("execution_state") != "idle":
        kind = message["msg_type"]
        if kind == "execute_input":
            cell.execution_count = message["content"]["execution_count"]
        elif kind != "status":
            output = output_from_msg(message)
            alike = found and output.output_type == found[-1].output_type == "stream"
            if alike and output.name == found[-1].name:
                found[-1].text += output.text
            else:
                found.append(output)
    return found


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
