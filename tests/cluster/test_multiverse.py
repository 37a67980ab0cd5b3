"""All combinations of the declared choices: which there are, what they find, whatever the order."""

from functools import partial

import numpy as np
import polars as pl
import pytest
from cyberstudy.cluster.imputation import TREATMENTS, multiple_imputation
from cyberstudy.cluster.multiverse import findings
from cyberstudy.cluster.multiverse.findings import Judged
from cyberstudy.cluster.recovery import whole_agreement
from cyberstudy.declare.plan.multiverse import CLOSED, chunks, multiverse_of
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.typologies import Multiverse
from dataframely.exc import ValidationError
from polars.testing import assert_frame_equal
from worlds.multiverse import CHOICES, IMPOSSIBLE, RUN, analyses, coded, latent, ward


def main_of(combinations, **choices):
    return next(each for each in combinations if choices.items() <= each.choices.items())


@pytest.fixture(scope="module")
def universe():
    return multiverse_of(CHOICES, IMPOSSIBLE)


@pytest.fixture(scope="module")
def table(universe):
    combinations = universe.combinations
    return findings.run_chunk(combinations, analyses(), main=combinations[0], **RUN)


def test_every_combination_is_there_or_counted_as_impossible(universe):
    assert len(universe.combinations) + universe.impossible["no likelihood"] == 2**5
    assert universe.impossible == {"no likelihood": 8}
    assert not [
        each
        for each in universe.combinations
        if each.choices["method"] == "mca_ward" and each.choices["k_rule"] == "bic"
    ]
    assert universe.combinations[0].name == "core/in/latest/as_is/latent_classes/bic"
    assert len({each.name for each in universe.combinations}) == 24


def test_a_combination_keeps_its_number_when_others_become_impossible(universe):
    every = {each.name: each.number for each in multiverse_of(CHOICES).combinations}
    assert sorted(every.values()) == list(range(32))
    assert all(every[each.name] == each.number for each in universe.combinations)


def test_a_combination_that_is_impossible_twice_is_counted_once():
    rules = [*IMPOSSIBLE, {"because": "too wide", "items": ["wide"], "method": ["mca_ward"]}]
    found = multiverse_of(CHOICES, rules)
    assert found.impossible == {"no likelihood": 8, "too wide": 4}
    assert len(found.combinations) == 20


@pytest.mark.parametrize(
    ("choices", "impossible", "message"),
    [
        ({"method": ["k_means_on_one_hot"]}, [], "multiverse, method"),
        ({"conflicts": ["in", "in"]}, [], "each once"),
        ({"items": []}, [], "multiverse, items"),
        ({"colour": ["red"]}, [], "each and no other"),
        ({}, [{"because": "typing error", "method": ["mca_wart"]}], "method mca_wart"),
        ({}, [{"because": "typing error", "metod": ["mca_ward"]}], "metod mca_ward"),
        ({}, [{"because": "all are"}], "all are"),
    ],
)
def test_choices_that_nobody_declared_are_refused(choices, impossible, message):
    with pytest.raises(StudyProblem, match=message):
        multiverse_of({**CHOICES, **choices}, impossible)


def test_what_was_not_chosen_may_be_declared_impossible():
    rule = {"because": "would need a likelihood", "method": ["gower_medoids"]}
    assert multiverse_of(CHOICES, [rule]).impossible == {"would need a likelihood": 0}


def test_rows_say_what_was_found(table, universe):
    assert table["number"].to_list() == [each.number for each in universe.combinations]
    first = table.row(0, named=True)
    data = coded("core", "", "in", "latest")
    seed = findings.seed_of(5, "clustering", first["name"])
    alone = latent(data.codes, 3, seed)
    assert first["main"]
    assert (first["k"], first["units"], first["datasets"]) == (3, 60, 1)
    assert first["parameters"] == alone.n_parameters == 3 - 1 + 3 * 8
    assert first["log_likelihood"] == alone.log_likelihood
    assert first["smallest"] == np.bincount(alone.labels).min()
    assert (first["agreement"], first["common_units"]) == (1.0, 60)
    assert table["main"].sum() == 1
    ward_rows = table.filter(method="mca_ward")
    assert ward_rows["log_likelihood"].null_count() == len(ward_rows)
    assert set(table["outcome"]) == {"ran"}


def test_agreement_is_over_common_units(table, universe):
    row = table.filter(conflicts="out", items="core", missing="as_is", k_rule="three")
    row = row.filter(method="mca_ward").row(0, named=True)
    assert (row["units"], row["common_units"]) == (50, 50)
    main = latent(
        coded("core", "", "in", "").codes, 3, findings.seed_of(5, "clustering", table["name"][0])
    )
    other = ward(coded("core", "", "out", "").codes, 3, 0)
    assert row["agreement"] == pytest.approx(whole_agreement(main.labels[:50], other.labels))
    # The units of complete cases lie here and there, and are found by name.
    complete = table.filter(missing="complete_cases", items="wide", conflicts="in")
    assert complete["common_units"].to_list() == complete["units"].to_list()
    assert 20 < complete["units"][0] < 60
    assert complete["agreement"].min() > 0.8


