"""Figures of a table in one call: a cross table, a map, coefficients; for analyses of one's own.

Each takes the protected table and a view, and returns the figure with its numbers, base, method and
alternative text, all made of that table. Libraries that draw are imported when a figure is drawn,
since the workflow's planner imports analyses, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cyberstudy.analysis_files import opened
from cyberstudy.declare.plan.exhibits import AREAS, CODES, PLACES
from cyberstudy.tables.registry import labels_of
from cyberstudy.wording.alternative_text import panel
from cyberstudy.wording.questions import labelled, wording_of
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

if TYPE_CHECKING:
    from cyberstudy.declare.plan.kinds.own import OwnFigure
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.wording.view import View


def cross_table(
    table: pl.DataFrame,
    view: View[OwnFigure],
    *,
    rows: str,
    columns: str,
    count: str,
    who: str,
    method: str = "",
) -> Drawn:
    """Draw a heat map of how many gave each answer to one question with each to another.

    Parameters
    ----------
    rows, columns
        Columns of the table; named like a question, its options stand in the form's order.
    count
        The column of numbers in the cells.
    who
        What the caption calls those who are counted.
    method
        What the caption adds.
    """
    _stop_empty(table, view)
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.matrices import annotated_matrix
    from cyberstudy.draw.marks.texts import folded, height_of
    from cyberstudy.draw.style import new_figure

    say = view.say
    down, across = (_named(view, table, each) for each in (rows, columns))
    numbers = dict(zip(table.select(rows, columns).rows(), table[count], strict=True))
    cells = pl.DataFrame(
        {other: [numbers.get((one, other), 0) for one in down] for other in across}
    )
    names = [folded(name, 28) for name in down.values()]
    figure, axes = new_figure(1.1 + height_of(names, 0.1, 0.2))
    told = [[_number(view, value) for value in row] for row in cells.iter_rows()]
    heads = [folded(name, 16) for name in across.values()]
    annotated_matrix(axes, cells, columns=heads, rows=names, told=told)
    titles = [heading(view, each) for each in (rows, columns)]
    axes.set_ylabel(titles[0])
    axes.set_xlabel(titles[1])
    axes.xaxis.set_label_position("top")
    lines = [
        panel(
            say,
            labelled(say, titles[0], name),
            [labelled(say, across[o], _number(view, numbers.get((one, o), 0))) for o in across],
        )
        for one, name in down.items()
    ]
    total = int(table[count].sum())
    alt = say("Heat map of {rows} by {columns}.", rows=titles[0], columns=titles[1])
    return Drawn(
        figure=figure,
        data=table.select(rows, columns, pl.exclude(rows, columns)),
        question=_asked(view, who),
        base=say("Counted: {count} {who}.", count=total, who=say.word(who)),
        method=say.text([say("Each cell: how many gave both answers."), say.word(method)]),
        alt=say.text([alt, *lines]),
    )


def coefficients(
    table: pl.DataFrame,
    view: View[OwnFigure],
    *,
    outcome: str,
    who: str,
    method: str,
    name: str = "term",
    value: str = "estimate",
    low: str = "low",
    high: str = "high",
    confidence: float = 0.95,
    base: int | None = None,
    places: int = 2,
) -> Drawn:
    """Draw estimates as dots with intervals around a line at nought.

    Parameters
    ----------
    name, value, low, high
        Columns: what the row is called, the estimate, and the ends of its interval; by default
        those of `analyses.Coefficients`.
    confidence
        Of the intervals.
    outcome
        What the axis is of.
    base, who
        How many the estimates rest on, by default the most in `base`; what the caption calls them.
    method
        How they were made.
    """
    _stop_empty(table, view)
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.axes import zero_line
    from cyberstudy.draw.marks.intervals import BAND, INTERVALS, VALUE
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import folded, height_of, name_rows_again, rows_from_above
    from cyberstudy.draw.style import new_figure

    say = view.say
    called = [say.word(each) for each in table[name]]
    names = [folded(each, 34) for each in called]
    figure, axes = new_figure(1.1 + height_of(names, 0.1, 0.12))
    at = range(table.height)
    zero_line(axes)
    interval = say(INTERVALS, confidence=say.percent(confidence))
    axes.hlines(at, table[low], table[high], label=interval, **BAND)
    axes.plot(table[value], at, ls="", label=say("estimate"), **VALUE)
    rows_from_above(axes, names)
    axes.set_xlabel(say.word(outcome))
    told = [
        say(
            "{value} ({low} to {high})",
            **{
                k: say.decimal(row[c], places)
                for k, c in (("value", value), ("low", low), ("high", high))
            },
        )
        for row in table.iter_rows(named=True)
    ]
    name_rows_again(axes, told, interval)
    handles = [each for each in axes.get_legend_handles_labels()[0] if each.get_label() != "zero"]
    legend_below(figure, handles, fontsize=6.5)
    lines = [labelled(say, one, what) for one, what in zip(called, told, strict=True)]
    return Drawn(
        figure=figure,
        data=table,
        question=_asked(view, who),
        base=say(
            "Estimated from {count} {who}.",
            count=table["base"].max() if base is None else base,
            who=say.word(who),
        ),
        method=say.word(method),
        alt=panel(say, say("Dot plot of estimates of {outcome}", outcome=say.word(outcome)), lines),
    )


def world(
    table: pl.DataFrame,
    view: View[OwnFigure],
    *,
    country: str,
    value: str,
    who: str,
    labels: Mapping[str, str] | None = None,
    against: int | None = None,
    method: str = "",
) -> Drawn:
    """Draw a map of the world, every country in the colour of its class.

    Parameters
    ----------
    country
        The column of codes (ISO 3166-1 alpha-3).
    value
        That of the class; null is no data.
    who
        What the caption calls those who are counted.
    labels
        Classes in their order, with what they are called; others follow by name.
    against
        How many at the end of the list are in warm colours; by default half of them.
    method
        What the caption adds.
    """
    from matplotlib.patches import Patch

    _stop_empty(table, view)
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.maps import BOUNDARIES, height_of_map, map_of_countries, outlines_in
    from cyberstudy.draw.marks.missing_answers import NO_DATA
    from cyberstudy.draw.style import new_figure, shades

    say, root = view.say, view.survey.root
    called = labels or {}
    classes = [*called, *sorted({*table[value].drop_nulls()} - {*called})]
    names = {each: say.word(called.get(each, each)) for each in classes}
    looks: dict[str, Mapping[str, Any]] = {
        names[c]: {"facecolor": hue}
        for c, hue in zip(classes, shades(len(classes), against), strict=True)
    }
    known = read_text_table(root / CODES).select("iso3", "m49", name="label_en")
    rows = table.select(pl.col(country).alias("iso3"), pl.col(value).replace(names).alias("class"))
    rows = rows.join(known, on="iso3", how="left", maintain_order="left")
    if strange := rows.filter(pl.col("m49").is_null())["iso3"].to_list():
        raise SurveyError(f"{', '.join(strange[:5])}: no country has such a code ({CODES})")
    figure, axes = new_figure(height_of_map())
    absent = say("no data")
    looks[absent] = NO_DATA
    areas, places = outlines_in(root / AREAS), read_text_table(root / PLACES)
    outlines = map_of_countries(axes, rows, looks, areas, places, absent=absent)
    counts = dict(rows["class"].fill_null(absent).value_counts().iter_rows())
    legend = [say("{label} ({count})", label=n, count=counts.get(n, 0)) for n in names.values()]
    handles = [
        Patch(label=n, **look) for n, look in zip([*legend, absent], looks.values(), strict=True)
    ]
    legend_below(figure, handles, fontsize=6.5)
    told = [labelled(say, name, say.count(counts.get(name, 0))) for name in looks]
    return Drawn(
        figure=figure,
        data=view.naming_countries(rows.select("iso3", "name", "class")),
        question=_asked(view, who),
        base=say("Counted: {count} {who}.", count=rows["class"].count(), who=say.word(who)),
        method=say.text([say(BOUNDARIES), say.word(method)]),
        alt=panel(say, say("World map, countries by class"), told),
        outlines=outlines,
    )


def in_rows(
    table: pl.DataFrame,
    view: View[OwnFigure],
    *,
    who: str,
    method: str = "",
    called: Mapping[str, Mapping[str, str]] | None = None,
) -> Drawn:
    """Return a table as it is, to be read without a figure.

    Parameters
    ----------
    table
        Of a function marked with `claims.claim` the caption says what would refute the claim.
    who
        What the caption calls those who were counted.
    method
        How values were made.
    called
        Columns of codes -> what each code is called.
    """
    _stop_empty(table, view)
    from cyberstudy.draw.drawn import Drawn

    say = view.say
    words = {
        name: {c: say.word(w) for c, w in each.items()} for name, each in (called or {}).items()
    }
    made = opened(Path(view.entry.file)).tables[view.entry.table]
    refuted, asked = getattr(made, "refuted_by", ""), say("What would refute it")
    return Drawn(
        figure=None,
        data=table.with_columns(pl.col(name).replace(each) for name, each in words.items()),
        question=_asked(view, who),
        base="",
        method=say.text([say.word(method), refuted and labelled(say, asked, say.word(refuted))]),
        alt="",
    )


def _asked(view: View[OwnFigure], who: str) -> str:
    """Give the question wording, and the respondents, of all that the analysis reads."""
    made = opened(Path(view.entry.file)).tables.get(view.entry.table)
    if made is None or not made.answers:
        return ""
    wordings = view.say.clauses(view.wording(question) for question in made.answers)
    told = {"who": view.say.word(who), "questions": wordings}
    return view.say("Question to {who}: {questions}.", **told)


def _named(view: View[OwnFigure], table: pl.DataFrame, column: str) -> dict[str, str]:
    """Say what the values of a column are called: a question's options in the form's order."""
    asked = view.survey.questionnaire.questions.get(column)
    found = table[column].unique(maintain_order=True).to_list()
    if asked is None or not asked.choices:
        return {value: view.say.word(str(value)) for value in found}
    listed = view.survey.questionnaire.options_of(asked)
    return {code: wording_of(view.say, listed, code) for code in listed.codes if code in found}


def heading(view: View[OwnFigure], column: str) -> str:
    """Say what a column is called: a question by its short label, another as its contract does."""
    if column in view.survey.questionnaire.questions:
        return view.label(column)
    made = view.survey.made.get(view.entry.table)
    label = labels_of([made]).get(column) if made else None
    return view.say(label) if label else view.say.word(column.replace("_", " "))


def _stop_empty(table: pl.DataFrame, view: View[OwnFigure]) -> None:
    """Stop where there is nothing to draw.

    Raises
    ------
    SurveyError
        The table has no rows.
    """
    if table.is_empty():
        raise SurveyError(
            f"table {view.entry.table} has no rows, so there is nothing to draw: did anybody give "
            "these answers in this wave? survey.accepted has the status of each (a question may be "
            "not_fielded in a wave), and protection's report says how many rows were withheld"
        )


def _number(view: View[OwnFigure], value: float | None) -> str:
    return "\u2013" if value is None else view.say.plain(value)
