"""One palette, one typeface, one way to save: figures are the same bytes on every run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from textwrap import fill
from types import MappingProxyType
from typing import Any, cast

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Colormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cyberstudy.draw.subsets import typefaces_of, without_layout_tables
from cyberstudy.draw.typeface import LINE, SMALLEST, TALL, families
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.tables.problems import SurveyError

#: Times that phones show figures larger than they are drawn: letters of 9 pixels have 11 there.
LARGER = 11 / 9
#: Inches that figures are wide: a text column, and what a phone shows at once (320 pixels).
COLUMN, PHONE = 5.2, 320 / 96 / LARGER
#: Times that a layout is tried.
PASSES = 5
_SIZE = re.compile(r'(width|height)="([\d.]+)pt"')
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
INK = "#2b2f33"
MUTED = "#8a9097"
FAINT = "#d5d8dc"
#: The style's six hues, by matplotlib's names for them: which they are is known when one draws.
HUES = ("C0", "C1", "C2", "C3", "C4", "C5")
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
#: Options and how many are against, where the two lists above do not do: four and five of which
#: none is for or against (five blues are not distinguishable in grey), one before four that are
#: ever worse, and four before one, the last two in the colours that they have beside a single one.
SCALE = {
    (4, 0): ("#020b15", "#012b73", "#1173dc", "#6dbbe5"),
    (5, 0): ("#000410", "#001792", "#396b96", "#15a8b0", "#9cc975"),
    (5, 1): ("#020b15", "#012b73", "#1173dc", "#84c0ea", "#e27e20"),
    (5, 4): ("#0a78bb", "#e2aca0", "#e8783a", "#8f4209", "#291104"),
}
#: No substantive answer, but something said: lighter than every option.
UNSAID = "#e0e3e7"
#: Inches of the band along figures of simulated answers, and its colour.
BAND, WARNING = 0.15, "#ffd870"
ONE_LINE = 0.26  # inches that figures leave for one line above them


def use_house_style(language: str = "en", width: float = COLUMN) -> None:
    """Set the study's style for the next figures, in the language's typeface, `width` inches wide.

    The resolution is that of PNG files only, so that the layout does not depend on it.
    """
    plt.style.use(Path(__file__).with_name("style.mplstyle"))
    plt.rcParams["font.family"] = families(language)
    plt.rcParams["figure.figsize"] = width, plt.rcParams["figure.figsize"][1]


def width() -> float:
    """Width of figures, in inches."""
    return float(plt.rcParams["figure.figsize"][0])


def shown_larger(figure: Figure) -> float:
    """Return how many times larger a figure is shown than it is drawn."""
    return LARGER if np.isclose(figure.get_figwidth(), PHONE) else 1.0


def lacking() -> float:
    """Inches that figures are narrower than a text column."""
    return max(0.0, COLUMN - width())


def narrower() -> float:
    """How many times narrower figures are than a text column."""
    return max(1.0, COLUMN / width())


def amounts() -> Colormap:
    """Colours from light to dark, for amounts."""
    return plt.get_cmap()


def bold() -> str:
    """Weight of what stands out, as far as the typefaces have it: Arabic and Chinese do not."""
    return "bold" if len(plt.rcParams["font.family"]) == 1 else "normal"


def leading(spacing: float = 0.95) -> float:
    """Spacing of lines, as close in every typeface as its letters allow."""
    return spacing * tallness() / LINE[plt.rcParams["font.family"][0]]


def tallness() -> float:
    """Return how much more than Latin lines the typeface's lines need."""
    return max(TALL.get(family, 1.0) for family in plt.rcParams["font.family"])


def new_figure(height: float, **kwargs: Any) -> tuple[Figure, Any]:
    """Make a figure of the style's width and `height` inches, with its axes."""
    return plt.subplots(figsize=(width(), height), **kwargs)


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
    if (options, warm) in SCALE:
        return SCALE[options, warm]
    if options - warm not in COOL or warm not in WARM:
        raise SurveyError(
            f"{options} options, {warm} of them against, are more than colours can distinguish: "
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


def keep_readable(figure: Figure, language: str, *, least: float = 0.0) -> None:
    """Enlarge texts that are smaller than `least`, or than can be read in the language."""
    smallest = max(SMALLEST.get(LANGUAGES[language].script, 0.0), least)
    for text in figure.findobj(Text):
        if float(text.get_fontsize()) < smallest:
            text.set_fontsize(smallest)


def _reaching_out(figure: Figure) -> list[Text]:
    renderer = cast(FigureCanvasAgg, figure.canvas).get_renderer()
    width, height = figure.bbox.width, figure.bbox.height
    texts = []
    for text in seen_texts(figure):
        box = text.get_window_extent(renderer)
        if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
            texts.append(text)
    return texts


def seen_texts(figure: Figure) -> list[Text]:
    """List texts that a reader sees."""
    unseen = {label for axes in figure.axes for label in _not_drawn(axes)}
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text not in unseen
    ]


