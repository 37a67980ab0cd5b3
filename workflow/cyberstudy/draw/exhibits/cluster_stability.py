"""How often each cluster comes back."""

from __future__ import annotations

from cyberstudy.draw.style import FAINT, HUES, INK, MUTED, new_figure
from cyberstudy.draw.view import Drawn, View


def draw(view: View) -> Drawn:
    """Draw each cluster's mean Jaccard with the middle of its resamples."""
    name = view.entry["clustering"]
    data = view.table(f"{name}/stability")
    verdict = view.json(f"{name}/verdict")
    plan = view.survey.plan["clusterings"][name]
    figure, axes = new_figure(1.2 + 0.36 * data.height)
    rows = range(data.height)
    axes.hlines(rows, data["low"], data["high"], color=FAINT, lw=6)
    axes.plot(data["jaccard"], rows, "o", color=HUES[0], ms=5)
    axes.set_yticks(
        rows,
        [f"{row['cluster']} ({row['members']} countries)" for row in data.iter_rows(named=True)],
    )
    axes.set_ylim(data.height - 0.4, -0.6)
    axes.set_xlim(0, 1.02)
    for place, note in ((verdict["minimum_jaccard"], "asked for"), (1.0, "always")):
        axes.axvline(place, color=INK if place < 1 else MUTED, lw=0.8, ls=(0, (4, 3)))
        axes.text(place, -0.68, note, fontsize=7, ha="center", va="bottom", color=INK)
    axes.set_xlabel("Jaccard similarity with the best match among the groups of a resample")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    alone = "With one group there is nothing to lose: 1 by definition." if data.height == 1 else ""
    each = "; ".join(
        f"{r['cluster']} ({r['members']} countries) {r['jaccard']:.2f}, from {r['low']:.2f} "
        f"to {r['high']:.2f}"
        for r in data.iter_rows(named=True)
    )
    return Drawn(
        figure=figure,
        data=data,
        question=view.naming(),
        base=(
            f"{verdict['countries']} countries, {view.units} {view.survey.settings['unit']}s "
            "drawn again."
        ),
        method=(
            f"Dot: mean over {plan['resamples']} bootstrap resamples of experts (Hennig 2007); "
            f"bar: their middle {plan['confidence']:.0%}. Under "
            f"{verdict['minimum_jaccard']:g} a group "
            f"is not interpreted. {alone}"
        ),
        alt=f"Dot plot of cluster stability. Mean Jaccard: {each}.",
    )
