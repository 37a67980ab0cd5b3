"""Classes made of numbers: how numbers become ordered categories, and what is found in them."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score
from worlds.evidence import LEAN

from cyberstudy.cluster.items import coded_of, in_categories
from cyberstudy.cluster.latent_classes import fit_latent_classes, model_for_others
from cyberstudy.cluster.multiverse import MultiverseTables, judge
from cyberstudy.cluster.verdict import by_tests
from cyberstudy.declare.plan.clusterings import LatentClasses, MadeOf
from cyberstudy.declare.plan.verdict_rules import GRADIENT, NOT_DISTINGUISHABLE, TYPES
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError

CODING = {"none": "[0, 0]", "part": "(0, 1)", "whole": "[1, 1]"}
HALVES = {"less": "[0, 0.5)", "half": "[0.5, 1]"}


def entry(items=3, **more):
    made = {"of": "state", "items": {"main": [f"q{i}" for i in range(items)]}}
    return made | {"codings": {"main": CODING, "halves": HALVES}, "minimum_answered": 0.5} | more


def tables(values):
    """Answers and units of one wave; a missing number was not answered."""
    units = [f"U{number:03d}" for number in range(len(values))]
    rows = [
        (unit, f"q{item}", None if np.isnan(x) else x, "no_answer" if np.isnan(x) else "valid")
        for unit, own in zip(units, values, strict=True)
        for item, x in enumerate(own)
    ]
    names = ["unit_id", "question", "number", "status"]
    answers = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        wave=pl.lit(""), value=pl.col("number").cast(pl.String)
    )
    who = pl.DataFrame({"unit_id": units, "group": "state", "submissions": 1, "wave": ""})
    return answers, who


def coded(values, coding="main", **more):
    made = MadeOf.model_validate(entry(np.shape(values)[1], **more))
    answers, units = tables(np.asarray(values, float))
    return coded_of(made, AnswerColumns.of(answers), units, None, None, coding=coding)


def numbers(levels, rng):
    """Draw a number for each of three levels: none, some of it, all."""
    return np.where(levels == 1, rng.uniform(0.01, 0.99, levels.shape), levels / 2)


def known_truth(kind, seed=0, units=100, items=10):
    """Numbers of three classes, of one gradient, or of two unrelated ones."""
    rng = np.random.default_rng(seed)
    if kind == "types":
        likely = rng.integers(0, 3, (3, items))[np.arange(units) % 3]
        levels = np.where(rng.random(likely.shape) < 0.8, likely, rng.integers(0, 3, likely.shape))
        return numbers(levels, rng)
    trait = rng.standard_normal((units, 2))
    which = np.zeros(items, int) if kind == "gradient" else np.arange(items) % 2
    lean = 2.0 * trait[:, which][..., None] * np.arange(3) + [0, 0.6, 0]
    return numbers((lean + rng.gumbel(size=lean.shape)).argmax(axis=2), rng)


def test_a_border_belongs_to_the_category_whose_bracket_takes_it_in():
    values = np.array([0, 1e-9, 0.4999, 0.5, 1 - 1e-9, 1])
    assert in_categories(values, CODING).tolist() == [0, 1, 1, 1, 1, 2]
    assert in_categories(values, HALVES).tolist() == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("outside", [-0.01, 1.2])
def test_a_number_outside_every_category_is_an_error(outside):
    with pytest.raises(SurveyError, match=rf"{outside} lies in no category: \[0, 0\], \(0, 1\)"):
        coded([[0, 0.5, outside], [1, 1, 1]])


def test_items_are_coded_as_declared_and_what_is_no_valid_answer_is_missing():
    values = [[0, 0.5, 1], [np.nan, 1, 0.2], [np.nan, np.nan, 1]]
    found = coded(values)
    assert found.ordered
    assert found.options == dict.fromkeys(("q0", "q1", "q2"), tuple(CODING))
    assert found.units == ("U000", "U001")  # the third answered too little
    assert found.codes.tolist() == [[0, 1, 2], [-1, 2, 1]]
    assert coded(values, "halves").codes.tolist() == [[0, 1, 1], [-1, 1, 0]]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("types", TYPES), ("gradient", GRADIENT), ("two gradients", NOT_DISTINGUISHABLE)],
)
def test_what_was_true_in_numbers_is_found_and_two_gradients_are_no_types(kind, expected):
    found = fit_latent_classes(coded(known_truth(kind)), name="planted", rules=LEAN, seed=1)
    assert by_tests(found.evidence) == expected
    if expected == TYPES:
        truth = np.arange(100) % 3
        assert found.classes == 3
        assert adjusted_rand_score(truth, found.labels) > 0.95
    elif expected == GRADIENT:
        document = model_for_others(found, ordered=True)
        assert (document["kind"], document["settings"]["ordered"]) == ("latent_trait", True)


def test_a_coding_is_one_of_the_choices_that_the_multiverse_crosses():
    crossed = {
        **{"conflicts": ["in"], "reconciliation": ["declared"], "missing": ["as_is"]},
        "minimum_units": 10,
    }
    declared = {"method": "latent_classes", "title": "Planted", "multiverse": crossed}
    known = {"known": {"region": {"frame": "region"}}, "leave_out": "region"}
    plan = LatentClasses.model_validate(entry(10) | declared | known)
    combinations = plan.crossed()
    assert [each.choices["coding"] for each in combinations] == ["main", "halves"]
    answers, units = tables(known_truth("gradient"))
    none = pl.DataFrame()
    given = MultiverseTables(answers, answers, none, none, units)
    by_coding = [given.coded(plan, None, *each.values[:4]) for each in combinations]
    assert [own.codes.max() for own in by_coding] == [2, 1]
    rules = replace(LEAN, max_classes=2)
    judged, _ = judge(by_coding[0].codes, rules=rules, resamples=20, seed=1, ordered=True)
    assert judged.criterion("one gradient").n_parameters == 10 * 3  # a slope and two steps an item
