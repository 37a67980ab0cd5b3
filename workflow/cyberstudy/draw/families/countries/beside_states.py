"""Whom experts name beside what countries have: correlations of ranks, and a dot a country."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.ticker import FuncFormatter

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.countries.entry import (
    CountryScatter,
    PanelOfCorrelations,
    RankCorrelations,
)
from cyberstudy.draw.marks.axes import zero_line
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.rows import HEAD, finish_panel, panels_of_rows
from cyberstudy.draw.marks.scatters import dots_on_logarithms, names_of_dots, strip_below
from cyberstudy.draw.marks.sides import dots_of_sides, legend_of_sides
from cyberstudy.draw.marks.texts import above_column
from cyberstudy.draw.style import new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.extremes import highest, lowest, mean
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.numbers import signed
from cyberstudy.wording.questions import WITHHELD
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View, needed

#: What holds of every figure of countries.
CAUTION = phrase(
    "This is about countries, not about persons in them, and tells of no cause: experts may name "
    "large and well-known countries more, and size is not adjusted for."
)
#: What is said where the survey of experts did not run, or nothing that it is laid beside.
NOBODY_ASKED = phrase("There are no answers of experts, or of States, in this run.")
ENDS = (-1, 1)  # of the axis of correlations


def rank_correlations(view: View[RankCorrelations]) -> Drawn:
    """Draw Spearman's correlations, unadjusted and adjusted, with their intervals."""
    say, entry, declared = view.say, view.entry, needed(view.survey.plan.experts_and_states)
    table = view.table("experts_and_states").with_columns(pl.col("adjusted_for").fill_null(""))
    labels = [say.word(declared.titles[fact]) for fact in entry.facts]
    figure, grid, names = panels_of_rows([labels] * len(entry.panels), 34, gap=0.14)
    facts = [say.word(fact.title) for fact in declared.facts.values()]
    adjusted_for = (
        say("adjusted for {facts}", facts=say.listed(facts)) if facts else say("adjusted")
    )
    sides, x = [say("unadjusted"), adjusted_for], ENDS[1] + 0.08
    told, panels = [], []
    for axes, panel, lines in zip(grid, entry.panels, names, strict=True):
        raw, adjusted = (_rows(view, table, panel, adjusted=which) for which in (False, True))
        panels += [raw, adjusted]
        seen = [own.select("low", "high", share="rho") for own in (raw, adjusted)]
        dots_of_sides(axes, list(zip(sides, seen, strict=True)))
        zero_line(axes)
        pairs = zip(raw.iter_rows(named=True), adjusted.iter_rows(named=True), strict=True)
        texts = [_correlation_in_words(say, *pair) for pair in pairs]
        beside = [(x, texts, raw["rho"].is_null().to_list())]
        finish_panel(axes, say, panel.title, lines, beside, ends=ENDS, room=0.32)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda rho, _: signed(say, rho, 1)))
        each = [valued(say, *pair) for pair in zip(labels, texts, strict=True)]
        told.append((panel.title, each))
    data = pl.concat(panels)
    column = say("unadjusted,\nadjusted") if declared.facts else say("unadjusted")
    above_column(grid[0], column, x=x, place=HEAD)
    grid[-1].set_xlabel(say("Spearman\u2019s correlation of ranks"), loc="left")
    confidence = say.percent(declared.confidence)
    interval = say("{confidence} interval, as if countries were a draw", confidence=confidence)
    legend_below(figure, legend_of_sides(sides, interval), 3, fontsize=6.5)
    known, base = data.drop_nulls("rho"), ""
    if known.height:
        least, most = (int(end(known["base"])) for end in (lowest, highest))
        base = say("{low} to {high} countries a row.", low=least, high=most)
    method = [
        say(
            "Dots: Spearman\u2019s correlation of ranks. A country that nobody named has an index "
            "of 0. Adjusted: what the facts named explain of both ranks is taken out."
        )
    ]
    if len(reliable := known["reliability"].drop_nulls()):
        low, high = (say.decimal(end(reliable), 2) for end in (lowest, highest))
        method.append(
            say(
                "With as many other experts the same ranks would come back with a correlation of "
                "{low} to {high}; that noise draws correlations towards 0.",
                low=low,
                high=high,
            )
        )
    question = say(
        "Whether countries that experts name as sources of cybercrime have less law, cooperation "
        "and means than others: then correlations would lie to the left of 0."
    )
    head = say("Dot plots of correlations of ranks, unadjusted and, behind it, adjusted.")
    return Drawn(
        figure=figure,
        data=data,
        question=question,
        base=base,
        method=say.text([*method, say(CAUTION)]),
        alt=by_panel(say, head, told),
    )


