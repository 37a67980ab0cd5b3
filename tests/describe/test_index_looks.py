"""The index beside other ways of adding up the same nominations."""

import numpy as np
import polars as pl
import pytest
from cyberstudy.describe.index_looks import index_looks

LANDS = ["A", "B", "C", "D"]


def named(rows):
    return pl.DataFrame(rows, schema=["unit_id", "iso3", "score"], orient="row")


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
        pl.DataFrame(own, schema={"unit_id": pl.String, "iso3": pl.String}, orient="row"),
        index,
        np.arange(1.0, 5),
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
    found, fair = looks(lop_sided), contributions(level).mean(axis=0)
    biased = contributions(lop_sided).mean(axis=0)
    # Levelled scores are the fair ones but for what e0's height adds to all nominations alike.
    shift = 5.0 * 4 / lop_sided.height
    counts = contributions(lop_sided.with_columns(score=pl.lit(1.0))).mean(axis=0)
    expected = np.corrcoef(biased, fair + shift * counts)[0, 1]
    assert found["alike_experts"]["correlation"] == pytest.approx(expected)


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
