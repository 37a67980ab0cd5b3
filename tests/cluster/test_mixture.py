"""Countries by counts: classes and their rival, and whether they are claimed."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from worlds.evidence import LEAN

from cyberstudy.cluster.items import (
    NominationCounts,
)
from cyberstudy.cluster.mixture import bootstrap_mixture, design_effect, fit_mixture
from cyberstudy.declare.plan.verdict_rules import (
    NO_STRUCTURE,
    NO_TYPOLOGY,
    TYPES,
)
from cyberstudy.tables.typologies import (
    TypeMembers,
    TypeProfiles,
    TypeStability,
)
from surveyanswers.instrument.counting import Design
from surveyanswers.tables.storage import checked

LOOK = {"resamples": 20, "confidence": 0.95}


def test_the_design_effect_tells_experts_who_repeat_themselves_from_those_who_take_turns():
    rng = np.random.default_rng(3)
    parts = rng.integers(0, 4, (300, 5))  # the part that an expert names each of five countries for
    once = np.eye(4)[parts]
    assert design_effect(once) == pytest.approx(1, abs=0.05)
    assert design_effect(2 * once) == pytest.approx(2, abs=0.1)
    turns = once + np.eye(4)[(parts + 1) % 4]
    # Of two of four parts: 2 (1/4 - 1/16) + 2 covariances of -1/16, over twice the first.
    assert design_effect(turns) == pytest.approx(2 / 3, abs=0.05)


def test_two_profiles_of_countries_are_told_apart_and_one_is_not():
    rng = np.random.default_rng(5)
    shares = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])
    rules, found = replace(LEAN, max_classes=3), {}
    for name, own in (("two", shares[np.repeat([0, 1], 8)]), ("one", shares[np.zeros(16, int)])):
        counts = np.stack(
            [[rng.multinomial(rng.integers(0, 3), share) for share in own] for _ in range(40)]
        ).astype(float)
        countries = tuple(f"c{number:02d}" for number in range(16))
        named = NominationCounts(countries, ("a", "b", "c"), counts)
        solution = fit_mixture(named, name=name, rules=rules, seed=1)
        design = Design(weight="worth") if name == "two" else None
        again = bootstrap_mixture(solution, named, rules=rules, design=design, **LOOK)
        found[name] = solution, again
    two, one = found["two"][1].verdict, found["one"][1].verdict
    assert (two["verdict"], two["classes"]) == (TYPES, 2)
    assert adjusted_rand_score(np.repeat([0, 1], 8), found["two"][0].members["type"]) == 1
    assert one["verdict"] == NO_STRUCTURE
    for told, of_sample in ((two, True), (one, False)):
        assert ("not weighted" in [hit["caution"] for hit in told["cautions"]]) is of_sample
    for solution, again in found.values():
        assert "dependent counts" in [hit["caution"] for hit in again.verdict["cautions"]]
        checked(solution.members, TypeMembers)
        checked(again.profiles, TypeProfiles)
        checked(again.stability, TypeStability)


def test_classes_of_counts_as_many_as_were_tried_are_not_claimed():
    """Three kinds, where three classes were tried at most, and where more were."""
    rng = np.random.default_rng(2)
    shares = np.where(np.eye(3) > 0, 0.8, 0.1)[np.arange(24) % 3]
    counts = np.stack([[rng.multinomial(1, share) for share in shares] for _ in range(40)])
    named = NominationCounts(tuple(f"c{n:02d}" for n in range(24)), tuple("abc"), counts)
    for most, verdict in ((3, NO_TYPOLOGY), (5, TYPES)):
        rules = replace(LEAN, max_classes=most)
        solution = fit_mixture(named, name="kinds", rules=rules, seed=1)
        told = bootstrap_mixture(solution, named, rules=rules, **LOOK).verdict
        assert told["verdict"] == verdict, told["said"]
        assert told["evidence"][TYPES]["speaks"] == "for"
