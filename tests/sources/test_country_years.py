"""The table of countries and years: by other code from the raw files, and what may leave of it."""

import csv
import json
import subprocess
import sys

import polars as pl
import pytest
from invented.whole import put_answers
from worlds import REPOSITORY, raw_folder

from cyberstudy.declare.opened import open_survey
from cyberstudy.release.rights import leave_out
from cyberstudy.sources.country_years import OURS, AvailableSources, country_years
from cyberstudy.tables.across import CountryYears, Indicators
from surveyanswers.tables.storage import checked, read_text_table, write_table

INDICATORS = REPOSITORY / "config/sources/indicators.csv"
READERS = REPOSITORY / "config/sources/readers"
REFERENCE = REPOSITORY / "data/raw/reference"
FILES = (
    "reference/worldbank_population.csv",
    "reference/worldbank_internet.csv",
    "reference/external_indices_long.csv",
    "un_convention/signatures_partial.csv",
    "strategies/inaugural_cybstrategies_2000_2024.csv",
)
LAW, PEOPLE = "cyberlaw_cybercrime_law", "population"


@pytest.fixture(scope="module")
def across():
    return open_survey("sources", REPOSITORY / "config", REPOSITORY)


@pytest.fixture(scope="module")
def made(across, tmp_path_factory):
    """Values and entries of the real files, of two invented answers and of one expert's naming."""
    folder = tmp_path_factory.mktemp("tables")
    kinds = ("unit_id", "question", "value", "number", "status", "wave")
    answers = pl.DataFrame(
        [
            ("ALB", "cybercrime_law", "draft", None, "valid", ""),
            ("CUB", "cybercrime_law", None, None, "no_answer", ""),
        ],
        schema=dict(zip(kinds, (pl.String,) * 3 + (pl.Float64,) + (pl.String,) * 2, strict=True)),
        orient="row",
    )
    put_answers(answers, folder)
    named = {"iso3": ["CUB"], "fact": ["scams"], "year": [2021], "value": [2.0]}
    available = AvailableSources(
        {"cyberlaw2026": folder},
        {file: raw_folder(file) / file for file in FILES},
        across.sources,
        REFERENCE,
        pl.DataFrame(named),
        across.plan.country_facts.facts,
    )
    indicators = read_text_table(INDICATORS)
    kept = pl.col("name").is_in(["cybercrime_law", "scams"]) | pl.col("source").is_in(
        [*FILES, "reference/member_states.csv"]
    )
    return country_years(indicators.filter(kept), available)


