"""Figures as pages show them: their files, what there is for a phone, or an address of its own."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from cyberstudy.release.gather import ShownExhibit, size_of

#: Ending of what `draw` makes for a phone, of figures that have room there.
PHONE = "phone.svg"

#: Prolog, notes and texts, none of which a picture in a page shows or reads out.
_UNSEEN = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->"
    r"|<(metadata|title|desc)\b[^>]*>.*?</\1>",
    re.S,
)
#: What may stand in an address within quotation marks without being written as %xx. No mark of HTML
#: is among it, so a page takes the address as it is: escaped, each apostrophe would be five bytes.
_SAFE = " !$'()*+,-./:;=?@_~"


def size_on_phones(exhibit: ShownExhibit) -> tuple[int, int] | None:
    """Width and height in pixels of what there is for a phone; None where there is nothing."""
    path = exhibit.file(PHONE)
    return size_of(path) if path.is_file() else None


def read_figure(path: Path) -> str:
    """Read an SVG file as the address of a picture that needs no file.

    As a picture, and not as elements of the page, so that names inside two figures never meet
    and nothing in a figure can act on the page.
    """
    svg = _UNSEEN.sub("", path.read_text(encoding="utf-8"))
    svg = re.sub(r"\s+", " ", svg).replace("> <", "><").strip()
    if "'" not in svg:
        svg = svg.replace('"', "'")  # the one mark is written as three characters
    return f"data:image/svg+xml,{quote(svg, safe=_SAFE)}"
