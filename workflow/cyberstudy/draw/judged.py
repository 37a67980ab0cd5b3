"""Verdicts, a row each: what tests say of each account of the answers, and what they end in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, narrowed
from cyberstudy.draw.style import WARNING, new_figure
from cyberstudy.wording.questions import first_capital
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import SPEAKS

ROW, NAME, HEAD, TOLD = 0.36, 24, 12, 30  # inches, letters in a line of names, heads, verdicts
#: How dark a cell is, from what is ruled out to what is supported.
SHADES = {"against": 0.0, "open": 0.3, "for": 0.75}


def figure_of_verdicts(
    say: Speech, rows: pl.DataFrame, accounts: Mapping[str, str], *, simulated: int = 0
) -> Figure:
    """Draw a row a clustering and a column an account of it, with the verdict at the right.

    Parameters
    ----------
    say
        The language.
    rows
        row, told and a column an account, from above.
    accounts
        What the account of each column is called.
    simulated
        How many of the last rows are of simulated answers: a band behind them says so.
    """
    real = rows.height - simulated
    shown = rows.select("row", "told", *accounts)
    if simulated:
        head = pl.DataFrame({"row": [say("SIMULATED ANSWERS")], "told": [""]})
        shown = pl.concat([shown[:real], head, shown[real:]], how="diagonal")
    spoken = shown.select(*accounts)
    figure, axes = new_figure(0.7 + ROW * shown.height)
    annotated_matrix(
        axes,
        spoken.select(pl.all().replace_strict(SHADES, default=None, return_dtype=pl.Float64)),
        columns=[folded(first_capital(name), HEAD) for name in accounts.values()],
        rows=[folded(name, narrowed(NAME)) for name in shown["row"]],
        told=[[say(SPEAKS[word]) if word else " " for word in row] for row in spoken.iter_rows()],
        highest=1,
    )
    axes.set_xlim(0, 1.68 * spoken.width)
    axes.set_xticks([number + 0.5 for number in range(spoken.width)])
    if simulated:
        # The band is as wide as the figure, and takes no room in it.
        look = {"color": WARNING, "lw": 0, "zorder": -2, "clip_on": False, "gid": "simulated"}
        axes.axhspan(real, shown.height, xmin=-2, xmax=2, **look).set_in_layout(False)
    beside_rows(
        axes,
        [place + 0.5 for place in range(shown.height)],
        [folded(told, TOLD) for told in shown["told"]],
        x=1.03 * spoken.width,
        muted=[False] * shown.height,
    )
    above_column(axes, say("Verdict"), x=1.03 * spoken.width, place=-0.09)
    return figure
