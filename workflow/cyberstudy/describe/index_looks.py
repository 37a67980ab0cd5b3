"""What an index of nominations is made of: the same order looked at in other ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.statistics.crossed_effects import CrossedEffects, crossed_effects
from cyberstudy.statistics.rank_correlations import spearman, split_half
from cyberstudy.statistics.ranks import ranks_of
from cyberstudy.tables.nominations import IndexLooks, RatingVariances
from cyberstudy.tables.storage import schema_of

#: Countries whose ranks readers look at. Assume: the first thirty, as many as the figure shows.
FIRST = 30
SPLITS = 1000
#: What has a part in a rating, and the column of nominations that tells it.
SOURCES = {"expert": "unit_id", "country": "iso3", "part": "part"}


@dataclass(frozen=True)
class Ratings:
    """Which nominations were rated, and whose part their ratings are."""

    rated: pl.DataFrame
    model: CrossedEffects | None  # None where all ratings are the same


def ratings_of(nominations: pl.DataFrame) -> Ratings:
    """Fit crossed effects of expert, country and part to the scores of nominations.

    Parameters
    ----------
    nominations
        unit_id, iso3, part and score among their columns.
    """
    rated = nominations.drop_nulls("score")
    codes = {
        source: rated[name].rank("dense").to_numpy().astype(int) - 1
        for source, name in SOURCES.items()
    }
    values = rated["score"].to_numpy()
    varies = values.size > 1 and values.std() > 0
    return Ratings(rated, crossed_effects(values, codes) if varies else None)


def variances_of(ratings: Ratings) -> pl.DataFrame:
    """Share the variance of ratings out, as `tables.RatingVariances`."""
    model, size = ratings.model, ratings.rated.height
    found = {} if model is None else {**model.variances, "residual": model.residual}
    levels = {source: ratings.rated[name].n_unique() for source, name in SOURCES.items()}
    rows = [
        {
            "source": source,
            "levels": levels.get(source, size),
            "ratings": size,
            "variance": variance,
            "share": variance / sum(found.values()),
        }
        for source, variance in found.items()
    ]
    return pl.DataFrame(rows, schema=schema_of(RatingVariances), orient="row")


def index_looks(
    nominations: pl.DataFrame,
    ratings: Ratings,
    own: pl.DataFrame,
    index: pl.DataFrame,
    contributions: Callable[[pl.DataFrame], np.ndarray],
    *,
    full: float,
    seed: int,
) -> pl.DataFrame:
    """Compare the index with what other ways of adding up the same nominations give.

    Parameters
    ----------
    nominations
        unit_id, iso3 and score among their columns.
    ratings
        From `ratings_of`.
    own
        unit_id and iso3: whom an expert comes from or lives in; a pair may stand there twice.
    index
        iso3, index and expected_rank.
    contributions
        Experts x countries in the order of the index, of nominations.
    full
        The best score, which a bare nomination counts.
    seed
        For the halves of experts.

    Returns
    -------
    pl.DataFrame
        `tables.IndexLooks`. Sums only: of no country is told how much its own experts gave.
    """
    values = index["index"].to_numpy()
    bare = nominations.with_columns(score=pl.lit(full))
    of_expert, of_country = (_effects(ratings, source) for source in ("expert", "country"))
    severity = nominations["unit_id"].replace_strict(of_expert, default=0.0)
    ways = {
        "nominations_alone": bare,
        "alike_experts": nominations.with_columns(score=pl.col("score") - severity),
        "without_own_country": nominations.join(own, on=["unit_id", "iso3"], how="anti"),
    }
    each = contributions(nominations)
    common = {"experts": len(each), "first": min(FIRST, values.size)}
    rows: list[dict[str, Any]] = []
    for name, table in ways.items():
        theirs = contributions(table).mean(axis=0)
        told = {"correlation": _pearson(values, theirs), **_ranks_beside(values, theirs)}
        rows.append({"look": name, "nominations": table.height, **told})
    others = {
        "ratings_alone": index["iso3"].replace_strict(of_country, default=0.0).to_numpy(),
        "expected_ranks": -index["expected_rank"].to_numpy(),
    }
    for name, theirs in others.items():
        told = _ranks_beside(values, theirs)
        rows.append({"look": name, "nominations": nominations.height, **told})
    again = {
        name: _known(split_half(part, splits=SPLITS, rng=np.random.default_rng(seed)))
        for name, part in (
            ("rank_correlation", each),
            ("first_rank_correlation", each[:, :FIRST]),
        )
    }
    rows.append({"look": "other_experts", "nominations": nominations.height, **again})
    schema = schema_of(IndexLooks)
    return pl.DataFrame([common | row for row in rows], schema=schema, orient="row")


def own_countries(answers: pl.DataFrame, questions: Sequence[str]) -> pl.DataFrame:
    """List the countries that experts come from or live in: unit_id and iso3."""
    said = answers.filter(pl.col("question").is_in(questions), status="valid")
    return said.select("unit_id", iso3="value")


def _effects(ratings: Ratings, source: str) -> dict[str, float]:
    """Give the effect on a rating of each expert, or country; none where ratings are all alike."""
    names = ratings.rated[SOURCES[source]].unique().sort()
    effects = np.zeros(names.len()) if ratings.model is None else ratings.model.effects[source]
    return dict(zip(names, effects.tolist(), strict=True))


def _ranks_beside(index: np.ndarray, other: np.ndarray) -> dict[str, float | int | None]:
    """Compare two orders, of all countries and of the first."""
    ours, theirs = ranks_of(np.array([index, other]))
    moved = np.abs(ours - theirs)[ours <= FIRST]
    return {
        "rank_correlation": _known(spearman(index, other)),
        "first_rank_correlation": _known(spearman(index[ours <= FIRST], other[ours <= FIRST])),
        "moved": int((moved > 0).sum()),
        "furthest": int(moved.max(initial=0)),
    }


def _pearson(one: np.ndarray, other: np.ndarray) -> float | None:
    if not one.std() or not other.std():
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _known(value: np.ndarray | float) -> float | None:
    return None if np.isnan(value) else float(value)
