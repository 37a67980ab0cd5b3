"""What captions say of several waves: who answered in which, and what the marks are."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits_of_waves import (
    ChangeDots,
    DeclaredCompositeWeights,
    LevelHeatmap,
    LevelsByGroup,
    OfWaves,
)
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.intervals import interval_of_sample
from cyberstudy.wording.named_units import (
    beside_the_list,
    listed_without_data,
    units_with_data,
)
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.questions import labelled, of_listed, questions_asked
from cyberstudy.wording.view import View


def caption_of_change(
    view: View[ChangeDots],
    rows: pl.DataFrame,
    waves: tuple[str, str],
    *,
    confidence: float | None,
) -> CaptionParts:
    """Return the caption of levels before and after, of rows of question, listed and base."""
    say, entry, design = view.say, view.entry, view.survey.settings.design
    before, after = waves
    who = entry.answered_by[0].who
    base = say(
        "{base} with an answer in both waves, {before} and {after}; others do not count.",
        base=of_listed(say, rows, who),
        before=before,
        after=after,
    )
    if entry.panels[0].options is None:
        dots = say("Dots: means of the same units in both waves.")
    else:
        dots = say("Dots: share of the same units that chose the answer, in each of the two waves.")
    beside = say("Beside each row: the later less the earlier; the largest rise is first.")
    by_design, weighted = "", ""
    if design:
        interval = interval_of_sample(say, design, confidence) if confidence else ""
        by_design = say("In brackets: {interval}.", interval=interval)
        weighted = say("Both are weighted, by what the units weigh in {after}.", after=after)
    method = [dots, weighted, beside, *_intervals(view, confidence, by_design)]
    questions = rows["question"].unique(maintain_order=True)
    return {
        "question": questions_asked(view, questions, who),
        "base": say.text([base, listed_without_data(view, questions)]),
        "method": say.text(method),
    }


def caption_of_levels(
    view: View[LevelsByGroup], rows: pl.DataFrame, *, confidence: float
) -> CaptionParts:
    """Return the caption of means by group, of rows of place, wave, listed and base."""
    say, entry, design = view.say, view.entry, view.survey.settings.design
    # Groups of a grouping add up; groupings are the same units, divided otherwise.
    listed = pl.col("listed")
    whole = rows.group_by("wave", "grouping", maintain_order=True).agg(
        pl.col("base").sum(),
        pl.when(listed.is_not_null().any()).then(listed.sum()),
        known=pl.col("base").is_not_null().all(),
    )
    told = [
        labelled(say, wave, of_listed(say, own, entry.who))
        if wave
        else of_listed(say, own, entry.who)
        for (wave,), own in whole.filter("known").group_by("wave", maintain_order=True)
    ]
    answered = say("With an answer: {groups}.", groups=say.clauses(told)) if told else ""
    dots = say("Dots: means of the group, which stand at the right with how many answered (n).")
    absent = rows.group_by("grouping", "group", maintain_order=True).agg(
        pl.col("label").first(), pl.col("mean").is_null().all()
    )
    if left_out := absent.filter("mean")["label"].to_list():
        answered = say.text(
            [answered, say("Without a mean: {groups}.", groups=say.clauses(left_out))]
        )
    lines = ""
    if design:
        lines = say("Lines: {interval}.", interval=interval_of_sample(say, design, confidence))
    return {
        "question": questions_asked(view, [entry.question], entry.who),
        "base": say.text([answered, listed_without_data(view, [entry.question])]),
        "method": say.text([dots, *_weighted(view), *_intervals(view, confidence, lines)]),
    }


def caption_of_cells(view: View[LevelHeatmap], rows: pl.DataFrame) -> CaptionParts:
    """Return the caption of means in cells, of rows of grouping, group and base."""
    say, who = view.say, view.entry.answered_by
    told = [
        labelled(say, group.who, ends(say, own["base"].drop_nulls()))
        for group in who
        if (own := rows.filter(grouping=group.grouping, group=group.group))["base"].count()
    ]
    cells = say("Cells: means of the group. The row with the lowest mean in the first is on top.")
    return {
        "question": questions_asked(
            view, view.entry.questions, say.every(dict.fromkeys(group.who for group in who))
        ),
        "base": say("With an answer: {groups}.", groups=say.listed(told)),
        "method": say.text([cells, *_weighted(view), view.entry.remark or ""]),
    }


def caption_of_weights(view: View[DeclaredCompositeWeights], rows: pl.DataFrame) -> CaptionParts:
    """Return the caption of recovered weights, of rows of wave, score, base, follow and weight."""
    say = view.say
    scores = rows.unique(["wave", "score"])
    found = scores.drop_nulls("weight")
    method = [
        say(
            "Dots: the weights that published scores follow; {follow} of {base} do, to the last "
            "digit.",
            follow=int(found["follow"].sum()),
            base=int(found["base"].sum()),
        )
    ]
    if found.height < scores.height:
        method.append(
            say(
                "Lines: where no weights were found, what each can be if one indicator from 0 to 1 "
                "is all that the data lack; which one the data do not say."
            )
        )
    base = ends(say, rows["base"])
    return {
        "question": say("What an indicator adds to a score if it is 1."),
        "base": say.text(
            [
                say("{base} {who} with the scores.", base=base, who=view.entry.who),
                beside_the_list(view, units_with_data(view, scores["score"].unique())),
            ]
        ),
        "method": say.text(method),
    }


def _weighted(view: View[Any]) -> list[str]:
    design = view.survey.settings.design
    return [view.say("Means and medians are weighted; n counts units.")] if design else []


def _intervals(view: View[OfWaves], confidence: float | None, of_sample: str = "") -> list[str]:
    """Say what intervals are, of a sample as given, or that there are none; and the remark."""
    say = view.say
    if view.entry.intervals and of_sample:
        told = of_sample
    elif view.entry.intervals and confidence:
        told = say(
            "Intervals ({confidence}) are those of a model: as if who answered had been drawn at "
            "random from all that are listed.",
            confidence=say.percent(confidence),
        )
    elif view.survey.settings.design:
        told = ""
    else:
        told = say(
            "No interval is drawn, for those who answered are all, or nearly all, that there are."
        )
    return [told, view.entry.remark or ""]
