"""Experts beside States: planted relations are found, and sets are what they say."""

from inspect import unwrap
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from scipy.stats import rankdata, spearmanr
from worlds import REPOSITORY

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.claims import MAIN
from cyberstudy.declare.opened import open_survey
from cyberstudy.protect.release_rules import of_known
from cyberstudy.sources.available_facts import facts_of_countries, index_as_facts
from cyberstudy.statistics.differences import holm
from cyberstudy.tables.across import CountryFacts
from surveyanswers.tables.storage import write_table

FOLDER = REPOSITORY / "config/sources/analyses"
RANKS = opened(FOLDER / "experts_and_states.py").tables["rank_correlations"]
MEDIANS = opened(FOLDER / "named_and_not.py").tables["named_and_not"]
CLAIMS = opened(FOLDER / "size_of_countries.py").tables
WHOLE, HYPOTHESES, SCREEN = "index", "hypotheses", "screen"
CODES = [f"{one}{two}A" for one in "ABCDEF" for two in "ABCDEFGHIJ"]  # sixty countries
COUNTRIES = pl.DataFrame(
    {
        "iso3": CODES,
        "region": [{"A": "Africa", "B": "Asia"}.get(code[0], "Europe") for code in CODES],
        "subregion": [code[1] for code in CODES],
        "label_en": [code.title() for code in CODES],
    }
)
PARTS = ("technical", "scams")


@pytest.fixture(scope="module")
def small():
    """Two measures and one fact in the place of ten, and few shuffles."""
    with pytest.MonkeyPatch.context() as patch:
        facts = {"MEASURES": ("law", "other"), "TESTED": ("law", "other"), "GIVEN": ("wealth",)}
        facts |= {"FACTS": ("wealth",), "RICH": ("wealth",)}
        for name, value in {**facts, "PARTS": PARTS, "PERMUTATIONS": 400}.items():
            patch.setitem(RANKS.function.__globals__, name, value)
        named = {"FACTS": ("law", "other", "wealth"), "RICH": (), "SIZE": "wealth"}
        for name, value in {**named, "PERMUTATIONS": 400}.items():
            patch.setitem(MEDIANS.function.__globals__, name, value)
        yield


@pytest.fixture(scope="module")
def known_truth(small):
    """Thirty experts name the richer half of countries; law follows wealth, and so does naming."""
    rng = np.random.default_rng(1)
    wealth = np.arange(60.0)
    rates = np.where(wealth < 30, 0, (wealth - 25) / 30)
    scores = rng.poisson(rates, size=(30, 2, 60)) * 1.0
    nominations = pl.DataFrame(
        [
            (f"R{expert:02}", PARTS[part], CODES[country], scores[expert, part, country])
            for expert, part, country in zip(*scores.nonzero(), strict=True)
        ],
        ["unit_id", "part", "iso3", "score"],
        orient="row",
    )
    law = wealth + rng.normal(0, 8, size=60)
    other = rng.normal(size=60)
    totals = scores.sum(axis=0)
    index = {"iso3": CODES, WHOLE: totals.mean(axis=0), **dict(zip(PARTS, totals, strict=True))}
    found = {
        name: (title, "gci", rows(values))
        for name, title, values in (("law", "Law", law), ("other", "Other", other))
    }
    found["wealth"] = ("Wealth", "a.csv", rows(wealth))
    parts = [WHOLE, *PARTS]
    for part, own in index_as_facts(pl.DataFrame(index), parts, CODES, 2021).items():
        found[part] = (part.title(), "wci2021", own)
    return nominations, facts_of_countries(found, COUNTRIES)


def rows(values):
    kept = {"iso3": CODES, "year": [2020] * 60, "value": values}
    return pl.DataFrame(kept, schema_overrides={"year": pl.UInt16})


