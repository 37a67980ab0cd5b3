"""The verdict: what the rules make of evidence, and what they say where the truth is known."""

import json
from dataclasses import replace
from itertools import product

import jsonschema
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.evidence import RULES, evidence

from cyberstudy.cluster.error_rates import not_calibrated, read_calibration
from cyberstudy.cluster.verdict import verdict as verdict_without_texts
from cyberstudy.declare.plan.verdict_rules import (
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    NOT_DISTINGUISHABLE,
    TWO_GRADIENTS,
    TYPES,
    VERDICTS,
)
from cyberstudy.wording.verdict_text import text_of, with_texts
from latentclass.families import ALONG, FLEXIBLE, TWO
from latentclass.families import ONE as CONTINUUM

NUMBER, TEXT = {"type": "number"}, {"type": "string"}
SAID = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["phrase", "values"],
        "properties": {"phrase": {"type": ["string", "array"]}, "values": {"type": "object"}},
    },
}
TESTED = (TYPES, GRADIENT, NO_STRUCTURE)  # accounts of the answers that tests speak for
DOUBTS = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["caution", "said", "text"],
        "properties": {"caution": TEXT, "said": SAID, "text": TEXT},
    },
}
CONTRACT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "verdict": {"enum": list(VERDICTS)},
        "classes": {"type": ["integer", "null"], "minimum": 2},
        "contender": {"type": "integer", "minimum": 1},
        "units": {"type": "integer"},
        "rival": TEXT,
        "account": {"type": ["string", "null"]},
        "not_rejected": {"type": "array", "items": TEXT},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "evidence": {
            "type": "object",
            "additionalProperties": False,
            "required": list(TESTED),
            "properties": {
                name: {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["speaks"],
                    "properties": {"speaks": {"enum": ["for", "against", "open"]}},
                }
                for name in TESTED
            },
        },
        "undermined": DOUBTS,
        "cautions": DOUBTS,
        "rules": {"type": "object"},
        "said": SAID,
        "text": TEXT,
    },
}
CONTRACT["required"] = list(CONTRACT["properties"])


def verdict(*given, **changed):
    """A verdict as it is written to verdict.json."""
    return with_texts(verdict_without_texts(*given, **changed))


def cautions(found, **changed):
    told = verdict(found, replace(RULES, **changed.pop("rules", {})), **changed)
    return {entry["caution"]: entry["text"] for entry in told["cautions"]}


# What the rules make of p-values.


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        ({"two": 0.3, "nothing": 0.3}, (NO_STRUCTURE, None)),
        ({"two": 0.3, "nothing": 0.005}, (GRADIENT, None)),
        ({"two": 0.0, "classes": 3, "forward": 0.3, "back": 0.0}, (GRADIENT, None)),
        ({"two": 0.0, "classes": 3, "forward": 0.3, "back": 0.6}, (NOT_DISTINGUISHABLE, None)),
        ({"two": 0.0, "classes": 3, "forward": 0.0, "back": 0.6}, (TYPES, 3)),
        ({"two": 0.0, "classes": 2, "forward": 0.0, "back": 0.6}, (TYPES, 2)),
        (
            {"two": 0.0, "classes": 3, "forward": 0.0, "back": 0.6, "further": {TWO: 0.0}},
            (TYPES, 3),
        ),
        ({"two": 0.0, "classes": 3, "forward": 0.0, "back": 0.0}, (NONE_FITS, None)),
    ],
)
def test_each_pattern_of_rejections_has_its_verdict(p, expected):
    told = verdict(evidence(**p), RULES)
    assert (told["verdict"], told["classes"]) == expected
    jsonschema.validate(json.loads(json.dumps(told)), CONTRACT)
    # Where neither model is rejected, it is not said that there is no typology.
    either = p.get("classes") and min(p["forward"], p["back"]) > RULES.alpha_rivals
    openings = {
        "No stable typology": not either,
        "We claim neither types nor a gradient": bool(either),
    }
    for opening, said in openings.items():
        assert told["text"].startswith(opening) == (said and expected[0] != TYPES)


def test_structure_needs_half_the_level_as_two_tests_may_find_it():
    at = RULES.alpha_structure
    assert verdict(evidence(nothing=0.9 * at), RULES)["verdict"] == NO_STRUCTURE
    assert verdict(evidence(nothing=0.4 * at), RULES)["verdict"] == GRADIENT


def test_where_each_is_rejected_in_favour_of_the_other_none_fits_whatever_else_holds():
    both = evidence(two=0.0, classes=3, forward=0.0, back=0.0)
    for stability in (None, [1.0, 1.0, 1.0], [0.1, 0.1, 0.1]):
        told = verdict(both, RULES, stability)
        assert (told["verdict"], told["classes"], told["undermined"]) == (NONE_FITS, None, [])
        assert "neither 3 classes nor one gradient describe" in told["text"]
        assert {told["evidence"][name]["speaks"] for name in TESTED} == {"against"}


