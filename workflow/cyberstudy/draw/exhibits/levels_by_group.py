"""The mean of a number by group: a row a group, a dot a wave, means and how many beside."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.declare.plan.exhibits_of_waves import LevelsByGroup
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import axis_of_numbers
from cyberstudy.draw.marks.intervals import INTERVALS
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import LOOKS, dots_of_sides, legend_of_sides
from cyberstudy.draw.marks.texts import above_column, beside_rows, name_rows
from cyberstudy.draw.style import new_figure
from cyberstudy.tables.extremes import highest
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.waves import waves_in
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.alternative_text.dots import levels_by_row
from cyberstudy.wording.captions.waves import caption_of_levels
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.questions import GAP, WITHHELD, groups_from_above
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View, needed

COLUMN = 0.2  # of the axis, at its right
NOBODY = phrase("nobody answered")
LEVELS = ("mean", "low", "high", "quartile_1", "median", "quartile_3")


def draw(view: View[LevelsByGroup]) -> Drawn:
    """Draw the groups that have a mean, with a column of means for each wave and one of bases."""
    say, question = view.say, view.survey.questionnaire.questions[view.entry.question]
    table = view.of_all_waves("levels").filter(question=question.name)
    waves = [*view.entry.waves] or waves_in(table)[-len(LOOKS) :]
    groups = groups_from_above(say, view.entry.across, table)
    data = pl.concat([_rows(view, table, groups, wave) for wave in waves])
    seen = data.drop_nulls("mean").select("grouping", "group").unique()
    groups = _closed_up(
        groups.join(seen, on=["grouping", "group"], how="semi", maintain_order="left")
    )
    sides = [_rows(view, table, groups, wave) for wave in waves]
    ends = range_of([question], data["mean"].drop_nulls())
    confidence = needed(view.survey.plan.levels).confidence
    places, last = groups["place"].to_list(), highest(groups["place"])
    figure, axes = new_figure(1.1 + 0.19 * (last + 1))
    drawn = ["mean", "low", "high"] if view.entry.intervals else ["mean"]
    names = [wave or say("mean") for wave in waves]
    shown = [rows.select(drawn).rename({"mean": "share"}) for rows in sides]
    dots_of_sides(axes, list(zip(names, shown, strict=True)), places)
    columns = _columns(view, sides, waves, places_for(*ends))
    axis_of_numbers(axes, say, ends, room=0.04 + COLUMN * len(columns), last=last)
    for number, (head, texts) in enumerate(columns):
        x = ends[1] + (0.05 + COLUMN * number) * (ends[1] - ends[0])
        beside_rows(axes, places, texts, x=x, muted=[False] * len(places))
        above_column(axes, head, x=x, place=-0.6)
    axes.set_xlabel(say("Mean"), loc="left")
    name_rows(axes, places, groups["label"].to_list())
    axes.set_ylim(last + 0.5, -0.5)
    interval = say(INTERVALS, confidence=say.percent(confidence))
    legend = legend_of_sides(names, interval if view.entry.intervals else None)
    if len(legend) > 1:
        legend_below(figure, legend, fontsize=6.5)
    told = levels_by_row(say, data, places_for(*ends))
    head = say("Dot plot of means by group.")
    return Drawn(
        figure=figure,
        data=data.drop("why"),
        **caption_of_levels(view, data, confidence=confidence),
        alt=say.text([head, panel(say, view.label(question.name), told)]),
    )


def _rows(
    view: View[LevelsByGroup], table: pl.DataFrame, groups: pl.DataFrame, wave: str
) -> pl.DataFrame:
    """Return every group's numbers in one wave; those without numbers say why."""
    own = table.filter(wave=wave).drop("label", "wave", "question")
    found = groups.join(own, on=["grouping", "group"], how="left", maintain_order="left")
    absent = pl.col("base").is_null() & pl.col("reason").is_null()
    reason = pl.when(absent).then(pl.lit(NOBODY)).otherwise(pl.col("reason").fill_null(""))
    rows = found.select(
        *("grouping", "group", "label", "place"),
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


def _columns(
    view: View[LevelsByGroup], sides: Sequence[pl.DataFrame], waves: Sequence[str], places: int
) -> list[tuple[str, list[str]]]:
    """Return what stands beside the rows: means of each wave, and n."""
    say = view.say
    columns = []
    for wave, rows in zip(waves, sides, strict=True):
        means = ["\u2013" if mean is None else say.decimal(mean, places) for mean in rows["mean"]]
        columns.append((wave or say("mean"), means))
    bases = list(zip(*(rows["base"] for rows in sides), strict=True))
    columns.append(
        (say("n"), [say.listed(_count(say, base) for base in dict.fromkeys(row)) for row in bases])
    )
    return columns


def _count(say: Speech, base: int | None) -> str:
    return "\u2013" if base is None else say.count(base)


def _closed_up(groups: pl.DataFrame) -> pl.DataFrame:
    """Close the gaps that groups left; groupings stay apart."""
    number = pl.col("grouping").rle_id().cast(pl.Float64)
    return groups.with_columns(place=number * GAP + pl.int_range(pl.len()))
