"""Where the letters of a text stand: found out once, however often something asks for its size."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import matplotlib as mpl
from matplotlib.text import Text


@contextmanager
def laid_out_once() -> Iterator[None]:
    """Make matplotlib keep the layouts of texts, which it otherwise computes six times for each.

    matplotlib kept them until 3.8, for every figure. Where a text stands is no part of its layout;
    what is, is asked for here, and a test fails if a newer matplotlib should look at anything else.
    """
    inside = cast(Any, Text)
    lay_out = inside._get_layout
    layouts: dict[Hashable, Any] = {}

    def look_up(text: Any, renderer: Any) -> Any:
        if text.get_wrap():  # which depends on where it stands
            return lay_out(text, renderer)
        looks = (
            # A renderer of one kind measures as any other does, at the same dots per inch.
            type(getattr(renderer, "_renderer", renderer)),
            text.get_figure(root=True).dpi,
            mpl.rcParams["text.hinting"],
            text.get_text(),
            text.get_rotation(),
            text.get_rotation_mode(),
            text.get_horizontalalignment(),
            text.get_verticalalignment(),
            text._get_multialignment(),
            text._linespacing,
            text.get_usetex(),
            text.get_parse_math(),
        )
        font = text.get_fontproperties()
        if (layout := layouts.get((looks, font))) is None:
            layout = layouts[looks, font.copy()] = lay_out(text, renderer)
        return layout

    inside._get_layout = look_up
    try:
        yield
    finally:
        inside._get_layout = lay_out
