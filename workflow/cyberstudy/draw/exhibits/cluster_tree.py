"""The tree of a clustering, its cut, and its clusters."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import dendrogram

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View


def draw(view: View) -> Drawn:
    """Draw the dendrogram with leaves named, coloured by cluster, and the cut as a line."""
    say, name = view.say, view.entry["clustering"]
    model, verdict = view.json(f"{name}/model"), view.json(f"{name}/verdict")
    members = view.table(f"{name}/members").sort("order")
    labels = dict(members.select("iso3", "country").iter_rows())
    clusters = members["cluster"].unique().sort().to_list()
    hue = dict(zip(clusters, HUES, strict=False)) if len(clusters) > 1 else {clusters[0]: INK}
    tree = np.array(model["linkage"])
    leaves = len(model["iso3"])
    under = _clusters_under(tree, [model["clusters"][iso3] for iso3 in model["iso3"]])
    figure, axes = new_figure(1.1 + 0.175 * leaves)
    shown = dendrogram(
        tree,
        ax=axes,
        orientation="right",
        labels=[labels[iso3] for iso3 in model["iso3"]],
        link_color_func=lambda node: hue[min(under[node])] if len(under[node]) == 1 else MUTED,
    )
    of_country = {row["country"]: row["cluster"] for row in members.to_dicts()}
    for tick, country in zip(axes.get_yticklabels(), shown["ivl"], strict=True):
        tick.set_color(hue[of_country[country]])
        tick.set_fontsize(7.5)
    if model["cut_height"] is not None:
        axes.axvline(model["cut_height"], color=INK, lw=0.8, ls=(0, (4, 3)))
    for cluster in clusters if len(clusters) > 1 else []:
        rows = [i for i, country in enumerate(shown["ivl"]) if of_country[country] == cluster]
        axes.text(
            axes.get_xlim()[0],
            5 + 10 * float(np.mean(rows)),
            f" {cluster}",
            color=hue[cluster],
            fontsize=11,
            va="center",
            ha="left",
        )
    axes.set_xlabel(say("Ward distance between profiles (Hellinger)"))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    held = [
        labelled(say, cluster, say.listed(rows["country"].sort()))
        for (cluster,), rows in members.sort("cluster").group_by("cluster", maintain_order=True)
    ]
    parts = say.listed(label.lower() for label in view.parts.values())
    return Drawn(
        figure=figure,
        data=members,
        question=view.naming(),
        base=say(
            "{countries} countries with at least {minimum} nominations.",
            countries=verdict["countries"],
            minimum=model["minimum_nominations"],
        ),
        method=say.text(
            [
                say(
                    "Profiles: shares of {parts} in a country\u2019s scores; Ward linkage on "
                    "Hellinger distances. Dashed: the cut that the gap statistic chooses.",
                    parts=parts,
                ),
                verdict["text"],
            ]
        ),
        alt=say.text(
            [
                say("Tree of {count} countries.", count=leaves),
                say("Groups: {groups}.", groups=say.clauses(held)),
                verdict["text"],
            ]
        ),
    )


def _clusters_under(tree: np.ndarray, leaves: list[str]) -> dict[int, set[str]]:
    """For each node of the tree, the clusters of the leaves below it."""
    under = {number: {cluster} for number, cluster in enumerate(leaves)}
    for merge, (left, right) in enumerate(tree[:, :2].astype(int)):
        under[len(leaves) + merge] = under[left] | under[right]
    return under
