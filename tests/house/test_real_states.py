"""What README and the findings say of real States in words is what a fresh run's tables say."""

import polars as pl
from worlds.published import published_index


def test_which_indicators_rose_most_and_least(protected):
    change = protected("gci", "change").filter(grouping="all")
    indicators = change.filter(~pl.col("question").str.ends_with("_score")).sort("difference")
    assert set(indicators["question"].tail(3)) == {
        "bilateral_agreements",
        "multilateral_agreements",
        "national_strategy",
    }
    assert set(indicators["question"].head(2)) == {"awareness", "sectoral_cirt"}
    assert indicators["difference"].min() > 0  # "all rose", says the figure's text


def test_which_published_score_does_not_follow(protected):
    broken = protected("gci", "composite_residuals").filter(~pl.col("follows"))
    assert broken.select("wave", "score", "unit_id").rows() == [("2020", "legal_score", "AFG")]


def test_ranks_of_2020_are_those_that_itu_published():
    # ITU, Global Cybersecurity Index 2020, table of global scores and ranks, by two decimals; there
    # those who follow countries that are level take the next rank. As news sites repeat it.
    first = ["USA", "GBR", "SAU", "EST", "ESP", "KOR", "SGP", "ARE", "MYS", "RUS"]
    last = ["GNQ", "PRK", "FSM", "VAT", "YEM"]
    overall = published_index().filter(year="2020", indicator="ITU_GCI_GCI_OVRL_SCRE")
    ranks = overall.drop_nulls("value").rename({"unit": "unit_id"})
    by_decimals = pl.col("value").round(2).rank("dense", descending=True)
    dense = dict(ranks.select("unit_id", by_decimals).iter_rows())
    assert [dense[each] for each in first] == [1, 2, 2, 3, 4, 4, 4, 5, 5, 5]
    assert [dense[each] for each in last] == [180, 181, 182, 182, 182]
