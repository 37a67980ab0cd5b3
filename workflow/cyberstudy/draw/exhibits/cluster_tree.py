"""Ward's tree over units that a mixture has judged, coloured by the mixture's classes: a view."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.declare.plan.exhibits import ClusterTree
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.dendrograms import dendrogram_of_classes
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text.trees import tree
from cyberstudy.wording.captions.clusterings import caption_of_tree
from cyberstudy.wording.clustering_view import clustering_of
from cyberstudy.wording.view import View


def draw(view: View[ClusterTree]) -> Drawn:
    """Draw the dendrogram with leaves named and coloured by class; it has no cut."""
    found, say = clustering_of(view), view.say
    document = view.json(f"{found.name}/tree")
    countries = dict(view.table("index").select("iso3", "country").iter_rows())
    labels = [countries[iso3] for iso3 in document["units"]]
    figure, axes = new_figure(1.1 + 0.175 * len(labels))
    order = dendrogram_of_classes(
        axes, np.array(document["linkage"]), labels, document["classes"], say
    )
    axes.set_xlabel(say("Ward distance between profiles (Hellinger)"))
    places = [order.index(label) for label in labels]
    members = {"label": labels, "type": document["classes"], "order": places}
    data = pl.DataFrame(members).sort("order")
    alt = say.text([tree(say, data), found.note_in_a_sentence])
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_tree(found))
