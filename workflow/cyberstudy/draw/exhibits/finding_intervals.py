"""Published findings as bands, with our shares and intervals laid on them."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits import FindingIntervals
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_shares
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.published import bands_with_dots, legend_of_bands
from cyberstudy.draw.marks.texts import beside_rows, folded, height_of, rows_from_above
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.wording.alternative_text.dots import dots_on_bands
from cyberstudy.wording.captions.findings import (
    RELATIONS,
    caption_of_findings,
    name_of_finding,
    share_and_relation,
)
from cyberstudy.wording.view import View, needed

LETTERS = 46  # in a line of a finding's wording


def draw(view: View[FindingIntervals]) -> Drawn:
    """Draw a row a finding: its band, and our share with its interval.

    Only findings about shares of one grouping are shown: the plan's entry names it.
    """
    say = view.say
    findings = (
        view.table("findings")
        .filter(pl.col("measure") == "share", pl.col("grouping").is_in(view.entry.groupings))
        .sort("question", "part", maintain_order=True)
    )
    rows = list(findings.iter_rows(named=True))
    labels = [name_of_finding(say, row) for row in rows]
    names = [folded(label, LETTERS) for label in labels]
    figure, axes = new_figure(1.0 + height_of(names, 0.105, 0.1))
    bands_with_dots(
        axes,
        findings.select(
            *("share", "low", "high"),
            pl.col("published_low").alias("from"),
            pl.col("published_high").alias("to"),
            solid=pl.col("checked") == "yes",
        ),
    )
    beside_rows(
        axes,
        range(len(rows)),
        [share_and_relation(say, row) for row in rows],
        x=1.04,
        muted=findings["share"].is_null().to_list(),
    )
    axis_of_shares(axes, say, room=0.56, last=len(rows) - 1)
    rows_from_above(axes, names, linespacing=leading(), fontsize=6.5)
    axes.set_xlabel(say("Share of those who answered"), loc="left")
    confidence = say.percent(needed(view.survey.plan.findings).confidence)
    handles = legend_of_bands(
        say("ours, with {confidence} interval", confidence=confidence),
        say("published, as recalled, unchecked"),
        say("published, checked"),
    )
    legend_below(figure, handles, 2, fontsize=6.5)
    return Drawn(
        figure=figure,
        data=findings,
        **caption_of_findings(say, findings),
        alt=dots_on_bands(
            say,
            findings.with_columns(label=pl.Series(labels, dtype=pl.String)),
            {relation: say(words) for relation, words in RELATIONS.items()},
        ),
    )
