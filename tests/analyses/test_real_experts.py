"""The real experts beside the real States: our table against a computation of its own."""

import csv

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr
from worlds import REAL_FILE, REPOSITORY, raw_folder
from worlds.analyses import made_across
from worlds.published import published_index
from worlds.repeated import read_source

from cyberstudy.claims import MAIN
from cyberstudy.declare.plan.facts_of_countries import HDR, FactOfReference
from cyberstudy.sources.country_facts import index_of_names, read_fact
from surveyanswers.tables.storage import read_text_table

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
RATINGS = ("impact", "professional", "techskill")
PARTS = ("Technical", "Attack", "Data", "Scams", "Cash")


@pytest.fixture(scope="module")
def names():
    tables = ("countries", "member_states", "aliases")
    return index_of_names(*(read_text_table(REFERENCE / f"{table}.csv") for table in tables))


@pytest.fixture(scope="module")
def both(names):
    """The index by its formula, from the file as published, and ITU's score; by country."""
    index = {}
    with (raw_folder(REAL_FILE) / REAL_FILE).open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            turns = [f"{part}{turn}" for part in PARTS for turn in range(1, 6)]
            for turn in turns:
                if (found := names.find(row[turn])) is not None:
                    # Whole numbers: thirds, added up, would tell equal countries apart.
                    score = sum(int(row[f"{turn}_{rating}"]) for rating in RATINGS)
                    index[found.code] = index.get(found.code, 0) + score
    scores = published_index().filter(year="2020", indicator="ITU_GCI_GCI_OVRL_SCRE")
    scores = dict(scores.drop_nulls("value").select("unit", "value").iter_rows())
    return [(code, index.get(code, 0), score) for code, score in sorted(scores.items())]


@pytest.fixture(scope="module")
def beside(both, names):
    """Index, score, and internet, income, development and population, a row a country with all."""
    file = "reference/HDR_HDI.xlsx"
    fact = FactOfReference(title="Development", file=file, form=HDR)
    human, _ = read_fact(raw_folder(file) / file, fact, names=names, year=2021)
    internet, income, population = (
        latest(read_source(f"reference/worldbank_{name}.csv"))
        for name in ("internet", "gdp", "population")
    )
    given = [internet, income, dict(human.select("iso3", "value").iter_rows()), population]
    return np.array(
        [
            (index, score, *(float(each[code]) for each in given))
            for code, index, score in both
            if all(code in each for each in given)
        ]
    ).T


def latest(by_year):
    """Take the latest value of each country up to 2021."""
    years = sorted(year for year in by_year if str(year).isdigit() and int(year) <= 2021)
    return {code: value for year in years for code, value in by_year[year].items() if value}


def test_named_countries_score_higher_with_itu_whichever_way_it_is_counted(both):
    _, index, score = zip(*both, strict=True)
    assert sum(value > 0 for value in index) == 97
    assert spearmanr(index, score).statistic > 0.3


def test_our_correlation_is_that_of_scipy(both, not_run):
    ours = made_across("rank_correlations", not_run).filter(part="index", fact="gci_overall")
    ours = ours.filter(countries="all", adjusted_for="").row(0, named=True)
    _, index, score = zip(*both, strict=True)
    assert ours["base"] == len(both)
    assert ours["rho"] == pytest.approx(spearmanr(index, score).statistic)


def test_our_adjusted_correlations_are_those_of_least_squares_on_ranks(beside, not_run):
    ours = made_across("rank_correlations", not_run).filter(part="index", fact="gci_overall")
    index, score, *given = beside
    for names, columns in (
        ("internet income development", given[:3]),
        ("internet income development population", given),
    ):
        on = np.column_stack([np.ones(index.size), *map(rankdata, columns)])
        left = [
            ranks - on @ np.linalg.lstsq(on, ranks, rcond=None)[0]
            for ranks in map(rankdata, (index, score))
        ]
        found = ours.filter(countries="all", adjusted_for=names).row(0, named=True)
        assert found["base"] == index.size
        assert found["rho"] == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-6)


def test_size_goes_with_naming_and_what_itu_scores_beside_it_is_not_sure(beside, not_run):
    index, score, *_, population = beside
    assert spearmanr(index, population).statistic > spearmanr(index, score).statistic > 0.4
    table = made_across("prepared_named_more", not_run)
    assert not table.filter(kind=MAIN)["holds"].item()
