"""Experts and States: known relations are found, sets are what they say, and the real ones."""

import numpy as np
import polars as pl
import pytest
from cyberstudy.declare.parsing import parsed
from cyberstudy.declare.plan.experts_and_states import (
    ALL,
    NAMED,
    WHOLE,
    WITHOUT_TOP,
    DeclaredExpertsAndStates,
)
from cyberstudy.sources.experts_and_states import (
    HYPOTHESES,
    SCREEN,
    compare_named,
    correlate,
)
from cyberstudy.sources.facts_at_hand import Named, facts_of_countries, index_as_facts
from cyberstudy.statistics.differences import holm
from cyberstudy.tables.experts_and_states import CountryFacts, ExpertsAndStates, NamedAndNot
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from scipy.stats import spearmanr

CODES = [f"{one}{two}A" for one in "ABCDEF" for two in "ABCDEFGHIJ"]  # sixty countries
COUNTRIES = pl.DataFrame({"iso3": CODES, "region": "Asia", "label_en": [c.title() for c in CODES]})
PARTS = {"technical": "Technical", "scams": "Scams"}


def measure(**more):
    return {
        "title": "Law",
        "survey": "gci",
        "wave": "2020",
        "year": 2020,
        "questions": ["law"],
    } | more


def declared(**more):
    entry = {
        "experts": "wci2021",
        "year": 2021,
        "measures": {"law": measure(), "other": measure(title="Other")},
        "facts": {"wealth": {"title": "Wealth", "file": "reference/a.csv"}},
        "hypotheses": ["law", "other"],
        "top": 5,
        "alpha": 0.05,
        "confidence": 0.95,
        "permutations": 400,
    }
    entry["facts"]["wealth"]["form"] = "world_development_indicators"
    return parsed(entry | more, DeclaredExpertsAndStates, where="plan.yaml")


@pytest.fixture(scope="module")
def planted():
    """Thirty experts name the richer half of countries; law follows wealth, and so does naming."""
    rng = np.random.default_rng(1)
    wealth = np.arange(60.0)
    rates = np.where(wealth < 30, 0, (wealth - 25) / 30)
    scores = rng.poisson(rates, size=(30, 2, 60)) * 1.0
    scores = np.concatenate([scores.mean(axis=1, keepdims=True), scores], axis=1)
    named = Named(scores, {WHOLE: "All"} | PARTS, CODES)
    law = wealth + rng.normal(0, 8, size=60)
    other = rng.normal(size=60)
    totals = scores.sum(axis=0)
    index = pl.DataFrame({"iso3": CODES, **dict(zip(named.parts, totals, strict=True))})
    found = {
        name: (title, "gci", rows(values))
        for name, title, values in (("law", "Law", law), ("other", "Other", other))
    }
    found["wealth"] = ("Wealth", "a.csv", rows(wealth))
    for part, own in index_as_facts(
        index.filter(pl.col(WHOLE) > 0), named.parts, CODES, 2021
    ).items():
        found[part] = (named.parts[part], "wci2021", own)
    return named, checked(facts_of_countries(found, COUNTRIES), CountryFacts)


def rows(values):
    kept = {"iso3": CODES, "year": [2020] * 60, "value": values}
    return pl.DataFrame(kept, schema_overrides={"year": pl.UInt16})


@pytest.fixture(scope="module")
def correlated(planted):
    named, facts = planted
    return checked(correlate(facts, named, declared(), seed=1), ExpertsAndStates)


def row(table, **key):
    return table.filter(**({"part": WHOLE, "countries": ALL, "adjusted_for": ""} | key)).row(
        0, named=True
    )


def test_a_relation_that_wealth_explains_goes_once_wealth_is_taken_out(correlated):
    raw, adjusted = (row(correlated, fact="law", adjusted_for=given) for given in ("", "wealth"))
    assert raw["low"] > 0.5
    assert raw["p_adjusted"] < 0.05
    assert adjusted["low"] < 0 < adjusted["high"]
    assert adjusted["p_adjusted"] > 0.05
    assert raw["tau"] is not None
    assert adjusted["tau"] is None


def test_what_has_nothing_to_do_with_naming_is_not_found(correlated):
    found = row(correlated, fact="other")
    assert found["low"] < 0 < found["high"]


def test_unnamed_countries_count_with_an_index_of_nothing(planted, correlated):
    _, facts = planted
    wide = facts.pivot("fact", index="iso3", values="value")
    found = row(correlated, fact="law")
    assert found["base"] == 60
    assert found["named"] == (wide[WHOLE] > 0).sum() < 60
    assert found["rho"] == pytest.approx(spearmanr(wide[WHOLE], wide["law"]).statistic)


