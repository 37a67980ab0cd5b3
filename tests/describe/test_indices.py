import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from worlds import REPOSITORY

from cyberstudy.declare.plan.analyses import IndexOfItems
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.indices import (
    describe_indices,
    index_scores,
    scored_answers,
)
from cyberstudy.describe.internal_consistency import judged
from cyberstudy.describe.weighting import strata_of
from cyberstudy.statistics.reliability import (
    covariances,
    cronbach,
    mean_correlation,
    reliability_of,
)
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import (
    IndexFunctioning,
    IndexGroups,
    IndexItems,
    IndexReliability,
    IndexScores,
)
from cyberstudy.tables.registry import described_by
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import checked, write_table

CODEBOOK = pl.DataFrame(
    {
        "question": ["law", "unit", "often"],
        "scores": [
            "yes=2 in_preparation=1 no=0",
            "yes=2 no=0",
            "daily=3 weekly=2 yearly=1 never=0",
        ],
    }
)
SETS = {"all": IndexOfItems(title="All", items=["law", "unit", "often"])}
STATUS = pl.Enum(["valid", "dont_know", "no_answer", "not_asked", "not_applicable", "not_fielded"])


def said(*rows):
    """Answers: unit, question, and a value or ``-status``."""
    return pl.DataFrame(
        [
            (unit, q, None if v[0] == "-" else v, v[1:] if v[0] == "-" else "valid")
            for unit, q, v in rows
        ],
        schema={"unit_id": pl.String, "question": pl.String, "value": pl.String, "status": STATUS},
        orient="row",
    )


def scores_of(*rows, minimum=0.6):
    scored = scored_answers(said(*rows), CODEBOOK, ["law", "unit", "often"])
    return index_scores(scored, SETS, minimum_answered=minimum)


def score_of(*values, minimum=0.6):
    rows = [("A", item, v) for item, v in zip(SETS["all"].items, values, strict=True)]
    return scores_of(*rows, minimum=minimum).row(0, named=True)


def random(seed=1):
    return np.random.default_rng(seed)


def test_a_score_is_the_mean_of_items_each_rescaled_by_its_own_range():
    found = score_of("in_preparation", "yes", "weekly")
    assert found["score"] == pytest.approx((1 / 2 + 1 + 2 / 3) / 3)
    assert (found["answered"], found["applicable"]) == (3, 3)


@pytest.mark.parametrize("status", ["-not_asked", "-not_applicable", "-not_fielded"])
def test_an_item_that_does_not_concern_a_unit_does_not_count_against_it(status):
    found = score_of("yes", "no", status)
    assert (found["score"], found["answered"], found["applicable"]) == (0.5, 2, 2)


def test_an_unanswered_item_leaves_the_mean_alone_until_too_many_are():
    assert score_of("yes", "no", "-no_answer")["score"] == 0.5
    assert score_of("yes", "-dont_know", "-no_answer")["score"] is None
    assert score_of("yes", "-dont_know", "-no_answer", minimum=1 / 3)["score"] == 1


def test_six_tenths_of_five_items_are_three():
    codebook = pl.DataFrame({"question": list("abcde"), "scores": ["y=1 n=0"] * 5})
    rows = [("A", q, "y" if q in "abc" else "-no_answer") for q in "abcde"]
    scored = scored_answers(said(*rows), codebook, list("abcde"))
    found = index_scores(
        scored, {"five": IndexOfItems(title="Five", items=list("abcde"))}, minimum_answered=0.6
    )
    assert found["score"].to_list() == [1.0]