def test_a_verdict_is_what_its_own_tests_speak_for_and_never_what_they_leave_open():
    alone = [{"two": 0.6, "nothing": p} for p in (0.0, 0.6)]
    several = [
        {"two": 0.0, "classes": k, "forward": forward, "back": back}
        for k, forward, back in product((2, 3), (0.0, 0.6), (0.0, 0.6))
    ]
    met = set()
    for p in (*alone, *several):
        told = verdict(evidence(**p), RULES)
        met.add(told["verdict"])
        if told["verdict"] in TESTED:
            assert told["evidence"][told["verdict"]]["speaks"] == "for"
    assert met == {TYPES, GRADIENT, NO_STRUCTURE, NONE_FITS, NOT_DISTINGUISHABLE}


CALIBRATED = pl.DataFrame({"units": [69, 69], "items": [14, 30], "categories": [2, 2]})


@pytest.mark.parametrize(
    ("calibration", "data", "said"),
    [
        (CALIBRATED, (69, 20, 2), ""),
        (
            CALIBRATED,
            (192, 19, 3),
            "69 units and 14 to 30 items of 2 categories. This analysis has 192",
        ),
        (CALIBRATED, (69, 31, 2), "31 items of up to 2"),
        (CALIBRATED, (69, 14, 3), "14 items of up to 3"),
        (None, (69, 20, 2), "has not been measured"),
    ],
)
def test_rules_that_were_not_tried_on_such_data_are_provisional(calibration, data, said):
    told = not_calibrated(
        calibration, **dict(zip(("units", "items", "categories"), data, strict=True))
    )
    assert [doubt.caution for doubt in told] == (["not calibrated"] if said else [])
    assert all(said in text_of(doubt.said) for doubt in told)


def test_the_frozen_calibration_is_read_as_what_it_was_made_of():
    frozen = read_calibration([str(REPOSITORY / "results/published/calibration.csv")])
    assert not not_calibrated(frozen, units=69, items=14, categories=4)
    assert not_calibrated(frozen, units=301, items=30, categories=2)
    assert read_calibration([]) is None


def test_the_evidence_says_which_verdict_it_speaks_for():
    def speaks(**p):
        return {k: v["speaks"] for k, v in verdict(evidence(**p), RULES)["evidence"].items()}

    types = speaks(two=0.0, classes=3, forward=0.0, back=0.6)
    assert types == {TYPES: "for", GRADIENT: "against", NO_STRUCTURE: "against"}
    gradient = speaks(two=0.0, classes=3, forward=0.4, back=0.0)
    assert gradient == {TYPES: "against", GRADIENT: "for", NO_STRUCTURE: "against"}
    unclear = speaks(two=0.0, classes=3, forward=0.4, back=0.6)
    assert unclear == {TYPES: "open", GRADIENT: "open", NO_STRUCTURE: "against"}
    assert speaks() == {TYPES: "against", GRADIENT: "against", NO_STRUCTURE: "for"}


def test_criteria_do_not_decide():
    """A BIC that cries for three classes changes nothing."""
    found = evidence()
    loud = [replace(c, bic=-1e6) if c.model == 3 else c for c in found.criteria]
    assert verdict(replace(found, criteria=loud), RULES)["verdict"] == NO_STRUCTURE


# Cautions.

THREE = {"two": 0.0, "classes": 3, "forward": 0.0, "back": 0.6}


def test_without_anything_odd_nothing_is_cautioned_of():
    assert cautions(evidence(**THREE), stability=[0.9, 0.8, 0.7]) == {}


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("small class", {"sizes": [40, 22, 7]}, "7 units, fewer than 8"),
        ("boundary", {"boundary": 4}, "4 answer probabilities"),
    ],
)
def test_odd_classes_are_cautioned_of(name, changed, said):
    assert said in cautions(evidence(**THREE, **changed), stability=[0.9])[name]


@pytest.mark.parametrize(
    ("name", "changed", "said"),
    [
        ("parameters", {"n_parameters": 14}, "14 parameters for 69 units"),
        ("starts", {"best_share": 0.1}, "Only 10% of the random starts"),
        ("convergence", {"converged": False}, "3 classes"),
    ],
)
def test_odd_fits_are_cautioned_of(name, changed, said):
    found = evidence(**THREE)
    odd = [replace(c, **changed) if c.model == 3 else c for c in found.criteria]
    assert said in cautions(replace(found, criteria=odd), stability=[0.9])[name]


def test_types_nobody_looked_at_twice_are_cautioned_of():
    assert "stability unknown" in cautions(evidence(**THREE))
    assert "stability unknown" not in cautions(evidence())


def test_a_close_call_and_an_early_stop_are_cautioned_of():
    found = evidence(**THREE)
    close = [replace(t, result=replace(t.result, high=0.06)) for t in found.tests]
    assert "one gradient against 3 classes" in cautions(replace(found, tests=close))["close call"]
    early = [replace(t, result=replace(t.result, replicates=50)) for t in found.tests]
    told = cautions(replace(found, tests=early))
    assert "5 of 5 tests" in told["stopped early"]


