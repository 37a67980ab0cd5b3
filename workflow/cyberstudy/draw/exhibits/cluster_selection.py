"""How many clusters: the gap statistic with one cluster among the choices."""

from __future__ import annotations

import polars as pl

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.wording.view import View


def draw(view: View) -> Drawn:
    """Draw the gap for every number of clusters, and what other thresholds would choose."""
    say, name = view.say, view.entry["clustering"]
    data = view.table(f"{name}/selection")
    verdict = view.json(f"{name}/verdict")
    main = data.filter("is_main")
    figure, axes = new_figure(2.7)
    for (minimum,), rows in data.filter(~pl.col("is_main")).group_by(
        "minimum_nominations", maintain_order=True
    ):
        axes.plot(rows["clusters"], rows["gap"], color=MUTED, lw=0.9, zorder=1)
        picked = rows.filter("chosen")
        axes.plot(picked["clusters"], picked["gap"], "o", color=MUTED, ms=4, zorder=2)
        axes.annotate(
            say("{count}+", count=minimum),
            (rows["clusters"][-1], rows["gap"][-1]),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color=MUTED,
        )
    axes.errorbar(
        main["clusters"],
        main["gap"],
        yerr=main["gap_se"],
        color=HUES[0],
        marker="o",
        ms=3,
        lw=1.6,
        elinewidth=1,
        zorder=3,
    )
    axes.annotate(
        say("{count}+", count=verdict["minimum_nominations"]),
        (main["clusters"][-1], main["gap"][-1]),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        fontsize=7.5,
        color=HUES[0],
    )
    picked = main.filter("chosen")
    axes.plot(picked["clusters"], picked["gap"], "o", mfc="none", mec=INK, ms=9, zorder=4)
    axes.set_xticks(main["clusters"].to_list())
    axes.set_xlabel(say("Number of groups"))
    axes.set_ylabel(say("Gap (larger: more than chance)"))
    axes.grid(axis="y")
    chosen = data.filter("chosen")
    each = [
        say.many(
            "{groups} at {minimum} ({count} country)",
            "{groups} at {minimum} ({count} countries)",
            row["countries"],
            groups=row["clusters"],
            minimum=row["minimum_nominations"],
            count=row["countries"],
        )
        for row in chosen.iter_rows(named=True)
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=say(
            "{countries} countries with at least {minimum} nominations; other thresholds in grey.",
            countries=verdict["countries"],
            minimum=verdict["minimum_nominations"],
        ),
        method=say(
            "Gap statistic (Tibshirani, Walther and Hastie 2001) against data in which each "
            "expert\u2019s crime types are shuffled; bars: standard errors. Ring and grey dots: "
            "smallest number of groups within one standard error of the next. p = {p} that "
            "countries differ no more than in shuffled data.",
            p=say.decimal(verdict["p_value"], 3),
        ),
        alt=say(
            "Line chart of the gap for 1 to {most} groups. Groups chosen, by least number of "
            "nominations: {each}.",
            most=data["clusters"].max(),
            each=say.clauses(each),
        ),
    )
