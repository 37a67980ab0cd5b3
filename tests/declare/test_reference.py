"""The reference tables: the frame of 193 States, their names, and spellings that are reviewed."""

import polars as pl
import pytest
from cyberstudy.declare.matching import TextIndex, normalised
from worlds import REPOSITORY

REFERENCE = REPOSITORY / "data" / "raw" / "reference"
NAMES = [f"name_{language}" for language in ("en", "fr", "es", "ru", "ar", "zh")]


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


@pytest.mark.parametrize("name", ["member_states", "treaties", "published_findings"])
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