def test_no_order_and_no_cut_changes_a_row(table, universe):
    combinations = universe.combinations
    cut = chunks(combinations, 7)
    assert [len(part) for part in cut] == [7, 7, 7, 3]
    backwards = [
        findings.run_chunk(part[::-1], analyses(), main=combinations[0], **RUN)
        for part in reversed(cut)
    ]
    assert_frame_equal(findings.joined(backwards, universe), table, check_exact=True)
    with pytest.raises(ValueError, match="each once"):
        findings.joined(backwards[1:], universe)
    with pytest.raises(ValueError, match="each once"):
        findings.joined([*backwards, backwards[0]], universe)


def test_seeds_hang_on_names_alone():
    assert findings.seed_of(1, "a", "b") == findings.seed_of(1, "a", "b")
    seeds = {findings.seed_of(seed, *names) for seed in (1, 2) for names in ("ab", "ba", "a")}
    assert len(seeds) == 6


def test_a_table_of_answers_is_judged_once_for_all_who_share_it(universe):
    asked = []

    def judged(codes):
        asked.append(codes.shape)
        return Judged(None, "types")

    combinations = universe.combinations
    findings.run_chunk(combinations, analyses(judged=judged), main=combinations[0], **RUN)
    assert len(asked) == 2 * 2 * 1 * 2
    asked.clear()
    findings.run_chunk(combinations[-2:], analyses(judged=judged), main=combinations[0], **RUN)
    assert len(asked) == 1  # the main combination is clustered, but not judged again


def test_the_contract_knows_one_verdict_a_table_of_answers(table):
    assert Multiverse.is_valid(table, cast=True)
    row = pl.col("number") == table["number"][1]
    spoilt = table.with_columns(verdict=pl.when(row).then(pl.lit("gradient")).otherwise("verdict"))
    with pytest.raises(ValidationError, match="one_verdict_a_table_of_answers"):
        Multiverse.validate(spoilt, cast=True)


def test_a_combination_with_too_few_units_keeps_its_row(universe):
    combinations = universe.combinations
    limits = {"seed": 5, "minimum_units": 51}
    table = findings.run_chunk(combinations, analyses(), main=combinations[0], **limits)
    few = table.filter(conflicts="out")
    assert len(table) == len(combinations)
    assert set(few["outcome"]) == {"too few units"}
    assert (
        few.select("k", "verdict", "agreement", "log_likelihood").null_count().row(0) == (12,) * 4
    )
    assert few["units"].max() == 50
    out = main_of(combinations, conflicts="out")
    with pytest.raises(StudyProblem, match="main combination: 50 units"):
        findings.run_chunk(combinations, analyses(), main=out, **limits)


def test_one_class_has_nothing_to_agree_with(universe):
    rules = {"bic": lambda codes, cluster, seed: 1, "three": lambda codes, cluster, seed: 3}
    combinations = universe.combinations
    main = main_of(combinations, k_rule="three", method="latent_classes")
    table = findings.run_chunk(combinations[:3], analyses(k_rules=rules), main=main, **RUN)
    assert table["k"].to_list() == [1, 3, 3]
    assert table["agreement"].is_null().to_list() == [True, False, False]
    assert table["verdict"].to_list() == ["types"] * 3  # on answers, whatever k is made of them


def test_imputed_data_sets_are_judged_one_by_one_and_put_together():
    asked = iter([3, 4, 4, 3, 2])
    verdicts = iter(["types", "gradient", "types", "gradient", "no structure"])
    universe = multiverse_of(
        {name: values[:1] for name, values in CHOICES.items()}
        | {"missing": ["as_is", "multiple_imputation"], "k_rule": ["three", "bic"]}
    )
    imputed = main_of(universe.combinations, missing="multiple_imputation", k_rule="bic")
    parts = analyses(
        k_rules={"bic": lambda codes, cluster, seed: next(asked), "three": lambda *_: 3},
        judged=lambda codes: Judged(None, next(verdicts)),
        treatments=TREATMENTS
        | {"multiple_imputation": partial(multiple_imputation, n_datasets=5, n_classes=4)},
    )
    table = findings.run_chunk([imputed], parts, main=universe.combinations[0], **RUN)
    row = table.row(0, named=True)
    assert row["datasets"] == 5
    assert (row["k"], row["k_share"]) == (3, 2 / 5)  # as many chose four
    assert (row["verdict"], row["verdict_share"]) == ("gradient", 2 / 5)  # as many said types
    assert row["agreement"] > 0.9
    assert row["parameters"] == 3 - 1 + 3 * 8


def test_an_unknown_verdict_is_refused(universe):
    combinations = universe.combinations[:1]
    parts = analyses(judged=lambda codes: Judged(None, "maybe"))
    with pytest.raises(ValueError, match="not in tuple"):
        findings.run_chunk(combinations, parts, main=combinations[0], **RUN)


def test_treatments_that_may_be_chosen_are_those_there_are():
    assert CLOSED["missing"] == tuple(TREATMENTS)
