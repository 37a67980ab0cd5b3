"""Countries by part of the index, as a heat map."""

from __future__ import annotations

from cyberstudy.declare.plan.exhibits import CountryHeatmap
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.matrices import annotated_matrix, in_lines
from cyberstudy.draw.marks.texts import folded, height_of
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text.matrices import heat_map
from cyberstudy.wording.captions.nominations import caption_of_parts
from cyberstudy.wording.view import View

NAME = 30  # letters in a line of a country's name


def draw(view: View[CountryHeatmap]) -> Drawn:
    """Draw the first countries' index for each part, with the number in each cell."""
    say, parts = view.say, view.parts
    shown = view.table("index").head(view.entry.countries)
    data = shown.select("rank", "country", "iso3", *parts)
    names = [folded(name, NAME) for name in data["country"]]
    figure, axes = new_figure(0.9 + height_of(names, 0.1, 0.1))
    annotated_matrix(
        axes,
        data.select(*parts),
        columns=[in_lines(label) for label in parts.values()],
        rows=names,
        told=[[say.decimal(value, 1) for value in row] for row in data.select(*parts).iter_rows()],
    )
    alt = heat_map(say, data, parts)
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_parts(view))