def test_a_unit_whom_no_item_concerns_has_no_score():
    found = score_of("-not_asked", "-not_asked", "-not_applicable")
    assert (found["score"], found["applicable"]) == (None, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "in_preparation", "no", "-no_answer", "-not_asked"]),
            st.sampled_from(["yes", "no", "-dont_know", "-not_fielded"]),
            st.sampled_from(["daily", "weekly", "yearly", "never", "-not_applicable"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_scores_stay_in_range_and_neither_order_nor_units_of_scoring_matter(units):
    rows = [
        (f"u{i}", item, value)
        for i, values in enumerate(units)
        for item, value in zip(SETS["all"].items, values, strict=True)
    ]
    found = scores_of(*rows)
    assert found["score"].drop_nulls().is_between(0, 1).all()
    assert scores_of(*rows[::-1]).equals(found)
    shifted = CODEBOOK.with_columns(
        scores=pl.lit(
            pl.Series(
                [
                    "yes=9 in_preparation=7 no=5",
                    "yes=-1 no=-4",
                    "daily=30 weekly=20 yearly=10 never=0",
                ]
            )
        )
    )
    scored = scored_answers(said(*rows), shifted, SETS["all"].items)
    again = index_scores(scored, SETS, minimum_answered=0.6)
    assert again["score"].fill_null(-1).to_numpy() == pytest.approx(
        found["score"].fill_null(-1).to_numpy()
    )
    assert checked(found.with_columns(wave=pl.lit("")), IndexScores).height == len(units)


def test_alpha_of_three_people_and_two_items_is_what_a_pencil_gives():
    # Variances 1 and 7/3, covariance 3/2: 2 * (1 - (10/3) / (19/3)) = 18/19.
    matrix = np.array([[1.0, 2], [2, 3], [3, 5]])
    found = cronbach(covariances(matrix, np.ones((1, 3)))[0])
    assert found[0] == pytest.approx(18 / 19)


@given(
    arrays(
        float,
        st.tuples(st.integers(4, 12), st.integers(2, 6)),
        elements=st.integers(0, 3).map(float),
    )
)
def test_alpha_is_hoyts_share_of_the_variance_between_people(matrix):
    n, k = matrix.shape
    grand = matrix.mean()
    people = k * ((matrix.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    rest = matrix - matrix.mean(axis=1, keepdims=True) - matrix.mean(axis=0) + grand
    residual = (rest**2).sum() / ((n - 1) * (k - 1))
    found = cronbach(covariances(matrix, np.ones((1, n)))[0])[0]
    if people < 1e-9:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(1 - residual / people, abs=1e-6)


def test_alpha_of_yes_and_no_is_kuder_and_richardsons_formula_twenty():
    answers = (random().normal(size=(40, 1)) + random(2).normal(size=(40, 5)) > 0).astype(float)
    p = answers.mean(axis=0)
    kr20 = 5 / 4 * (1 - (p * (1 - p)).sum() / answers.sum(axis=1).var())
    assert cronbach(covariances(answers, np.ones((1, 40)))[0])[0] == pytest.approx(kr20)


@given(st.integers(0, 1000))
def test_covariances_over_whoever_answered_both_are_those_of_pandas(seed):
    import pandas as pd

    matrix = random(seed).integers(0, 3, size=(15, 4)).astype(float)
    matrix[random(seed + 1).random(matrix.shape) < 0.3] = np.nan
    found, base = covariances(matrix, np.ones((1, 15)))
    assert found[0] == pytest.approx(
        pd.DataFrame(matrix).cov(min_periods=3).to_numpy(), nan_ok=True
    )
    assert base[0][0, 1] == (~np.isnan(matrix[:, :2]).any(axis=1)).sum()


def test_counting_a_unit_twice_is_the_same_as_having_it_twice():
    matrix = random(3).integers(0, 3, size=(10, 3)).astype(float)
    matrix[2, 1] = np.nan
    weights = np.array([[2, 0, 3, 1, 1, 1, 0, 1, 1, 1]])
    repeated = np.repeat(matrix, weights[0], axis=0)
    assert covariances(matrix, weights)[0] == pytest.approx(
        covariances(repeated, np.ones((1, len(repeated))))[0]
    )


def reliability(matrix, seed=1):
    return judged(reliability_of(matrix, confidence=0.95, resamples=400, rng=random(seed)))


def test_items_that_tell_of_one_thing_hold_together_and_dice_do_not():
    one = random().normal(size=(60, 1)) + random(2).normal(size=(60, 6))
    found = reliability(one)
    assert found["holds"]
    assert found["warning"] == ""
    assert found["alpha_low"] < 6 / 7 < found["alpha_high"]  # the true value
    dice = reliability(random(5).integers(1, 7, size=(60, 6)).astype(float))
    assert not dice["holds"]
    assert dice["warning"].startswith("this index lacks internal consistency: ")


def test_nineteen_units_are_too_few_however_alike_their_answers():
    one = np.repeat(random().normal(size=(19, 1)), 4, axis=1)
    found = reliability(one)
    assert found["alpha"] == pytest.approx(1)
    assert not found["holds"]
    assert "19 units" in found["warning"]


def test_alpha_is_near_the_whole_answers_alpha_when_some_are_lost_at_random():
    whole = random(8).normal(size=(300, 1)) + random(9).normal(size=(300, 8))
    holed = np.where(random(10).random(whole.shape) < 0.3, np.nan, whole)
    found = reliability(holed)
    assert (~np.isnan(holed).any(axis=1)).sum() < 40
    assert found["alpha"] == pytest.approx(reliability(whole)["alpha"], abs=0.03)


def test_intervals_of_alpha_cover_its_true_value_in_most_samples():
    true, covered = 0.5, 0  # four items, each as much noise again as four times the common part
    rng = random(11)
    for _ in range(100):
        sample = rng.normal(size=(60, 1)) + 2 * rng.normal(size=(60, 4))
        found = reliability_of(sample, confidence=0.95, resamples=200, rng=rng)
        covered += found.alpha_low <= true <= found.alpha_high
    assert covered >= 88


def test_an_item_that_never_varies_has_no_correlation_and_spoils_no_other():
    matrix = np.column_stack([np.ones(30), np.arange(30.0), np.arange(30.0)])
    assert mean_correlation(matrix) == pytest.approx(1)
    assert mean_correlation(np.ones((30, 2))) is None


@pytest.fixture(scope="module")
def cleaned(simulated_survey):
    return simulated_survey[0]


@pytest.fixture(scope="module")
def indices(states, cleaned):
    members = memberships_of(cleaned.units, states.frame, states.groupings)
    return describe_indices(
        AnswerColumns.of(cleaned.answers),
        cleaned.units,
        members,
        cleaned.submissions,
        codebook=states.codebook,
        plan=states.plan.indices.model_copy(update={"resamples": 100}),
        minimum_base=5,
        seed=1,
        strata=strata_of(members, states.plan.nonresponse.plain(), states.frame),
    )


def test_the_mean_capacity_of_all_states_is_nearer_to_the_truth_than_that_of_who_replied(indices):
    """The truth is the whole list's: of it the index says as much as of those that replied."""
    truth = pl.read_csv(REPOSITORY / "data/raw/states2012/simulated-truth-units.csv")
    states = truth.filter(group="state")
    known = indices.scores.filter(index="capacity").drop_nulls("score")
    both = known.join(states, left_on="unit_id", right_on="unit")
    slope, level = np.polyfit(both["capacity"], both["score"], 1)
    mean = level + slope * states["capacity"].mean()
    row = indices.groups.filter(index="capacity", grouping="states").row(0, named=True)
    assert abs(row["mean"] - mean) < abs(known["score"].mean() - mean)
    assert row["low_half"] <= row["low"] <= mean <= row["high"] <= row["high_half"]


def test_the_true_capacity_of_states_comes_out_in_the_capacity_index(indices):
    truth = pl.read_csv(REPOSITORY / "data/raw/states2012/simulated-truth-units.csv")
    joined = indices.scores.filter(index="capacity").join(truth, left_on="unit_id", right_on="unit")
    known = joined.drop_nulls("score")
    assert known.height >= 50
    assert known.select(pl.corr("score", "capacity")).item() > 0.6


def test_every_table_of_the_states_keeps_its_contract_through_a_file(indices, tmp_path):
    for table, contract, name in (
        (indices.scores, IndexScores, "scores.parquet"),
        (indices.items, IndexItems, "items.csv"),
        (indices.groups, IndexGroups, "groups.csv"),
        (indices.reliability, IndexReliability, "reliability.csv"),
        (indices.functioning, IndexFunctioning, "functioning.csv"),
    ):
        write_table(table, str(tmp_path / name), contract)
        assert read_table(str(tmp_path / name), contract).height == table.height


def test_every_index_has_every_state_that_replied_and_no_one_else(indices, cleaned):
    replied = cleaned.units.filter(pl.col("group") == "state", pl.col("submissions") > 0)
    per_index = indices.scores.group_by("index").agg(pl.col("unit_id").sort())
    assert all(set(units) == set(replied["unit_id"]) for units in per_index["unit_id"])
    assert per_index.height == indices.reliability.height == 9


def test_scores_of_units_are_no_table_that_may_be_seen():
    seen = described_by(["indices"])
    assert "index_groups" in seen
    assert "indices" not in seen
