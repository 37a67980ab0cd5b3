"""Means of indices by group: of those that replied, and of all that are listed, by strata."""

import numpy as np
import polars as pl
import pytest

from cyberstudy.describe.index_means import index_groups


def random(seed=1):
    return np.random.default_rng(seed)


def memberships(sizes, *, listed):
    """Groups of units that replied, and others that did not, all in one grouping."""
    return pl.DataFrame(
        [
            (f"{group}{i}", "region", group, listed > 0, i < size)
            for group, size in sizes.items()
            for i in range(max(size, listed))
        ],
        schema=["unit_id", "grouping", "group", "in_frame", "replied"],
        orient="row",
    )


def averaged(values, *, listed, minimum_base=5):
    members = memberships({"a": len(values)}, listed=listed)
    scores = pl.DataFrame(
        {"unit_id": [f"a{i}" for i in range(len(values))], "index": "all", "score": values},
        strict=False,
    )
    return index_groups(
        scores, members, of=scores["unit_id"], confidence=0.95, minimum_base=minimum_base
    ).row(0, named=True)


def test_a_groups_interval_is_students_and_there_is_none_when_everybody_answered():
    from scipy.stats import sem, t

    values = random(4).random(12).tolist()
    theirs = t.interval(0.95, 11, np.mean(values), sem(values))
    free = averaged(values, listed=0)
    assert (free["low"], free["high"]) == pytest.approx(theirs)
    half = averaged(values, listed=24)
    assert half["high"] - half["mean"] == pytest.approx((theirs[1] - free["mean"]) * np.sqrt(0.5))
    everybody = averaged(values, listed=12)
    assert everybody["mean"] == pytest.approx(np.mean(values))
    assert everybody["low"] is everybody["high"] is None


def stratified(scores, listed):
    """Means of one group, whose strata are named by the first letter of its units."""
    units = [f"{name}{number}" for name, size in listed.items() for number in range(size)]
    members = pl.DataFrame({"unit_id": units}).with_columns(
        grouping=pl.lit("all"),
        group=pl.lit("total"),
        in_frame=True,
        replied=pl.col("unit_id").is_in(list(scores)),
    )
    order = {name: place for place, name in enumerate(listed)}
    strata = pl.DataFrame({"unit_id": units}).with_columns(
        stratum=pl.col("unit_id").str.head(1).replace_strict(order)
    )
    strata = strata.with_columns(cell="stratum", near=pl.concat_list("stratum"))
    table = pl.DataFrame({"unit_id": [*scores], "index": "law", "score": [*scores.values()]})
    return index_groups(
        table, members, of=table["unit_id"], confidence=0.95, minimum_base=5, strata=strata
    ).row(0, named=True)


FEW = dict(zip(["a0", "a1", "a2", "b0", "b1", "b2", "b3"], [2, 4, 6, 5, 7, 9, 7], strict=True))
FEW = {unit: score / 10 for unit, score in FEW.items()}


def test_the_mean_of_a_list_is_that_of_its_strata_with_what_nonrespondents_could_change():
    found = stratified(FEW, {"a": 12, "b": 8})
    assert (found["base"], found["listed"]) == (7, 20)
    assert found["mean"] == pytest.approx(0.52)
    assert found["high"] - 0.52 == pytest.approx(0.2237, abs=1e-4)
    spread = np.std([*FEW.values()], ddof=1)
    for name, part in (("quarter", 0.25), ("half", 0.5)):
        assert found["low"] - found[f"low_{name}"] == pytest.approx(0.65 * part * spread)
        assert found[f"high_{name}"] - found["high"] == pytest.approx(0.65 * part * spread)
    assert found["effective"] == 6  # 1 / (0.6 ** 2 / 3 + 0.4 ** 2 / 4) is 6.25


def test_a_stratum_of_few_scores_joins_its_neighbour_and_the_mean_is_theirs_together():
    found = stratified(FEW | {"c0": 1.0}, {"a": 12, "b": 8, "c": 10})
    # Five scores of b and c, which are 18 of 30.
    assert found["mean"] == pytest.approx(0.4 * 0.4 + 0.6 * (0.5 + 0.7 + 0.9 + 0.7 + 1) / 5)
    assert found["low"] < found["mean"] < found["high"]


def test_what_nonrespondents_are_thought_to_have_never_leaves_what_they_can_have():
    high = stratified({f"a{n}": score for n, score in enumerate([1, 1, 1, 1, 1, 0])}, {"a": 20})
    assert high["high_half"] == pytest.approx((5 + 14) / 20)
    assert high["low_half"] >= 5 / 20 - 1e-12


def test_small_groups_have_no_mean_and_middling_ones_no_quartiles():
    assert averaged([0.5] * 4, listed=9)["mean"] is None
    middling = averaged([0.5] * 9, listed=9)
    assert (middling["mean"], middling["median"]) == (0.5, None)
    assert "quartiles" in middling["reason"]
    assert averaged([0.5] * 10, listed=10)["median"] == 0.5
