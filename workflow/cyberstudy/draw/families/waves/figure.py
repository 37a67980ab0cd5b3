"""Exhibits of numbers by group and by wave: their level, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from cyberstudy.declare.plan.kinds import (
    LevelsByGroup,
)
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.intervals import INTERVALS
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.rows import NONE, finish_rows
from cyberstudy.draw.marks.sides import dots_of_sides
from cyberstudy.draw.style import new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import (
    by_panel,
    panel,
    valued,
)
from cyberstudy.wording.named_units import listed_without_data
from cyberstudy.wording.numbers import interval_of_sample
from cyberstudy.wording.questions import (
    GAP,
    WITHHELD,
    groups_from_above,
    labelled,
    of_listed,
    questions_asked,
    scale_of,
)
from cyberstudy.wording.references import CellReference
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View, needed
from surveyanswers.tables.extremes import highest
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.waves import waves_in

NOBODY = phrase("nobody answered")
LEVELS = ("mean", "low", "high", "quartile_1", "median", "quartile_3")
WAVES = 4  # that are shown by default, the latest


def _mean_on_scale(say: Translator, low: float, high: float) -> str:
    return say("Mean, on a scale from {low} to {high}", low=say.plain(low), high=say.plain(high))


def levels_by_group(view: View[LevelsByGroup]) -> Drawn:
    """Draw the groups that have a mean, with a column of means for each wave and one of bases."""
    say, entry, key = view.say, view.entry, ["grouping", "group"]
    question, design = entry.question, view.survey.settings.design
    table = view.of_all_waves("levels").filter(question=question)
    waves = [*entry.waves] or waves_in(table)[-WAVES:]
    question_text = questions_asked(view, [question], entry.who)
    if not waves:  # no cell held a number
        return sentences(
            view,
            [panel(say, view.label(question), [say.reason(NOBODY)])],
            data=table,
            question=question_text,
        )
    groups = groups_from_above(say, entry.across, table)
    data = pl.concat([_levels(view, table, groups, wave) for wave in waves])
    rows_with_mean = data.drop_nulls("mean")
    if rows_with_mean.is_empty():
        why = panel(say, view.label(question), _levels_in_words(view, data, 0))
        return sentences(view, [why], data=data.drop("why"), question=question_text)
    groups = groups.join(rows_with_mean.unique(key), on=key, how="semi", maintain_order="left")
    # The gaps that groups left are closed; groupings stay apart.
    apart = pl.col("grouping").rle_id().cast(pl.Float64) * GAP
    groups = groups.with_columns(place=apart + pl.int_range(pl.len()))
    sides = [_levels(view, table, groups, wave) for wave in waves]
    drawn_of = ("mean", "low", "high") if entry.intervals else ("mean",)
    reach = pl.concat(rows_with_mean[name].alias("") for name in drawn_of)
    ends, digits = scale_of(view, [question], reach)
    confidence = needed(view.survey.plan.levels).confidence
    places = groups["place"].to_list()
    figure, axes = new_figure(1.1 + 0.19 * (highest(groups["place"]) + 1))
    names = [wave or say("mean") for wave in waves]
    drawn = {"share": "mean"} | ({"low": "low", "high": "high"} if entry.intervals else {})
    shown = [rows.select(**drawn) for rows in sides]
    interval = say(INTERVALS, confidence=say.percent(confidence)) if entry.intervals else None
    dots_of_sides(axes, list(zip(names, shown, strict=True)), places, interval=interval)
    columns = {
        name: [NONE if mean is None else say.decimal(mean, digits) for mean in rows["mean"]]
        for name, rows in zip(names, sides, strict=True)
    }
    bases = (dict.fromkeys(row) for row in zip(*(rows["base"] for rows in sides), strict=True))
    counts = [[NONE if base is None else say.count(base) for base in row] for row in bases]
    columns[say("n")] = [say.listed(row) for row in counts]
    finish_rows(axes, say, groups["label"].to_list(), places, columns, ends=ends, step=0.2)
    axes.set_xlabel(_mean_on_scale(say, *ends), loc="left")
    if len(names) > 1 or interval:
        legend_below(figure)
    texts = _levels_in_words(view, data, digits)
    lines = ""
    if design:
        lines = say("Lines: {interval}.", interval=interval_of_sample(say, design, confidence))
    dots = say("Dots: group means; the column at the right adds the number that answered (n).")
    base = [_answered(view, data), listed_without_data(view, [question])]
    alt = by_panel(say, say("Dot plot of means by group."), [(view.label(question), texts)])
    return Drawn(
        figure=figure,
        data=data.drop("why"),
        question=question_text,
        base=say.text(base),
        method=say.text([dots, *_weighted(view), *_intervals(view, confidence, lines)]),
        alt=alt,
    )


def _levels_in_words(view: View[LevelsByGroup], data: pl.DataFrame, digits: int) -> list[str]:
    """Return a text for each group: its mean in every wave, or why there is none."""
    say, groups = view.say, dict[float, tuple[str, list[str]]]()
    for row in view.citing(data, "levels"):
        text = row["why"]
        if row["mean"] is not None:
            mean = say.decimal(row["mean"], digits)
            text = say("mean {mean} (n {base})", mean=mean, base=row["base"])
        _, texts = groups.setdefault(row["place"], (row["label"], []))
        texts.append(valued(say, row["wave"], text) if row["wave"] else text)
    return [labelled(say, label, say.listed(texts)) for label, texts in groups.values()]


def _levels(
    view: View[LevelsByGroup], table: pl.DataFrame, groups: pl.DataFrame, wave: str
) -> pl.DataFrame:
    """Return every group's numbers in one wave; those without numbers say why."""
    levels, key = table.filter(wave=wave).drop("label", "wave", "question"), ["grouping", "group"]
    absent = pl.col("base").is_null() & pl.col("reason").is_null()
    reason = pl.when(absent).then(pl.lit(NOBODY)).otherwise(pl.col("reason").fill_null(""))
    rows = groups.join(levels, on=key, how="left", maintain_order="left").select(
        *(*key, "label", "place"),
        wave=pl.lit(wave),
        question=pl.lit(view.entry.question),
        listed=pl.col("listed").cast(pl.Int64),
        base=pl.when(absent).then(0).otherwise(pl.col("base")).cast(pl.Int64),
        **{name: pl.col(name).cast(pl.Float64) for name in LEVELS},
        reason=reason,
    )
    why = [
        "" if mean is not None else view.say.reason(text or WITHHELD)
        for mean, text in rows.select("mean", "reason").iter_rows()
    ]
    return rows.with_columns(why=pl.Series(why, dtype=pl.String))


