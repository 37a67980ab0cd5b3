"""Predictions are those of the rule, were never edited, and the rule is run backwards honestly."""

import hashlib
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.index import analysis, published_scores

FILE, INSIDE = analysis("next_edition")
PREDICTIONS = REPOSITORY / "docs/predictions.csv"
#: Of the file as it was written on 2 December 2026: a prediction that is edited is none.
WRITTEN = "2a7f45475bea8869b43a63e2b46e2248cc50c695e726c0954373fea06549b4a8"


def test_predictions_were_never_edited():
    assert hashlib.sha256(PREDICTIONS.read_bytes()).hexdigest() == WRITTEN


@pytest.fixture
def whole():
    """Scores of three editions in which everybody rises by ten and then by twenty."""
    first = np.linspace(0, 60, 100)
    units = [f"U{place:02}" for place in range(100)]
    scores = {"2017": first, "2020": first + 10, "2024": first + 30}
    return pl.DataFrame({"unit_id": units, "region": ["Africa", "Asia"] * 50} | scores)


def test_a_score_is_predicted_to_change_as_similar_ones_did_before(whole):
    of_2024 = INSIDE["predicted"](whole, "2020")
    assert (of_2024["middle"] - of_2024["2020"]).to_list() == pytest.approx([10] * 100)
    # Of what came later nothing is known then.
    unknown = whole.with_columns(pl.lit(0.0).alias("2024"))
    assert INSIDE["predicted"](unknown, "2020")["high"].equals(of_2024["high"])
    after = INSIDE["predicted"](whole, "2024")
    assert after["low"].min() >= 10
    assert after["high"].max() <= 100


def test_the_rule_run_backwards_is_counted_against_what_came(whole, monkeypatch):
    monkeypatch.setitem(INSIDE, "scores", lambda survey: whole)
    told = SimpleNamespace(has=lambda name: True)
    table = FILE.tables["next_edition"].function(told)
    assert dict(table.select("group", "base").rows()) == {"all": 100, "Africa": 50, "Asia": 50}
    row = table.row(by_predicate=pl.col("group") == "all", named=True)
    assert (row["inside"], row["coverage"], row["below"]) == (0, 0, 0)
    assert (row["observed"] - row["mean"], row["unchanged"]) == pytest.approx((10, 20))


def test_the_study_ran_the_rule_backwards_on_the_published_scores(protected):
    scores = published_scores()
    row = protected("gci", "next_edition").filter(group="all").row(0, named=True)
    old, new = (scores[year]["overall_score"].dropna() for year in (2020, 2024))
    assert row["base"] == len(old.index.intersection(new.index))
    assert row["coverage"] == pytest.approx(row["inside"] / row["base"])
    assert row["observed"] == pytest.approx(new[old.index.intersection(new.index)].mean())
    assert row["unchanged"] == pytest.approx((new - old).abs().median())


def test_the_written_predictions_have_an_interval_a_day_and_a_judge():
    written = pl.read_csv(PREDICTIONS)
    assert written.filter(rule="next_edition").height == 6  # the world and its regions
    assert (written["low"] <= written["value"]).all()
    assert (written["value"] <= written["high"]).all()
    assert written["written_on"].unique().to_list() == ["2026-12-02"]
    assert (written["decided_by"].str.len_chars() > 0).all()