def _rows(
    view: View[RankCorrelations], table: pl.DataFrame, panel: PanelOfCorrelations, *, adjusted: bool
) -> pl.DataFrame:
    """Return a panel's rows from above, adjusted or not; facts are not adjusted."""
    own = table.filter(
        (pl.col("adjusted_for") != "") == adjusted, part=panel.part, countries=panel.countries
    )
    asked = pl.DataFrame({"fact": list(view.entry.facts)})
    found = asked.join(own, on="fact", how="left", maintain_order="left")
    return found.select(own.columns)


def _correlation_in_words(say: Speech, raw: dict[str, Any], adjusted: dict[str, Any]) -> str:
    """Write both correlations of a row, or why there are none."""
    if raw["rho"] is None:
        return say.reason(raw["reason"] or WITHHELD)
    known = [row["rho"] for row in (raw, adjusted) if row["rho"] is not None]
    return say.listed(say.decimal(rho, 2) for rho in known)


def country_scatter(view: View[CountryScatter]) -> Drawn:
    """Draw countries that experts named on a logarithmic axis, and the others in a strip below."""
    say, entry = view.say, view.entry
    facts = view.table("country_facts")
    data = (
        facts.filter(fact=entry.part)
        .select("iso3", "country", index="value")
        .join(facts.filter(fact=entry.fact).select("iso3", "year", "value"), on="iso3")
        .sort("index", "iso3", descending=[True, False])
    )
    if data.is_empty():
        return sentences(view, [say(NOBODY_ASKED)], data=data)
    named, others = data.filter(pl.col("index") > 0), data.filter(index=0)
    figure, axes = new_figure(3.6)
    dots = named.select(x="value", y="index", name="country")
    dots_on_logarithms(axes, dots)
    nobody = say.many(
        "{count} country that nobody named",
        "{count} countries that nobody named",
        others.height,
        count=others.height,
    )
    strip_below(axes, others["value"], nobody)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.plain(value)))
    fact = say.word(needed(view.survey.plan.experts_and_states).titles[entry.fact])
    axes.set_xlabel(fact)
    axes.set_ylabel(say("Index (0 to 100, logarithmic)"))
    names_of_dots(figure, axes, dots, entry.labelled)
    first = [
        say(
            "{country}: index {index}, value {value}",
            country=country,
            index=say.decimal(index, 2),
            value=say.decimal(value, 1),
        )
        for country, index, value in named.head(entry.labelled)
        .select("country", "index", "value")
        .iter_rows()
    ]
    of_named, of_others = (
        say("none") if values.is_empty() else say.decimal(mean(values), 1)
        for values in (named["value"], others["value"])
    )
    alt = [
        say(
            "Scatter of {named} countries that experts named, and a strip of {others} that "
            "nobody named. The mean value is {mean} of those named and {rest} of the others.",
            named=named.height,
            others=others.height,
            mean=of_named,
            rest=of_others,
        ),
        say("The highest: {countries}.", countries=say.clauses(first)) if first else "",
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=say(
            "How much experts name a country as a source of cybercrime, and what it has: {fact}.",
            fact=fact,
        ),
        base=say(
            "{base} countries, {named} of them named by at least one expert.",
            base=data.height,
            named=named.height,
        ),
        method=say.text(
            [
                say("Dot: a named country; line at the bottom: one that nobody named."),
                say(CAUTION),
            ]
        ),
        alt=say.text(alt),
    )
