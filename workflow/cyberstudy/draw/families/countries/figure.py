"""A map of the world: every country in the colour of its answer, or of the class of its number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from matplotlib.colors import to_hex

from cyberstudy.declare.plan.exhibits import AREAS, CODES, PLACES
from cyberstudy.declare.plan.kinds import CLASSES, WorldMap
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.maps import BOUNDARIES, figure_of_classes
from cyberstudy.draw.style import amounts, shades
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.questions import (
    FEW,
    labelled,
    of_listed,
    options_in_words,
    questions_asked,
    scale_of,
)
from cyberstudy.wording.references import COMPUTED, CellReference, cited
from cyberstudy.wording.view import View, needed
from surveyanswers.instrument.questionnaire import NUMBERS, Question
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table
from surveyanswers.tables.waves import WAVE, of_wave, waves_in

#: From light to dark; the lightest is told from the white of the sea and of what has no data.
SHADES = (0.24, 0.48, 0.66, 0.83, 1.0)
NAMED = 3  # countries with one value; of more it is said how many


def world_map(view: View[WorldMap]) -> Drawn:
    """Fill areas of countries; those of which nothing is known are hatched."""
    say, root, who = view.say, view.survey.root, view.entry.who
    question = view.survey.questionnaire.questions[view.entry.question]
    rows, classes, places = _classified(view, question, _answers(view))
    codes = dict(read_text_table(root / CODES).select("iso3", "m49").iter_rows())
    rows = rows.with_columns(m49=pl.col("iso3").replace_strict(codes))
    # Those that are not on the list are coloured, named in the caption, and not counted.
    listed, others = (rows.filter(pl.col("in_frame") == in_frame) for in_frame in (True, False))
    files = root / AREAS, root / PLACES
    figure, counts = figure_of_classes(rows, classes, listed["class"], say, *files)
    answers = view.answers([question.name])
    wave = {WAVE: view.entry.wave or waves_in(answers)[-1]} if WAVE in answers.columns else {}
    column = question.name if places is None else f"{question.name}:number"
    of_all = CellReference("answers", wave, column, COMPUTED)
    clauses = [labelled(say, name, say.count(cited(n, of_all))) for name, n in counts.items()]
    counted = [{"base": listed["value"].count(), "listed": listed.height}]
    base = [say("With an answer: {base}.", base=of_listed(say, counted, who))]
    without = listed.filter(pl.col("value").is_null())["name"].sort()
    if 0 < without.len() <= FEW:
        base.append(say("Without data: {names}.", names=say.listed(without)))
    if others.height:
        names = say.listed(others["name"].sort())
        base.append(
            say(
                "Coloured, but not counted as {who}: {names}.",
                who=who,
                names=names,
            )
        )
    alt = [say("World map, countries by class."), panel(say, view.label(question.name), clauses)]
    if places is not None and (values := listed["value"].drop_nulls().sort()).len():
        low, high = (
            _with(view, listed, cited(value, replace(of_all, of=of)), places)
            for value, of in ((values[0], "min"), (values[-1], "max"))
        )
        alt += [
            say("Lowest: {clauses}.", clauses=low),
            say("Highest: {clauses}.", clauses=high),
        ]
    return Drawn(
        figure=figure,
        data=rows.select("iso3", "name", "in_frame", "value", "class"),
        question=questions_asked(view, [question.name], who),
        base=say.text(base),
        method=say.text([say(BOUNDARIES), view.entry.remark or ""]),
        alt=say.text(alt),
    )


def _with(view: View[WorldMap], rows: pl.DataFrame, value: float, places: int) -> str:
    """Return a value with the countries that have it, or with their number."""
    say, names = view.say, rows.filter(pl.col("value") == value)["name"].sort()
    who = say("{count} countries", count=len(names)) if len(names) > NAMED else say.listed(names)
    return say("{label} ({count})", label=say.decimal(value, places), count=who)


def _answers(view: View[WorldMap]) -> pl.DataFrame:
    """Return a row a country, those on the list and others that were asked; value and number."""
    listed = needed(view.survey.frame).select(iso3="unit_id", in_frame=True)
    answers = of_wave(view.answers([view.entry.question]), view.entry.wave)
    answers = answers.select("value", "number", iso3="unit_id")
    names = read_text_table(view.survey.root / CODES).select("iso3", name="label_en")
    rows = listed.join(answers, on="iso3", how="full", coalesce=True)
    rows = rows.join(view.naming_countries(names), on="iso3", how="left").sort("iso3")
    strange = rows.filter(pl.col("name").is_null())["iso3"]
    if len(strange):
        raise SurveyError(
            f"{', '.join(map(repr, strange.head(5)))}: no country has such a code (ISO 3166-1 "
            f"alpha-3, {CODES}); a map of the world is for surveys whose units are countries"
        )
    return rows.with_columns(pl.col("in_frame").fill_null(value=False))


def _classified(
    view: View[WorldMap], question: Question, rows: pl.DataFrame
) -> tuple[pl.DataFrame, dict[str, dict[str, Any]], int | None]:
    """Return the rows with their classes, the classes with their looks, and decimal places."""
    say, bounds = view.say, view.entry.bounds
    if question.type not in NUMBERS:
        options = options_in_words(view, question, {})
        named = pl.col("value").replace_strict(options, default=None)
        looks = [{"facecolor": colour} for colour in shades(len(options), view.entry.against)]
        return (
            rows.with_columns(named.alias("class")),
            dict(zip(options.values(), looks, strict=True)),
            None,
        )
    numbers = [*rows["number"].drop_nulls(), *(bounds or ())]
    (low, high), digits = scale_of(view, [question.name], numbers)
    ends = [low, *(bounds or np.linspace(low, high, CLASSES + 1)[1:-1].tolist()), high]
    written = [say.plain(end) for end in ends]
    names = [
        say("{low} to {high}", low=written[number], high=written[number + 1])
        if number == CLASSES - 1
        else say("{low} to under {high}", low=written[number], high=written[number + 1])
        for number in range(CLASSES)
    ]
    number = pl.col("number")
    places = pl.sum_horizontal(number >= end for end in ends[1:-1])
    classes = pl.when(number.is_not_null()).then(places.replace_strict(dict(enumerate(names))))
    colours = [to_hex(amounts()(shade)) for shade in SHADES]
    return (
        rows.with_columns(classes.alias("class"), value=number),
        {name: {"facecolor": colour} for name, colour in zip(names, colours, strict=True)},
        digits,
    )
