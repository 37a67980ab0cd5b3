"""The counts of a survey as they may leave, and what an audit reads of them."""

from __future__ import annotations

import polars as pl

from disclosure.cells import Replies
from disclosure.published import Release
from disclosure.suppress import Suppression

#: How many replied is known of every group; the rest is empty where it is withheld.
_COLUMNS = ("wave", "question", "grouping", "group", "option", "replied", "base", "count", "open")
_NUMBERS = ("replied", "base", "count", "open")
SCHEMA = {name: pl.Int64 if name in _NUMBERS else pl.String for name in _COLUMNS}


def released_counts(suppression: Suppression) -> pl.DataFrame:
    """Count who chose each option, answered (base) and left it open, empty where it is withheld."""
    rows = []
    for (wave, question), (one, pattern) in suppression.questions.items():
        counts = one.question
        for block, cells in enumerate(counts.blocks):
            places = list(cells)
            replied, left_open = int(counts.sizes[places].sum()), int(counts.open[places].sum())
            base, shown = counts.base_of(block), block not in pattern.withheld
            chosen = [int(count) for count in counts.counts_of(block)]
            for option, count in zip(one.options, chosen, strict=True):
                row = (base, count, left_open) if shown else (None, None, None)
                rows += [
                    (wave, question, *group, option, replied, *row) for group in one.groups[block]
                ]
    order = [key for key in _COLUMNS[:5] if key != "option"]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return table.sort(order, maintain_order=True)


def as_release(
    counts: pl.DataFrame, memberships: pl.DataFrame, replies: Replies, status: str
) -> Release:
    """Return what an audit reads; `status` is the open one."""
    nothing = {name: None for name in ("listed", "bound_low", "bound_high")}
    estimates = counts.rename({"open": status}).with_columns(**nothing)
    return Release(estimates, memberships, replies, open_statuses=[status])