@pytest.fixture(scope="module")
def made_of(tmp_path_factory):
    """Run an analysis on these tables, as it does in a study."""

    def run(making, nominations, facts, experts=30):
        folder = tmp_path_factory.mktemp("given")
        write_table(facts, str(folder / "country_facts.csv"), CountryFacts)
        given = {"country_facts": folder / "country_facts.csv"}
        if nominations is not None:
            nominations.write_parquet(folder / "nominations.parquet")
            pl.DataFrame({"part": ["scams"], "base": [experts]}).write_csv(folder / "parts.csv")
            given["wci2021/nominations"] = folder / "nominations.parquet"
            given["wci2021/parts"] = folder / "parts.csv"
        return making(Given(tables=given, seed=1))

    return run


@pytest.fixture(scope="module")
def correlated(known_truth, made_of):
    return made_of(RANKS, *known_truth)


def row(table, **key):
    return table.filter(**({"part": WHOLE, "countries": "all", "adjusted_for": ""} | key)).row(
        0, named=True
    )


def test_a_relation_that_wealth_explains_goes_once_wealth_is_taken_out(correlated):
    raw, adjusted = (row(correlated, fact="law", adjusted_for=given) for given in ("", "wealth"))
    assert raw["low"] > 0.5
    assert raw["p_adjusted"] < 0.05
    assert adjusted["low"] < 0 < adjusted["high"]
    assert adjusted["p_adjusted"] > 0.05


def test_what_has_nothing_to_do_with_naming_is_not_found(correlated):
    found = row(correlated, fact="other")
    assert found["low"] < 0 < found["high"]


def test_unnamed_countries_count_with_an_index_of_nothing(known_truth, correlated):
    _, facts = known_truth
    wide = facts.pivot("fact", index="iso3", values="value")
    found = row(correlated, fact="law")
    assert found["base"] == 60
    assert found["named"] == (wide[WHOLE] > 0).sum() < 60
    assert found["rho"] == pytest.approx(spearmanr(wide[WHOLE], wide["law"]).statistic)


def test_an_adjusted_correlation_is_that_of_what_least_squares_on_ranks_leave_over(
    known_truth, correlated
):
    _, facts = known_truth
    wide = facts.pivot("fact", index="iso3", values="value")
    on = np.column_stack([np.ones(60), rankdata(wide["wealth"])])

    def left(values):
        ranks = rankdata(values)
        return ranks - on @ np.linalg.lstsq(on, ranks, rcond=None)[0]

    found = row(correlated, fact="law", adjusted_for="wealth")
    expected = np.corrcoef(left(wide[WHOLE]), left(wide["law"]))[0, 1]
    assert found["rho"] == pytest.approx(expected)


def test_the_other_set_leaves_out_the_unnamed(known_truth, correlated):
    _, facts = known_truth
    wide = facts.pivot("fact", index="iso3", values="value").sort(WHOLE, descending=True)
    only = wide.filter(pl.col("scams") > 0)
    found = row(correlated, part="scams", countries="named", fact="law")
    assert found["base"] == found["named"] == only.height
    assert found["rho"] == pytest.approx(spearmanr(only["scams"], only["law"]).statistic)


def test_hypotheses_are_adjusted_by_holm_and_all_else_is_a_screen(correlated):
    tested = correlated.filter(family=HYPOTHESES)
    assert tested.height == tested["tests"][0] == 2  # two measures, adjusted
    assert set(tested["adjusted_for"]) == {"wealth"}
    assert set(tested["countries"]) == {"all"}
    assert set(tested["part"]) == {WHOLE}
    assert tested["p_adjusted"].to_list() == pytest.approx(holm(tested["p"].to_numpy()).tolist())
    assert correlated.filter(family=SCREEN)["tests"].unique().to_list() == [correlated.height - 2]
    for _, family in correlated.group_by("family"):
        assert set(family["rejected"]) == {(family["p_adjusted"] <= 0.05).sum()}


def test_the_same_seed_gives_the_same_numbers(known_truth, correlated, made_of):
    assert made_of(RANKS, *known_truth).equals(correlated)
    found = row(correlated, fact="law")
    assert 0.5 < found["reliability"] <= 1


