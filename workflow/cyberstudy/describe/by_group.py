"""Groups that units are in, answers counted by them, and who chose one of some options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from surveyanswers.instrument.questionnaire import CHOSEN, NOT_CHOSEN
from surveyanswers.tables.answer_columns import STATUS
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.statuses import ASIDE

UNIT = ["wave", "unit_id"]


def counted_by_group(
    answers: AnswerColumns, memberships: pl.DataFrame, questions: Sequence[str]
) -> pl.DataFrame:
    """Count what those who replied said to some questions, by grouping and group.

    Parameters
    ----------
    answers
        Of one wave.
    memberships
        From `estimates.memberships_of`, of that wave.

    Returns
    -------
    pl.DataFrame
        grouping, group, question, option, value, number, status, n.
    """
    units = answers.rows.select("unit_id")
    replied = memberships.filter("replied")
    # Where groups are joined a unit is in several of one grouping.
    place = pl.int_range(pl.len()).over("grouping", "unit_id")
    members = replied.with_columns(place=place).partition_by("grouping", "place")
    if not members:
        return _counts(answers, units, memberships.clear(), questions)
    return pl.concat(_counts(answers, units, rows, questions) for rows in members)


def _counts(
    answers: AnswerColumns, units: pl.DataFrame, members: pl.DataFrame, questions: Sequence[str]
) -> pl.DataFrame:
    """Count answers by the group of each unit in one grouping."""
    group = units.join(
        members.select("unit_id", "group"), on="unit_id", how="left", maintain_order="left"
    )
    grouping = pl.lit(members["grouping"].first(), pl.String)
    return answers.counted(questions, group["group"]).with_columns(grouping=grouping)


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


def who_chose(
    answers: pl.DataFrame, questions: Sequence[str], options: Sequence[str]
) -> pl.DataFrame:
    """Return for every unit that was asked one of `questions` whether it chose one of `options`.

    Parameters
    ----------
    answers
        `tables.Answers`.
    questions
        One question, or the same one as several forms put it.
    options
        Codes; choosing any of them counts once.

    Returns
    -------
    pl.DataFrame
        unit_id, status, chosen. Where several may be chosen, the status is that of the options
        asked about, and `valid` as soon as one of them is chosen.
    """
    wanted = pl.Series(list(options), dtype=pl.String).implode()
    rows = answers.filter(
        pl.col("question").is_in(list(questions)),
        pl.col("status") != "not_fielded",
        (pl.col("option") == "") | pl.col("option").is_in(wanted),
    ).with_columns(
        chosen=pl.when(pl.col("option") == "")
        .then(pl.col("value").is_in(wanted))
        .otherwise(pl.col("number") == 1)
        .fill_null(False)
    )
    other = pl.col("status").filter(pl.col("status") != "valid").min()
    return (
        rows.group_by("unit_id")
        .agg(pl.col("chosen").any(), other=other)
        .select(
            "unit_id",
            status=pl.when(pl.col("chosen") | pl.col("other").is_null())
            .then(pl.lit("valid"))
            .otherwise(pl.col("other").cast(pl.String)),
            chosen="chosen",
        )
        .sort("unit_id")
    )
