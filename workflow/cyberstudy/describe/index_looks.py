"""What an index of nominations is made of: the same order looked at in other ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.statistics.rank_correlations import spearman, split_half
from cyberstudy.statistics.ranks import ranks_of
from cyberstudy.tables.nominations import IndexLooks
from cyberstudy.tables.storage import schema_of

#: Countries whose ranks readers look at. Assume: the first thirty, as many as the figure shows.
FIRST = 30
SPLITS = 1000


def index_looks(
    nominations: pl.DataFrame,
    own: pl.DataFrame,
    index: np.ndarray,
    expected: np.ndarray,
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
    own
        unit_id and iso3: whom an expert comes from or lives in; a pair may stand there twice.
    index, expected
        By country: the index, and the expected rank.
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
    bare = nominations.with_columns(score=pl.lit(full))
    ways = {
        "nominations_alone": bare,
        "alike_experts": nominations.with_columns(score=pl.col("score") - _severity(nominations)),
        "without_own_country": nominations.join(own, on=["unit_id", "iso3"], how="anti"),
    }
    each = contributions(nominations)
    common = {"experts": len(each), "first": min(FIRST, index.size)}
    rows: list[dict[str, Any]] = []
    for name, table in ways.items():
        values = contributions(table).mean(axis=0)
        told = {"correlation": _pearson(index, values), **_ranks_beside(index, values)}
        rows.append({"look": name, "nominations": table.height, **told})
    told = _ranks_beside(index, -expected)
    rows.append({"look": "expected_ranks", "nominations": nominations.height, **told})
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


def _severity(nominations: pl.DataFrame) -> pl.Series:
    """How much higher each nomination's expert rates than experts do.

    Assume: a rating is the sum of an effect of its expert and one of its country, fitted by least
    squares. That takes out who rates high or low, however few ratings tell it; a mixed model would
    pull experts of few ratings towards the others.
    """
    rated = nominations.drop_nulls("score")
    codes = [rated[name].rank("dense").to_numpy().astype(int) - 1 for name in ("unit_id", "iso3")]
    design = np.hstack([np.eye(code.max(initial=-1) + 1)[code] for code in codes])
    effects = np.linalg.lstsq(design, rated["score"].to_numpy(), rcond=None)[0]
    of_expert = effects[codes[0]]
    told = rated.select("unit_id").with_columns(effect=pl.Series(of_expert - of_expert.mean()))
    return nominations.join(
        told.unique("unit_id"), on="unit_id", how="left", maintain_order="left"
    )["effect"]


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
