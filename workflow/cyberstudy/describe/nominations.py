"""Nominations: whom the experts name, how they rate them, and the index made of both.

The index of one part (a crime type) is, for a country, the sum over its nominations of the
mean rating, scaled so that it is 100 when every expert names the country and rates it at the
top of the scale; the overall index is the mean over the parts. This is the World Cybercrime
Index of Bruce et al. (2024), PLOS ONE 19(4): e0297312.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.declare.plan.analyses import PART, NominationIndex
from cyberstudy.statistics.ranks import expected_ranks, neighbours, rank_sets, ranks_of
from cyberstudy.statistics.sparse_means import root_intervals, root_means
from cyberstudy.tables.nominations import index_contracts
from cyberstudy.tables.waves import of_wave

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NominationPlan:
    """How the index is declared in plan.yaml (kind ``nominations_times_rating``)."""

    parts: Mapping[str, str]  # part -> question that names a country
    ratings: Mapping[str, Mapping[str, str]]  # rating -> part -> question
    scale_maximum: float
    resamples: int
    confidence: float

    @classmethod
    def of(cls, declared: NominationIndex) -> NominationPlan:
        """Write out ``{part}`` in the names of questions."""
        return cls(
            parts={part: declared.names.replace(PART, part) for part in declared.parts},
            ratings={
                rating: {part: name.replace(PART, part) for part in declared.parts}
                for rating, name in declared.ratings.items()
            },
            scale_maximum=declared.scale_maximum,
            resamples=declared.resamples,
            confidence=declared.confidence,
        )


@dataclass(frozen=True)
class Described:
    """The tables that an index of nominations gives."""

    nominations: pl.DataFrame
    index: pl.DataFrame
    strict: pl.DataFrame
    neighbours: pl.DataFrame
    parts: pl.DataFrame
    contracts: Mapping[str, type[dy.Schema]]  # of the index, with duplicates and without


def describe_nominations(
    answers: pl.DataFrame,
    countries: pl.DataFrame,
    entry: NominationIndex,
    *,
    seed: int,
) -> Described:
    """Compute everything that plan.yaml's index entry asks for.

    Parameters
    ----------
    answers
        `tables.Answers`.
    countries
        Reference table: iso3, label_en, region.
    entry
        The plan's ``index``.
    seed
        For the bootstrap.
    """
    plan = NominationPlan.of(entry)
    answers = of_wave(answers, entry.wave)
    nominations = nominations_of(answers, plan)
    experts = answers["unit_id"].unique()
    index, resampled = index_of(nominations, experts, countries, plan, seed=seed)
    duplicates = duplicates_in(nominations)
    without = nominations.join(duplicates, on=["unit_id", "part", "instance"], how="anti")
    strict = _point_estimates(without, experts.len(), countries, plan)
    log.info("%d nominations, %d of them duplicates", nominations.height, duplicates.height)
    return Described(
        nominations=nominations.select("unit_id", "part", "instance", "iso3", "score"),
        index=index,
        strict=strict_difference(index, strict),
        neighbours=neighbouring(index, resampled, confidence=plan.confidence),
        parts=parts_of(nominations, experts.len()),
        contracts=index_contracts(plan.ratings, plan.parts),
    )


def nominations_of(answers: pl.DataFrame, plan: NominationPlan) -> pl.DataFrame:
    """Join each nomination with its ratings.

    Returns
    -------
    pl.DataFrame
        One row a valid nomination: unit_id, part, instance, iso3, one column a rating, score
        (the mean of its ratings). Sorted by unit, part and instance.
    """
    valid = answers.filter(status="valid").select(
        "unit_id", "question", "instance", "value", "number"
    )
    keys = ["unit_id", "part", "instance"]
    table = valid.join(_by_question(plan.parts), on="question").select(*keys, iso3="value")
    for rating, questions in plan.ratings.items():
        rated = valid.join(_by_question(questions), on="question")
        table = table.join(rated.select(*keys, pl.col("number").alias(rating)), on=keys, how="left")
    return table.with_columns(score=pl.mean_horizontal(list(plan.ratings))).sort(keys)


def duplicates_in(nominations: pl.DataFrame) -> pl.DataFrame:
    """Find nominations of a country that its expert had named before for the same part."""
    return nominations.filter(~pl.struct("unit_id", "part", "iso3").is_first_distinct())


def index_of(
    nominations: pl.DataFrame,
    experts: pl.Series,
    countries: pl.DataFrame,
    plan: NominationPlan,
    *,
    seed: int,
) -> tuple[pl.DataFrame, np.ndarray]:
    """Compute the index and how sure it is.

    Parameters
    ----------
    nominations
        From `nominations_of`.
    experts
        Everybody who answered, also those who named nobody: the index divides by all of them.
    countries
        Reference table: iso3, label_en, region.
    seed
        For the bootstrap over experts.

    Returns
    -------
    index : pl.DataFrame
        One row a country, best rank first: country, iso3, region, nominations, experts (how
        many name it), mean ratings (of its nominations), index and parts (0 to 100), rank, and
        intervals: index_low and index_high (`sparse_means.root_intervals`), rank_set_low and
        rank_set_high (a confidence set of its rank), rank_all_low and rank_all_high (sets that
        hold all ranks at once, see `ranks.rank_sets`), and expected_rank (`ranks.expected_ranks`
        on the scale of the root).
    resampled : np.ndarray
        Index of each resample, resamples x countries, in the table's order.
    """
    table = _point_estimates(nominations, experts.len(), countries, plan)
    each = contributions_of(nominations, experts, table["iso3"], plan)
    n = len(each)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=plan.resamples)
    resampled = drawn @ each / n
    low, high = root_intervals(each, drawn, confidence=plan.confidence)
    sets = rank_sets(table["index"].to_numpy(), resampled, confidence=plan.confidence)
    ranks = {
        "rank_set_low": sets.low,
        "rank_set_high": sets.high,
        "rank_all_low": sets.all_low,
        "rank_all_high": sets.all_high,
    }
    return (
        table.with_columns(
            index_low=pl.Series(low),
            index_high=pl.Series(np.minimum(high, 100)),
            **{name: pl.Series(values.astype(np.uint32)) for name, values in ranks.items()},
            expected_rank=pl.Series(expected_ranks(*root_means(each))),
        ),
        resampled,
    )


def contributions_of(
    nominations: pl.DataFrame, experts: pl.Series, order: pl.Series, plan: NominationPlan
) -> np.ndarray:
    """Tell what each expert adds to each country; the mean over experts is the index.

    Who is drawn again brings all nominations along, so the dependence within an expert is kept.

    Returns
    -------
    np.ndarray
        Experts in the order of their names x countries in the order given.
    """
    people = experts.sort()
    row = dict(zip(people, range(people.len()), strict=True))
    column = dict(zip(order, range(order.len()), strict=True))
    scores = np.zeros((people.len(), order.len()))
    where = (
        nominations["unit_id"].replace_strict(row).to_numpy(),
        nominations["iso3"].replace_strict(column).to_numpy(),
    )
    # A nomination that was not rated counts as one and adds nothing to the score.
    np.add.at(scores, where, nominations["score"].fill_null(0.0).to_numpy())
    return scores * (100 / plan.scale_maximum / len(plan.parts))


def neighbouring(index: pl.DataFrame, resampled: np.ndarray, *, confidence: float) -> pl.DataFrame:
    """Ask of each pair of neighbouring ranks whether the two differ significantly.

    Parameters
    ----------
    index
        Sorted by rank, with iso3, country, index and rank.
    resampled
        Bootstrap estimates in the table's order, resamples x countries.
    """
    found = neighbours(index["index"].to_numpy(), resampled, confidence=confidence)
    upper, lower = index.head(-1), index.tail(-1)
    return pl.DataFrame(
        {
            "rank": upper["rank"],
            "upper": upper["country"],
            "upper_iso3": upper["iso3"],
            "lower": lower["country"],
            "lower_iso3": lower["iso3"],
            "difference": found.difference,
            "difference_low": found.low,
            "difference_high": found.high,
            "reversed": found.reversed,
            "distinguishable": found.distinguishable,
        }
    )


def parts_of(nominations: pl.DataFrame, experts: int) -> pl.DataFrame:
    """Count by part: nominations, their share, experts who named somebody, countries."""
    return (
        nominations.group_by("part")
        .agg(
            nominations=pl.len(),
            share=pl.len() / nominations.height,
            experts=pl.col("unit_id").n_unique(),
            countries=pl.col("iso3").n_unique(),
            mean_score=pl.col("score").mean(),
        )
        .with_columns(base=pl.lit(experts))
        .sort("nominations", "part", descending=[True, False])
    )


def strict_difference(index: pl.DataFrame, strict: pl.DataFrame) -> pl.DataFrame:
    """Add to the strict index what dropping duplicate nominations changed."""
    kept = index.select("iso3", kept_index="index", kept_rank="rank")
    return strict.join(kept, on="iso3", how="left", maintain_order="left").with_columns(
        difference=pl.col("index") - pl.col("kept_index"),
        rank_change=pl.col("rank").cast(pl.Int64) - pl.col("kept_rank").cast(pl.Int64),
    )


def _by_question(parts: Mapping[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"part": list(parts), "question": list(parts.values())},
        schema={"part": pl.String, "question": pl.String},
    )


def _point_estimates(
    nominations: pl.DataFrame,
    experts: int,
    countries: pl.DataFrame,
    plan: NominationPlan,
) -> pl.DataFrame:
    scale = 100 / plan.scale_maximum / experts
    parts = list(plan.parts)
    table = (
        nominations.group_by("iso3")
        .agg(
            nominations=pl.len(),
            experts=pl.col("unit_id").n_unique(),
            **{rating: pl.col(rating).mean() for rating in plan.ratings},
            **{p: pl.col("score").filter(pl.col("part") == p).sum() * scale for p in parts},
        )
        .with_columns(index=pl.mean_horizontal(parts))
        .join(
            countries.select("iso3", "region", country="label_en"),
            on="iso3",
            how="left",
        )
        # Equal but for how their sums were rounded: by code.
        .sort(pl.col("index").round(9), "iso3", descending=[True, False])
    )
    return table.select(
        "country",
        "iso3",
        "region",
        "nominations",
        "experts",
        *plan.ratings,
        "index",
        *parts,
        rank=pl.Series(ranks_of(table["index"].to_numpy()[None, :])[0].astype(np.uint32)),
    )
