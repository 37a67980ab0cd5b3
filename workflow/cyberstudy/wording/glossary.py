"""The glossary, which documentation and pages share."""

from __future__ import annotations

import re
from pathlib import Path

GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"
_TERM = re.compile(r"^\| (?!term \||-)(?P<term>[^|]+) \| (?P<meaning>.+) \|$", re.M)


def read_glossary(path: Path) -> list[tuple[str, str]]:
    """Read terms with what they mean from a table of Markdown, without its marks."""
    text = path.read_text(encoding="utf-8").replace("`", "")
    return [(match["term"], match["meaning"]) for match in _TERM.finditer(text)]
