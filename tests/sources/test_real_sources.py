"""What a fresh run says of real sources is what the files themselves say, read in another way."""

import csv

import polars as pl
import pytest
from sklearn.metrics import cohen_kappa_score, roc_auc_score
from worlds import REPOSITORY, raw_folder

GCI, LAWS = "gci/ITU_GCI.csv", "cyberlaw2026/data.csv"
STRATEGIES = "strategies/inaugural_cybstrategies_2000_2024.csv"
TABLES = REPOSITORY / "results" / "sources" / "protect" / "tables"


@pytest.fixture
def made(not_run):
    def read(name):
        path = next(TABLES.glob(f"{name}.*"), None)
        if path is None:
            not_run("no fresh run of what lies across surveys: make study")
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        return pl.read_csv(path, infer_schema_length=None)

    return read


def rows_of(file):
    with (raw_folder(file) / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def scored(indicator, year):
    return {
        row["REF_AREA"]: float(row["OBS_VALUE"]) > 0
        for row in rows_of(GCI)
        if (row["INDICATOR"], row["TIME_PERIOD"]) == (indicator, year)
    }


def counted(made, construct, first):
    """Return what was counted at the lowest cut: any score at all."""
    own = made("agreement_by_cut").filter(construct=construct, first=first).sort("cut")
    names = ("base", "both", "only_first", "only_second", "neither")
    return [own.row(0, named=True)[name] for name in names]


def cells(one, other):
    both = [(one[code], other[code]) for code in sorted(one.keys() & other.keys())]
    kinds = ((True, True), (True, False), (False, True), (False, False))
    return [len(both), *(both.count(kind) for kind in kinds)]


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_itu_and_unctad_on_laws_on_cybercrime(made, year):
    countries = pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv")
    codes = dict(countries.select("m49", "iso3").iter_rows())
    law = {
        codes[int(row["code"])]: row["Cybercrime"] == "Legislation"
        for row in rows_of(LAWS)
        if row["Cybercrime"] != "No Data"
    }
    expected = cells(scored("ITU_GCI_LEGL_CBRCR_SUBS", year), law)
    assert counted(made, "cybercrime_law", f"gci {year}") == expected


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_itu_and_the_list_of_strategies(made, year):
    days = {
        row["Countries"]: row["DATE"] != "NA" and row["DATE"] <= f"{year}1231"
        for row in rows_of(STRATEGIES)
    }
    expected = cells(scored("ITU_GCI_ORG_NTNL_STR", year), days)
    assert counted(made, "national_strategy", f"gci {year}") == expected


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_agreement_at_every_cut_and_as_a_rank_is_that_of_scikit_learn(made, year):
    scores = {
        row["REF_AREA"]: float(row["OBS_VALUE"])
        for row in rows_of(GCI)
        if (row["INDICATOR"], row["TIME_PERIOD"]) == ("ITU_GCI_ORG_NTNL_STR", year)
    }
    days = {
        row["Countries"]: row["DATE"] != "NA" and row["DATE"] <= f"{year}1231"
        for row in rows_of(STRATEGIES)
    }
    codes = sorted(scores.keys() & days.keys())
    score, yes = [scores[code] for code in codes], [days[code] for code in codes]
    about = {"construct": "national_strategy", "first": f"gci {year}"}
    ranks = made("agreement_as_rank").filter(**about).row(0, named=True)
    assert ranks["area"] == pytest.approx(roc_auc_score(yes, score))
    assert ranks["low"] < ranks["area"] < ranks["high"]
    by_cut = made("agreement_by_cut").filter(**about)
    assert set(by_cut["cut"]) == {each for each in score if each > 0}
    for cut, found in by_cut.select("cut", "kappa").iter_rows():
        above = [each >= cut for each in score]
        assert found == pytest.approx(cohen_kappa_score(above, yes), nan_ok=True)


@pytest.mark.parametrize(("year", "by"), [("2020", 107), ("2024", 132)])
def test_what_itu_counted_itself_stands_beside_its_scores(made, year, by):
    ranks = made("agreement_as_rank").filter(construct="national_strategy", first=f"gci {year}")
    assert ranks["counted"].to_list() == [by]
    assert ranks["counted_by"].to_list() == ["Computer Weekly, 13 September 2024"]


def test_countries_that_contradict_do_so_at_the_lowest_and_at_the_highest_cut(made):
    found, by_cut = made("contradictions"), made("agreement_by_cut")
    keys = ["construct", "first", "second"]
    for key, own in by_cut.group_by(keys):
        named = found.filter(**dict(zip(keys, key, strict=True)))
        ends = own.sort("cut").rows(named=True)
        least, most = ends[0], ends[-1]
        assert (~named["first_present"]).sum() == least["only_second"]
        assert most["cut"] == 1
        assert named["first_present"].sum() == most["only_first"]


def test_of_confidential_answers_no_country_is_told(made):
    assert not made("statements")["source"].str.contains("states").any()
