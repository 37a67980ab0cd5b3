"""The reference tables: the frame of 193 States, their names, and spellings that are reviewed."""

import csv

import polars as pl
import pycountry
import pytest
from worlds import REPOSITORY, raw_folder

from surveyanswers.instrument.matching import TextIndex, normalised

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
NAMES = [f"name_{language}" for language in ("en", "fr", "es", "ru", "ar", "zh")]
LABELS = [name.replace("name", "label") for name in NAMES]


def table(name):
    return pl.read_csv(REFERENCE / f"{name}.csv", infer_schema=False)


@pytest.fixture(scope="module")
def states():
    return table("member_states")


def test_the_frame_is_the_193_member_states_of_2012_with_names_in_six_languages(states):
    assert states["iso3"].n_unique() == states["m49"].n_unique() == states.height == 193
    assert states.select(NAMES).null_count().sum_horizontal().item() == 0
    assert {"SSD", "MNE", "TLS"} <= set(states["iso3"])
    assert not {"TWN", "PSE", "VAT", "XKX"} & set(states["iso3"])


def test_regions_of_the_frame_are_those_of_the_country_table(states):
    both = states.join(table("countries"), on="iso3", suffix="_iso")
    assert both.height == 193
    assert (both["region"] == both["region_iso"]).all()
    counts = dict(states["region"].value_counts().iter_rows())
    assert counts == {"Africa": 54, "Americas": 35, "Asia": 47, "Europe": 43, "Oceania": 14}


def test_countries_have_labels_in_six_languages_and_no_two_the_same_one():
    for name in LABELS:
        labels = table("countries")[name]
        assert labels.null_count() == 0
        assert labels.n_unique() == 249


def test_a_member_states_label_is_its_name_where_the_english_label_is(states):
    both = states.join(
        table("countries").filter(pl.col("label_en") == pl.col("name_un")), on="iso3"
    )
    assert both.height == 177
    assert both.select(LABELS).rows() == both.select(NAMES).rows()


def names_of_countries():
    """Look up countries by all names that the reference has."""
    refused, aliases = table("refused_aliases"), table("aliases")
    columns = ("name_en", "label_en", "name_un", "name_wb")
    return TextIndex(
        {row["iso3"]: [row[c] for c in columns if row[c]] for row in table("countries").to_dicts()},
        aliases=dict(aliases.select("alias", "iso3").iter_rows()),
        refused=refused["alias"].to_list(),
        where="countries.csv",
    )


def test_codes_of_countries_are_those_of_iso_3166():
    theirs = {(each.alpha_3, each.alpha_2, each.numeric) for each in pycountry.countries}
    assert {*table("countries").select("iso3", "iso2", "m49").iter_rows()} == theirs


def test_the_united_nations_names_of_countries_are_those_of_the_member_states(states):
    both = states.join(table("countries"), on="iso3", suffix="_iso")
    assert both["name_un"].to_list() == both["name_en"].to_list()
    assert both["m49"].to_list() == both["m49_iso"].to_list()


def test_the_world_bank_names_of_countries_are_those_of_its_files():
    file = "reference/worldbank_gdp.csv"
    with (raw_folder(file) / file).open(encoding="utf-8-sig", newline="") as stream:
        theirs = {row[1]: row[0] for row in csv.reader(stream) if len(row) > 4}
    ours = dict(table("countries").select("iso3", "name_wb").drop_nulls().iter_rows())
    codes = set(table("countries")["iso3"])
    assert len(ours) > 200
    assert ours == {code: name for code, name in theirs.items() if code in codes}


def test_a_country_is_recognised_by_the_names_of_the_un_of_iso_and_of_the_world_bank(states):
    aliases = table("aliases")
    find = TextIndex(
        {row["iso3"]: [row[name] for name in NAMES] for row in states.to_dicts()},
        aliases=dict(aliases.join(states, on="iso3").select("alias", "iso3").iter_rows()),
        where="member_states.csv",
    ).find
    named = table("countries").join(states, on="iso3", how="semi")
    for column in ("name_en", "name_un", "name_wb"):
        for iso3, name in named.select("iso3", column).drop_nulls().iter_rows():
            assert find(name).code == iso3


def test_human_development_is_what_the_report_says_within_its_fixed_bounds():
    file = "reference/HDR_HDI.xlsx"
    read = pl.read_excel(raw_folder(file) / file, infer_schema_length=0, has_header=False)
    rows = read.rows()
    heading = next(row for row in rows if row[0] == "HDI rank")
    assert rows[rows.index(heading) + 1][2] == "2022"
    find, theirs, group = names_of_countries().find, {}, None
    for _, name, value, *_ in rows[rows.index(heading) + 2 :]:
        if name and name.endswith("HUMAN DEVELOPMENT"):
            group = name.removesuffix(" HUMAN DEVELOPMENT").lower().replace(" ", "_")
        elif name == "Human development groups":
            break
        elif name and value:  # of a bare Congo the table means the one without "Democratic"
            code = "COG" if name == "Congo" else find(name).code
            theirs[code] = (float(value), group) if value != ".." else (None, None)
    ours = dict(table("development").select("iso3", "hdi_2022_group").iter_rows())
    assert len(theirs) == 195
    assert ours == {code: group for code, (_, group) in theirs.items()}
    least = {"low": 0, "medium": 0.55, "high": 0.7, "very_high": 0.8}
    for value, said in theirs.values():
        assert value is None or said == [group for group in least if least[group] <= value][-1]


def test_populations_are_those_of_the_world_bank():
    file = "reference/worldbank_population.csv"
    theirs = pl.read_csv(raw_folder(file) / file, infer_schema=False)
    for year in ("2020", "2024"):
        known = theirs.filter(pl.col("Year") == year).select("Country Code", "Value")
        ours = table("population").select("iso3", f"population_{year}")
        assert ours.height == 194
        assert dict(ours.iter_rows()).items() <= dict(known.iter_rows()).items()


def test_every_country_of_a_reference_table_is_in_the_table_of_countries():
    known = set(table("countries")["iso3"])
    for name in ("aliases", "development", "member_states", "population", "treaties"):
        assert set(table(name)["iso3"]) <= known


def test_no_spelling_stands_for_two_states(states):
    aliases = table("aliases")
    TextIndex(
        {row["iso3"]: [row[name] for name in NAMES] for row in states.to_dicts()}
        | {
            row["iso3"]: [row["name_en"], row["label_en"]]
            for row in table("countries").to_dicts()
            if row["iso3"] not in set(states["iso3"])
        },
        aliases=dict(aliases.select("alias", "iso3").iter_rows()),
        where="aliases.csv",
    )


def test_a_text_that_was_refused_as_ambiguous_is_no_alias():
    aliases = {normalised(alias) for alias in table("aliases")["alias"]}
    assert not aliases & {normalised(text) for text in table("refused_aliases").to_series(0)}


@pytest.mark.parametrize(
    "name",
    ["countries", "development", "member_states", "population", "treaties", "published_findings"],
)
def test_every_row_says_where_it_comes_from_and_whether_it_was_checked(name):
    rows = table(name)
    checked = "verified" if name == "treaties" else "checked"
    assert rows["source"].null_count() == 0
    assert set(rows[checked]) <= {"yes", "no"}


def test_a_published_band_stays_a_band():
    findings = table("published_findings").with_columns(pl.col("low", "high").cast(pl.Float64))
    both = findings.drop_nulls(["low", "high"])
    assert (both["low"] <= both["high"]).all()
    assert findings.filter(pl.col("low").is_null() & pl.col("high").is_null()).height == 0
