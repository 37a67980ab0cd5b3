"""Dendrograms, whose leaves and branches bear the colours of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from scipy.cluster.hierarchy import dendrogram

from cyberstudy.draw.style import HUES, INK, MUTED
from cyberstudy.wording.speech import Speech


def dendrogram_of_classes(
    axes: Axes, linkage: np.ndarray, labels: Sequence[str], classes: Sequence[str], say: Speech
) -> list[str]:
    """Draw a tree from the right, with a letter at each leaf if there are several classes.

    Returns
    -------
    list of str
        The labels in their order from below.
    """
    names, class_of = sorted(set(classes)), dict(zip(labels, classes, strict=True))
    # SciPy gives the name C0 a meaning of its own.
    hue = dict(zip(names, map(to_hex, HUES), strict=False)) if len(names) > 1 else {names[0]: INK}
    under = _classes_under(linkage, classes)
    shown = dendrogram(
        linkage,
        ax=axes,
        orientation="right",
        labels=labels,
        link_color_func=lambda node: hue[min(under[node])] if len(under[node]) == 1 else MUTED,
    )
    order: list[str] = shown["ivl"]
    ticks = [say("{type}  {label}", type=class_of[label], label=label) for label in order]
    axes.set_yticks(axes.get_yticks(), ticks if len(names) > 1 else order)
    for tick, label in zip(axes.get_yticklabels(), order, strict=True):
        tick.set_color(hue[class_of[label]])
        tick.set_fontsize(7.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return order


def _classes_under(linkage: np.ndarray, leaves: Sequence[str]) -> dict[int, set[str]]:
    """For each node of the tree, the classes of the leaves below it."""
    under = {number: {name} for number, name in enumerate(leaves)}
    for merge, (left, right) in enumerate(linkage[:, :2].astype(int)):
        under[len(leaves) + merge] = under[left] | under[right]
    return under