def test_a_country_without_a_value_is_in_no_comparison_of_it(known_truth, made_of):
    named, facts = known_truth
    lacking = facts.filter(~((pl.col("fact") == "wealth") & (pl.col("iso3") == CODES[-1])))
    table = made_of(RANKS, named, lacking)
    assert row(table, fact="law")["base"] == 60
    assert row(table, fact="law", adjusted_for="wealth")["base"] == 59


def test_too_few_countries_and_values_all_alike_are_told_and_not_computed(known_truth, made_of):
    named, facts = known_truth
    few = facts.filter((pl.col("fact") != "law") | pl.col("iso3").is_in(CODES[-9:]))
    flat = few.with_columns(value=pl.when(fact="other").then(1.0).otherwise("value"))
    table = made_of(RANKS, named, flat)
    for fact, reason in (("law", "fewer than 10 countries"), ("other", "all values are the same")):
        found = row(table, fact=fact)
        assert (found["rho"], found["p_adjusted"], found["reason"]) == (None, None, reason)
    compared = made_of(MEDIANS, None, flat)
    assert compared.filter(fact="law")["reason"][0] == "fewer than 10 countries"


def test_where_all_countries_are_neighbours_there_is_no_interval_and_the_row_says_why(
    known_truth, made_of
):
    named, facts = known_truth
    alike = facts.with_columns(subregion=pl.lit("one"))
    reason = "no interval, since leaving out one subregion leaves nothing to compare"
    found = row(made_of(RANKS, named, alike), fact="law")
    assert found["rho"] > 0
    assert (found["low"], found["by_blocks"], found["reason"]) == (None, None, reason)
    found = made_of(MEDIANS, None, alike).row(by_predicate=pl.col("fact") == "law", named=True)
    assert found["delta"] > 0
    assert (found["low"], found["reason"]) == (None, reason)


def test_named_countries_are_laid_beside_the_others(known_truth, made_of):
    _, facts = known_truth
    table = made_of(MEDIANS, None, facts)
    law, other = (table.row(by_predicate=pl.col("fact") == f, named=True) for f in ("law", "other"))
    assert law["named"] + law["not_named"] == 60
    assert law["median_named"] > law["median_not_named"]
    assert law["low"] > 0
    assert law["p_adjusted"] < 0.05
    assert other["low"] < 0 < other["high"]


def test_what_is_not_at_hand_has_rows_that_say_so_and_counts_as_a_look(
    known_truth, correlated, made_of
):
    named, facts = known_truth
    without = facts.filter(pl.col("fact") != "wealth")
    table = made_of(RANKS, named, without)
    assert table.height == correlated.height
    lost = row(table, fact="law", adjusted_for="wealth")
    assert (lost["rho"], lost["base"], lost["reason"]) == (None, 0, "not available in this run")
    assert lost["tests"] == 2
    assert row(table, fact="law")["rho"] == row(correlated, fact="law")["rho"]


def test_without_the_survey_of_experts_no_row_has_a_number(known_truth, correlated, made_of):
    _, facts = known_truth
    without = facts.filter(pl.col("source") != "wci2021")
    table = made_of(RANKS, None, without)
    assert table.height == correlated.height
    compared = made_of(MEDIANS, None, without)
    for found in (table["reason"], compared["reason"]):
        assert set(found) == {"not available in this run"}


def test_rows_are_about_the_countries_that_were_counted_and_pass_protection(correlated):
    only = row(correlated, part="scams", countries="named", fact="law")
    assert len(only["units"]) == only["base"] < 60
    across = open_survey("sources", REPOSITORY / "config", REPOSITORY)
    assert of_known(correlated, across, RANKS.contract)[1] == 0


def test_experts_who_named_nobody_count_and_the_whole_is_the_mean_of_parts(small):
    named = [
        ("R1", "technical", "CUB", 8.0),
        ("R1", "scams", "ALB", 6.0),
        ("R2", "scams", "ALB", None),
    ]
    tables = {
        "wci2021/nominations": pl.DataFrame(
            named, ["unit_id", "part", "iso3", "score"], orient="row"
        ),
        "wci2021/parts": pl.DataFrame({"base": [3]}),
    }
    making = RANKS.function.__globals__["named_by_experts"]
    found = making(SimpleNamespace(table=tables.__getitem__), ["ALB", "YEM", "CUB"])
    assert found["scams"].tolist() == [[6, 0, 0], [0, 0, 0], [0, 0, 0]]
    assert found[WHOLE].sum(axis=0).tolist() == [3, 0, 4]


