"""Countries are known wherever the package is; tables in a study's folder come first."""

import polars as pl
import pytest

from surveyanswers import clean_table
from surveyanswers.scaffold.countries import CARRIED, REFERENCE, Countries

NAMES = [
    "Türkiye",
    "Côte d'Ivoire",
    "Россия",
    "Korea, Rep.",
    "Swaziland",
    "The former Yugoslav Republic of Macedonia",
]
CODES = ["TUR", "CIV", "RUS", "KOR", "SWZ", "MKD"]


@pytest.fixture
def export(tmp_path):
    rows = [f'{n},"{name}",Agree' for n, name in enumerate(NAMES)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(["id,Country,Trust", *rows]))
    return path


def test_names_in_several_languages_and_of_earlier_years_are_countries(tmp_path):
    share, codes, _ = Countries(tmp_path).match(NAMES)
    assert share == 1
    assert sorted(codes.values()) == sorted(CODES)
    assert len(Countries(tmp_path).states) == 193


def test_a_survey_that_names_countries_gets_the_tables_that_its_settings_name(export, tmp_path):
    cleaned = clean_table(export, into=tmp_path / "out", public=True)
    assert {*cleaned.answers["country"]} == {*CODES}
    for table in CARRIED.glob("*.csv"):
        assert (tmp_path / "out" / REFERENCE / table.name).read_bytes() == table.read_bytes()


def test_tables_in_the_folder_come_before_those_of_the_package(export, tmp_path):
    folder = tmp_path / "out" / REFERENCE
    folder.mkdir(parents=True)
    invented = {"iso3": ["XAT"], "label_en": ["Atlantis"]}
    pl.DataFrame(invented).write_csv(folder / "countries.csv")
    assert Countries(tmp_path / "out").match(NAMES)[0] == 0
    cleaned = clean_table(export, into=tmp_path / "out", public=True)
    assert {*cleaned.answers["country"]} == {*NAMES}
    assert [path.name for path in folder.iterdir()] == ["countries.csv"]
