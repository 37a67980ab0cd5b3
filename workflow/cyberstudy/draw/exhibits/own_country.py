"""How many experts name their own country, and how many would by chance."""

from __future__ import annotations

import polars as pl
from matplotlib.lines import Line2D

from cyberstudy.declare.plan.exhibits import OwnCountryNamed
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.intervals import BAND, CHANCE, VALUE, dots_beside_chance
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.captions.nominations import caption_of_own_country, own_country_in_words
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.view import View

#: What is drawn of each row as a share of the experts, by the mark.
COUNTS = {
    "value": "named_own",
    "low": "shuffled_low",
    "high": "shuffled_high",
    "chance": "expected",
}


def draw(view: View[OwnCountryNamed]) -> Drawn:
    """Draw a row a question: who names the own country, what others suggest, what shuffles give."""
    say, data = view.say, view.table("own_country")
    rows = data.select(
        row=pl.Series([view.label(question) for question in data["question"]], dtype=pl.String),
        # Where all is withheld, nothing says that these are numbers.
        **{
            name: pl.col(count).cast(pl.Float64) / pl.col("experts").cast(pl.Float64)
            for name, count in COUNTS.items()
        },
        missed=pl.lit(value=False),
    )
    words = [own_country_in_words(say, row) for row in data.iter_rows(named=True)]
    figure, axes = new_figure(0.9 + 0.3 * rows.height)
    dots_beside_chance(axes, rows, words)
    axes.set_xlim(-0.02, 1.7)
    axes.xaxis.set_major_formatter(percentages(say))
    confidence = say.percent(view.nominations.confidence)
    handles = [
        Line2D([], [], ls="", label=say("named"), **VALUE),
        Line2D([], [], ls="", label=say("as experts from elsewhere name it"), **CHANCE),
        Line2D([], [], label=say("middle {confidence} by chance", confidence=confidence), **BAND),
    ]
    legend_below(figure, handles, 3, fontsize=6.5)
    told = [labelled(say, *pair) for pair in zip(rows["row"], words, strict=True)]
    return Drawn(
        figure=figure,
        data=data,
        **caption_of_own_country(view),
        alt=say.text(
            [say("Dot plot of experts who name their own country."), *in_sentences(say, told)]
        ),
    )