def _answered(view: View[LevelsByGroup], rows: pl.DataFrame) -> str:
    """Return how many answered in each wave, and which groups have no mean in any."""
    say, who, listed = view.say, view.entry.who, pl.col("listed")
    # Groups of a grouping add up; groupings are the same units, divided otherwise.
    whole = rows.group_by("wave", "grouping", maintain_order=True).agg(
        pl.col("base").sum(),
        pl.when(listed.is_not_null().any()).then(listed.sum()),
        known=pl.col("base").is_not_null().all(),
    )
    texts = []
    for (wave,), totals in whole.filter("known").group_by("wave", maintain_order=True):
        counts = [
            row | {name: view.cited(row[name], _summed(row, name)) for name in ("base", "listed")}
            for row in totals.with_columns(question=pl.lit(view.entry.question)).to_dicts()
        ]
        of_wave = of_listed(say, counts, who)
        texts.append(labelled(say, str(wave), of_wave) if wave else of_wave)
    answered = [say("With an answer: {groups}.", groups=say.clauses(texts))] if texts else []
    means = rows.group_by("grouping", "group", maintain_order=True).agg(
        pl.first("label"), pl.count("mean")
    )
    if left_out := means.filter(mean=0)["label"].to_list():
        answered.append(say("No mean is shown for: {groups}.", groups=say.clauses(left_out)))
    return say.text(answered)


def _summed(row: Mapping[str, Any], column: str) -> CellReference:
    """Return where a sum over the groups of a grouping was taken from."""
    return CellReference(
        "levels", {name: row[name] for name in ("wave", "question", "grouping")}, column, "sum"
    )


def _weighted(view: View[Any]) -> list[str]:
    design = view.survey.settings.design
    return [view.say("Means and medians are weighted; n counts units.")] if design else []


def _intervals(view: View[LevelsByGroup], confidence: float | None, of_sample: str) -> list[str]:
    """Return what intervals are, `of_sample` for samples, or that there are none; and a remark."""
    say, sentence = view.say, ""
    if view.entry.intervals and of_sample:
        sentence = of_sample
    elif view.entry.intervals and confidence:
        sentence = say(
            "Confidence intervals ({confidence}) treat those who answered as a random sample of "
            "all that are listed.",
            confidence=say.percent(confidence),
        )
    elif not view.survey.settings.design:
        sentence = say("No interval is drawn, because all or nearly all answered.")
    return [sentence, view.entry.remark or ""]
