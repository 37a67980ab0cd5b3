"""The real experts beside the real States: our table against a computation of its own."""

import csv

import polars as pl
import pytest
from cyberstudy.sources.country_facts import index_of_names
from cyberstudy.tables.storage import read_text_table
from scipy.stats import kendalltau, spearmanr
from worlds import REAL_FILE, REPOSITORY, raw_folder
from worlds.published import published_index

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
TABLE = REPOSITORY / "results" / "sources" / "describe/analyses/rank_correlations.parquet"
RATINGS = ("impact", "professional", "techskill")
PARTS = ("Technical", "Attack", "Data", "Scams", "Cash")


@pytest.fixture(scope="module")
def both():
    """The index by its formula, from the file as published, and ITU's score; by country."""
    tables = ("countries", "member_states", "aliases")
    names = index_of_names(*(read_text_table(REFERENCE / f"{table}.csv") for table in tables))
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
    return [(index.get(code, 0), score) for code, score in sorted(scores.items())]


def test_named_countries_score_higher_with_itu_whichever_way_it_is_counted(both):
    index, score = zip(*both, strict=True)
    assert sum(value > 0 for value in index) == 97
    assert spearmanr(index, score).statistic > 0.3


def test_our_correlation_is_that_of_scipy(both, not_run):
    if not TABLE.is_file():
        not_run(f"{TABLE} is not there", survey="sources")
    ours = pl.read_parquet(TABLE).filter(part="index", fact="gci_overall", countries="all")
    ours = ours.filter(pl.col("tau").is_not_null()).row(0, named=True)
    index, score = zip(*both, strict=True)
    assert ours["base"] == len(both)
    assert ours["rho"] == pytest.approx(spearmanr(index, score).statistic)
    assert ours["tau"] == pytest.approx(kendalltau(index, score).statistic)
