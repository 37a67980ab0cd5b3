"""Fonts inside PDFs: the letters that are used, without tables that only a typesetter needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fontTools import subset

#: How letters combine and stand beside each other. matplotlib has done that by the time it writes
#: a PDF, where every glyph has its number and its place; ligatures are glyphs like any other.
LAYOUT_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "JSTF", "MATH", "kern")


class _Options(subset.Options):
    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.drop_tables += LAYOUT_TABLES


@contextmanager
def without_layout_tables() -> Iterator[None]:
    """Let matplotlib drop `LAYOUT_TABLES` when it puts the letters of a font into a PDF.

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
