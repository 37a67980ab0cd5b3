import numpy as np
import polars as pl
import pytest
from cyberstudy.clean.answers import clean_survey
from cyberstudy.describe.coverage import coverage, nonresponse
from cyberstudy.describe.nominations import (
    NominationPlan,
    contributions_of,
    describe_nominations,
    neighbouring,
    nominations_of,
)
from cyberstudy.describe.replication import compare_published
from cyberstudy.read import read_exports
from cyberstudy.tables.answers_by_question import AnswerColumns


@pytest.fixture
def cleaned(lighthouse_cells, lighthouse):
    return clean_survey(*lighthouse_cells, lighthouse)


@pytest.fixture
def answers(cleaned):
    return cleaned.answers


@pytest.fixture
def lands(world):
    return pl.read_csv(world / "data/raw/reference/countries.csv")


@pytest.fixture
def described(answers, lands, lighthouse):
    return describe_nominations(answers, lands, lighthouse.plan.index, seed=1)


def test_the_index_is_what_a_loop_over_the_file_adds_up_to(described, world):
    # lighthouse_published.csv was added up from the raw file without this library.
    published = pl.read_csv(
        world / "data/raw/reference/lighthouse_published.csv", infer_schema=False
    )
    compared = compare_published(described.index, published, value="index", decimals=1)
    assert compared["agrees"].all()
    assert compared.height == described.index.height == 6


def test_the_published_world_cybercrime_index_comes_out_to_two_decimals(real_raw, wci, countries):
    answers = clean_survey(*read_exports(wci.exports, real_raw, wci.questionnaire), wci).answers
    entry = wci.plan.index.model_copy(update={"resamples": 100})
    described = describe_nominations(answers, countries, entry, seed=1)
    published = pl.read_csv(wci.root / wci.plan.replication.published, infer_schema=False)
    compared = compare_published(described.index, published, value="index", decimals=2)
    assert compared["agrees"].sum() == 20
    assert compared["our_rank"].to_list() == list(range(1, 21))
    # Three experts name a country twice for one type of crime.
    assert described.index["nominations"].sum() - described.strict["nominations"].sum() == 3


def test_a_published_value_that_is_off_by_one_in_its_last_digit_does_not_agree():
    ours = pl.DataFrame({"iso3": ["AAA", "BBB"], "rank": [1, 2], "index": [1.234, 1.0]})
    published = pl.DataFrame(
        {
            "iso3": ["AAA", "BBB", "CCC"],
            "label": ["A", "B", "C"],
            "rank": ["1", "2", "3"],
            "value": ["1.23", "1.01", "0.5"],
            "source": ["x"] * 3,
            "checked": ["yes"] * 3,
        }
    )
    compared = compare_published(ours, published, value="index", decimals=2)
    assert compared["agrees"].to_list() == [True, False, False]
    assert compared["ours"][2] is None


def test_dropping_duplicates_takes_the_second_nomination_only(described, answers, lighthouse):
    plan = NominationPlan.of(lighthouse.plan.index)
    twice = nominations_of(answers, plan).filter(unit_id="k07", part="fog")
    assert twice["iso3"].n_unique() == 1
    lost = twice.filter(instance=2)["score"].item() * 100 / 5 / 12 / 3
    changed = described.strict.filter(pl.col("difference") != 0)
    assert changed["iso3"].to_list() == [twice["iso3"][0]]
    assert changed["difference"].item() == pytest.approx(-lost)


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others(
    answers, lands, lighthouse, described
):
    again = describe_nominations(answers, lands, lighthouse.plan.index, seed=1)
    other = describe_nominations(answers, lands, lighthouse.plan.index, seed=2)
    assert again.index.equals(described.index)
    assert not other.index["index_low"].equals(described.index["index_low"])


def test_the_order_of_the_answers_does_not_matter(answers, lands, lighthouse, described):
    shuffled = answers.sample(fraction=1, shuffle=True, seed=3)
    again = describe_nominations(shuffled, lands, lighthouse.plan.index, seed=1)
    assert again.index.equals(described.index)


def test_what_experts_contribute_has_the_index_as_its_mean(answers, described, lighthouse):
    plan = NominationPlan.of(lighthouse.plan.index)
    experts = answers["unit_id"].unique()
    each = contributions_of(nominations_of(answers, plan), experts, described.index["iso3"], plan)
    assert each.mean(axis=0) == pytest.approx(described.index["index"].to_numpy())


def test_intervals_of_neighbours_hold_all_differences_at_once():
    rng, names = np.random.default_rng(3), [f"C{i:02}" for i in range(21)]
    held = []
    for _ in range(200):
        values = np.arange(21.0)[::-1] + rng.normal(size=21)  # a step of 1 apart in truth
        resampled = values + rng.normal(size=(400, 21))
        index = pl.DataFrame({"rank": range(1, 22), "country": names, "iso3": names})
        pairs = neighbouring(index.with_columns(index=values), resampled, confidence=0.9)
        held.append(((pairs["difference_low"] <= 1) & (pairs["difference_high"] >= 1)).all())
    assert 0.84 <= np.mean(held) <= 0.96


def test_neighbours_are_told_apart_only_when_resamples_never_turn_them_round():
    index = pl.DataFrame(
        {
            "rank": [1, 2, 3],
            "country": ["A", "B", "C"],
            "iso3": ["A", "B", "C"],
            "index": [9.0, 5, 4.9],
        }
    )
    resampled = np.array([9.0, 5.0, 4.9]) + np.random.default_rng(1).normal(size=(500, 3))
    pairs = neighbouring(index, resampled, confidence=0.95)
    assert pairs["distinguishable"].to_list() == [True, False]
    assert pairs["reversed"][1] == pytest.approx(0.5, abs=0.1)


def test_two_that_are_level_in_a_resample_have_changed_places_there():
    names = ["A", "B"]
    index = pl.DataFrame({"rank": [1, 2], "country": names, "iso3": names, "index": [3.0, 1.0]})
    resampled = np.array([[3.0, 1.0], [2.0, 2.0], [1.0, 3.0], [4.0, 1.0]])
    assert neighbouring(index, resampled, confidence=0.95)["reversed"].to_list() == [0.5]


def test_coverage_adds_up_to_everybody(answers, lands, lighthouse):
    table = coverage(
        AnswerColumns.of(answers), lighthouse.plan.coverage, lighthouse.questionnaire, lands
    )
    homes = table.filter(question="home")
    assert homes["count"].sum() == homes["base"][0] == 12
    assert dict(homes.select("group", "count").iter_rows())["refused"] == 1


def test_nonresponse_counts_everybody_once_for_every_question(cleaned, lighthouse):
    table = nonresponse(AnswerColumns.of(cleaned.answers), lighthouse.codebook, cleaned.units)
    assert (table.group_by("question").agg(pl.col("count").sum())["count"] == 12).all()
    assert table["order"].is_sorted()
