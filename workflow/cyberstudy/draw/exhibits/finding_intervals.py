"""Published findings as bands, with our shares and intervals laid on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import FindingIntervals
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares, guides
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import beside_row, folded, height_of, rows_from_above
from cyberstudy.draw.style import FAINT, HUES, MUTED, leading, new_figure
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text.dots import dots_on_bands
from cyberstudy.wording.intervals import interval_method
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

LETTERS = 46  # in a line of a finding's wording
UNCHECKED = phrase("published, as recalled, unchecked")
CHECKED = phrase("published, checked")
#: Where our value lies beside the published band.
RELATIONS = {
    "inside": phrase("inside"),
    "overlaps": phrase("overlaps"),
    "outside": phrase("outside"),
    "no estimate": phrase("no estimate"),
}
FEWEST = 10  # of fewer no percentage is written


def draw(view: View[FindingIntervals]) -> Drawn:
    """Draw a row a finding: its band, and our share with its interval.

    Only findings about shares of one grouping are shown: the plan's entry names it.
    """
    say = view.say
    rows = _shown(view.table("findings"), view.entry.groupings)
    names = [folded(_name_of_finding(say, row), LETTERS) for row in rows.iter_rows(named=True)]
    figure, axes = new_figure(1.0 + height_of(names, 0.105, 0.1))
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
        beside_row(axes, place, _share_and_relation(say, row), x=1.04, muted=row["share"] is None)
    guides(axes, -0.5, rows.height - 0.5)
    axis_of_shares(axes, say, room=0.56)
    rows_from_above(axes, names, linespacing=leading(), fontsize=6.5)
    axes.set_xlabel(say("Share of those who answered"), loc="left")
    ours = say("ours, with {confidence} interval", confidence=say.percent(_confidence(view)))
    handles = [
        Line2D([], [], color=HUES[0], marker="o", ms=3.6, lw=1.6, label=ours),
        Patch(facecolor="none", edgecolor=MUTED, linestyle=(0, (2, 1.5)), label=say(UNCHECKED)),
        Patch(facecolor=FAINT, edgecolor=MUTED, label=say(CHECKED)),
    ]
    legend_below(figure, handles, 2, fontsize=6.5)
    unchecked = rows.filter(pl.col("checked") != "yes").height
    return Drawn(
        figure=figure,
        data=rows,
        question=say("Published findings, each beside the question that asks the same."),
        base=say.text(
            [
                say.many(
                    "{count} comparison; answered by {least} to {most} units.",
                    "{count} comparisons; answered by {least} to {most} units.",
                    rows.height,
                    count=rows.height,
                    least=lowest(rows["base"]),
                    most=highest(rows["base"]),
                ),
                say.many(
                    "{count} of the published values is recalled and was not checked.",
                    "{count} of the published values are recalled and were not checked.",
                    unchecked,
                    count=unchecked,
                ),
            ]
        ),
        method=say.text(
            [
                say(
                    "Band: what the wording of the publication allows, open to the end of the axis "
                    "where it says more than or less than. Dot: our share; line: {method} interval "
                    "with finite population correction.",
                    method=interval_method(say),
                ),
                _by_construction(say, rows),
            ]
        ),
        alt=dots_on_bands(
            say,
            rows.with_columns(
                label=pl.Series([_name_of_finding(say, row) for row in rows.iter_rows(named=True)])
            ),
            {relation: say(words) for relation, words in RELATIONS.items()},
        ),
    )


def _confidence(view: View[FindingIntervals]) -> float:
    return view.survey.plan["findings"]["confidence"]


def _by_construction(say: Speech, rows: pl.DataFrame) -> str:
    """Say how many agree because they were made to."""
    built = rows.filter(pl.col("by_construction") == "yes").height
    if not built:
        return ""
    return say.many(
        "{count} of {all} agrees by construction, since the answers were simulated from these "
        "findings: that shows that the road works, not that a finding is true.",
        "{count} of {all} agree by construction, since the answers were simulated from these "
        "findings: that shows that the road works, not that a finding is true.",
        built,
        count=built,
        all=rows.height,
    )


def _shown(findings: pl.DataFrame, groupings: Sequence[str]) -> pl.DataFrame:
    return findings.filter(
        (pl.col("measure") == "share") & pl.col("grouping").is_in(groupings)
    ).sort("question", "part", maintain_order=True)


def _band(row: Mapping[str, Any]) -> tuple[float, float]:
    """A band with one end only runs to the end of the axis."""
    low = 0.0 if row["published_low"] is None else float(row["published_low"])
    high = 1.0 if row["published_high"] is None else float(row["published_high"])
    # A single value is a line as wide as it can be seen.
    return (low - 0.004, high + 0.004) if high - low < 0.008 else (low, high)


def _name_of_finding(say: Speech, row: Mapping[str, Any]) -> str:
    name = say.word(row["finding"])
    group, (number, *_) = row["published_group"], str(row["question"]).split("_")
    if group not in ("world", None):
        name = say("{name} ({number})", name=name, number=say.word(group))
    if number[1:].isdigit():
        name = say("{name} ({number})", name=name, number=number.upper())
    return name


def _relation(say: Speech, relation: str) -> str:
    return say(RELATIONS[relation])


def _share_and_relation(say: Speech, row: Mapping[str, Any]) -> str:
    if row["share"] is None:
        return say.reason(row["reason"]) if row["reason"] else say("no estimate")
    counts = {"count": row["count"], "base": row["base"]}
    if row["base"] < FEWEST:
        counted = say("{count} of {base} (few)", **counts)
    else:
        counted = say("{count} of {base} {share}", share=say.percent(row["share"]), **counts)
    return say.listed([counted, _relation(say, row["relation"])])