@pytest.fixture(scope="module")
def examined(made_of):
    """Lay claims over countries: experts name those with users, and what they have follows size."""
    rng = np.random.default_rng(3)
    size = rng.normal(size=60)
    facts = {
        WHOLE: np.maximum(size + rng.normal(0, 0.3, size=60), 0),
        "population": np.exp(size),
        "technical": np.maximum(rng.normal(size=60), 0),  # named for something else
        "internet": np.full(60, 50.0) + np.arange(60) / 1e3,
        **{name: np.exp(rng.normal(size=60)) for name in ("income", "development")},
        **{
            name: size + rng.normal(size=60) for name in ("gci_overall", "gci_overall_2024", "laws")
        },
    }
    found = {name: (name, "gci", rows(values)) for name, values in facts.items()}
    table = facts_of_countries(found, COUNTRIES)
    wide = table.pivot("fact", index=["iso3", "region", "subregion"], values="value").sort("iso3")
    states = wide.with_columns(
        pl.col("population", "income").log(), score="gci_overall_2024", sids=pl.lit("no")
    )
    with pytest.MonkeyPatch.context() as patch:
        inside = unwrap(CLAIMS["many_users_named_more"].function).__globals__
        patch.setitem(inside, "states_of", lambda survey, score="": states)
        yield states, {name: made_of(claim, None, table) for name, claim in CLAIMS.items()}


def under(made, kind, choice):
    return made.row(
        by_predicate=(pl.col("kind") == kind) & (pl.col("choice") == choice), named=True
    )


def test_where_size_alone_counts_the_claim_of_users_holds_and_that_of_preparation_does_not(
    examined,
):
    _, made = examined
    users, prepared = made["many_users_named_more"], made["prepared_named_more"]
    assert users.row(by_predicate=pl.col("kind") == MAIN, named=True)["holds"]
    assert not under(users, "Measure of nominations", "technical products")["holds"]
    assert not under(users, "Adjusted for", "population")["holds"]
    assert under(prepared, "Adjusted for", "nothing")["holds"]
    for choice in ("population", "tenths by population"):
        assert not under(prepared, "Adjusted for", choice)["holds"]


def test_a_choice_leaves_out_and_adjusts_for_what_it_says(examined):
    states, made = examined
    users, people = made["many_users_named_more"], np.exp(states["population"])
    found = users.row(by_predicate=pl.col("kind") == MAIN, named=True)
    of_users = spearmanr(states[WHOLE], people * states["internet"])
    assert found["value"] == pytest.approx(of_users.statistic)
    assert len(under(users, "States", "all but Asia")["units"]) == 50
    at_all = under(users, "Measure of nominations", "whether any expert named it")
    assert 0 < at_all["value"] < found["value"]
    tenths = np.eye(10)[(states["population"].rank("ordinal").to_numpy() - 1) * 10 // 60]
    left = [
        ranks - tenths @ np.linalg.lstsq(tenths, ranks, rcond=None)[0]
        for ranks in (rankdata(states[WHOLE]), rankdata(states["gci_overall"]))
    ]
    found = under(made["prepared_named_more"], "Adjusted for", "tenths by population")
    assert found["value"] == pytest.approx(np.corrcoef(*left)[0, 1])


def test_what_is_not_at_hand_or_would_give_experts_away_has_a_reason(examined):
    _, made = examined
    for table in made.values():
        assert (
            under(table, "Measure of nominations", "scams")["reason"] == "not available in this run"
        )
        own = under(table, "Measure of nominations", "the index without experts' own countries")
        assert own["holds"] is None
        assert "nationalities" in own["reason"]
