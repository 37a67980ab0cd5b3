"""Published findings as bands, with our shares and intervals laid on them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.draw.marks import axis_of_shares, beside_row, folded, guides, lines_of
from cyberstudy.draw.style import FAINT, HUES, MUTED, new_figure
from cyberstudy.draw.view import Drawn, View

LETTERS = 46  # in a line of a finding's wording
UNCHECKED = "published, as recalled, unchecked"
CHECKED = "published, checked"


def draw(view: View) -> Drawn:
    """Draw a row a finding: its band, and our share with its interval.

    Only findings about shares of one grouping are shown: the plan's entry names it.
    """
    rows = _shown(view.table("findings"), view.entry["groupings"])
    names = [folded(_named(row), LETTERS) for row in rows.iter_rows(named=True)]
    figure, axes = new_figure(1.0 + 0.105 * lines_of(names) + 0.1 * rows.height)
    for place, row in enumerate(rows.iter_rows(named=True)):
        low, high = _band(row)
        checked = row["checked"] == "yes"
        axes.barh(
            place,
            high - low,
            left=low,
            height=0.62,
            facecolor=FAINT if checked else "none",
            edgecolor=MUTED,
            linewidth=0.7,
            linestyle="-" if checked else (0, (2, 1.5)),
        )
        if row["share"] is not None:
            axes.hlines(place, row["low"], row["high"], color=HUES[0], lw=1.6)
            axes.plot(row["share"], place, "o", color=HUES[0], ms=3.6)
        beside_row(axes, place, _beside(row), x=1.04, muted=row["share"] is None)
    guides(axes, -0.5, rows.height - 0.5)
    axis_of_shares(axes, room=0.56)
    axes.set_yticks(range(rows.height), names, linespacing=0.95, fontsize=6.5)
    axes.set_ylim(rows.height - 0.5, -0.5)
    axes.set_xlabel("Share of those who answered", loc="left")
    handles = [
        Line2D([], [], color=HUES[0], marker="o", ms=3.6, lw=1.6, label="ours, with 95% interval"),
        Patch(facecolor="none", edgecolor=MUTED, linestyle=(0, (2, 1.5)), label=UNCHECKED),
        Patch(facecolor=FAINT, edgecolor=MUTED, label=CHECKED),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=2, fontsize=6.5)
    relations = dict(rows["relation"].value_counts().sort("relation").iter_rows())
    told = ", ".join(f"{count} {relation}" for relation, count in relations.items())
    unchecked = rows.filter(pl.col("checked") != "yes").height
    built = rows.filter(pl.col("by_construction") == "yes").height
    why = (
        f"{built} of {rows.height} agree by construction, since the answers were simulated from "
        "these findings: that shows that the road works, not that a finding is true."
        if built
        else ""
    )
    outside = "; ".join(
        f"{_named(row)}: {row['share']:.0%}"
        for row in rows.filter(relation="outside").iter_rows(named=True)
    )
    return Drawn(
        figure=figure,
        data=rows,
        question="Published findings, each beside the question that asks the same.",
        base=(
            f"{rows.height} comparisons; answered by {rows['base'].min()} to {rows['base'].max()} "
            f"units. {unchecked} of the published values are recalled and were not checked."
        ),
        method=(
            "Band: what the wording of the publication allows, open to the end of the axis where "
            "it says more than or less than. Dot: our share; line: Wilson interval with finite "
            f"population correction. {why}"
        ),
        alt=(
            f"Dot plot of {rows.height} published bands with our shares: {told}. "
            f"Outside: {outside or 'none'}."
        ),
    )


def _shown(findings: pl.DataFrame, groupings: list[str]) -> pl.DataFrame:
    return findings.filter(
        (pl.col("measure") == "share") & pl.col("grouping").is_in(groupings)
    ).sort("question", "part", maintain_order=True)


def _band(row: Mapping[str, object]) -> tuple[float, float]:
    """A band with one end only runs to the end of the axis."""
    low = 0.0 if row["published_low"] is None else float(row["published_low"])
    high = 1.0 if row["published_high"] is None else float(row["published_high"])
    # A single value is a line as wide as it can be seen.
    return (low - 0.004, high + 0.004) if high - low < 0.008 else (low, high)


def _named(row: Mapping[str, object]) -> str:
    where = "" if row["published_group"] in ("world", None) else f" ({row['published_group']})"
    number = str(row["question"]).partition("_")[0]
    asked = f" ({number.upper()})" if number[1:].isdigit() else ""
    return f"{row['finding']}{where}{asked}"


def _beside(row: Mapping[str, object]) -> str:
    if row["share"] is None:
        return str(row["reason"] or "no estimate")
    share = f" {row['share']:.0%}" if row["base"] >= 10 else " (few)"
    return f"{row['count']} of {row['base']}{share}, {row['relation']}"
