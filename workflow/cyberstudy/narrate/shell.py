"""IPython in this process, without a kernel: what cells show is kept as a notebook's outputs.

A kernel, even one in this process, takes a quarter of a second to import what speaks with clients
and debuggers, and sends each message by way of a thread.
"""

from __future__ import annotations

from base64 import b64encode
from contextlib import redirect_stderr, redirect_stdout
from io import TextIOBase
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, from_dict
from traitlets import Type
from traitlets.config import Config


class _Shown(DisplayPublisher):
    """What a cell displays."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        self.shell.keep("display_data", data, metadata)


class _Result(DisplayHook):
    """What a cell's last expression gives."""

    shell: Any

    def write_output_prompt(self) -> None:
        """Write none: the output has its number."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        count = self.shell.count
        self.shell.keep("execute_result", format_dict, md_dict, execution_count=count)


class _Stream(TextIOBase):
    """What a cell prints; texts that follow one another are one."""

    def __init__(self, name: str, outputs: list[NotebookNode]) -> None:
        self.name, self.outputs = name, outputs

    def write(self, text: str) -> int:
        if text and not (self.outputs and self.outputs[-1].get("name") == self.name):
            kind = {"output_type": "stream", "name": self.name, "text": ""}
            self.outputs.append(from_dict(kind))
        if text:
            self.outputs[-1].text += text
        return len(text)


class CellShell(InteractiveShell):
    """Runs cells one after another; of one that fails it keeps what happened."""

    display_pub_class = Type(_Shown)
    displayhook_class = Type(_Result)

    @classmethod
    def begun(cls) -> CellShell:
        """Begin as a notebook does: nothing is remembered of others."""
        colours = {"InteractiveShell": {"colors": "nocolor"}}
        return cls.instance(config=Config({"HistoryManager": {"enabled": False}, **colours}))

    def executed(self, cell: NotebookNode) -> tuple[str, str, list[str]] | None:
        """Run a cell and set its outputs; return name, text and traceback of what went wrong."""
        self.outputs: list[NotebookNode] = []
        self.failure: tuple[str, str, list[str]] | None = None
        self.count = cell.execution_count = self.execution_count
        streams = (_Stream(name, self.outputs) for name in ("stdout", "stderr"))
        with redirect_stdout(next(streams)), redirect_stderr(next(streams)):
            self.run_cell(cell.source, store_history=True)
        cell.outputs = self.outputs
        return self.failure

    def keep(self, kind: str, data: Any, metadata: Any, **more: int) -> None:
        """Keep what is shown; pictures, which are bytes, as text."""
        texts = {
            form: b64encode(shown).decode() if isinstance(shown, bytes) else shown
            for form, shown in data.items()
        }
        output = {"output_type": kind, "data": texts, "metadata": metadata or {}, **more}
        self.outputs.append(from_dict(output))

    def _showtraceback(self, etype: type[BaseException], evalue: Any, stb: list[str]) -> None:
        self.failure = etype.__name__, str(evalue), stb
