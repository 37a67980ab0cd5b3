"""Who replied, of those who were to answer: counts against the list, in fixed order."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks import behind_bar, legend_below
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech, phrase
from cyberstudy.wording.view import View

#: What a listed unit did, from the axis outwards, and how it looks.
KINDS: dict[str, dict[str, object]] = {
    "complete": {"facecolor": HUES[0]},
    "partial": {"facecolor": INK},  # told from its neighbours without colour, too
    "hardly": {"facecolor": "white", "hatch": "//////", "edgecolor": MUTED},
}
WORDS = {
    "complete": phrase("complete"),
    "partial": phrase("partial"),
    "hardly": phrase("hardly anything answered"),
}


def draw(view: View) -> Drawn:
    """Draw one panel a column of the list, with "n of N" and the response rate beside each bar."""
    say, minimum = view.say, view.entry["minimum_base"]
    panels = [_panel(view, entry, minimum) for entry in view.entry["panels"]]
    data = pl.concat(panels)
    heights = [rows.height for rows in panels]
    figure, grid = new_figure(
        1.1 + 0.2 * sum(heights) + 0.3 * len(panels),
        nrows=len(panels),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
    )
    for axes, rows in zip(grid[:, 0], panels, strict=True):
        _bars(axes, say, rows)
    widest = max(data["listed"].max() or 0, data["replied"].max(), 1)
    grid[-1, 0].set_xticks([tick for tick in grid[-1, 0].get_xticks() if tick <= widest])
    grid[-1, 0].set_xlim(0, 1.33 * widest)  # room for what stands beside the longest bar
    grid[-1, 0].set_xlabel(say("Number listed, and number that replied"))
    handles = [Patch(label=say(WORDS[kind]), **look) for kind, look in KINDS.items()]
    handles.append(Patch(facecolor=FAINT, label=say("listed, no reply")))
    legend_below(figure, handles)
    totals = view.table("response").filter(by="respondents")
    listed = totals.filter(pl.col("listed").is_not_null())
    others = totals.filter(pl.col("listed").is_null())
    base = []
    if listed.height:
        base.append(
            say(
                "{listed} were listed; {replied} of them replied.",
                listed=listed["listed"].sum(),
                replied=listed["replied"].sum(),
            )
        )
    if others.height:
        more = others["replied"].sum()
        base.append(
            say.many(
                "{count} more replied, of whom there is no list.",
                "{count} more replied, of whom there is no list.",
                more,
                count=more,
            )
        )
    return Drawn(
        figure=figure,
        data=data,
        question=say("Asked to reply: everybody on the list, where there is one."),
        base=say.text(base),
        method=say(
            "Beside each bar: complete and partial replies of those listed, and, where at least "
            "{minimum} are listed, their share, AAPOR response rate 2 (response rate 1, of "
            "complete replies alone, stands in the numbers). Groups without a list have no rate.",
            minimum=minimum,
        ),
        alt=say.text([say("Bar charts of replies."), *(_told(say, rows) for rows in panels)]),
    )


def _panel(view: View, entry: Mapping[str, object], minimum: int) -> pl.DataFrame:
    """Return the rows of one panel in their order; a group that is not there counts nothing."""
    rows = view.table("response").filter(by=entry["by"])
    declared = entry.get("order", [])
    groups = [*declared, *sorted(set(rows["group"]) - set(declared))]
    given = entry.get("labels", {})
    labels = {group: given.get(group) or view.say.group(group) for group in groups}
    # Of respondents some groups may have no list; a column of the list has only listed units.
    absent = pl.lit(None if entry["by"] == "respondents" else 0, dtype=pl.Int64)
    return (
        pl.DataFrame({"group": groups}, schema={"group": pl.String})
        .join(rows, on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed").cast(pl.Int64).fill_null(absent),
            pl.col("replied", "complete", "partial").cast(pl.Int64).fill_null(0),
            # Assume: a rate of few is no rate.
            pl.when(pl.col("listed") >= minimum).then(pl.col("rr1", "rr2").cast(pl.Float64)),
            panel=pl.lit(entry["title"]),
            label=pl.col("group").replace(labels),
            hardly=pl.col("replied").cast(pl.Int64).fill_null(0)
            - pl.col("complete").fill_null(0)
            - pl.col("partial").fill_null(0),
        )
        .select("panel", "group", "label", "listed", "replied", *KINDS, "rr1", "rr2")
    )


def _bars(axes: Axes, say: Speech, rows: pl.DataFrame) -> None:
    places = range(rows.height)
    listed = rows["listed"].fill_null(0)
    axes.barh(places, listed, color=FAINT, height=0.72)
    start = pl.Series([0] * rows.height)
    for kind, look in KINDS.items():
        # Nobody is no bar: not even its edge.
        edge = {"edgecolor": "white", "linewidth": [0.4 * (n > 0) for n in rows[kind]]}
        axes.barh(places, rows[kind], left=start, height=0.72, **(edge | look))
        start = start + rows[kind]
    for place, row in zip(places, rows.iter_rows(named=True), strict=True):
        end = max(row["listed"] or 0, row["replied"])
        behind_bar(axes, place, end, _beside(say, row))
    axes.set_yticks(places, rows["label"])
    axes.set_ylim(rows.height - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    axes.set_title(rows["panel"][0])


def _beside(say: Speech, row: Mapping[str, object]) -> str:
    """Say "n of N" and the rate, as far as there are such."""
    count = row["complete"] + row["partial"]
    if row["listed"] is None:
        return say(
            "{count} of {replied} that replied; no list", count=count, replied=row["replied"]
        )
    if row["rr2"] is None:
        return say("{count} of {base}", count=count, base=row["listed"])
    share = say.percent(row["rr2"])
    return say("{count} of {base}   {share}", count=count, base=row["listed"], share=share)


def _told(say: Speech, rows: pl.DataFrame) -> str:
    """Put a panel into words: every count, and between which groups the rates lie."""
    each = [
        say("{label} {count}", label=row["label"], count=_beside(say, row))
        for row in rows.iter_rows(named=True)
    ]
    panel = labelled(say, rows["panel"][0], say.clauses(each))
    return say.text([say("{clauses}.", clauses=panel), _between(say, rows)])


def _between(say: Speech, rows: pl.DataFrame) -> str:
    """Name the groups with the highest and the lowest rate."""
    rated = rows.filter(pl.col("rr2").is_not_null())
    if rated.height < 2:
        return ""
    highest, lowest = rated["rr2"].max(), rated["rr2"].min()
    if highest == lowest:
        return say("The rate is {rate} for each.", rate=say.percent(highest))
    return say(
        "The rate is highest for {most}, {highest}, and lowest for {least}, {lowest}.",
        most=say.listed(rated.filter(pl.col("rr2") == highest)["label"]),
        highest=say.percent(highest),
        least=say.listed(rated.filter(pl.col("rr2") == lowest)["label"]),
        lowest=say.percent(lowest),
    )
