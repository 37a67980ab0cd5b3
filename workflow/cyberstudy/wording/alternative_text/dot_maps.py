"""Maps of dots, in words."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.speech import Speech


def dot_map(say: Speech, rows: pl.DataFrame) -> str:
    """Tell of every region, of label, replied, listed and complete, how many replied."""
    each = [
        say("{group} {replied} of {listed}, of which {complete} complete", **row)
        for row in rows.select("replied", "listed", "complete", group="label").iter_rows(named=True)
    ]
    return say("Map of dots by region. Replied: {each}.", each=say.clauses(each))
