"""Who answered, and which questions went unanswered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import polars as pl

from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.tables.estimates import Coverage, Nonresponse
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answer_columns import STATUS
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import schema_of


def coverage(
    answers: AnswerColumns,
    plan: Sequence[Counted],
    questionnaire: Questionnaire,
    countries: pl.DataFrame,
) -> pl.DataFrame:
    """Count units by what they say of themselves.

    Parameters
    ----------
    plan
        Entries with ``question`` and optionally ``by: region``, which counts the region of a
        country instead of the country.
    countries
        Reference table with iso3 and region.

    Returns
    -------
    pl.DataFrame
        `tables.Coverage`. Missing answers are groups of their own, so that every single-answer
        question adds up to its base; of several answers, each option counts by itself.
    """
    regions = dict(zip(countries["iso3"], countries["region"], strict=True))
    parts = [pl.DataFrame(schema=schema_of(Coverage))]
    for wave, entry in product(answers.waves, plan):
        question = questionnaire.questions[entry.question]
        rows = answers.of_wave(wave).long([question.name])
        labels = questionnaire.options_of(question).labels["en"]
        if question.type == "select_multiple":
            rows = rows.filter((pl.col("number") == 1) | (pl.col("status") != "valid"))
            group = pl.when(pl.col("status") == "valid").then("option").otherwise(None)
        elif entry.by == "region":
            group, labels = pl.col("value").replace(regions), {}
        else:
            group = pl.col("value")
        rows = rows.with_columns(group=pl.coalesce(group, pl.col("status").cast(pl.String)))
        counted = rows.group_by("group").agg(count=pl.col("unit_id").n_unique())
        parts.append(
            counted.with_columns(
                question=pl.lit(question.name),
                label=pl.col("group").replace(labels).str.replace_all("_", " "),
                base=answers.rows.filter(wave=wave)["unit_id"].n_unique(),
                wave=pl.lit(wave),
            )
            .sort("count", "group", descending=[True, False])
            .select(pl.col(name).cast(kind) for name, kind in parts[0].schema.items())
        )
    return pl.concat(parts)


def nonresponse(
    answers: AnswerColumns, codebook: pl.DataFrame, units: pl.DataFrame
) -> pl.DataFrame:
    """Count answers by status for every question of a group's form, in the form's order.

    Parameters
    ----------
    codebook
        For the order of questions and their short labels.
    units
        For the group of respondents that each unit belongs to.

    Returns
    -------
    pl.DataFrame
        `tables.Nonresponse`. Assume: of a repeat the first instance alone tells whether the
        question was answered; further instances are offers, not questions. What a form does not
        have is not counted.
    """
    groups = units.select("wave", "unit_id", "group")
    unit = pl.struct("wave", "unit_id").rle_id()
    rows = answers.rows.join(
        groups, on=["wave", "unit_id"], how="left", maintain_order="left"
    ).select("wave", "group", unit=unit, first=pl.col("instance") <= 1)
    parts = []
    for name, held in answers.each(codebook["question"]):
        columns = (pl.col(item + STATUS) for item in answers.items[name])
        status = pl.coalesce(pl.when(column != "not_fielded").then(column) for column in columns)
        counted = rows.with_columns(held.select(status=status)).filter("first").drop_nulls()
        if not rows["first"].all():
            counted = counted.unique("unit", keep="first")
        counts = counted.group_by("wave", "group", "status").agg(count=pl.len())
        parts.append(counts.with_columns(question=pl.lit(name)))
    if not parts:
        return pl.DataFrame(schema=schema_of(Nonresponse))
    order = codebook.with_row_index("order", offset=1).select(
        "question", "order", label="short_label"
    )
    return (
        pl.concat(parts)
        .with_columns(base=pl.col("count").sum().over("wave", "group", "question"))
        .join(order, on="question")
        .sort("wave", "group", "order", "status")
        .select([*schema_of(Nonresponse)])
    )
