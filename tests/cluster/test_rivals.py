"""Rivals of types: each account is found out where it is the true one."""

from dataclasses import replace

import numpy as np
import pytest
from worlds.evidence import LEAN

from cyberstudy.cluster.main_fit import contest_rules
from cyberstudy.cluster.verdict import by_tests, verdict
from cyberstudy.declare.plan.verdict_rules import TYPES, Rules
from latentclass import LatentClass, LatentTrait
from latentclass.contest import Contest, ContestRules, compare
from latentclass.families import ALONG, FLEXIBLE, ONE, TWO, CategoricalFamily
from surveyanswers.simulation.worlds import World, draw_world

LEAN_TESTS = contest_rules(LEAN)
pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


def test_a_verdicts_tests_are_made_by_its_rules_and_without_any_by_the_packages_own():
    assert contest_rules(Rules()) == ContestRules()
    declared = Rules(alpha_types=0.2, max_classes=3, starts=7)
    assert contest_rules(declared) == ContestRules(alpha_types=0.2, max_classes=3, starts=7)


def world(kind, *, items=8, likely=0.0, units=40, seed=0):
    return draw_world(World(kind, items, likely), units, np.random.default_rng(seed)).codes


def test_models_reach_what_the_estimators_reach():
    codes = world("types", items=10, likely=0.85, units=60)
    contest = Contest(CategoricalFamily(codes), ContestRules(starts=40), seed=2)

    def fitted(name):
        return contest.criterion(contest.model(name), name, contest.observed(name))

    for k in (1, 2, 3):
        peer = LatentClass(k, n_starts=100, random_state=0).fit(codes)
        ours = fitted(k)
        assert ours.log_likelihood == pytest.approx(peer.log_likelihood_, abs=0.01)
        assert ours.n_parameters == peer.n_parameters_
        assert ours.bic == pytest.approx(peer.bic(codes), abs=0.02)
        assert ours.aic == pytest.approx(peer.aic(codes), abs=0.02)
    trait = LatentTrait(n_starts=10, random_state=0).fit(codes)
    ours = fitted(ONE)
    assert ours.log_likelihood == pytest.approx(trait.log_likelihood_, abs=0.05)
    assert ours.n_parameters == trait.n_parameters_


def test_two_gradients_that_would_pass_for_types_are_found_out():
    family = CategoricalFamily(world("two gradients", items=14, units=92, seed=5))
    evidence = compare(family, rules=LEAN_TESTS, seed=1)
    assert evidence.made(ONE, evidence.classes).rejected
    two = evidence.made(TWO, evidence.classes)
    assert (two.level, two.rejected) == (0.05, False)
    assert evidence.made(FLEXIBLE, evidence.classes).rejected
    assert by_tests(evidence) != TYPES
    assert TWO in verdict(evidence, Rules())["not_rejected"]


def test_a_step_stops_at_the_first_number_of_classes_that_is_not_rejected():
    codes = world("types", items=12, likely=0.95, units=60)
    evidence = compare(CategoricalFamily(codes), rules=LEAN_TESTS, seed=1)
    steps = [test for test in evidence.tests if str not in map(type, (test.null, test.alternative))]
    assert [test.null for test in steps] == [1, 2, 3]
    assert [test.rejected for test in steps] == [True, True, False]
    assert evidence.classes == 3
    assert sum(evidence.sizes) == evidence.units == 60
    # And no other account stands.
    assert {test.null for test in evidence.further} >= {FLEXIBLE, TWO, ALONG}
    assert all(test.rejected for test in evidence.further)
    assert by_tests(evidence) == TYPES


def test_more_classes_than_are_tried_are_not_claimed():
    rules = replace(LEAN_TESTS, max_classes=2)
    codes = world("types", items=12, likely=0.95, units=60)
    evidence = compare(CategoricalFamily(codes), rules=rules, seed=1)
    assert evidence.classes == 2
    assert evidence.test(2, 3) is None
