"""Who answered: counts by what units say of themselves."""

from __future__ import annotations

from cyberstudy.draw.style import HUES, MUTED, new_figure
from cyberstudy.draw.view import Drawn, View
from cyberstudy.statuses import STATUSES


def draw(view: View) -> Drawn:
    """Draw one panel a question, counts beside the bars, missing answers in grey."""
    data = view.table("coverage")
    groups = data.group_by("question", maintain_order=True)
    panels = [(question[0], rows) for question, rows in groups]
    heights = [rows.height for _, rows in panels]
    figure, grid = new_figure(
        1.0 + 0.2 * sum(heights) + 0.3 * len(panels),
        nrows=len(panels),
        height_ratios=heights,
        sharex=True,
        squeeze=False,
    )
    labels = dict(view.survey.codebook.select("question", "short_label").iter_rows())
    for axes, (question, rows) in zip(grid[:, 0], panels, strict=True):
        places = range(rows.height)
        colours = [MUTED if group in STATUSES else HUES[0] for group in rows["group"]]
        axes.barh(places, rows["count"], color=colours, height=0.7)
        for place, count in zip(places, rows["count"], strict=True):
            axes.text(count + 0.6, place, f"{count}", va="center", fontsize=7.5)
        axes.set_yticks(places, rows["label"])
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_title(labels[question], loc="left", fontsize=8.5)
    grid[-1, 0].set_xlabel(f"{view.survey.settings['respondents'].capitalize()}, of {view.units}")
    told = " ".join(
        f"{labels[question]}: "
        + ", ".join(f"{r['label']} {r['count']}" for r in rows.iter_rows(named=True))
        + "."
        for question, rows in panels
    )
    wordings = " ".join(view.wording(question) for question, _ in panels)
    return Drawn(
        figure=figure,
        data=data,
        question=f"Asked: {wordings}",
        base=(
            f"All {view.units} {view.survey.settings['respondents']}; grey: no answer, refused or "
            "not applicable."
        ),
        method="Counts. Countries are counted by region (M49). Of several answers each counts.",
        alt=f"Bar charts of who answered. {told}",
    )