def test_the_other_sets_leave_out_the_unnamed_or_the_top(planted, correlated):
    _, facts = planted
    wide = facts.pivot("fact", index="iso3", values="value").sort(WHOLE, descending=True)
    only = wide.filter(pl.col("scams") > 0)
    found = row(correlated, part="scams", countries=NAMED, fact="law")
    assert found["base"] == found["named"] == only.height
    assert found["rho"] == pytest.approx(spearmanr(only["scams"], only["law"]).statistic)
    found = row(correlated, countries=WITHOUT_TOP, fact="law")
    rest = wide.tail(-5)
    assert found["rho"] == pytest.approx(spearmanr(rest[WHOLE], rest["law"]).statistic)


def test_hypotheses_are_adjusted_by_holm_and_all_else_is_a_screen(correlated):
    tested = correlated.filter(family=HYPOTHESES)
    assert tested.height == tested["looks"][0] == 4  # two measures, as they are and adjusted
    assert set(tested["countries"]) == {ALL}
    assert set(tested["part"]) == {WHOLE}
    assert tested["p_adjusted"].to_list() == pytest.approx(holm(tested["p"].to_numpy()).tolist())
    assert correlated.filter(family=SCREEN)["looks"].unique().to_list() == [correlated.height - 4]


def test_the_same_seed_gives_the_same_numbers(planted, correlated):
    named, facts = planted
    assert correlate(facts, named, declared(), seed=1).equals(correlated)
    found = row(correlated, fact="law")
    assert 0.5 < found["reliability"] <= 1


def test_a_country_without_a_value_is_in_no_comparison_of_it(planted):
    named, facts = planted
    lacking = facts.filter(~((pl.col("fact") == "wealth") & (pl.col("iso3") == CODES[-1])))
    table = correlate(lacking, named, declared(), seed=1)
    assert row(table, fact="law")["base"] == 60
    assert row(table, fact="law", adjusted_for="wealth")["base"] == 59


def test_too_few_countries_and_values_all_alike_are_told_and_not_computed(planted):
    named, facts = planted
    few = facts.filter((pl.col("fact") != "law") | pl.col("iso3").is_in(CODES[-9:]))
    flat = few.with_columns(value=pl.when(fact="other").then(1.0).otherwise("value"))
    table = checked(correlate(flat, named, declared(), seed=1), ExpertsAndStates)
    for fact, reason in (("law", "fewer than 10 countries"), ("other", "the values are all alike")):
        found = row(table, fact=fact)
        assert (found["rho"], found["p_adjusted"], found["reason"]) == (None, None, reason)
    compared = checked(compare_named(flat, declared(), seed=1), NamedAndNot)
    assert compared.filter(fact="law")["reason"][0] == "fewer than 10 countries"


def test_named_countries_are_laid_beside_the_others(planted):
    _, facts = planted
    table = checked(compare_named(facts, declared(), seed=1), NamedAndNot)
    law, other = (table.row(by_predicate=pl.col("fact") == f, named=True) for f in ("law", "other"))
    assert law["named"] + law["not_named"] == 60
    assert law["median_named"] > law["median_not_named"]
    assert law["low"] > 0
    assert law["p_adjusted"] < 0.05
    assert other["low"] < 0 < other["high"]


def test_what_is_not_at_hand_has_rows_that_say_so_and_counts_as_a_look(planted, correlated):
    named, facts = planted
    without = facts.filter(pl.col("fact") != "wealth")
    table = checked(correlate(without, named, declared(), seed=1), ExpertsAndStates)
    assert table.height == correlated.height
    lost = row(table, fact="law", adjusted_for="wealth")
    assert (lost["rho"], lost["base"], lost["reason"]) == (None, 0, "not at hand in this run")
    assert row(table, fact="law")["looks"] == 4
    assert row(table, fact="law")["rho"] == row(correlated, fact="law")["rho"]


def test_without_the_survey_of_experts_no_row_has_a_number(planted, correlated):
    named, facts = planted
    nobody = Named(np.zeros((0, 3, 0)), named.parts, [])
    without = facts.filter(pl.col("source") != "wci2021")
    table = checked(correlate(without, nobody, declared(), seed=1), ExpertsAndStates)
    assert table.height == correlated.height
    compared = checked(compare_named(without, declared(), seed=1), NamedAndNot)
    for found in (table["reason"], compared["reason"]):
        assert set(found) == {"not at hand in this run"}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"hypotheses": ["laws"]}, "there is no measure 'laws'; did you mean 'law'"),
        (
            {"measures": {"law": measure(questions=["a", "b"])}, "hypotheses": ["law"]},
            "need `options`",
        ),
        ({"measures": {"wealth": measure()}, "hypotheses": ["wealth"]}, "is the name of a measure"),
    ],
)
def test_what_cannot_be_declared_is_told(more, told):
    with pytest.raises(StudyProblem, match=told):
        declared(**more)
