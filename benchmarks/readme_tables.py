"""Tables in README.md that benchmarks write, each between the marks of its script."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

README = Path(__file__).with_name("README.md")
UNTIL = "<!-- until here -->"


def _around(script: str) -> tuple[str, str, str]:
    begin = f"<!-- {script} writes -->\n"
    before, mark, rest = README.read_text(encoding="utf-8").partition(begin)
    table, end, after = rest.partition(UNTIL)
    if not mark or not end:
        raise ValueError(f"{README.name} holds no table of {script}")
    return before + mark, table, end + after


def table_of(script: str) -> list[str]:
    """Read the lines that stand between a script's marks."""
    return _around(script)[1].splitlines()


def put_table(script: str, lines: Sequence[str]) -> None:
    """Put lines between a script's marks."""
    before, _, after = _around(script)
    README.write_text("".join([before, *(f"{line}\n" for line in lines), after]), encoding="utf-8")
