"""Where several forms of one unit say different things, and what was made of it."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from cyberstudy.draw.marks import behind_bar
from cyberstudy.draw.style import FAINT, HUES, new_figure
from cyberstudy.draw.view import Drawn, View

#: Rules that may decide, and what each takes.
RULES = {
    "lead": "the channel that leads for the question",
    "latest": "the latest form",
    "union": "every option that a form ticks",
    "unanimous": "only what all say",
    "manual": "what a person decided",
}
DECIDED = {"facecolor": HUES[0], "edgecolor": "white"}
OPEN = {"facecolor": HUES[1], "edgecolor": "white", "hatch": "//////"}


def draw(view: View) -> Drawn:
    """Draw the questions that differ most or are left open, and every rule's total."""
    at_least = view.entry["at_least"]
    everything = view.table("disagreements")
    differing = everything.filter(pl.col("differ") > 0)
    shown = differing.filter((pl.col("differ") >= at_least) | (pl.col("open") > 0)).sort(
        "differ", descending=True, maintain_order=True
    )
    rest = differing.join(shown, on="question", how="anti")
    totals = (
        pl.DataFrame({"rule": list(RULES)})
        .join(
            differing.group_by("rule").agg(
                pl.col("differ", "decided", "open").sum(), questions=pl.len()
            ),
            on="rule",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col("differ", "decided", "open", "questions").fill_null(0))
        .with_columns(label=pl.col("rule") + pl.lit(": ") + pl.col("rule").replace(RULES))
    )
    twice = everything["asked_twice"].max() or 0
    figure, (above, below) = new_figure(
        1.5 + 0.2 * (shown.height + totals.height),
        nrows=2,
        height_ratios=[max(shown.height, 1), totals.height],
    )
    above.barh(range(shown.height), [twice] * shown.height, color=FAINT, height=0.72)
    beside = [f"{row['differ']} of {twice}: {row['rule']}" for row in shown.iter_rows(named=True)]
    _bars(above, shown, beside, ends=[twice] * shown.height)
    above.set_xlim(0, 1.5 * max(twice, 1))
    above.set_title(f"Where {at_least} or more differ, or one is open", loc="left")
    above.set_xlabel("Units with several forms")
    beside = [
        f"{row['differ']} in {row['questions']} question{'s' * (row['questions'] != 1)}"
        for row in totals.iter_rows(named=True)
    ]
    _bars(below, totals, beside, ends=totals["differ"].to_list())
    below.set_xlim(0, 1.5 * max(totals["differ"].max(), 1))
    below.set_title("All questions, by the rule that decides", loc="left")
    below.set_xlabel("Differences")
    handles = [
        Patch(label=f"decided ({differing['decided'].sum()})", **DECIDED),
        Patch(label=f"left open ({differing['open'].sum()})", **OPEN),
        Patch(label="say the same, or one says nothing", facecolor=FAINT),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    left_out = f"; questions in which fewer differ: {rest.height}" if rest.height else ""
    data = pl.concat(
        [
            shown.select(
                pl.lit("question").alias("panel"),
                pl.col("question").alias("name"),
                *("label", "rule", "asked_twice", "differ", "decided", "open"),
                questions=pl.lit(1, dtype=pl.Int64),
            ),
            totals.select(
                pl.lit("rule").alias("panel"),
                pl.col("rule").alias("name"),
                *("label", "rule"),
                pl.lit(twice, dtype=shown.schema["asked_twice"]).alias("asked_twice"),
                *("differ", "decided", "open"),
                pl.col("questions").cast(pl.Int64),
            ),
        ]
    )
    largest = shown["differ"].max() or 0
    most = ", ".join(shown.filter(pl.col("differ") == largest)["label"])
    open_in = ", ".join(differing.filter(pl.col("open") > 0)["label"]) or "none"
    by_rule = "; ".join(
        f"{row['rule']} {row['differ']}, of which {row['open']} open"
        for row in totals.iter_rows(named=True)
    )
    return Drawn(
        figure=figure,
        data=data,
        question=f"All {everything.height} questions; a difference is one unit in one question.",
        base=f"{twice} units have several forms that count{left_out}.",
        method=(
            "Forms differ where each says something and not the same. Rules: "
            + "; ".join(f"{rule}, {words}" for rule, words in RULES.items())
            + ". Where the rule cannot decide, the answer is in conflict and is left open."
        ),
        alt=(
            f"Two bar charts. Forms differ {differing['differ'].sum()} times, in "
            f"{differing.height} of {everything.height} questions. "
            + (f"Most often, {largest} of {twice}: {most}. " if shown.height else "")
            + f"By rule: {by_rule}. Left open in: {open_in}."
        ),
    )


def _bars(axes: Axes, rows: pl.DataFrame, beside: list[str], *, ends: list[int]) -> None:
    places = range(rows.height)
    axes.barh(places, rows["decided"], height=0.72, **DECIDED)
    axes.barh(places, rows["open"], left=rows["decided"], height=0.72, **OPEN)
    for place, end, text in zip(places, ends, beside, strict=True):
        behind_bar(axes, place, end, text)
    axes.set_yticks(places, rows["label"])
    axes.set_ylim(max(rows.height, 1) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    most = max(*ends, 1) if ends else 1
    axes.set_xticks(
        [tick for tick in MaxNLocator(6, integer=True).tick_values(0, most) if tick <= most]
    )
