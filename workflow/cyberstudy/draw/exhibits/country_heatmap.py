"""Countries by part of the index, as a heat map."""

from __future__ import annotations

import seaborn as sns

from cyberstudy.declare.plan.exhibits import CountryHeatmap
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import SEQUENCE, new_figure
from cyberstudy.wording.alternative_text.matrices import heat_map
from cyberstudy.wording.view import View


def draw(view: View[CountryHeatmap]) -> Drawn:
    """Draw the first countries' index for each part, with the number in each cell."""
    say, parts = view.say, view.parts
    shown = view.table("index").head(view.entry.countries)
    data = shown.select("rank", "country", "iso3", *parts)
    values = data.select(*parts).to_numpy()
    figure, axes = new_figure(0.9 + 0.21 * shown.height)
    sns.heatmap(
        values,
        ax=axes,
        cmap=SEQUENCE,
        vmin=0,
        annot=[[say.decimal(value, 1) for value in row] for row in values],
        fmt="",
        annot_kws={"fontsize": 7},
        linewidths=0.8,
        linecolor="white",
        cbar_kws={"label": say("Index (0 to 100)"), "shrink": 0.5, "aspect": 25},
        xticklabels=[label.replace(", ", ",\n").replace(" ", "\n", 1) for label in parts.values()],
        yticklabels=data["country"].to_list(),
    )
    axes.tick_params(length=0)
    axes.tick_params(axis="x", bottom=False, top=True, labelbottom=False, labeltop=True)
    axes.tick_params(axis="y", rotation=0)
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=view.everyone(),
        method=say(
            "Each cell: the index for one type of crime, 100 when every expert names the country "
            "and rates it at the top of all scales. Countries in the order of the overall index."
        ),
        alt=heat_map(say, data, parts),
    )
