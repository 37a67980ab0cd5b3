"""What is said of ITU's two editions follows from the raw file, computed with pandas and scipy."""

from functools import partial

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy.stats import rankdata
from worlds import REPOSITORY
from worlds.index import analysis, published_scores


@pytest.fixture
def made(protected):
    return partial(protected, "gci")


@pytest.fixture(scope="module")
def scores():
    """Scores of Member States by question: a frame an edition, and groups of States."""
    states = pd.read_csv(REPOSITORY / "data/raw/reference/member_states.csv", keep_default_na=False)
    states = states.set_index("iso3")
    wide = published_scores()
    return wide[2020], wide[2024], states.loc[wide.index]


def test_at_the_weights_of_2020_cooperation_rose_by_what_least_squares_gives(made, scores):
    old, new, _ = scores
    items = analysis("recomputed_scores")[1]["SCORES"]["cooperation_score"]
    weights = np.linalg.lstsq(old[items], old["cooperation_score"], rcond=None)[0]
    found = made("change_at_fixed_weights").filter(score="cooperation_score", weights="2020")
    assert found["change"].item() == pytest.approx(((new - old)[items] @ weights).mean(), abs=1e-5)


def test_published_scores_rose_by_what_they_did_and_pillars_add_up(made, scores):
    old, new, _ = scores
    table = made("change_at_fixed_weights")
    found = table.filter(score="overall_score", weights="published").row(0, named=True)
    moved = new["overall_score"] - old["overall_score"]
    assert found["change"] == pytest.approx(moved.mean(), abs=1e-5)
    assert (found["risen"], found["fallen"]) == ((moved > 0).sum(), (moved < 0).sum())
    for (_,), own in table.group_by("weights"):
        whole = own.filter(score="overall_score")["change"].item()
        assert own.filter(pl.col("score") != "overall_score")["change"].sum() == pytest.approx(
            whole
        )


def test_full_marks_are_counted_as_in_the_file(made, scores):
    old, new, _ = scores
    for row in made("full_marks").filter("indicator").iter_rows(named=True):
        before, after = (each[row["question"]] == 1 for each in (old, new))
        counts = (before.sum(), (before & after).sum(), after.sum())
        assert (row["full_before"], row["kept"], row["full_after"]) == counts


def test_ranks_moved_as_scipy_ranks_them(made, scores):
    old, new, states = scores
    points = [
        (rankdata(each["cooperation_score"].round(4)) - 0.5) / len(each) * 100
        for each in (old, new)
    ]
    moved = (points[1] - points[0])[states["ldc_2025"] == "yes"].mean()
    found = made("rank_points").filter(score="cooperation_score", group="least_developed")
    assert found["change"].item() == pytest.approx(moved)


def test_who_moved_most_is_told_with_and_without_like_levels(made, scores):
    old, new, _ = scores
    table = made("moved_beside_alike").sort("unit_id")
    change = new["overall_score"] - old["overall_score"]
    assert set(table.filter(largest="rise")["unit_id"]) == set(change.nlargest(10).index)
    near = {}
    for state in old.index:
        apart = (old["overall_score"] - old.loc[state, "overall_score"]).abs().drop(state)
        alike = apart[apart <= apart.nsmallest(10).iloc[-1]].index
        near[state] = change[alike].median()
    beyond = change - pd.Series(near)
    assert table["beyond"].to_list() == pytest.approx(beyond.sort_index().to_list(), abs=1e-5)
    assert set(table.filter(largest_beyond="fall")["unit_id"]) == set(beyond.nsmallest(10).index)
