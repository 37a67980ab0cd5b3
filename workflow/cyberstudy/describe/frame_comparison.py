"""What a file repeats of the list of units: contradictions are reported, never corrected."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from cyberstudy.declare.plan.analyses import DeclaredFrameComparison
from surveyanswers.tables.answers import METADATA
from surveyanswers.tables.problems import SurveyError, listed


def columns_of(declared: Mapping[str, DeclaredFrameComparison]) -> tuple[pl.Expr, ...]:
    """Return which columns of the exports are compared with the list."""
    return pl.col("role") == METADATA, pl.col("header").is_in([*declared])


def frame_comparison(
    cells: pl.DataFrame,
    submissions: pl.DataFrame,
    frame: pl.DataFrame,
    declared: Mapping[str, DeclaredFrameComparison],
) -> pl.DataFrame:
    """Compare columns of the exports with columns of the list of units.

    Parameters
    ----------
    cells
        `tables.Cells` of those columns.
    frame
        The list of units: unit_id and what is known of them.
    declared
        From plan.yaml: heading -> column of the list, and which values of it each text allows.

    Returns
    -------
    pl.DataFrame
        `tables.FrameComparison`, a row a cell, in the order of the files. An empty cell, and one
        of a unit that is not on the list, neither agrees nor contradicts.

    Raises
    ------
    SurveyError
        A cell holds a text whose meaning is not declared.
    """
    place = ["file", "sheet", "record"]
    placed = cells.join(
        submissions.select(*place, "wave", "submission_id", "unit_id"),
        on=place,
        maintain_order="left",
    )
    for header, entry in declared.items():
        _stop_at_strange(placed.filter(header=header), header, entry)
    columns = {header: entry.column for header, entry in declared.items()}
    listed_values = pl.concat(
        frame.select("unit_id", header=pl.lit(header), value=column)
        for header, column in columns.items()
    )
    allowed = [
        (header, text, value, True)
        for header, entry in declared.items()
        for text, values in entry.values.items()
        for value in values
    ]
    pairs = pl.DataFrame(allowed, schema=["header", "text", "value", "agrees"], orient="row")
    comparable = pl.col("text").is_not_null() & pl.col("value").is_not_null()
    return (
        placed.select("wave", "submission_id", "unit_id", "header", "text")
        .sort(pl.col("header").cast(pl.Enum([*declared])), maintain_order=True)
        .with_columns(listed_in=pl.col("header").replace_strict(columns))
        .join(listed_values, on=["unit_id", "header"], how="left", maintain_order="left")
        .join(pairs, on=["header", "text", "value"], how="left", maintain_order="left")
        .with_columns(agrees=pl.when(comparable).then(pl.col("agrees").fill_null(False)))
    )


def _stop_at_strange(rows: pl.DataFrame, header: str, entry: DeclaredFrameComparison) -> None:
    strange = rows.filter(pl.col("text").is_not_null() & ~pl.col("text").is_in([*entry.values]))
    if strange.height:
        lines = [
            f"{file}, row {row}, column {header}: {text!r}"
            for file, row, text in strange.select("file", "row", "text").iter_rows()
        ]
        raise SurveyError(
            f"plan.yaml, frame_comparison.{header}.values does not say what these texts mean, only "
            f"{', '.join(map(repr, entry.values))}:{listed(lines)}\nDeclare what they mean, or "
            f"leave the column out of frame_comparison."
        )
