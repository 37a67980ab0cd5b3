"""A map of the world: every country in the colour of its answer, or of the class of its number."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from matplotlib.colors import to_hex
from matplotlib.patches import Patch

from cyberstudy.declare.plan.exhibits import CODES
from cyberstudy.declare.questionnaire import NUMBERS, Question
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.countries.entry import AREAS, CLASSES, PLACES, WorldMap
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.maps import apart, equal_earth, map_of_classes, world_of
from cyberstudy.draw.style import MUTED, amounts, new_figure, shades
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_json, read_text_table
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.numbers import places_for, range_of
from cyberstudy.wording.questions import (
    FEW,
    labelled,
    of_listed,
    options_in_words,
    questions_asked,
)
from cyberstudy.wording.view import View, needed

#: From light to dark; the lightest is told from the white of the sea and of what has no data.
SHADES = (0.24, 0.48, 0.66, 0.83, 1.0)
ABSENT = {"facecolor": "white", "hatch": "////////", "edgecolor": MUTED, "lw": 0.3}
NAMED = 3  # countries with one value; of more it is said how many


def world_map(view: View[WorldMap]) -> Drawn:
    """Fill areas of countries; those of which nothing is known are hatched."""
    say, root, who = view.say, view.survey.root, view.entry.who
    asked = view.survey.questionnaire.questions[view.entry.question]
    rows, classes, places = _classified(view, asked, _answers(view))
    codes = dict(read_text_table(root / CODES).select("iso3", "m49").iter_rows())
    world = world_of(read_json(root / AREAS))
    rows = rows.with_columns(m49=pl.col("iso3").replace_strict(codes))
    dots = (
        read_text_table(root / PLACES)
        .join(rows.filter(~pl.col("m49").is_in([*world.areas])), on="iso3")
        .with_columns(pl.col("longitude", "latitude").cast(pl.Float64))
    )
    placed = apart(equal_earth(dots["longitude"].to_numpy(), dots["latitude"].to_numpy()))
    absent, parts = say("no data"), []
    looks = {**classes, absent: ABSENT}
    for name, look in looks.items():
        own = rows.filter(pl.col("class").fill_null(absent) == name)["m49"].to_list()
        if name == absent:  # and areas of which there is no row
            own += sorted({*world.areas} - {*rows["m49"]})
        inside = (dots["class"].fill_null(absent) == name).to_numpy()
        parts.append((name, look, own, placed[inside]))
    figure, axes = new_figure(2.75)
    map_of_classes(axes, world, parts)
    # Those that are not on the list are coloured, named in the caption, and not counted.
    listed, others = (rows.filter(pl.col("in_frame") == own) for own in (True, False))
    counts = dict(listed["class"].fill_null(absent).value_counts().iter_rows())
    labels = [say("{label} ({count})", label=name, count=counts.get(name, 0)) for name in classes]
    named = zip([*labels, absent], looks.values(), strict=True)
    handles = [Patch(label=label, **look) for label, look in named]
    legend_below(figure, handles, fontsize=6.5)
    counted = pl.DataFrame({"base": [listed["value"].count()], "listed": [listed.height]})
    base = [say("With an answer: {base}.", base=of_listed(say, counted, who))]
    without = listed.filter(pl.col("value").is_null())["name"].sort()
    if 0 < without.len() <= FEW:
        base.append(say("Without data: {names}.", names=say.listed(without)))
    if others.height:
        names = say.listed(others["name"].sort())
        base.append(
            say(
                "Coloured, but in no count since not among the {who}: {names}.",
                who=who,
                names=names,
            )
        )
    method = say(
        "Dots, or crosses where there is no data, stand for countries too small for an area, moved "
        "apart where they would meet; territories of which there are no data have none. Equal "
        "Earth projection; areas by Natural Earth. Boundaries, names and colours imply no opinion "
        "on the legal status of any country, territory, city or area or of its authorities, nor on "
        "its frontiers."
    )
    told = [labelled(say, name, say.count(counts.get(name, 0))) for name in looks]
    alt = [say("World map, countries by class."), panel(say, view.label(asked.name), told)]
    if places is not None and (values := listed["value"].drop_nulls().sort()).len():
        low, high = (_with(view, listed, value, places) for value in (values[0], values[-1]))
        alt += [
            say("Lowest: {clauses}.", clauses=low),
            say("Highest: {clauses}.", clauses=high),
        ]
    return Drawn(
        figure=figure,
        data=rows.select("iso3", "name", "in_frame", "value", "class"),
        question=questions_asked(view, [asked.name], who),
        base=say.text(base),
        method=say.text([method, view.entry.remark or ""]),
        alt=say.text(alt),
    )


def _with(view: View[WorldMap], rows: pl.DataFrame, value: float, places: int) -> str:
    """Tell a value and whose it is, or of how many."""
    say, names = view.say, rows.filter(pl.col("value") == value)["name"].sort()
    who = say("{count} countries", count=len(names)) if len(names) > NAMED else say.listed(names)
    return say("{label} ({count})", label=say.decimal(value, places), count=who)


def _answers(view: View[WorldMap]) -> pl.DataFrame:
    """Return a row a country, those on the list and others that were asked; value and number."""
    listed = needed(view.survey.frame).select(iso3="unit_id", in_frame=True)
    said = view.table("answers").filter(question=view.entry.question)
    said = said.select("value", "number", iso3="unit_id")
    names = read_text_table(view.survey.root / CODES).select("iso3", name="label_en")
    rows = listed.join(said, on="iso3", how="full", coalesce=True)
    rows = rows.join(view.naming_countries(names), on="iso3", how="left").sort("iso3")
    strange = rows.filter(pl.col("name").is_null())["iso3"]
    if len(strange):
        raise StudyProblem(
            f"{', '.join(map(repr, strange.head(5)))}: no country has such a code (ISO 3166-1 "
            f"alpha-3, {CODES}); a map of the world is for surveys whose units are countries"
        )
    return rows.with_columns(pl.col("in_frame").fill_null(value=False))


def _classified(
    view: View[WorldMap], asked: Question, rows: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, dict[str, Any]], int | None]:
    """Put every country into its class; return the classes with their looks, and places."""
    say, bounds = view.say, view.entry.bounds
    if asked.type not in NUMBERS:
        options = options_in_words(view, asked)
        named = pl.col("value").replace_strict(options, default=None)
        looks = [{"facecolor": colour} for colour in shades(len(options), view.entry.against)]
        return (
            rows.with_columns(named.alias("class")),
            dict(zip(options.values(), looks, strict=True)),
            None,
        )
    low, high = range_of([asked], [*rows["number"].drop_nulls(), *(bounds or ())])
    ends = [low, *(bounds or np.linspace(low, high, CLASSES + 1)[1:-1].tolist()), high]
    written = [say.plain(round(end, 6)) for end in ends]
    names = [
        say("{low} to {high}", low=written[number], high=written[number + 1])
        if number == CLASSES - 1
        else say("{low} to under {high}", low=written[number], high=written[number + 1])
        for number in range(CLASSES)
    ]
    number = pl.col("number")
    places = pl.sum_horizontal(number >= end for end in ends[1:-1])
    found = pl.when(number.is_not_null()).then(places.replace_strict(dict(enumerate(names))))
    colours = [to_hex(amounts()(shade)) for shade in SHADES]
    return (
        rows.with_columns(found.alias("class"), value=number),
        {name: {"facecolor": colour} for name, colour in zip(names, colours, strict=True)},
        places_for(low, high),
    )
