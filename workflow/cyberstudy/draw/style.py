"""One palette, one typeface, one way to save: figures are the same bytes on every run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

#: Text column of the journals that the figures are sized for, in inches.
COLUMN = 5.2

INK = "#2b2f33"
MUTED = "#8a9097"
FAINT = "#d5d8dc"
#: Okabe and Ito's colours that stay apart on white for every kind of colour vision, at most six.
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
#: One hue from light to dark, for amounts.
SEQUENCE = "Blues"


def use_house_style() -> None:
    """Set the study's style for the figures drawn from here on."""
    plt.style.use(Path(__file__).with_name("style.mplstyle"))


def new_figure(height: float, **kwargs: object) -> tuple[Figure, Axes]:
    """Make a figure of the column's width and `height` inches, with its axes."""
    return plt.subplots(figsize=(COLUMN, height), **kwargs)


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
