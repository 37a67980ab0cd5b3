"""Signatures, three measures and articles: the study's numbers against the files themselves."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from worlds import REPOSITORY, raw_folder
from worlds.analyses import made_across
from worlds.published import published_index

from cyberstudy.claims import MAIN

REFERENCE = REPOSITORY / "data/raw/reference"
SIGNED = "un_convention/signatures_partial.csv"
LAWS = "cyberlaw2026/data.csv"
INDICES, POPULATION = "reference/external_indices_long.csv", "reference/worldbank_population.csv"
UNTIL = "2025-12"


def fetched(path):
    return pd.read_csv(raw_folder(path) / path, keep_default_na=False, na_values=[""])


@pytest.fixture
def made(not_run):
    return lambda name: pd.DataFrame(made_across(name, not_run).to_dicts())


@pytest.fixture(scope="module")
def states():
    """A row a Member State: whether it had signed, its groups, population, measures."""
    members = pd.read_csv(REFERENCE / "member_states.csv").set_index("iso3")
    groups = pd.read_csv(REFERENCE / "development.csv").set_index("iso3")["hdi_2022_group"]
    regions = pd.read_csv(REFERENCE / "countries.csv", keep_default_na=False).set_index("iso3")
    listed = fetched(SIGNED)
    found = members.join(groups)
    found["subregion"] = regions["subregion"]
    by_then = listed[listed["signed_on"].str[:7] < UNTIL]
    found["signed"] = found.index.isin(by_then["iso3"]).astype(float)
    people = fetched(POPULATION)
    people = people[people["Year"] == 2021].set_index("Country Code")["Value"]
    found["population"] = people
    index = fetched(INDICES)
    index = index[(index["source"] == "NCSI") & (index["vintage_year"] == 2026)]
    found["ncsi"] = index.set_index("iso3")["score_raw"]
    record = fetched(LAWS).set_index("code").iloc[:, 1:6]
    answered = record.isin(["Legislation", "Draft Legislation", "No Legislation"])
    share = (record == "Legislation").sum(axis=1) / answered.sum(axis=1)
    laws = share[answered.sum(axis=1) >= 3]
    found["laws"] = found["m49"].map(laws)
    scores = pd.DataFrame(published_index().to_dicts())
    for name, year, indicator in (
        ("itu", "2024", "ITU_GCI_GCI_OVRL_SCRE"),
        ("itu_2020", "2020", "ITU_GCI_GCI_OVRL_SCRE"),
        ("cooperation 2024", "2024", "ITU_GCI_COOP_SCORE"),
        ("cooperation 2020", "2020", "ITU_GCI_COOP_SCORE"),
    ):
        own = scores[(scores["year"] == year) & (scores["indicator"] == indicator)]
        found[name] = own.set_index("unit")["value"].astype(float)
    return found


def test_signatures_are_counted_as_the_list_has_them(made, states):
    found = made("signatures_by_group").set_index(["grouping", "group"])
    for grouping, column in (
        ("human development", "hdi_2022_group"),
        ("region", "region"),
        ("least developed", "ldc_2025"),
        ("small island", "sids"),
    ):
        for group, own in states.groupby(column):
            if group != "none":
                row = found.loc[(grouping, group)]
                assert (row["signed"], row["base"]) == (own["signed"].sum(), len(own))
    quarter = states.sort_values("population", ascending=False)["signed"]
    assert found.loc[("population", "largest quarter"), "signed"] == quarter.iloc[:49].sum()
    assert found.loc[("population", "smallest quarter"), "signed"] == quarter.iloc[-48:].sum()
    whole = found.loc[("all", "all")]
    assert (whole["base"], whole["signed"]) == (193, states["signed"].sum())
    assert whole["low"] == pytest.approx((whole["signed"] - 4) / 193)


def of_choice(table, kind, choice):
    return table[(table["kind"] == kind) & (table["choice"] == choice)].iloc[0]


def main_of(table):
    return table[table["kind"] == MAIN].iloc[0]


def test_the_smallest_signed_least_also_with_four_states_misplaced(made, states):
    found = made("smallest_signed_least")
    smallest = states["population"].rank() * 4 <= len(states)
    shares = states.groupby(smallest)["signed"].mean()
    assert main_of(found)["value"] == pytest.approx(shares[True] - shares[False])
    # The worst of many draws of four others is no worse than the one that is shown.
    more = "with four more signatories, chosen to weaken the finding most"
    worst = of_choice(found, "Who had signed", more)["value"]
    rng = np.random.default_rng(28)
    open_ = states.index[(states["signed"] == 0) & (states.index != "CAN")]
    for _ in range(200):
        other = states["signed"].copy()
        other[rng.choice(open_, 4, replace=False)] = 1
        shares = other.groupby(smallest).mean()
        assert shares[True] - shares[False] <= worst + 1e-9


def test_beside_a_score_the_correlation_is_that_of_what_regressions_leave_over(made, states):
    known = states.dropna(subset=["itu", "cooperation 2024"])
    given = stats.rankdata(known["itu"])
    left = [
        ranks - np.polyval(np.polyfit(given, ranks, 1), given)
        for ranks in (stats.rankdata(known["signed"]), stats.rankdata(known["cooperation 2024"]))
    ]
    found = of_choice(made("cooperating_signed_more"), "Adjusted for", "ITU's overall score")
    assert found["value"] == pytest.approx(np.corrcoef(*left)[0, 1])


@pytest.mark.parametrize("edition", ["2024", "2020"])
def test_cooperation_and_having_signed_correlate_as_the_files_say(made, states, edition):
    known = states.dropna(subset=[f"cooperation {edition}"])
    expected = stats.spearmanr(known[f"cooperation {edition}"], known["signed"]).statistic
    table = made("cooperating_signed_more")
    found = main_of(table) if edition == "2024" else of_choice(table, "Edition", edition)
    assert found["value"] == pytest.approx(expected)


def test_two_measures_correlate_as_the_files_say_in_the_world_and_in_europe(made, states):
    rows = made("reliability_of_indexes").query("beside == 'nothing' and measure == 'ITU'")
    known = states.dropna(subset=["itu", "ncsi", "laws"])
    for group, members in (
        ("all States", known),
        ("Europe", known[known["region"] == "Europe"]),
        ("all but Europe", known[known["region"] != "Europe"]),
    ):
        row = rows.set_index("group").loc[group]
        expected = stats.spearmanr(members["itu"], members["ncsi"]).statistic
        assert (row["base"], row["with_next"]) == (len(members), pytest.approx(expected))


def test_reliability_is_the_part_of_a_measure_that_two_others_share(made, states):
    known = states.dropna(subset=["itu", "ncsi", "laws"])
    rho = known[["itu", "ncsi", "laws"]].corr("spearman")
    rows = made("reliability_of_indexes").query("beside == 'nothing' and group == 'all States'")
    expected = rho.loc["itu", "ncsi"] * rho.loc["itu", "laws"] / rho.loc["ncsi", "laws"]
    row = rows.set_index("measure").loc["ITU"]
    assert row["reliability"] == pytest.approx(expected)
    assert row["low"] < expected < row["high"]
    main = main_of(made("mostly_shared"))
    assert main["value"] == pytest.approx(expected)
    assert main["permuted"] < 0.5
