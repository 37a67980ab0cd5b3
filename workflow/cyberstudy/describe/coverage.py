"""Who answered, and which questions went unanswered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl

from cyberstudy.declare.plan.analyses import Counted
from cyberstudy.declare.questionnaire import Questionnaire
from cyberstudy.tables.estimates import Coverage
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.waves import WAVE, in_each_wave


def coverage(
    answers: pl.DataFrame,
    plan: Sequence[Counted],
    questionnaire: Questionnaire,
    countries: pl.DataFrame,
) -> pl.DataFrame:
    """Count units by what they say of themselves.

    Parameters
    ----------
    answers
        `tables.Answers`.
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
    counted = partial(_coverage, plan=plan, questionnaire=questionnaire, countries=countries)
    return in_each_wave(counted, answers)


def _coverage(
    answers: pl.DataFrame,
    *,
    plan: Sequence[Counted],
    questionnaire: Questionnaire,
    countries: pl.DataFrame,
) -> pl.DataFrame:
    regions = dict(zip(countries["iso3"], countries["region"], strict=True))
    base = answers["unit_id"].n_unique()
    parts = [pl.DataFrame(schema={n: t for n, t in schema_of(Coverage).items() if n != WAVE})]
    for entry in plan:
        question = questionnaire.questions[entry.question]
        own = answers.filter(question=question.name)
        labels = questionnaire.options_of(question).labels["en"]
        if question.type == "select_multiple":
            own = own.filter((pl.col("number") == 1) | (pl.col("status") != "valid"))
            group = pl.when(pl.col("status") == "valid").then("option").otherwise(None)
        elif entry.by == "region":
            group, labels = pl.col("value").replace(regions), {}
        else:
            group = pl.col("value")
        own = own.with_columns(group=pl.coalesce(group, pl.col("status").cast(pl.String)))
        counted = own.group_by("group").agg(count=pl.col("unit_id").n_unique())
        parts.append(
            counted.with_columns(
                question=pl.lit(question.name),
                label=pl.col("group").replace(labels).str.replace_all("_", " "),
                base=pl.lit(base),
            )
            .sort("count", "group", descending=[True, False])
            .select(pl.col(name).cast(kind) for name, kind in parts[0].schema.items())
        )
    return pl.concat(parts)


def nonresponse(answers: pl.DataFrame, codebook: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Count answers by status for every question of a group's form, in the form's order.

    Parameters
    ----------
    answers
        `tables.Answers`.
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
    return in_each_wave(partial(_nonresponse, codebook=codebook), answers, units)


def _nonresponse(
    answers: pl.DataFrame, units: pl.DataFrame, *, codebook: pl.DataFrame
) -> pl.DataFrame:
    once = answers.filter(pl.col("instance") <= 1, pl.col("status") != "not_fielded").unique(
        ["unit_id", "question"], keep="first"
    )
    order = codebook.with_row_index("order", offset=1).select(
        "question", "order", label="short_label"
    )
    return (
        once.join(units.select("unit_id", "group"), on="unit_id")
        .group_by("group", "question", "status")
        .agg(count=pl.len())
        .with_columns(base=pl.col("count").sum().over("group", "question"))
        .join(order, on="question")
        .sort("group", "order", "status")
        .select("group", "question", "label", "order", "status", "count", "base")
    )
