"""Clusters of countries: found where they were planted, and not where nothing was."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from functools import cache

import numpy as np
import polars as pl
import pytest
from cyberstudy.cluster.trees import cut
from cyberstudy.cluster.ward.countries import Clustering, ClusterPlan, cluster_countries
from cyberstudy.cluster.ward.methods import METHODS
from cyberstudy.cluster.ward.scores import scores_of, shuffled_totals
from cyberstudy.cluster.ward.selection import (
    solve,
)
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from cyberstudy.tables.typologies import Members, Profiles, Selection, Stability
from sklearn.metrics import adjusted_rand_score

PARTS = ["technical", "attacks", "data", "scams", "cashing"]
PLAN = ClusterPlan(
    minimum_nominations=10,
    alternatives=[5, 15],
    max_clusters=5,
    method="ward_hellinger",
    replicates=60,
    resamples=60,
    significance=0.05,
    minimum_jaccard=0.6,
    confidence=0.95,
)
WARD = METHODS["ward_hellinger"]


def nominations_from(weights: np.ndarray, *, seed: int, experts: int = 60) -> pl.DataFrame:
    """Let experts name five countries for each part, with chances in proportion to `weights`.

    weights: parts x countries. An expert has favourites, the same for all five parts, so that
    nominations by one expert depend on each other as they do in the survey.
    """
    rng = np.random.default_rng(seed)
    parts, countries = weights.shape
    rows = []
    for expert in range(experts):
        favour = rng.gamma(2.0, size=countries)
        for part in range(parts):
            # The largest of logs with Gumbel noise are a weighted draw without replacement.
            drawn = np.argsort(-np.log(weights[part] * favour) - rng.gumbel(size=countries))
            for instance, country in enumerate(drawn[:5], start=1):
                score = float(rng.integers(3, 31)) / 3
                rows.append((f"R{expert}", PARTS[part], instance, f"C{country:02d}", score))
    schema = ["unit_id", "part", "instance", "iso3", "score"]
    return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def planted(*, seed: int = 1) -> tuple[pl.DataFrame, dict[str, int]]:
    """Plant three specialisms, eight countries each, and tell which country has which.

    Specialists are named for their part some six times as often as for others. The gap statistic
    finds three clusters in nearly all such data sets, so the tests hold on to one of them.
    """
    profiles = np.array([[6, 6, 1, 1, 1], [1, 1, 8, 1, 1], [1, 1, 1, 6, 6]]) / 10
    group = np.repeat([0, 1, 2], 8)
    truth = {f"C{country:02d}": int(label) for country, label in enumerate(group)}
    return nominations_from(profiles[group].T, seed=seed), truth


@cache
def without_specialisms(*, seed: int) -> pl.DataFrame:
    """Let some countries be named much more than others, and each for every part alike."""
    often = np.geomspace(1, 6, 15)
    return nominations_from(np.tile(often, (5, 1)), seed=seed, experts=50)


REFERENCE = pl.DataFrame({"iso3": [f"C{i:02d}" for i in range(30)]}).with_columns(
    label_en=pl.format("Country {}", "iso3"), region=pl.lit("Anywhere")
)


def clustered(nominations: pl.DataFrame, *, seed: int = 7, **changes: object) -> Clustering:
    plan = dataclasses.replace(PLAN, **changes)
    return cluster_countries(
        nominations, REFERENCE, name="specialisation", parts=PARTS, plan=plan, seed=seed
    )


@pytest.fixture(scope="module")
def found() -> Clustering:
    return clustered(planted()[0])


def digest(found: Clustering) -> str:
    frames = [found.selection, found.members, found.profiles, found.stability]
    text = [frame.write_json() for frame in frames]
    text += [json.dumps(part, sort_keys=True) for part in (found.model, found.verdict)]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def test_three_planted_specialisms_are_found_and_called_types(found):
    truth = planted()[1]
    members = found.members
    assert found.verdict["verdict"] == "types"
    assert found.verdict["clusters"] == 3
    assert adjusted_rand_score([truth[c] for c in members["iso3"]], members["cluster"]) == 1
    assert found.stability.filter("chosen")["jaccard"].min() > 0.9
    assert members["support"].min() > 0.8


def test_profiles_show_what_was_planted_and_their_shares_sum_to_one(found):
    labels = found.model["clusters"]
    shares = {(r["cluster"], r["part"]): r for r in found.profiles.iter_rows(named=True)}
    assert shares[labels["C08"], "data"]["share"] > 0.4
    assert shares[labels["C00"], "technical"]["share"] > 0.3 > shares[labels["C00"], "data"]["high"]
    totals = found.profiles.group_by("cluster").agg(pl.col("share").sum())["share"]
    assert totals.to_list() == pytest.approx([1, 1, 1])
    assert (found.profiles["low"] <= found.profiles["share"]).all()
    assert (found.profiles["share"] <= found.profiles["high"]).all()


def test_where_nobody_is_named_for_anything_in_particular_there_is_no_structure():
    # At a significance of 0.05 one false alarm in ten seeds is not surprising, two are rare.
    verdicts = [
        clustered(without_specialisms(seed=seed), alternatives=[], resamples=20).verdict
        for seed in range(10)
    ]
    otherwise = [v for v in verdicts if v["verdict"] != "no structure"]
    assert len(otherwise) <= 1
    assert all("No stable typology" in v["text"] for v in verdicts if v not in otherwise)


def test_p_values_are_not_small_too_often_when_labels_mean_nothing():
    p_values = []
    for seed in range(100, 124):
        scores = scores_of(without_specialisms(seed=seed), parts=PARTS)
        rng = np.random.default_rng(seed)
        p_values.append(
            solve(
                scores.values.sum(axis=0),
                shuffled_totals(scores.values, replicates=19, rng=rng),
                iso3=scores.iso3,
                method=WARD,
                max_clusters=1,
            ).p_value
        )
    assert np.mean(np.array(p_values) <= 0.2) <= 0.4  # about 5 of 24 expected, 9 allowed
    assert 0.3 < np.mean(p_values) < 0.7


def test_one_cluster_is_a_result_like_any_other():
    nominations = without_specialisms(seed=0)
    found = clustered(nominations, max_clusters=1)
    assert found.verdict["verdict"] == "no structure"
    assert found.model["cut_height"] is None
    assert set(found.model["clusters"].values()) == {"A"}
    assert found.stability.select("jaccard", "recovered", "dissolved").rows() == [(1, 1, 0)]
    assert found.members["support"].to_list() == [1] * found.members.height
    assert found.selection["silhouette"].null_count() == found.selection.height


def test_each_verdict_follows_from_its_rule_and_its_text_says_why(found):
    nominations = planted()[0]
    few = {"alternatives": [], "resamples": 20}
    asked = clustered(nominations, minimum_jaccard=1.01, **few).verdict
    assert asked["verdict"] == "unstable" and asked["clusters"] == 3
    assert "when experts are drawn again" in asked["text"] and "1.01 is asked for" in asked["text"]
    chance = clustered(nominations, significance=0.001, **few).verdict
    assert chance["verdict"] == "no structure" and chance["clusters"] == 3
    assert "no more than they do" in chance["text"] and "not to be read" in chance["text"]
    alone = clustered(nominations, max_clusters=1, **few).verdict
    assert alone["verdict"] == "no structure" and alone["p_value"] < 0.05
    assert "it chooses one" in alone["text"]
    assert all(v["text"].startswith("No stable typology") for v in (asked, chance, alone))
    assert "there are 3 types" in found.verdict["text"]


def test_nothing_depends_on_the_order_of_rows(found):
    nominations = planted()[0]
    shuffled = nominations.sample(fraction=1, shuffle=True, seed=5)
    assert digest(clustered(shuffled)) == digest(found)


def test_nothing_depends_on_what_experts_are_called(found):
    nominations = planted()[0]
    names = nominations["unit_id"].unique().sort()
    renamed = nominations.with_columns(
        pl.col("unit_id").replace_strict(names, names.sample(fraction=1, shuffle=True, seed=2))
    )
    assert digest(clustered(renamed)) == digest(found)


def test_the_same_seed_gives_the_same_result_and_another_seed_other_draws(found):
    assert digest(clustered(planted()[0])) == digest(found)
    other = clustered(planted()[0], seed=8)
    assert digest(other) != digest(found)
    assert other.members["cluster"].equals(found.members["cluster"])


def test_more_replicates_do_not_change_the_resamples_nor_the_other_way_round(found):
    more = clustered(planted()[0], replicates=80)
    assert more.stability.equals(found.stability) and more.profiles.equals(found.profiles)
    longer = clustered(planted()[0], resamples=80)
    assert longer.selection.equals(found.selection)


def test_tables_keep_their_contracts(found):
    checked(found.selection, Selection)
    checked(found.members, Members)
    checked(found.profiles, Profiles)
    checked(found.stability, Stability)
    assert sorted(found.members["order"]) == list(range(found.members.height))
    json.dumps([found.model, found.verdict])  # nothing of numpy is left in them


def test_every_threshold_and_number_of_clusters_has_a_row_and_one_is_chosen(found):
    selection = found.selection
    assert selection.height == 3 * PLAN.max_clusters
    by_threshold = selection.group_by("minimum_nominations").agg(pl.col("chosen").sum())
    assert by_threshold["chosen"].to_list() == [1, 1, 1]
    assert selection.filter("is_main", "chosen")["agreement"].to_list() == [1]
    assert selection["minimum_nominations"].is_sorted()


def test_every_number_of_clusters_has_its_stability_and_the_planted_one_is_the_best(found):
    stability = found.stability
    each = [(k, label) for k in range(1, PLAN.max_clusters + 1) for label in "ABCDE"[:k]]
    assert stability.select("clusters", "cluster").rows() == each
    assert stability.filter("chosen")["clusters"].to_list() == [3, 3, 3]
    assert (
        stability.group_by("clusters").agg(pl.col("members").sum())["members"].unique().len() == 1
    )
    least = dict(stability.group_by("clusters").agg(pl.col("jaccard").min()).iter_rows())
    assert max(least[4], least[5]) < least[3]


def test_the_model_names_no_expert(found):
    text = json.dumps([found.model, found.verdict])
    assert not any(f'"R{i}"' in text for i in range(60))


def test_the_model_rebuilds_the_clusters(found):
    model = found.model
    tree = np.array(model["linkage"])
    labels = ["ABC"[i] for i in cut(tree, 3)]
    assert dict(zip(model["iso3"], labels, strict=True)) == model["clusters"]
    assert (tree[:, 2] > model["cut_height"]).sum() == 2


def test_a_caution_says_where_the_rule_stops_before_the_largest_gap():
    # Country c is only ever named for part c % 3. Three clusters equally far apart are the known
    # weakness of the first number that the next does not better: it stops at one.
    named = np.random.default_rng(0).random((40, 15)) < 0.6
    rows = [
        (f"R{expert}", PARTS[country % 3], country, f"C{country:02d}", 5.0)
        for expert, country in zip(*np.nonzero(named), strict=True)
    ]
    schema = ["unit_id", "part", "instance", "iso3", "score"]
    found = clustered(pl.DataFrame(rows, schema=schema, orient="row"), alternatives=[])
    assert found.selection.filter(clusters=3)["within"].item() == pytest.approx(0, abs=1e-12)
    assert found.verdict["p_value"] < 0.05
    assert found.verdict["clusters"] == 1
    assert any("by the largest gap it would be 3" in line for line in found.verdict["cautions"])


def test_a_nomination_without_ratings_counts_but_scores_nothing():
    nominations = pl.DataFrame(
        {
            "unit_id": ["a", "a", "b"],
            "part": ["scams", "data", "scams"],
            "iso3": ["C01", "C01", "C02"],
            "score": [4.0, None, None],
        }
    )
    scores = scores_of(nominations, parts=PARTS)
    assert scores.nominations.tolist() == [2, 1]
    assert scores.values.sum(axis=0)[0].tolist() == [0, 0, 0, 4, 0]
    assert scores.named_at_least(1).tolist() == [True, False]


def test_cautions_name_small_clusters_thresholds_that_differ_and_the_most_tried(found):
    assert found.verdict["cautions"] == []
    tight = clustered(planted()[0], max_clusters=3).verdict
    assert tight["cautions"] == ["3 clusters is the most that was tried."]
    alone = planted()[0].filter(~pl.col("iso3").is_in([f"C{i:02d}" for i in range(9, 16)]))
    cautions = clustered(alone, alternatives=[]).verdict["cautions"]
    assert "Cluster C has fewer than 3 members (1)." in cautions


def test_too_few_countries_a_foreign_part_and_an_unknown_method_are_said_plainly():
    nominations = planted()[0]
    with pytest.raises(StudyProblem, match="at least 5000 nominations"):
        clustered(nominations, alternatives=[5000])
    with pytest.raises(StudyProblem, match="no nominations"):
        clustered(nominations.clear())
    with pytest.raises(StudyProblem, match="hearsay"):
        clustered(nominations.with_columns(part=pl.lit("hearsay")))
    with pytest.raises(StudyProblem, match="tea_leaves"):
        clustered(nominations, method="tea_leaves")
    with pytest.raises(StudyProblem, match="not in the reference table"):
        clustered(nominations.with_columns(pl.col("iso3").str.replace("C00", "ZZZ")))


def test_a_plan_is_read_from_its_entry():
    assert ClusterPlan.of(dataclasses.asdict(PLAN)) == PLAN
    assert PLAN.thresholds == [5, 10, 15]
