"""What the verdict says where the truth is known: one data set a world, by lean rules."""

from dataclasses import replace

import numpy as np
import pytest
from worlds.evidence import LEAN

from cyberstudy.cluster.main_fit import contest_rules
from cyberstudy.cluster.verdict import verdict
from cyberstudy.declare.plan.verdict_rules import (
    DEPENDENT,
    GRADIENT,
    NO_STRUCTURE,
    TWO_GRADIENTS,
    TYPES,
)
from cyberstudy.wording.verdict_text import text_of
from latentclass.contest import compare
from latentclass.dirichlet import draw_counts
from latentclass.families import ONE, CategoricalFamily, CountFamily
from surveyanswers.simulation.worlds import WORLDS, World, draw_counts_of, draw_world

TESTS = contest_rules(LEAN)


@pytest.mark.parametrize(
    ("name", "seed", "expected"),
    [
        ("types 0.9/0.1", 1, (TYPES, 3)),
        ("gradient", 2, (GRADIENT, None)),
        ("independence", 3, (NO_STRUCTURE, None)),
    ],
)
def test_a_world_is_seen_for_what_it_is(name, seed, expected):
    kind, likely = WORLDS[name]
    codes = draw_world(World(kind, 14, likely), 69, np.random.default_rng(seed)).codes
    told = verdict(compare(CategoricalFamily(codes), rules=TESTS, seed=1), LEAN)
    assert (told["verdict"], told["classes"]) == expected


def test_counts_of_two_kinds_are_types_and_scattered_ones_are_not():
    rng = np.random.default_rng(0)
    totals = rng.integers(15, 40, 40)
    kinds = np.array([[0.6, 0.2, 0.1, 0.1], [0.1, 0.1, 0.2, 0.6]])[np.arange(40) % 2]
    tests = replace(TESTS, replicates=100)  # too near for fewer: two kinds may be one, scattered
    two = verdict(compare(CountFamily(draw_counts(kinds, totals, rng)), rules=tests, seed=1), LEAN)
    assert (two["verdict"], two["classes"]) == (TYPES, 2)
    assert two["rival"] == "one overdispersed profile"
    scattered = draw_counts(rng.dirichlet([3, 3, 2, 2], 40), totals, rng)
    told = verdict(compare(CountFamily(scattered), rules=tests, seed=1), LEAN)
    assert (told["verdict"], told["classes"]) == (GRADIENT, None)
    assert "one overdispersed profile" in text_of(told["said"])


def test_pairs_that_go_together_are_found_and_stand_as_an_account_where_one_gradient_does_not():
    rng = np.random.default_rng(4)
    drawn = draw_world(World("dependent pairs", 14), 200, rng).codes
    family = CategoricalFamily(drawn)
    held = np.where(drawn < 0, 0.5, drawn)
    strong = np.argwhere(np.triu(np.corrcoef(held.T), 1) > 0.3).tolist()
    assert {tuple(pair) for pair in family.dependent.tolist()} <= set(map(tuple, strong))
    told = verdict(compare(family, rules=TESTS, seed=1), LEAN)
    assert told["verdict"] != TYPES
    assert DEPENDENT in told["not_rejected"]
    assert ONE not in told["not_rejected"]


def test_counts_along_two_gradients_are_no_types():
    table = draw_counts_of("counts: two gradients", np.random.default_rng(1))
    told = verdict(compare(CountFamily(table), rules=TESTS, seed=1), LEAN)
    assert (told["verdict"], told["account"]) == (TWO_GRADIENTS, "two gradients")
