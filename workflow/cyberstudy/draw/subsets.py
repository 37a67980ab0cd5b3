"""Typefaces inside figures: the letters that are used, with the tables that readers need."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from xml.etree import ElementTree

from fontTools import subset
from matplotlib.font_manager import FontProperties, findfont, get_font

#: How letters combine and what lies between them. matplotlib has done that by the time it writes
#: a PDF, where every glyph has its number and its place; ligatures are glyphs like any other.
LAYOUT_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "kern")
#: Browsers measure letters as matplotlib did, not as they fit dots; a text that begins with Arabic
#: is read from the right throughout.
_AS_LAID_OUT = "text{text-rendering:geometricPrecision;unicode-bidi:plaintext;white-space:pre}"
_LOOK = re.compile(r"font-(style|weight|family): ([^;]+)")


class _Options(subset.Options):
    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.drop_tables += LAYOUT_TABLES


@contextmanager
def without_layout_tables() -> Iterator[None]:
    """Make matplotlib drop `LAYOUT_TABLES` when it writes the letters of a font into a PDF.

    matplotlib 3.11 asks fontTools for the letters that a figure uses, and fontTools takes apart
    and puts together all these tables, which is most of the time that a PDF takes. matplotlib has
    no setting for it; it looks fontTools' `Options` up when it saves, and a test fails if it should
    no longer do so.
    """
    subset.Options = _Options
    try:
        yield
    finally:
        subset.Options = _Options.__base__


def typefaces_of(svg: str) -> str:
    """Return a style sheet with the letters of a drawing's texts: an `<img>` loads no typeface."""
    letters: dict[tuple[str, Any, str], set[str]] = {}
    for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        look = dict(_LOOK.findall(text.get("style", "")))
        named = look["family"], look.get("style", "normal"), look.get("weight", "400")
        letters.setdefault(named, set()).update(text.text or "")
    rules = [_AS_LAID_OUT]
    for (families, style, weight), left in sorted(letters.items()):
        for family in re.findall("'([^']+)'", families):
            file = findfont(FontProperties(family=family, style=style, weight=int(weight)))
            held = left & {*map(chr, get_font(file).get_charmap())}
            left = left - held
            if held:
                rules.append(
                    f"@font-face{{font-family:'{family}';font-style:{style};font-weight:{weight};"
                    f"src:url(data:font/woff;base64,{_subset(file, frozenset(held))})}}"
                )
    return "".join(rules)


@cache  # a figure for phones mostly has the letters of the wide one
def _subset(file: str, letters: frozenset[str]) -> str:
    """Return some letters of a font as WOFF, for which fontTools needs no other package."""
    options = subset.Options(
        flavor="woff", hinting=False, font_number=getattr(file, "face_index", 0)
    )
    subsetter, packed = subset.Subsetter(options), io.BytesIO()
    subsetter.populate(text="".join(letters))
    with subset.load_font(file, options) as font:
        subsetter.subset(font)
        subset.save_font(font, packed, options)
    return b64encode(packed.getvalue()).decode()