def rows_of(file):
    with (raw_folder(file) / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_every_population_of_every_year_is_that_of_the_file(made):
    years, _ = made
    expected = {
        (code, int(year)): float(value)
        for _, code, year, value in rows_of(FILES[0])[1:]
        if value and code in {*pl.read_csv(REFERENCE / "countries.csv")["iso3"]}
    }
    table = years.filter(indicator=PEOPLE).select("iso3", "year", "value").rows()
    assert {(code, year): value for code, year, value in table} == expected
    assert len(table) == len(expected) > 10_000


def test_every_internet_user_of_every_year_is_that_of_the_file(made):
    years, _ = made
    *_, headings = (row for row in rows_of(FILES[1])[:6] if row[:1] == ["Country Name"])
    codes = {*pl.read_csv(REFERENCE / "countries.csv")["iso3"]}
    expected = {
        (row[1], int(year)): float(text)
        for row in rows_of(FILES[1])
        if len(row) > 4 and row[1] in codes
        for year, text in zip(headings[4:], row[4:], strict=True)
        if text
    }
    table = years.filter(indicator="internet").select("iso3", "year", "value").rows()
    assert {(code, year): value for code, year, value in table} == expected


def test_itus_edition_of_2017_is_in_it_as_its_compiler_gives_it(made):
    years, entries = made
    expected = {row[1]: float(row[5]) for row in rows_of(FILES[2]) if row[3:5] == ["GCI", "2017"]}
    table = years.filter(indicator="gci_overall_2017")
    assert dict(table.select("iso3", "value").iter_rows()) == expected
    assert len(expected) == 195
    assert set(table["year"]) == {2017}
    assert entries.filter(indicator="gci_overall_2017")["unit"].item() == "0 to 1"


def test_words_are_numbers_with_the_word_beside_and_a_missing_answer_has_its_status(made):
    law = made[0].filter(indicator=LAW).select("iso3", "value", "status", "note", "year").rows()
    assert law == [
        ("ALB", 1.0, "valid", "draft", 2026),
        ("CUB", None, "no_answer", None, 2026),
    ]


def test_a_first_strategy_is_the_year_of_the_list_and_none_is_no_missing_value(made):
    table = made[0].filter(indicator="first_strategy")
    none = {code for code, value in table.select("iso3", "value").iter_rows() if value is None}
    assert none == set(table.filter(status="not_applicable")["iso3"])
    header = rows_of(FILES[4])[0]
    code, day = header.index("Countries"), header.index("DATE")
    dates = {row[code]: row[day] for row in rows_of(FILES[4])[1:]}
    held = table.drop_nulls("value").select("iso3", "value").iter_rows()
    assert {c: v for c, v in held} == {c: float(d[:4]) for c, d in dates.items() if d != "NA"}


def test_both_tables_keep_their_contracts_and_entries_count_what_is_there(made):
    years, entries = made
    checked(years, CountryYears)
    checked(entries, Indicators)
    people = entries.filter(indicator=PEOPLE).row(0, named=True)
    expected = years.filter(indicator=PEOPLE)
    assert (people["values"], people["first_year"]) == (expected.height, expected["year"].min())
    assert not years["value"].is_nan().any()


def test_codes_of_others_stand_beside_the_country(made):
    namibia = made[0].filter(iso3="NAM").select("iso2", "m49", "country").unique()
    assert namibia.rows() == [("NA", "516", "Namibia")]


def test_only_rows_leave_whose_source_allows_it_or_that_we_made(made, across, tmp_path):
    path = tmp_path / "tables/country_years.csv"
    path.parent.mkdir()
    write_table(made[0], str(path), CountryYears)
    (left_out,) = leave_out(tmp_path, across, lambda _: CountryYears)
    assert left_out["what"] == "rows that may not be published"
    sources = json.loads(json.dumps([s.plain() for s in across.sources]))
    allowed = {source["path"] for source in sources if source.get("pass_on")}
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["source"] for row in rows if row["licence"] != OURS} <= allowed
    ours = {row["indicator"] for row in rows if row["licence"] == OURS}
    assert ours == {"wci_scams", "ldc_2012", "ldc_2025", "lldc_2012", "sids_2012"}
    assert {row["indicator"] for row in rows} - ours == {PEOPLE, "un_convention_signed"}
    assert {row["m49"] for row in rows if row["iso3"] == "AFG"} == {"004"}


@pytest.fixture
def released(made, tmp_path):
    write_table(made[0], str(tmp_path / "country_years.csv"), CountryYears)
    return tmp_path


def test_the_reader_in_python_gives_a_row_a_country_and_year(made, released):
    reader = [sys.executable, str(READERS / "country_years.py"), str(released)]
    shown = subprocess.run(reader, capture_output=True, text=True, check=True).stdout
    wide = made[0].select("iso3", "year").n_unique(), made[0]["indicator"].n_unique() + 2
    assert shown.strip() == f"{made[0].shape} {wide}"


@pytest.mark.needs("r_haven")
def test_the_reader_in_r_gives_a_row_a_country_and_year(made, released):
    reader = ["Rscript", str(READERS / "country_years.R"), str(released)]
    shown = subprocess.run(reader, capture_output=True, text=True, check=True).stdout
    wide = made[0].select("iso3", "year").n_unique(), made[0]["indicator"].n_unique() + 2
    assert [int(part) for part in shown.split()] == [*made[0].shape, *wide]


def test_readers_have_ten_lines_at_most_and_stata_keeps_each_name_of_an_indicator():
    for path in READERS.iterdir():
        assert len(path.read_text("utf-8").splitlines()) <= 10, path.name
    names = read_text_table(INDICATORS)["indicator"]
    assert max(len(f"v{name}") for name in names) <= 32  # Stata's limit, with the prefix
