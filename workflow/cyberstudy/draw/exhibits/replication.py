"""Published values on top of ours, with our intervals."""

from __future__ import annotations

from cyberstudy.declare.plan.exhibits import Replicated
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.ranks import dots_in_rings
from cyberstudy.draw.marks.texts import rows_from_above
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.alternative_text.dots import published_and_ours
from cyberstudy.wording.captions.nominations import caption_of_replication
from cyberstudy.wording.view import View


def draw(view: View[Replicated]) -> Drawn:
    """Draw published values as rings around our dots and intervals."""
    say = view.say
    intervals = view.table("index").select("iso3", "index_low", "index_high")
    data = view.table("replication").join(
        intervals, left_on="key", right_on="iso3", how="left", maintain_order="left"
    )
    figure, axes = new_figure(0.95 + 0.19 * data.height)
    labels = say("computed here, with interval"), say("published")
    ours = data.select(value="ours", low="index_low", high="index_high")
    dots_in_rings(axes, ours, data["published"], labels)
    rows_from_above(axes, data["label"].to_list(), top=-0.6, below=0.6)
    axes.set_xlabel(say("World Cybercrime Index (0 to 100)"))
    axes.legend(loc="lower right")
    alt = published_and_ours(say, data)
    return Drawn(figure=figure, data=data, alt=alt, **caption_of_replication(view, data))
