"""Rankings: a column whose cells put options in order is read as a column a rank, too."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.rankings import column_of
from surveyanswers.read.grid import Grid


def by_rank(grid: Grid, export: Export) -> Grid:
    """Return the grid with a further column for each rank of the rankings in the layout.

    What stands in a cell behind the last rank belongs to that rank, so that nothing is lost: it is
    no option then.
    """
    for header, mark in export.rankings.items():
        ranks = [column for column in export.columns if column_of(column) == header]
        if header not in grid.headers or not ranks or grid.places:
            continue
        texts = grid.body.to_series(grid.headers.index(header)).cast(pl.String)
        parts = texts.str.strip_chars().str.strip_suffix(mark).str.splitn(mark, len(ranks))
        rank_columns = parts.struct.rename_fields(ranks).struct.unnest()
        rank_columns = rank_columns.select(pl.all().str.strip_chars().replace("", None))
        grid = replace(
            grid,
            headers=[*grid.headers, *ranks],
            body=pl.concat([grid.body, rank_columns], how="horizontal"),
            further=[[*row, *(None,) * len(ranks)] for row in grid.further],
            # Its texts are those of cells that were compared.
            compared=grid.compared + sum(rank_columns.count().row(0)),
        )
    return grid
