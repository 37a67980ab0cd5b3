"""A country is found in a figure, and what is told of it is what the figure's numbers say."""

import polars as pl
import pytest
from worlds.page import Elements, data_of, put_study

from cyberstudy.release.page.pointed_at import _classes

NUMBERS = pl.DataFrame(
    {
        "unit_id": ["MLT", "TUR"],
        "name": ["Malta", "Türkiye"],
        "score": [98.54321, None],
        "rank": [1, 2],
        "shown": [True, False],
    }
)
OUTLINES = pl.DataFrame(
    {"drawing": ["page"], "unit": ["MLT"], "outline": ["M0,0L480.0,0.0L480.0,60.0L0.0,60.0Z"]}
)
#: A map of words, with one who is no member.
MAP = pl.DataFrame(
    {
        "iso3": ["MLT", "TUR", "ABW"],
        "name": ["Malta", "Turkey", "Aruba"],
        "in_frame": [True, True, False],
        "class": ["Sandy", "Rocky", "Sandy"],
    }
)


def put(folder):
    for name in ("harbour/berths", "meadow/cows"):
        (folder / "drawn" / name).parent.mkdir(parents=True, exist_ok=True)
        OUTLINES.write_csv(folder / f"drawn/{name}.outlines.csv")
        NUMBERS.write_csv(folder / f"drawn/{name}.csv")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pointed")
    drawn = [str(folder / "drawn" / name) for name in ("harbour", "meadow")]
    return put_study(folder, before=put, drawn=drawn)


def test_numbers_of_a_country_stand_with_what_is_told_of_it_alone(pages):
    malta, turkey = (data_of(pages, f"country-{code}")["figures"] for code in ("MLT", "TUR"))
    assert malta == {"harbour-berths": "Score: 98.54; Rank: 1"}
    assert turkey == {"harbour-berths": "Rank: 2"}
    told = data_of(pages, "outlines-harbour-berths")
    assert told["page"] == {"size": [480, 120], "at": {"MLT": OUTLINES["outline"][0]}}


def test_a_single_number_has_no_name_but_the_figure_s_and_names_are_sorted_without_accents(
    tmp_path,
):
    pages = shown(tmp_path, NUMBERS.select("unit_id", "name", "score"))
    malta = data_of(pages, "country-MLT")["figures"]
    assert malta == {"harbour-berths": "98.54"}
    names = {"CUB": "Cuba", "CIV": "C\u00f4te d'Ivoire", "CZE": "Czechia"}
    table = pl.DataFrame({"iso3": [*names, "TUR"], "class": ["Rocky"] * 3 + ["Sandy"] * 1})
    table = pl.concat([table, pl.DataFrame({"iso3": list("ABCD"), "class": ["Flat"] * 4})])
    classes = dict(_classes(table.with_columns(name="iso3"), names))
    assert classes["Rocky"] == ["C\u00f4te d'Ivoire", "Cuba", "Czechia"]


def test_nobody_of_a_confidential_or_simulated_survey_is_pointed_at(pages):
    assert not (pages / "page/data/outlines-meadow-cows.js").exists()
    for page in pages.rglob("*.html"):
        points = [a["data-points"] for a in Elements(page).all("select") if "data-points" in a]
        assert {*points} <= {"harbour-berths"}, page


def put_map(folder, table):
    put(folder)
    for name in ("harbour/berths", "meadow/cows"):
        table.write_csv(folder / "drawn" / f"{name}.csv")


def shown(folder, table):
    drawn = [str(folder / "drawn" / name) for name in ("harbour", "meadow")]
    return put_study(
        folder, before=lambda folder: put_map(folder, table), drawn=drawn, languages=["en"]
    )


def test_of_a_map_of_words_all_but_the_largest_class_are_named_under_it(tmp_path):
    more = pl.DataFrame({"iso3": ["CHN"], "name": ["China"], "in_frame": [True]})
    table = pl.concat([MAP, more.with_columns(pl.lit("Rocky").alias("class"))])
    pages = shown(tmp_path, table)
    chapter = Elements(pages / "page/chapters/annex-harbour.html")
    assert "By name: berths were counted Sandy (1): Malta. Harbour master." in chapter.said
    assert "Rocky (" not in chapter.said
    # Pointed at, a country is told of in these words.
    assert data_of(pages, "country-TUR")["figures"] == {"harbour-berths": "Rocky"}
    # Nobody of a confidential or simulated survey is named.
    assert "By name" not in Elements(pages / "page/chapters/annex-meadow.html").said


def test_of_a_map_of_numbers_nobody_is_named(tmp_path):
    pages = shown(tmp_path, MAP.with_columns(value=pl.Series([1.5, 2.5, 3.5])))
    assert "By name" not in Elements(pages / "page/chapters/annex-harbour.html").said


@pytest.mark.needs("chromium")
def test_a_country_is_found_by_its_name_and_told_of_where_it_is_pointed_at(chromium, pages):
    tab = chromium.new_page(viewport={"width": 1200, "height": 900})
    found = (pages / "page/chapters").glob("*.html")
    (page,) = (p for p in found if "harbour-berths" in p.read_text())
    tab.goto(page.as_uri() + "#harbour-berths")
    list_, told = tab.locator("#point-harbour-berths"), tab.locator("#harbour-berths output")
    list_.locator("option", has_text="Malta").wait_for(state="attached")
    list_.select_option("Malta")
    tab.locator("#harbour-berths path.chosen").wait_for(state="attached")
    told.get_by_text("Malta: Score: 98.54; Rank: 1", exact=True).wait_for()
    list_.select_option("Türkiye")
    told.get_by_text("Türkiye: Rank: 2").wait_for()
    assert tab.locator("#harbour-berths path.chosen").count() == 0
    list_.select_option("")
    tab.locator("#harbour-berths .drawn").hover(position={"x": 30, "y": 10})
    told.get_by_text("Malta: Score").wait_for()
    tab.close()
