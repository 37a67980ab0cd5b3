"""What usual methods would have said stands beside a verdict, with how often they err."""

import json

import numpy as np
import polars as pl
import pytest
from calibration_methods import METHODS
from calibration_worlds import drawn_of
from worlds import REPOSITORY

from cyberstudy.cluster.error_rates import in_brief, read_arena, usual_methods, usual_said
from cyberstudy.cluster.usual_methods import USUAL, as_numbers
from cyberstudy.wording.verdict_text import text_of

PUBLISHED = REPOSITORY / "results/published"
ARENA = pl.DataFrame(
    {
        "method": ["HDBSCAN", "HDBSCAN", "HDBSCAN", "verdict of this study"],
        "truth": [1, 1, 3, 1],
        "data_sets": [10, 30, 10, 40],
        "types": [0.1, 0.5, 0.9, 0.05],
        "true_number": [0.9, 0.5, 0.7, 0.95],
    }
)


def blocks(units, kinds, seed=3):
    """Answers of yes and no: each kind of unit says yes to its own items."""
    rng = np.random.default_rng(seed)
    kind = np.arange(units) % kinds
    likely = np.where(kind[:, None] == np.arange(12) % kinds, 0.97, 0.03)
    return (rng.random(likely.shape) < likely).astype(int)


def test_three_plain_types_are_seen_by_every_method_that_counts_them():
    methods = usual_methods(blocks(150, 3), ordered=False, seed=1, arena=None)
    numbers = dict(methods.select("method", "types").iter_rows())
    assert [numbers[f"{name}, silhouette"] for name in ("k-means", "Ward", "spectral")] == [3] * 3
    assert numbers["HDBSCAN"] == 3
    assert methods.select("wrong", "found").null_count().row(0) == (methods.height,) * 2


def test_a_missing_answer_takes_the_mean_of_its_item_and_unordered_categories_are_columns():
    codes = np.array([[0, 2], [1, -1], [2, 0]])
    assert as_numbers(codes, ordered=True).tolist() == [[0, 1], [0.5, 0.5], [1, 0]]
    apart = as_numbers(codes, ordered=False)
    assert apart.shape == (3, 6)
    assert apart[1].tolist() == [0, 1, 0, 0.5, 0, 0.5]  # item by item


def test_shares_of_worlds_count_each_simulated_survey_once():
    methods = usual_methods(blocks(60, 3), ordered=False, seed=1, arena=ARENA)
    row = methods.row(by_predicate=pl.col("method") == "HDBSCAN", named=True)
    assert (row["wrong"], row["found"]) == pytest.approx((0.4, 0.7))
    assert methods.filter(pl.col("method") != "HDBSCAN")["wrong"].null_count() == 5
    brief = in_brief(methods, ARENA)
    assert brief == {"types": 6, "methods": 6, "wrong": 0.4, "verdict_wrong": 0.05}
    assert "find some in 40% on average, and these rules in 5%" in text_of(usual_said(brief))
    assert usual_said(in_brief(methods, None)) == []


@pytest.mark.parametrize(("world", "number"), [("gradient", 0), ("types 0.9/0.1", 3)])
def test_a_frozen_answer_of_the_arena_is_given_again(world, number):
    name = "".join(letter if letter.isalnum() else "_" for letter in world)
    lines = (PUBLISHED / f"calibration/usual-{name}.jsonl").read_text().splitlines()
    frozen = next(row for row in map(json.loads, lines) if row["number"] == number)
    codes, ordered, seed, _ = drawn_of("judge", world, number)
    for method in USUAL:
        again = METHODS[method](codes, ordered=ordered, seed=seed % 2**31)
        assert (method, again) == (method, frozen["types"][method])
    assert frozen["types"].keys() == METHODS.keys()


def test_the_arena_says_the_same_of_every_world_of_every_method():
    arena = read_arena([str(PUBLISHED / "arena.csv")])
    counted = arena.group_by("method").len()
    assert set(counted["len"]) == {arena["world"].n_unique()}
    assert set(counted["method"]) == {*METHODS, "verdict of this study"}
    for world, truth, types, right in arena.select("world", "truth", "types", "true_number").rows():
        # Without types the true number is said where no types are.
        assert truth > 1 or types + right == pytest.approx(1), world
