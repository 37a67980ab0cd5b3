"""Figures of a protected table, for analyses of one's own: in seaborn, a map, or none.

Each gives the figure its numbers, base, method and alternative text, all made of that table.
Libraries that draw are imported when a figure is drawn, since the workflow's planner imports
analyses, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cyberstudy.analysis_files import opened
from cyberstudy.declare.plan.exhibits import AREAS, CODES, PLACES
from cyberstudy.tables.registry import labels_of, named
from cyberstudy.wording.alternative_text import panel, valued
from cyberstudy.wording.named_units import beside_the_list
from cyberstudy.wording.questions import labelled, wording_of
from cyberstudy.wording.references import CellReference
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from cyberstudy.declare.plan.kinds import OwnFigure
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.wording.view import View

Drawing = Callable[[Any, "Axes"], None]  # takes a pandas table
MOST_TOLD = 30  # rows whose numbers a text alternative tells one by one
#: Looks of seaborn's marks in the study's style: cells of a heat map with whole numbers, bars,
#: and dots of units.
CELLS: dict[str, Any] = {"cmap": "Blues", "annot": True, "fmt": ".0f", "cbar": False, "vmin": 0}
CELLS |= {"linewidths": 0.8, "linecolor": "white"}
BARS: dict[str, Any] = {"color": "C0", "saturation": 1, "width": 0.6, "errorbar": None}
DOTS: dict[str, Any] = {"color": "C0", "alpha": 0.55, "size": 3.5, "jitter": 0.22}
_BAND = {"color": "C5", "lw": 12, "alpha": 0.45, "zorder": 0, "solid_capstyle": "butt"}
_STROKE = {"marker": "|", "markersize": 12, "markeredgewidth": 2, "linestyle": "none"}
#: pointplot: the median as a stroke, on a band from quartile to quartile.
MIDDLE_HALF: dict[str, Any] = {"estimator": "median", "errorbar": ("pi", 50), "color": "0.2"}
MIDDLE_HALF |= {"err_kws": _BAND} | _STROKE
#: pointplot of three rows a place, of which one is between the two ends of a known interval.
KNOWN_INTERVAL: dict[str, Any] = {"estimator": "median", "errorbar": ("pi", 100), "color": "C0"}
KNOWN_INTERVAL |= {"linestyle": "none", "markersize": 4, "err_kws": {"lw": 2.2, "alpha": 0.45}}


def in_seaborn(
    *, who: str, height: float = 2.5, method: str = "", places: int = 2
) -> Callable[[Drawing], Callable[[pl.DataFrame, View[OwnFigure]], Drawn]]:
    """Return a decorator that makes what draws a pandas table on axes a function for `@figure`.

    The study gives it its style, calls it once more for phones, moves its legend below the axes,
    and names axes and options as the contract and the questionnaire do. Options are in the form's
    order. Jitter is the same on every run.

    Parameters
    ----------
    who
        What the caption calls those who are counted: the largest `base` of the table, the sum of
        its only column of whole numbers, or its rows.
    height
        Of the figure, in inches.
    method
        What the caption adds.
    places
        Decimals of numbers in the text alternative.
    """

    def drawing(function: Drawing) -> Callable[[pl.DataFrame, View[OwnFigure]], Drawn]:
        @wraps(function)
        def draw(rows: pl.DataFrame, view: View[OwnFigure]) -> Drawn:
            _stop_empty(rows, view)
            import numpy as np
            import pandas as pd

            from cyberstudy.draw.drawn import Drawn
            from cyberstudy.draw.style import new_figure

            say, columns = view.say, {}
            called = {
                column: _named(view, rows, column)
                for column in rows.select(pl.col(pl.String)).columns
            }
            for column, names in called.items():
                order = list(dict.fromkeys(names.values()))
                values = rows[column].replace(names).to_list()
                columns[column] = pd.Categorical(values, order, ordered=True)
            # pandas takes polars' columns by pyarrow, which the study does without.
            table = pd.DataFrame(rows.to_dict(as_series=False) | columns)
            figure, axes = new_figure(height)
            np.random.seed(1)
            function(table, axes)
            _finish(figure, axes, {name: heading(view, name) for name in rows.columns})
            base = say("Counted: {count} {who}.", count=_counted(view, rows), who=say.word(who))
            if "unit_id" in rows.columns:
                base = say.text([base, beside_the_list(view, rows["unit_id"])])
            units = pl.col("^unit_id$").replace(view.names_of_units).name.map(lambda _: "name")
            return Drawn(
                figure=figure,
                data=rows.with_columns(units),  # names, so that readers can point at rows
                question=_asked(view, who),
                base=base,
                method=say.word(method),
                alt=_in_words(view, rows, called, places),
            )

        return draw

    return drawing


def _finish(figure: Figure, axes: Axes, titles: Mapping[str, str]) -> None:
    """Name axes, break names of rows into lines, and put the legend below the axes."""
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.matrices import colour_numbers
    from cyberstudy.draw.marks.texts import folded, narrowed

    for axis in (axes.xaxis, axes.yaxis):
        label = axis.label.get_text()
        axis.set_label_text(titles.get(label, label))
    axes.tick_params(axis="y", length=0)
    colour_numbers(axes)
    names = [label.get_text() for label in axes.get_yticklabels()]
    if not all(name.replace(".", "").replace("\u2212", "").isdigit() for name in names):
        axes.set_yticks(axes.get_yticks(), [folded(name, narrowed(28)) for name in names])
    if (legend := axes.get_legend()) is not None:
        handles = [handle for handle in legend.legend_handles if handle is not None]
        for handle, text in zip(handles, legend.get_texts(), strict=True):
            handle.set_label(text.get_text())
        legend.remove()
        legend_below(figure, handles)


def _counted(view: View[OwnFigure], table: pl.DataFrame) -> Any:
    """Return how many a table counts: its largest base, the sum of whole numbers, or its rows."""
    whole = table.select(pl.selectors.integer()).columns
    column, of = (whole[0], "sum") if len(whole) == 1 else ("", "")
    column, of = ("base", "max") if "base" in whole else (column, of)
    cell = CellReference(view.entry.table, {}, column, of)
    return view.cited(cell.number(table) or 0, cell)


def _in_words(
    view: View[OwnFigure], table: pl.DataFrame, called: Mapping[str, Mapping[str, str]], places: int
) -> str:
    """Return the numbers by row; of many rows, their medians by the first column of few texts."""
    say, head, rows = view.say, view.say("Numbers by row"), [*view.citing(table)]
    numbers, texts = table.select(pl.selectors.numeric()).columns, [*called]
    if table.height > MOST_TOLD:
        head = say("Medians")
        texts = [name for name in texts if table[name].n_unique() <= MOST_TOLD][:1]
        rows = table.group_by(texts, maintain_order=True).agg(pl.median(*numbers)).to_dicts()
    lines = []
    for row in rows:
        line = say.listed(
            valued(say, heading(view, name), say.plain(row[name], places))
            for name in numbers
            if row[name] is not None
        )
        names = say.listed(called[name].get(row[name], "") for name in texts)
        lines.append(labelled(say, names, line) if names else line)
    return panel(say, head, lines)


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
    _stop_empty(table, view)
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.maps import BOUNDARIES, figure_of_classes
    from cyberstudy.draw.style import shades

    say, root = view.say, view.survey.root
    called = labels or {}
    classes = [*called, *sorted({*table[value].drop_nulls()} - {*called})]
    names = {code: say.word(called.get(code, code)) for code in classes}
    looks: dict[str, Mapping[str, Any]] = {
        names[c]: {"facecolor": hue}
        for c, hue in zip(classes, shades(len(classes), against), strict=True)
    }
    countries = read_text_table(root / CODES).select("iso3", "m49", name="label_en")
    rows = table.select(pl.col(country).alias("iso3"), pl.col(value).replace(names).alias("class"))
    rows = rows.join(countries, on="iso3", how="left", maintain_order="left")
    if strange := rows.filter(pl.col("m49").is_null())["iso3"].to_list():
        raise SurveyError(f"{', '.join(strange[:5])}: no country has such a code ({CODES})")
    files = root / AREAS, root / PLACES
    figure, counts = figure_of_classes(rows, looks, rows["class"], say, *files)
    codes = {name: code for code, name in names.items()}
    clauses = []
    for name, count in counts.items():
        cell = CellReference(view.entry.table, {value: codes.get(name)})
        clauses.append(labelled(say, name, say.count(view.cited(count, cell))))
    return Drawn(
        figure=figure,
        data=view.naming_countries(rows.select("iso3", "name", "class")),
        question=_asked(view, who),
        base=say(
            "Counted: {count} {who}.",
            count=view.cited(
                rows["class"].count(), CellReference(view.entry.table, {}, value, "count")
            ),
            who=say.word(who),
        ),
        method=say.text([say(BOUNDARIES), say.word(method)]),
        alt=panel(say, say("World map, countries by class"), clauses),
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
        name: {c: say.word(w) for c, w in codes.items()} for name, codes in (called or {}).items()
    }
    return Drawn(
        figure=None,
        data=table.with_columns(pl.col(name).replace(codes) for name, codes in words.items()),
        question=_asked(view, who),
        base="",
        method=say.word(method),
        alt="",
    )


def _asked(view: View[OwnFigure], who: str) -> str:
    """Return the question wording, and the respondents, of all that the analysis reads."""
    function = opened(Path(view.entry.file)).tables.get(view.entry.table)
    if function is None or not function.answers:
        return ""
    wordings = view.say.clauses(view.wording(question) for question in function.answers)
    parts = {"who": view.say.word(who), "questions": wordings}
    return view.say("Question to {who}: {questions}.", **parts)


def _named(view: View[OwnFigure], table: pl.DataFrame, column: str) -> dict[str, str]:
    """Return what the values of a column are called: a question's options in the form's order."""
    question = view.survey.questionnaire.questions.get(column)
    codes = table[column].unique(maintain_order=True).to_list()
    if column == "question":
        return {code: view.label(code) for code in codes}
    if question is None or not question.choices:
        return {c: view.names_of_units.get(str(c)) or view.say.word(str(c)) for c in codes}
    listed = view.survey.questionnaire.options_of(question)
    return {code: wording_of(view.say, listed, code) for code in listed.codes if code in codes}


def heading(view: View[OwnFigure], column: str) -> str:
    """Return what a column is called: a question by its short label, another by its contract."""
    if column in view.survey.questionnaire.questions:
        return view.label(column)
    contract = view.survey.made.get(view.entry.table) or named(view.entry.table)
    label = labels_of([contract]).get(column) if contract else None
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
