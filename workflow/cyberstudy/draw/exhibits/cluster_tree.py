"""Ward's tree over units that a mixture has judged, coloured by the mixture's classes: a view."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import dendrogram

from cyberstudy.declare.plan.exhibits import ClusterTree
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.style import HUES, INK, MUTED, new_figure
from cyberstudy.wording.alternative_text.trees import tree
from cyberstudy.wording.typologies import Clustering, clustering_of
from cyberstudy.wording.view import View


def draw(view: View[ClusterTree]) -> Drawn:
    """Draw the dendrogram with leaves named and coloured by class; it has no cut."""
    found, say = clustering_of(view), view.say
    document = found.view.json(f"{found.name}/tree")
    linkage = np.array(document["linkage"])
    countries = dict(view.table("index").select("iso3", "country").iter_rows())
    labels = [countries[iso3] for iso3 in document["units"]]
    classes = dict(zip(labels, document["classes"], strict=True))
    names = sorted(set(document["classes"]))
    hue = dict(zip(names, HUES, strict=False)) if len(names) > 1 else {names[0]: INK}
    under = _classes_under(linkage, document["classes"])
    figure, axes = new_figure(1.1 + 0.175 * len(labels))
    shown = dendrogram(
        linkage,
        ax=axes,
        orientation="right",
        labels=labels,
        link_color_func=lambda node: hue[min(under[node])] if len(under[node]) == 1 else MUTED,
    )
    order = shown["ivl"]  # from below
    ticks = [say("{type}  {label}", type=classes[label], label=label) for label in order]
    axes.set_yticks(axes.get_yticks(), ticks if len(names) > 1 else order)
    for tick, label in zip(axes.get_yticklabels(), order, strict=True):
        tick.set_color(hue[classes[label]])
        tick.set_fontsize(7.5)
    axes.set_xlabel(say("Ward distance between profiles (Hellinger)"))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    members = pl.DataFrame(
        {
            "label": labels,
            "type": document["classes"],
            "order": [order.index(each) for each in labels],
        }
    ).sort("order")
    return Drawn(
        figure=figure,
        data=members,
        question=found.made_of(),
        base=found.who(),
        method=say.text([_method(found), found.note_in_a_sentence]),
        alt=say.text([tree(say, members), found.note_in_a_sentence]),
    )


def _method(found: Clustering) -> str:
    return found.view.say(
        "Profiles: shares of types of crime in the times that a country was named; Ward linkage on "
        "Hellinger distances. The tree is another view and claims no groups; letters and colours "
        "are the classes of the mixture of multinomials."
    )


def _classes_under(linkage: np.ndarray, leaves: list[str]) -> dict[int, set[str]]:
    """For each node of the tree, the classes of the leaves below it."""
    under = {number: {name} for number, name in enumerate(leaves)}
    for merge, (left, right) in enumerate(linkage[:, :2].astype(int)):
        under[len(leaves) + merge] = under[left] | under[right]
    return under