# What keeps classes that the tests speak for from being claimed as types.

FIRM = (0.9, 0.8, 0.7)


@pytest.mark.parametrize(
    ("name", "changed", "rules", "stability", "said"),
    [
        ("most classes", {}, {"max_classes": 3}, FIRM, "3 classes is the largest number tried"),
        ("too small a class", {"sizes": [40, 28, 1]}, {}, FIRM, "One class has only 1 unit;"),
        ("stability", {}, {}, (0.9, 0.59, 0.8), "1 of 3 classes is not stable"),
        ("stability", {}, {}, (0.4, 0.45, 0.8), "2 of 3 classes are not stable"),
    ],
)
def test_each_of_them_changes_the_verdict(name, changed, rules, stability, said):
    told = verdict(evidence(**THREE, **changed), replace(RULES, **rules), stability)
    assert (told["verdict"], told["classes"]) == (NO_TYPOLOGY, None)
    assert [doubt["caution"] for doubt in told["undermined"]] == [name]
    assert said in told["undermined"][0]["text"]
    assert told["text"].startswith("We claim no typology. 3 classes describe the 69 units")
    assert said in told["text"]
    assert name not in {entry["caution"] for entry in told["cautions"]}
    assert told["evidence"][TYPES]["speaks"] == "for"  # what the tests say stays said
    jsonschema.validate(json.loads(json.dumps(told)), CONTRACT)


@pytest.mark.parametrize("back", [0.5, 0.0])
@pytest.mark.parametrize(
    ("p", "found", "account"),
    [
        ({FLEXIBLE: 0.0, TWO: 0.2}, TWO_GRADIENTS, TWO),
        ({FLEXIBLE: 0.0, ALONG: 0.3, TWO: 0.0}, ALONG, ALONG),
        ({FLEXIBLE: 0.3, TWO: 0.0}, GRADIENT, FLEXIBLE),
        ({FLEXIBLE: 0.0, ALONG: 0.3, TWO: 0.2}, NOT_DISTINGUISHABLE, None),
        # Of counts: two gradients hold one as a special case.
        ({CONTINUUM: 0.3, TWO: 0.2}, GRADIENT, CONTINUUM),
    ],
)
def test_an_account_that_is_not_rejected_stands_where_the_classes_are(back, p, found, account):
    name = "one overdispersed profile" if CONTINUUM in p else CONTINUUM
    made = evidence(**{**THREE, "back": back}, further=p, continuum_name=name)
    made = replace(made, tests=[renamed(test, name) for test in made.tests])
    told = verdict(made, RULES, FIRM)
    if back:  # Classes are not rejected either: the account is one of several that are not.
        found, account = NOT_DISTINGUISHABLE, None
    assert (told["verdict"], told["classes"], told["account"]) == (found, None, account)
    assert told["undermined"] == []
    assert set(told["not_rejected"]) - {"3 classes"} == {n for n, at in p.items() if at > 0.1}
    assert told["evidence"][TYPES]["speaks"] == ("open" if back else "against")
    for one in told["not_rejected"]:
        assert one == "3 classes" or f"{one} (p = 0." in told["text"]
    jsonschema.validate(json.loads(json.dumps(told)), CONTRACT)


def renamed(test, name):
    """The tests of the continuum, under its name."""
    if name == CONTINUUM or test.level == RULES.alpha_rivals:
        return test
    null, other = (name if m == CONTINUUM else m for m in (test.null, test.alternative))
    return replace(test, null=null, alternative=other)


def test_types_say_which_rivals_were_tried():
    tried = verdict(evidence(**THREE, further={FLEXIBLE: 0.0, TWO: 0.01}), RULES, FIRM)
    assert (tried["verdict"], tried["not_rejected"]) == (TYPES, ["3 classes"])
    assert tried["text"].endswith(
        "Neither can these: gradient of any shape (p < 0.001), two gradients (p = 0.010)."
    )
    assert verdict(evidence(**THREE), RULES, FIRM)["text"].endswith("but one gradient was tried.")


def test_all_reasons_are_given():
    odd = evidence(**THREE, sizes=[40, 28, 1])
    told = verdict(odd, replace(RULES, max_classes=3), [0.9, 0.9, 0.1])
    assert [doubt["caution"] for doubt in told["undermined"]] == [
        "most classes",
        "too small a class",
        "stability",
    ]


def test_at_the_mark_a_class_has_come_back():
    told = verdict(evidence(**THREE), RULES, [0.9, 0.8, RULES.minimum_stability])
    assert (told["verdict"], told["undermined"]) == (TYPES, [])


def test_where_nothing_is_claimed_there_is_nothing_to_undermine():
    gradient = evidence(two=0.0, classes=3, forward=0.4, back=0.0, sizes=[40, 28, 1])
    told = verdict(gradient, RULES, [0.2, 0.3, 0.1])
    assert (told["verdict"], told["undermined"]) == (GRADIENT, [])
    assert {"too small a class", "stability"} <= {entry["caution"] for entry in told["cautions"]}
