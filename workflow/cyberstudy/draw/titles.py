"""What stands around a figure: headline, subtitle, the band of simulated answers, the credits."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from cyberstudy.draw.marks.texts import folded, letters
from cyberstudy.draw.style import BAND, INK, ONE_LINE, WARNING, bold, lacking, leading
from cyberstudy.wording.translator import ENGLISH, Translator
from surveyanswers.instrument.languages import RIGHT_TO_LEFT

#: Headline and subtitle, in points; the subtitle's grey has a contrast of 7 on white.
HEADLINE_SIZE, SUBTITLE_SIZE, BESIDE = 10, 7.5, "#50565c"
EVERY = 1.9  # inches after which the band says it again
FEWEST_LETTERS = 8  # of a line
#: Of the credits: points, as small as letters on phones may be, and inches above them.
CREDIT_SIZE, CREDIT_GAP = 6.75, 0.07


def head(
    figure: Figure, text: str, below: str = "", *, say: Translator = ENGLISH, band: float = 0.0
) -> None:
    """Write the headline above the figure, where one begins to read, and the subtitle below that.

    The figure grows by what that takes beyond one line. `band` inches are left to what runs along
    it.
    """
    room = 0.98 * figure.bbox.width - band * figure.dpi
    x, side = (0.99, "right") if say.language in RIGHT_TO_LEFT else (0.01, "left")
    placed, depth = [], 0.06
    sorts = ((text, HEADLINE_SIZE, INK, bold()), (below, SUBTITLE_SIZE, BESIDE, "normal"))
    for words, size, colour, weight in sorts:
        if words:
            line = figure.text(
                x, 1, words, ha=side, va="top", fontsize=size, color=colour, fontweight=weight
            )
            line.set_linespacing(leading(1.2))
            placed.append((line, depth))
            depth += _folded_to(line, room) / figure.dpi + 0.05
    figure.set_figheight(figure.get_figheight() + max(0.0, depth - ONE_LINE))
    height = figure.get_figheight()
    for line, above in placed:
        line.set_y(1 - above / height)
    _keep_free(figure, above=depth / height)


def _folded_to(line: Text, room: float) -> float:
    """Break a text into lines that fit; return its height, both in dots."""
    words = line.get_text()
    width = letters(words)
    if (box := line.get_window_extent()).width > room:
        width = int(width * room / box.width) + 1
    # Letters differ in width: what the mean gives is tried first, and every try is measured.
    while (box := line.get_window_extent()).width > room and width > FEWEST_LETTERS:
        width -= 1
        line.set_text(folded(words, width))
    # No last line of one word: lines that are about as long as each other.
    lines = line.get_text().count("\n")
    while lines and folded(words, width - 1).count("\n") == lines:
        width -= 1
        line.set_text(folded(words, width))
    return float(box.height)


def credit(figure: Figure, lines: Sequence[str], language: str) -> float:
    """Write below a finished figure where it comes from; return the inches that this takes.

    The figure keeps its size, so that nothing in it moves; `style.save_figure` saves what is below.
    """
    x, side = (0.99, "right") if language in RIGHT_TO_LEFT else (0.01, "left")
    depth = CREDIT_GAP
    for words in filter(None, lines):
        line = figure.text(x, 0, words, ha=side, va="top", fontsize=CREDIT_SIZE, color=BESIDE)
        line.set_linespacing(leading(1.15))
        height = _folded_to(line, 0.98 * figure.bbox.width) / figure.dpi
        line.set_y(-depth / figure.get_figheight())
        depth += height + CREDIT_GAP / 2
    return depth if depth > CREDIT_GAP else 0.0


def mark_simulated(figure: Figure, say: Translator) -> None:
    """Draw a band along the figure, so that no part cut out of it passes for real answers."""
    wide = BAND / figure.get_figwidth()
    left = 1 - wide
    figure.add_artist(
        Rectangle(
            (left, 0),
            wide,
            1,
            transform=figure.transFigure,
            color=WARNING,
            lw=0,
            zorder=-1,
            gid="simulated",
        )
    )
    words = say("SIMULATED ANSWERS")
    height = figure.get_figheight()
    times = max(1, int(height / EVERY))
    if height >= EVERY and not lacking():  # else there is no room
        words = say("{simulated}, invented for tests", simulated=words)
    for number in range(times):
        figure.text(
            left + wide / 2,
            (number + 0.5) / times,
            words,
            rotation=90,
            ha="center",
            va="center",
            fontsize=6,
            fontweight=bold(),
            color=INK,
        )
    _keep_free(figure, behind=wide)


def _keep_free(figure: Figure, *, above: float = 0.0, behind: float = 0.0) -> None:
    """Take shares of the figure away from where axes may be laid out."""
    if (engine := figure.get_layout_engine()) is not None:
        x, y, width, height = engine.get()["rect"]
        rect = (x, y, width - behind, height - above)
        engine.set(rect=rect)  # type: ignore[call-arg]  # constrained, as the style says
