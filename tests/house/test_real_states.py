"""What README and the findings say of real States in words is what a fresh run's tables say."""

import polars as pl


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
