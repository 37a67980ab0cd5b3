"""The index beside other ways of adding up the same nominations."""

import numpy as np
import polars as pl
import pytest
from cyberstudy.describe.index_looks import index_looks, ratings_of, variances_of

LANDS = ["A", "B", "C", "D"]


def named(rows):
    rows = pl.DataFrame(rows, schema=["unit_id", "iso3", "score"], orient="row")
    return rows.with_columns(part=pl.lit("data"))


def contributions(table):
    """Experts e0 to e5 x countries."""
    scores = np.zeros((6, len(LANDS)))
    for unit, land, score in table.select("unit_id", "iso3", "score").iter_rows():
        scores[int(unit[1:]), LANDS.index(land)] += score or 0
    return scores


def looks(nominations, own=()):
    index = contributions(nominations).mean(axis=0)
    table = index_looks(
        nominations,
        ratings_of(nominations),
        pl.DataFrame(own, schema={"unit_id": pl.String, "iso3": pl.String}, orient="row"),
        pl.DataFrame({"iso3": LANDS, "index": index, "expected_rank": np.arange(1.0, 5)}),
        contributions,
        full=10,
        seed=1,
    )
    return {row["look"]: row for row in table.iter_rows(named=True)}


@pytest.fixture
def even():
    """Everybody rates every country, a country as everybody does."""
    scores = {"A": 9.0, "B": 7.0, "C": 4.0, "D": 2.0}
    return named([(f"e{e}", land, score) for e in range(6) for land, score in scores.items()])


def test_where_all_say_the_same_other_experts_would_too(even):
    found = looks(even)
    assert found["other_experts"]["rank_correlation"] == pytest.approx(1)
    assert found["expected_ranks"]["rank_correlation"] == pytest.approx(1)
    assert found["expected_ranks"]["moved"] == 0


def test_bare_nominations_know_no_ratings(even):
    row = looks(even)["nominations_alone"]
    assert row["correlation"] is None  # each country is named as often
    assert (row["moved"], row["furthest"]) == (3, 3)  # all share the first rank


def test_an_expert_who_rates_all_high_is_brought_to_the_level_of_the_others(even):
    # e0 names the last country alone, and rates it, as all that it rates, 5 higher than others do.
    generous = pl.when(pl.col("unit_id") == "e0").then(5.0).otherwise(0.0)
    lop_sided = even.filter(
        (pl.col("unit_id") == "e0") | (pl.col("iso3") != "D") | (pl.col("unit_id") == "e1")
    ).with_columns(score=pl.col("score") + generous)
    level = lop_sided.with_columns(score=pl.col("score") - generous)
    effects = ratings_of(lop_sided).model.effects["expert"]
    assert effects[0] - effects[1:] == pytest.approx(np.full(5, 5.0), abs=0.1)
    # Levelled scores are the fair ones but for what e0's height adds to all nominations alike.
    fair, biased = (contributions(table).mean(axis=0) for table in (level, lop_sided))
    counts = contributions(lop_sided.with_columns(score=pl.lit(1.0))).mean(axis=0)
    expected = np.corrcoef(biased, fair - effects[1] * counts)[0, 1]
    assert looks(lop_sided)["alike_experts"]["correlation"] == pytest.approx(expected, abs=1e-4)


def test_the_parts_of_expert_and_country_in_ratings_add_up(even):
    # What is left over is as large for all experts and all countries together.
    left = pl.Series([1, -1, 1, -1, -1, 1, -1, 1] * 3) / 2
    height = pl.col("unit_id").str.slice(1).cast(pl.Float64)
    rows = variances_of(ratings_of(even.with_columns(score=pl.col("score") + height + left)))
    rows = rows.rows_by_key("source", named=True, unique=True)
    residual = 0.25 * 24 / 15
    assert rows["residual"]["variance"] == pytest.approx(residual, rel=1e-4)
    assert rows["expert"]["variance"] == pytest.approx(3.5 - residual / 4, rel=1e-4)
    between = np.var([9, 7, 4, 2], ddof=1)
    assert rows["country"]["variance"] == pytest.approx(between - residual / 6, rel=1e-4)
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1)
    assert (rows["expert"]["levels"], rows["residual"]["levels"]) == (6, 24)


def test_where_all_ratings_are_the_same_nobody_has_a_part_in_them(even):
    flat = even.with_columns(score=pl.lit(5.0))
    assert variances_of(ratings_of(flat)).is_empty()
    assert looks(flat)["alike_experts"]["moved"] == 0


def test_ratings_alone_know_no_number_of_nominations(even):
    # D is rated highest, by two experts; A, whom all name, lower.
    rare = even.with_columns(score=pl.when(pl.col("iso3") == "D").then(9.5).otherwise("score"))
    found = looks(rare.filter((pl.col("iso3") != "D") | (pl.col("unit_id") < "e2")))
    assert found["ratings_alone"]["furthest"] == 3  # from the last place to the first


def test_nominations_of_the_own_country_are_left_out_once_however_often_it_is_said(even):
    own = [("e0", "A"), ("e0", "A"), ("e1", "A"), ("e2", "A"), ("e3", "A"), ("e4", "Z")]
    found = looks(even, own)["without_own_country"]
    assert found["nominations"] == even.height - 4
    # A has 2 of 6 ratings of 9 left: it falls behind B and C.
    assert (found["moved"], found["furthest"]) == (3, 2)


def test_an_unrated_nomination_counts_where_ratings_do_not(even):
    some = even.with_columns(score=pl.when(pl.col("iso3") != "D").then("score"))
    assert looks(some)["nominations_alone"]["nominations"] == even.height
    assert looks(some)["alike_experts"]["rank_correlation"] == pytest.approx(1)
