"""Who had a first strategy by when, and who was likelier to have one, follow from the files."""

import csv
from functools import partial

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from worlds import REPOSITORY, raw_folder

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.claims import MAIN

LIST = "strategies/inaugural_cybstrategies_2000_2024.csv"
PEOPLE = "reference/worldbank_population.csv"
YEARS = range(2000, 2025)


@pytest.fixture
def made(protected):
    return partial(protected, "sources")


@pytest.fixture(scope="module")
def first():
    """Year of each State's first strategy, as the list has it; nan where there is none."""
    with (raw_folder(LIST) / LIST).open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["Countries"], row["Year"]) for row in csv.DictReader(stream)]
    return pd.Series({code: np.nan if year == "NA" else int(year) for code, year in rows})


def reference(name):
    return pd.read_csv(
        REPOSITORY / f"data/raw/reference/{name}.csv", keep_default_na=False, dtype=str
    ).set_index("iso3")


def test_years_are_those_of_the_list(made, first):
    found = dict(made("first_strategies").select("iso3", "year").iter_rows())
    assert {code: year for code, year in found.items() if year} == first.dropna().to_dict()
    assert {code for code, year in found.items() if not year} == {*first[first.isna()].index}


def test_states_with_a_strategy_are_counted_year_by_year(made, first):
    groups = reference("development")["hdi_2022_group"].reindex(first.index)
    table = made("strategies_by_year")
    for grouping, group, inside in (
        ("all", "total", first.index == first.index),
        ("development", "low", groups == "low"),
        (
            "region",
            "Oceania",
            reference("member_states")["region"].reindex(first.index) == "Oceania",
        ),
    ):
        own = table.filter(grouping=grouping, group=group).sort("year")
        assert own["count"].to_list() == [int((first[inside] <= year).sum()) for year in YEARS]
        assert own["base"].unique().to_list() == [inside.sum()]


def risked(first, **known):
    """Make a row a State and year in which it had none before, with what is known of it."""
    rows = [
        {"iso3": code, "year": year, "event": own == year}
        for code, own in first.items()
        for year in YEARS
        if not own < year
    ]
    return pd.DataFrame(rows).assign(
        **{k: lambda t, v=v: t["iso3"].map(v) for k, v in known.items()}
    )


def odds(rows, name):
    """Fit a constant a year without a penalty, to the years that tell."""
    rows = rows[rows["year"].isin(rows["year"][rows["event"]])]
    columns = pd.get_dummies(rows["year"].astype(str), drop_first=True).astype(float)
    columns.insert(0, name, rows[name].to_numpy(dtype=float))
    fitted = LogisticRegression(C=np.inf, tol=1e-9, max_iter=20_000).fit(columns, rows["event"])
    return np.exp(fitted.coef_[0][0])


def test_odds_of_larger_states_are_those_of_scikit_learn(made, first):
    people = pd.read_csv(raw_folder(PEOPLE) / PEOPLE).query("Year <= 2021")
    people = np.log(people.sort_values("Year").groupby("Country Code")["Value"].last())
    people = people.reindex(first.index)
    people = people / np.subtract(*people.quantile([0.75, 0.25]))
    found = made("larger_sooner").filter(kind=MAIN).row(0, named=True)
    assert found["value"] == pytest.approx(odds(risked(first, people=people), "people"), rel=1e-3)
    assert found["low"] < found["value"] < found["high"]


FACTS = "iso3,country,region,subregion,fact,title,year,value,source\n"
PEOPLE_OF = FACTS + "NOR,Norway,Europe,Northern Europe,population,Population,2021,5400000,a file\n"


@pytest.mark.parametrize(("days", "facts"), [("", PEOPLE_OF), ("NOR,2003\nKEN,2014\n", FACTS)])
def test_without_the_list_or_without_population_nothing_is_estimated(tmp_path, days, facts):
    (tmp_path / "first_strategies.csv").write_text("iso3,year\n" + days)
    (tmp_path / "country_facts.csv").write_text(facts)
    own = {name: tmp_path / f"{name}.csv" for name in ("first_strategies", "country_facts")}
    file = opened(REPOSITORY / "config/sources/analyses/first_strategies.py")
    files = file.tables["larger_sooner"].beside[2:]
    given = Given(tables=own | {name: REPOSITORY / name for name in files})
    assert file.tables["strategies_by_year"](given).is_empty()
    assert file.tables["larger_sooner"](given)["holds"].is_null().all()
