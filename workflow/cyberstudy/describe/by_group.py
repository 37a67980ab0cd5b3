"""Groups that units are in, and answers counted by them: so nothing grows with their number."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from surveyanswers.instrument.questionnaire import CHOSEN, NOT_CHOSEN
from surveyanswers.tables.answer_columns import STATUS
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import ASIDE

UNIT = ["wave", "unit_id"]


def cells_of_rows(rows: pl.DataFrame, memberships: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Return the cell of each row, among those in which all groupings of units meet.

    Parameters
    ----------
    rows
        wave and unit_id, such as `AnswerColumns.rows`.
    memberships
        From `estimates.memberships_of`.

    Returns
    -------
    cell, pl.DataFrame
        A number for each row, null where its unit is in no group; and of each cell its wave, and
        grouping and group of all groups that it is of.
    """
    groups = memberships.select("grouping", "group").unique().sort("grouping", "group")
    placed = memberships.join(groups.with_row_index("places"), on=["grouping", "group"])
    kinds = (
        placed.group_by(UNIT)
        .agg(pl.col("places").sort())
        .group_by("wave", "places")
        .agg("unit_id")
        .sort("wave", "places")
        .with_row_index("cell")
    )
    cells = kinds.select("cell", "wave", "unit_id").explode("unit_id")
    cell = rows.select(UNIT).join(cells, on=UNIT, how="left", maintain_order="left")["cell"]
    named = kinds.select("cell", "wave", "places").explode("places")
    return cell, named.join(groups.with_row_index("places"), on="places").drop("places")


def counted_by_group(
    answers: AnswerColumns, memberships: pl.DataFrame, questions: Iterable[str]
) -> pl.DataFrame:
    """Count what those who replied said to some questions, by wave, grouping and group.

    Returns
    -------
    pl.DataFrame
        wave, grouping, group, question, option, value, number, status, n.
    """
    cell, groups = cells_of_rows(answers.rows, memberships.filter("replied"))
    counts = answers.counted(questions, cell).join(groups, on="cell").drop("cell")
    keys = [name for name in counts.columns if name != "n"]
    return counts.group_by(keys).agg(pl.col("n").sum())


def sizes_of(memberships: pl.DataFrame) -> pl.DataFrame:
    """Count of each group who is listed (null without a list) and who replied."""
    return memberships.group_by("grouping", "group").agg(
        listed=pl.when(pl.col("in_frame").any()).then(pl.col("in_frame").sum()),
        replied=pl.col("replied").sum(),
    )


def printed(table: pl.DataFrame, names: Iterable[str], minimum_base: int) -> pl.DataFrame:
    """Leave out numbers of too small a `base`, and say so in `reason`."""
    enough = pl.col("base") >= minimum_base
    return table.with_columns(
        *(pl.when(enough).then(name).alias(name) for name in names),
        reason=pl.when(enough).then(pl.lit("")).otherwise(pl.lit(f"base under {minimum_base}")),
    )


def groups_of_answers(answers: AnswerColumns, by: str) -> pl.DataFrame:
    """Return the group of each unit by its answer to a question, or to one of several options.

    Returns
    -------
    pl.DataFrame
        wave, unit_id, value: an option's code, `CHOSEN` or `NOT_CHOSEN`, or a group of `ASIDE`.
        Who was not asked, or says that the question does not apply, is in none.
    """
    name, _, several = by.partition("/")
    ((_, held),) = answers.each([name])
    chosen = pl.when(by).then(pl.lit(CHOSEN)).otherwise(pl.lit(NOT_CHOSEN)) if several else by
    aside = {status: group for group, statuses in ASIDE.items() for status in statuses}
    status = pl.col(by + STATUS).cast(pl.String)
    group = (
        pl.when(status == "valid")
        .then(chosen)
        .otherwise(status.replace_strict(aside, default=None))
    )
    rows = answers.rows.with_columns(held.select(value=group.cast(pl.String)))
    return rows.filter(instance=0).select(*UNIT, "value").drop_nulls()


def unit_column(units: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return what forms say about their units in a column: wave, unit_id, value."""
    return (
        units.select("wave", "unit_id", "unit_columns")
        .explode("unit_columns")
        .unnest("unit_columns")
        .filter(column=column)
        .select("wave", "unit_id", "value")
    )
