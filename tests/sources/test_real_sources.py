"""What a fresh run says of real sources is what the files themselves say, read in another way."""

import csv

import polars as pl
import pytest
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
        row["REF_AREA"]: float(row["OBS_VALUE"])
        for row in rows_of(GCI)
        if (row["INDICATOR"], row["TIME_PERIOD"]) == (indicator, year)
    }


def contradicting(made, construct, first):
    rows = made("contradictions").filter(construct=construct, first=first)
    return {*rows.select("iso3", "first_present").iter_rows()}


def apart(score, yes):
    """Countries without points that the other says yes of, and with all that it says no of."""
    both = score.keys() & yes.keys()
    without = {(code, False) for code in both if yes[code] and score[code] == 0}
    return without | {(code, True) for code in both if not yes[code] and score[code] == 1}


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_itu_and_unctad_on_laws_on_cybercrime(made, year):
    countries = pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv")
    codes = dict(countries.select("m49", "iso3").iter_rows())
    law = {
        codes[int(row["code"])]: row["Cybercrime"] == "Legislation"
        for row in rows_of(LAWS)
        if row["Cybercrime"] != "No Data"
    }
    expected = apart(scored("ITU_GCI_LEGL_CBRCR_SUBS", year), law)
    assert expected
    assert contradicting(made, "cybercrime_law", f"gci {year}") == expected


@pytest.mark.parametrize("year", ["2020", "2024"])
def test_itu_and_the_list_of_strategies(made, year):
    days = {
        row["Countries"]: row["DATE"] != "NA" and row["DATE"] <= f"{year}1231"
        for row in rows_of(STRATEGIES)
    }
    expected = apart(scored("ITU_GCI_ORG_NTNL_STR", year), days)
    assert expected
    assert contradicting(made, "national_strategy", f"gci {year}") == expected


def test_of_confidential_answers_no_country_is_told(made):
    assert not made("statements")["source"].str.contains("states").any()
