"""How often each cluster comes back, for every number of clusters that was tried."""

from __future__ import annotations

import polars as pl

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks import folded
from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.wording.view import View

DODGE = 0.14  # between the groups of one clustering, in numbers of groups


def draw(view: View) -> Drawn:
    """Draw each cluster's mean Jaccard with the middle of its resamples."""
    say, name = view.say, view.entry["clustering"]
    # One group of all is there in every resample: nothing to see.
    data = view.table(f"{name}/stability").filter(pl.col("clusters") > 1)
    verdict = view.json(f"{name}/verdict")
    plan = view.survey.plan["clusterings"][name]
    data = data.with_columns(
        place=pl.col("clusters")
        + DODGE * (pl.int_range(pl.len()) - (pl.len() - 1) / 2).over("clusters")
    )
    figure, axes = new_figure(2.7)
    axes.vlines(data["place"], data["low"], data["high"], color=FAINT, lw=4)
    for chosen, fill in ((True, HUES[0]), (False, "white")):
        dots = data.filter(chosen=chosen)
        axes.plot(dots["place"], dots["jaccard"], "o", color=HUES[0], mfc=fill, ms=4.5)
    for row in data.iter_rows(named=True):
        axes.annotate(
            row["cluster"],
            (row["place"], row["low"]),
            xytext=(0, -3),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=6.5,
            color=MUTED,
        )
    numbers = data["clusters"].unique().sort().to_list()
    axes.set_xlim(numbers[0] - 0.55, numbers[-1] + 0.55)
    axes.set_xticks(numbers)
    axes.set_xlabel(say("Number of groups"))
    axes.set_ylim(0, 1.03)
    axes.set_ylabel(folded(say("Jaccard similarity with the best match"), 20))
    axes.axhline(verdict["minimum_jaccard"], color=INK, lw=0.8, ls=(0, (4, 3)))
    axes.text(
        numbers[-1] + 0.55,
        verdict["minimum_jaccard"],
        "\n".join(f" {line}" for line in folded(say("asked for"), 6).split("\n")),
        fontsize=7,
        va="center",
        color=INK,
    )
    axes.grid(axis="y")
    stays = data.group_by("clusters", maintain_order=True).agg(pl.col("jaccard").min())
    least = [
        say.many(
            "with {count} group {jaccard}",
            "with {count} groups {jaccard}",
            groups,
            count=groups,
            jaccard=say.decimal(jaccard, 2),
        )
        for groups, jaccard in stays.iter_rows()
    ]
    chosen = (
        say("The number chosen is one, which is not shown: it comes back by definition.")
        if verdict["clusters"] == 1
        else say("Filled: the number chosen, {count}.", count=verdict["clusters"])
    )
    return Drawn(
        figure=figure,
        data=data.drop("place"),
        question=view.naming(),
        base=say(
            "{countries} countries, {units} {respondents} drawn again.",
            countries=verdict["countries"],
            units=view.units,
            respondents=say.word(view.survey.settings["respondents"]),
        ),
        method=say.text(
            [
                say(
                    "Dot: mean over {resamples} bootstrap resamples of experts (Hennig 2007); bar: "
                    "their middle {confidence}; letters: groups, A the largest. Under {least} a "
                    "group is not interpreted.",
                    resamples=plan["resamples"],
                    confidence=say.percent(plan["confidence"]),
                    least=say.plain(verdict["minimum_jaccard"]),
                ),
                chosen,
            ]
        ),
        alt=say.text(
            [
                say(
                    "Dot plot of how often groups come back. Lowest mean Jaccard: {least}.",
                    least=say.clauses(least),
                ),
                chosen,
            ]
        ),
    )
