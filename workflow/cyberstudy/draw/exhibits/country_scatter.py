"""A dot a country: what it has along the axis, and how much experts name it upwards."""

from __future__ import annotations

import polars as pl
from matplotlib.ticker import FuncFormatter

from cyberstudy.declare.plan.exhibits_of_experts import CountryScatter
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.scatters import dots_on_logarithms, names_of_dots, strip_below
from cyberstudy.draw.style import new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text.dots import scatter_in_words
from cyberstudy.wording.captions.experts import NOBODY_ASKED, caption_of_scatter
from cyberstudy.wording.view import View, needed


def draw(view: View[CountryScatter]) -> Drawn:
    """Draw countries that experts named on a logarithmic axis, and the others in a strip below."""
    say, entry = view.say, view.entry
    declared = needed(view.survey.plan.experts_and_states)
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
    axes.set_xlabel(say.word(declared.titles[entry.fact]))
    axes.set_ylabel(say("Index (0 to 100, logarithmic)"))
    names_of_dots(figure, axes, dots, entry.labelled)
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_scatter(view, data, declared),
        alt=scatter_in_words(say, named, others["value"], shown=entry.labelled),
    )
