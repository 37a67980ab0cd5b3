"""All combinations of the declared choices: which there are, what they find, whatever the order."""

from functools import partial
from itertools import product
from typing import get_args

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from worlds.multiverse import CHOICES, RUN, coded

from cyberstudy.cluster.imputation import TREATMENTS, multiple_imputation
from cyberstudy.cluster.multiverse import run_combinations, seed_of
from cyberstudy.declare.plan.clusterings import DIMENSIONS, Combination, Missing
from cyberstudy.tables.typologies import Multiverse
from surveyanswers.tables.storage import checked


def crossed(choices):
    every = product(*(choices[name] for name in DIMENSIONS))
    return [Combination(number, values) for number, values in enumerate(every)]


def three_types(codes):
    return 3, "types"


@pytest.fixture(scope="module")
def combinations():
    return crossed(CHOICES)


@pytest.fixture(scope="module")
def table(combinations):
    return checked(run_combinations(combinations, coded, three_types, **RUN), Multiverse)


def test_every_combination_of_the_choices_is_there_and_the_first_is_the_main_one(combinations):
    assert len({each.name for each in combinations}) == len(combinations) == 2**3
    assert [each.number for each in combinations] == list(range(8))
    assert combinations[0].name == "core/in/latest/as_is"
    assert combinations[1].choices == combinations[0].choices | {"missing": "complete_cases"}


def test_rows_say_what_was_found(table, combinations):
    assert table["name"].to_list() == [each.name for each in combinations]
    assert table["main"].to_list() == [True] + [False] * 7
    assert set(table["outcome"]) == {"ran"}
    first = table.row(0, named=True)
    assert (first["units"], first["datasets"]) == (60, 1)
    assert (first["k"], first["k_share"]) == (3, 1)
    assert (first["verdict"], first["verdict_share"]) == ("types", 1)
    complete = table.filter(missing="complete_cases", items="wide", conflicts="in")
    assert 20 < complete["units"][0] < 60


def test_no_order_and_no_cut_changes_a_row(table, combinations):
    parts = [combinations[start : start + 3][::-1] for start in (6, 3, 0)]
    backwards = [run_combinations(part, coded, three_types, **RUN) for part in parts]
    assert_frame_equal(pl.concat(backwards).sort("number"), table, check_exact=True)


def test_seeds_hang_on_names_alone():
    assert seed_of(1, "a", "b") == seed_of(1, "a", "b")
    seeds = {seed_of(seed, *names) for seed in (1, 2) for names in ("ab", "ba", "a")}
    assert len(seeds) == 6


def test_a_combination_with_too_few_units_keeps_its_row(combinations):
    table = run_combinations(combinations, coded, three_types, seed=5, minimum_units=51)
    few = table.filter(conflicts="out")
    assert len(table) == len(combinations)
    assert set(few["outcome"]) == {"too few units"}
    assert few.select("k", "k_share", "verdict", "verdict_share").null_count().row(0) == (4,) * 4
    assert few["units"].max() == 50


def test_imputed_data_sets_are_judged_one_by_one_and_most_of_them_decide(monkeypatch):
    told = zip([3, 4, 4, 3, 2], ["types", "gradient"] * 2 + ["no structure"], strict=True)
    imputed = crossed(
        {name: values[:1] for name, values in CHOICES.items()}
        | {"missing": ["as_is", "multiple_imputation"]}
    )[1]
    five = partial(multiple_imputation, n_datasets=5, n_classes=4)
    monkeypatch.setitem(TREATMENTS, "multiple_imputation", five)
    row = run_combinations([imputed], coded, lambda codes: next(told), **RUN).row(0, named=True)
    assert row["datasets"] == 5
    assert (row["k"], row["k_share"]) == (3, 2 / 5)  # as many stop at four
    assert (row["verdict"], row["verdict_share"]) == ("gradient", 2 / 5)  # as many say types


def test_an_unknown_verdict_is_refused(combinations):
    with pytest.raises(ValueError, match="not in tuple"):
        run_combinations(combinations[:1], coded, lambda codes: (1, "maybe"), **RUN)


def test_treatments_that_may_be_chosen_are_those_there_are():
    assert get_args(Missing) == tuple(TREATMENTS)
