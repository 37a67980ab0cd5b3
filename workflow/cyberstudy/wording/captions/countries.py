"""What captions say of single countries on a map."""

from __future__ import annotations

import polars as pl

from cyberstudy.declare.plan.exhibits_of_countries import WorldMap
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.questions import FEW, of_listed, questions_asked
from cyberstudy.wording.view import View


def caption_of_world_map(view: View[WorldMap], rows: pl.DataFrame) -> CaptionParts:
    """Return the caption of a map, of a row a country with in_frame and value."""
    say, entry = view.say, view.entry
    own, others = (rows.filter(pl.col("in_frame") == listed) for listed in (True, False))
    counted = pl.DataFrame({"base": [own["value"].count()], "listed": [own.height]})
    base = [say("With an answer: {base}.", base=of_listed(say, counted, entry.who))]
    without = own.filter(pl.col("value").is_null())["name"].sort()
    if 0 < without.len() <= FEW:
        base.append(say("Without data: {names}.", names=say.listed(without)))
    if others.height:
        base.append(
            say(
                "Coloured, but in no count since not among the {who}: {names}.",
                who=entry.who,
                names=say.listed(others["name"].sort()),
            )
        )
    method = say(
        "Dots, or crosses where there is no data, stand for countries too small for an area, moved "
        "apart where they would meet; territories of which there are no data have none. Equal "
        "Earth projection; areas by Natural Earth. Boundaries, names and colours imply no opinion "
        "on the legal status of any country, territory, city or area or of its authorities, nor on "
        "its frontiers."
    )
    return {
        "question": questions_asked(view, [entry.question], entry.who),
        "base": say.text(base),
        "method": say.text([method, entry.remark or ""]),
    }
