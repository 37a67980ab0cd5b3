"""Counts of forms and cells by how they came, so far together that none of few forms follows.

`tables.Channels`, `Changes` and `Accounting` count the same forms. One joining of channels serves
all three, and what one of them counts the others do not count again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from cyberstudy.tables.estimates import Changes, Channels
from cyberstudy.tables.files import read_table
from surveyanswers.instrument.exports import Export
from surveyanswers.tables.answers import CHANGES, STANDINGS, Accounting
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.statuses import STATUSES

ALL = "all"
COUNTED = (*STANDINGS, *STATUSES, *CHANGES)
#: Of each table the columns of sources, of kinds, and of counts.
FAMILY = {
    Channels: ("channel", "standing", "forms"),
    Changes: ("file", "kind", "count"),
    Accounting: ("file", "became", "cells"),
}


def joined(sizes: Mapping[str, int], least: int) -> dict[str, str]:
    """Name each together with the next smallest ones until they have enough."""
    groups, last = list[list[str]](), least
    for name in sorted((n for n, size in sizes.items() if size), key=lambda n: (sizes[n], n)):
        if last >= least:
            groups.append([])
            last = 0
        groups[-1].append(name)
        last += sizes[name]
    if len(groups) > 1 and last < least:
        too_few = groups.pop()
        groups[-1] += too_few
    return {name: " or ".join(sorted(group)) for group in groups for name in group}


def joined_channels(tables: Iterable[str], exports: Iterable[Export], least: int) -> dict[str, str]:
    """Name for each channel, and each file that came by it, the channels that are one source."""
    forms = dict[str, int]()
    for path in tables:
        if Path(path).stem == Channels.place.name:
            counted = read_table(path).group_by("channel").agg(pl.col("forms").sum())
            forms = dict(counted.iter_rows())
    names = joined(forms, least)
    return names | {export.file: names.get(export.channel, ALL) for export in exports}


def of_sources(
    table: pl.DataFrame, contract: type[Contract], channels: Mapping[str, str], least: int
) -> pl.DataFrame:
    """Add up a table of `FAMILY` until no count is of 1 to `least` - 1.

    Assume: cells of the accounting are counted over all sources together. Of a source they add up
    to its forms times the questions, so one that is left out would follow from the others.
    """
    source, kind, count = FAMILY[contract]
    numbers = [name for name, dtype in table.schema.items() if dtype.is_numeric()]
    keys = [name for name in table.columns if name not in ("sheet", *numbers)]
    named = pl.col(source).replace_strict(channels, default=ALL)
    counts = table.with_columns(pl.lit(ALL).alias(source) if contract is Accounting else named)
    if contract is Changes:
        counts = counts.filter(~pl.col(kind).is_in([*STANDINGS, *STATUSES]))
    # How many cells of a structure there are is known of the forms: they hide no few others.
    counted = counts.filter(pl.col(kind).is_in(COUNTED)).group_by(kind)
    kinds = joined(dict(counted.agg(pl.col(count).sum()).iter_rows()), least)
    counts = counts.with_columns(pl.col(kind).cast(pl.String).replace(kinds))
    counts = counts.group_by(keys).agg(pl.col(numbers).sum())
    few = pl.col(count).is_between(1, least - 1).any().over(kind)
    counts = counts.with_columns(pl.when(few).then(pl.lit(ALL)).otherwise(source).alias(source))
    counts = counts.group_by(keys).agg(pl.col(numbers).sum()).sort(keys)
    return counts.rename({"file": "source"}, strict=False)
