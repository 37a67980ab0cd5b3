"""Verdicts of all surveys in one figure: a row a clustering, simulated answers below all others."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.declare.plan.exhibits_across import VerdictsOfSurveys
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, narrowed
from cyberstudy.draw.style import WARNING, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text.verdicts import verdicts_and_evidence
from cyberstudy.wording.captions.clusterings import caption_of_all_verdicts
from cyberstudy.wording.questions import first_capital
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    NO_STRUCTURE,
    SPEAKS,
    judged,
    judged_and_weakest,
    structures,
)
from cyberstudy.wording.view import View

KEY = ("survey", "clustering")
#: Columns that the table in Methods shows.
IN_METHODS = (
    *("title", "contender", "p_no_structure", "p_gradient", "p_types"),
    *("choices", "same", "goes_with", "explained"),
)
ROW, NAME, HEAD, TOLD = 0.36, 24, 12, 30  # inches, letters in a line of names, heads, verdicts
#: How dark a cell is, from what is ruled out to what is supported.
SHADES = {"against": 0.0, "open": 0.3, "for": 0.75}


def draw(view: View[VerdictsOfSurveys]) -> Drawn:
    """Draw the verdicts that are at hand in this run, in the order of the plan."""
    say = view.say
    rows = pl.DataFrame([row.plain() for row in view.entry.rows]).rename({"title": "row"})
    known = view.table("verdicts").drop(IN_METHODS)
    known = known.cast(dict.fromkeys(("simulated", "two_types_possible"), pl.Boolean))
    found = rows.join(known, on=KEY, how="inner", maintain_order="left")
    found = found.sort("simulated", maintain_order=True)
    if found.is_empty():
        return sentences(view, [say("No survey of this run has a verdict.")], data=known)
    found = found.rename({"no_structure": NO_STRUCTURE})
    told = [judged_and_weakest(say, judged(say, row), row) for row in found.iter_rows(named=True)]
    data = found.with_columns(
        pl.col("value", "low", "high", "chance").cast(pl.Float64), told=pl.Series(told)
    )
    heads = structures(say, data["rival"])
    return Drawn(
        figure=_figure(say, data, heads, int(data["simulated"].sum())),
        data=data,
        alt=verdicts_and_evidence(say, data, heads),
        **caption_of_all_verdicts(say, data),
        marked=True,
    )


def _figure(say: Speech, rows: pl.DataFrame, accounts: Mapping[str, str], simulated: int) -> Figure:
    """Draw a row a clustering and a column an account of it, with the verdict at the right.

    A band behind the last rows says which are `simulated`.
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
