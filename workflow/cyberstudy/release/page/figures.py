"""A figure as a picture inside the page: its file, made small, in an address of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cyberstudy.tables.problems import StudyProblem

#: Prolog, notes and texts, none of which a picture in a page shows or reads out.
_UNSEEN = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->"
    r"|<(metadata|title|desc)\b[^>]*>.*?</\1>",
    re.S,
)
_BOX = re.compile(r"""viewBox=["']\s*[-\d.]+\s+[-\d.]+\s+([\d.]+)\s+([\d.]+)""")
#: What may stand in an address within quotation marks without being written as %xx. No mark of HTML
#: is among it, so a page takes the address as it is: escaped, each apostrophe would be five bytes.
_SAFE = " !$'()*+,-./:;=?@_~"
_PIXELS_A_POINT = 4 / 3


@dataclass(frozen=True)
class Figure:
    """A picture's address, and its size in pixels, which keeps its place while it loads."""

    address: str
    width: int
    height: int


def read_figure(path: Path) -> Figure:
    """Read an SVG file as a picture that needs no file.

    As a picture, and not as elements of the page, so that names inside two figures never meet
    and nothing in a figure can act on the page.
    """
    svg = _UNSEEN.sub("", path.read_text(encoding="utf-8"))
    svg = re.sub(r"\s+", " ", svg).replace("> <", "><").strip()
    if "'" not in svg:
        svg = svg.replace('"', "'")  # the one mark is written as three characters
    box = _BOX.search(svg)
    if box is None:
        raise StudyProblem(f"{path}: the figure does not say how large it is")
    width, height = (float(side) * _PIXELS_A_POINT for side in box.groups())
    return Figure(f"data:image/svg+xml,{quote(svg, safe=_SAFE)}", round(width), round(height))
