"""The same figure once more for a phone: as wide as its screen, with letters that can be read."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

from cyberstudy.draw import style
from cyberstudy.draw.drawn import Drawn
from surveyanswers.tables.problems import SurveyError

#: Points of the smallest letters. A phone shows them larger (`style.LARGER`): 11 pixels high where
#: a figure is as wide as a phone leaves it, 320 of 360 pixels (CSS takes 96 pixels for an inch).
SMALLEST = 6.75
#: Shares of the lower text's height, and inches across, by which two texts may meet.
TOUCH, ACROSS = 0.35, 0.01


def drawn_for_phone(
    draw: Callable[[], Drawn], dress: Callable[[Figure], None], *, language: str
) -> Drawn | None:
    """Draw a figure as narrow as a phone; None, and a word in the log, where it has no room.

    Pages let what has no room scroll sideways, at a size at which it can be read. A table has no
    figure.

    Parameters
    ----------
    draw
        Draws it from its frame.
    dress
        Puts title, subtitle and band on it.
    language
        Its letters.
    """
    log = logging.getLogger("cyberstudy")
    before = plt.get_fignums()
    style.use_house_style(language, style.PHONE)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message="constrained_layout not applied")
            drawn = draw()
            if drawn.figure is None:
                return None
            dress(drawn.figure)
            style.keep_readable(drawn.figure, language, least=SMALLEST)
            crowded = [*style.settle(drawn.figure), *overlapping(drawn.figure)]
        if not crowded:
            return drawn
        log.warning("not drawn for phones: no room for %s", "; ".join(crowded[:3]))
    # Such as a name broken into lines of no letter, or labels that leave the axes no room.
    except (SurveyError, ValueError, UserWarning) as problem:
        log.warning("not drawn for phones: %s", problem)
    for number in set(plt.get_fignums()) - {*before}:
        plt.close(number)
    return None


def overlapping(figure: Figure) -> list[str]:
    """Name pairs of texts that cover each other, once the figure is laid out."""
    texts: list[Text] = style.seen_texts(figure)
    # Of its letters alone: an annotation would count the line that leads from it.
    boxes = np.array([Text.get_window_extent(text).extents for text in texts]).reshape(-1, 4)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    heights = boxes[:, 3] - boxes[:, 1]
    allowed = TOUCH * np.minimum(heights[:, None], heights[None])
    met = ((high - low)[..., 0] > ACROSS * figure.dpi) & ((high - low)[..., 1] > allowed)
    return [
        f"{texts[one].get_text()!r} beside {texts[other].get_text()!r}"
        for one, other in zip(*np.nonzero(np.triu(met, 1)), strict=True)
    ]