def _not_drawn(axes: Axes) -> list[Text]:
    """List labels of ticks beyond an axis's ends, and all of axes that are switched off."""
    texts = [] if axes.axison else [*axes.xaxis.findobj(Text), *axes.yaxis.findobj(Text)]
    for axis, place in ((axes.xaxis, 0), (axes.yaxis, 1)):
        low, high = sorted(axis.get_view_interval())
        labels = axis.get_ticklabels()
        texts += [t for t in labels if not low <= t.get_position()[place] <= high]
    return texts


def settle(figure: Figure) -> list[str]:
    """Lay out again as long as it helps; return texts that are cut off all the same.

    Each time axes become narrower by what reaches out; what stands inside them moves with them.
    What that does not help is broken into lines.
    """
    for _ in range(PASSES):
        if not (texts := _laid_out(figure)):
            break
        for text in texts:
            _break(text, figure.bbox.width)
    return [text.get_text() for text in texts]


def _laid_out(figure: Figure) -> list[Text]:
    for _ in range(PASSES):
        figure.draw_without_rendering()
        if not (texts := _reaching_out(figure)):
            break
    return texts


def _break(text: Text, edge: float) -> None:
    """Break a text that runs along into lines as long as what is seen of it inside the figure."""
    box, line = text.get_window_extent(), text.get_text()
    longest = max(map(len, line.split("\n")))
    fraction = (min(edge, box.x1) - max(0, box.x0)) / box.width if box.width else 1
    if 0 < fraction < 1 and not text.get_rotation():
        text.set_linespacing(leading(1.2))
        text.set_text(fill(" ".join(line.split()), max(1, int(longest * fraction))))


def save_figure(
    figure: Figure,
    paths: Sequence[str],
    *,
    name: str,
    alt: str,
    below: float = 0.0,
    credits: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Save to every path, by its ending, without a date and with the text alternative inside.

    SVG gets ``<title>`` and ``<desc>``, which screen readers read, and its typeface. The picture
    reaches `below` inches further down than its figure. `credits` are ``makers``, ``licence``,
    ``source`` and ``version``, which each format has its own names for.
    """
    makers, licence, source, version = (
        credits.get(key) or None for key in ("makers", "licence", "source", "version")
    )
    metadata = {
        ".svg": {
            **{"Date": None, "Title": name, "Creator": makers, "Rights": licence},
            **{"Source": source, "Relation": version},
        },
        ".pdf": {
            **{"CreationDate": None, "Title": name, "Subject": alt, "Author": makers},
            **{"Creator": version, "Producer": None},
            "Keywords": "; ".join(filter(None, (source, licence))) or None,
        },
        ".png": {
            **{"Software": None, "Title": name, "Description": alt, "Author": makers},
            **{"Copyright": licence, "Source": source, "Comment": version},
        },
    }
    size = Bbox([[0, -below], [figure.get_figwidth(), figure.get_figheight()]])
    # Laid out once. What stands in for no engine is read from the style whenever it is asked for,
    # and savefig asks at its end: outside the context the second format would be laid out again.
    # (With the engine "none" it still draws twice: that is an engine, too.)
    if figure.axes and (engine := figure.get_layout_engine()) is not None:
        engine.execute(figure)
    # The layout's last digits depend on where its solver's variables lie in memory, and SVG makes
    # names of all digits: without rounding, what was drawn before in the process could be seen.
    for axes in figure.axes:
        axes.set_position(Bbox(axes.get_position(original=True).get_points().round(9)))
    for legend in figure.legends:
        if legend.get_bbox_to_anchor() is figure.bbox:  # else it would move down with the edge
            legend.set_bbox_to_anchor((0, 0, 1, 1), figure.transFigure)
    with plt.rc_context({"figure.constrained_layout.use": False}), without_layout_tables():
        figure.set_layout_engine(None)
        for path in map(Path, paths):
            # Hinting fits letters to dots, and at few dots an inch lines grow by up to a tenth.
            fewer = path.suffix == ".png" and plt.rcParams["savefig.dpi"] != figure.dpi
            with plt.rc_context({"text.hinting": "none"} if fewer else {}):
                figure.savefig(path, metadata=metadata[path.suffix], bbox_inches=size)
    plt.close(figure)
    for path in map(Path, paths):  # the letters of a drawing are laid out by its reader
        if path.suffix == ".svg":
            _describe(path, alt, shown_larger(figure))


def _describe(path: Path, alt: str, times: float) -> None:
    """Write the text alternative where readers of SVG look for it, and how large it is shown.

    Controls that slipped into a label are left out: with them the file would be no XML.
    """
    text = _NOT_IN_XML.sub("", path.read_text(encoding="utf-8"))
    inside = f"<desc>{escape(_NOT_IN_XML.sub('', alt))}</desc><style>{typefaces_of(text)}</style>"
    text = text.replace("</title>", f"</title>{inside}", 1)
    text = _SIZE.sub(lambda side: f'{side[1]}="{float(side[2]) * times:.9g}pt"', text, count=2)
    path.write_text(text.replace("<svg ", '<svg role="img" ', 1), encoding="utf-8")
