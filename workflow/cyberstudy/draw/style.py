"""One palette, one typeface, one way to save: figures are the same bytes on every run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from cyberstudy.problems import StudyProblem

#: Text column of the journals that the figures are sized for, in inches.
COLUMN = 5.2

INK = "#2b2f33"
MUTED = "#8a9097"
FAINT = "#d5d8dc"
#: Okabe and Ito's colours that stay apart on white for every kind of colour vision, at most six.
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
#: One hue from light to dark, for amounts.
SEQUENCE = "Blues"
#: Options of a question in stacked bars: blues for those towards one end of its list, warm for the
#: other. Any two differ in lightness as well as in hue, since an empty option makes neighbours of
#: those around it; tests measure it for four kinds of colour vision and in grey.
COOL = {
    0: (),
    1: ("#0a78bb",),
    2: ("#0a78bb", "#84c0ea"),
    3: ("#062a56", "#0a78bb", "#84c0ea"),
}
WARM = {0: (), 1: ("#e27e20",), 2: ("#e27e20", "#8d3a08")}
#: No answer in substance, but something said: lighter than every option.
UNSAID = "#e0e3e7"


def use_house_style() -> None:
    """Set the study's style for the figures drawn from here on."""
    plt.style.use(Path(__file__).with_name("style.mplstyle"))


def new_figure(height: float, **kwargs: object) -> tuple[Figure, Axes]:
    """Make a figure of the column's width and `height` inches, with its axes."""
    return plt.subplots(figsize=(COLUMN, height), **kwargs)


def shades(options: int, against: int | None = None) -> tuple[str, ...]:
    """Colours for the options of one question, in the form's order.

    Parameters
    ----------
    options
        How many.
    against
        How many at the end of the list are warm; by default half of them.
    """
    warm = min(options // 2, max(WARM)) if against is None else against
    if options - warm not in COOL or warm not in WARM:
        raise StudyProblem(
            f"{options} options, {warm} of them against, are more than colours can tell apart: "
            f"at most {max(COOL)} and {max(WARM)}"
        )
    return COOL[options - warm] + WARM[warm]


def luminance(colour: str) -> float:
    """Relative luminance of a colour, as WCAG 2.2 defines it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def written_on(colour: str) -> str:
    """Return ink or white, whichever is read better on `colour`."""
    return max((INK, "white"), key=lambda ink: contrast(ink, colour))


def title(figure: Figure, text: str, *, simulated: bool) -> None:
    """Put the finding above the figure, flush left; simulated answers are named as such."""
    note = "  SIMULATED ANSWERS" if simulated else ""
    figure.suptitle(text + note, x=0.01, ha="left", fontsize=10)


def save_figure(figure: Figure, paths: Sequence[str], *, name: str, alt: str) -> None:
    """Save to every path, by its ending, without a date and with the text alternative inside.

    SVG gets ``<title>`` and ``<desc>``, which screen readers read.
    """
    metadata = {
        ".svg": {"Date": None, "Title": name},
        ".pdf": {"CreationDate": None, "Title": name, "Subject": alt},
        ".png": {"Software": None, "Title": name, "Description": alt},
    }
    # Laid out once; savefig would do it again, twice, for every format.
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    # The layout's last digits depend on where its solver's variables lie in memory, and SVG makes
    # names of all digits: without rounding, what was drawn before in the process could be seen.
    for axes in figure.axes:
        axes.set_position(Bbox(axes.get_position(original=True).get_points().round(9)))
    for path in map(Path, paths):
        figure.savefig(path, metadata=metadata[path.suffix])
        if path.suffix == ".svg":
            _describe(path, alt)
    plt.close(figure)


def _describe(path: Path, alt: str) -> None:
    """Put the text alternative where readers of SVG look for it: beside the title."""
    text = path.read_text(encoding="utf-8")
    text = text.replace("</title>", f"</title><desc>{escape(alt)}</desc>", 1)
    path.write_text(text.replace("<svg ", '<svg role="img" ', 1), encoding="utf-8")
