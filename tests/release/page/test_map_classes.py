"""Countries are named under a map of words, by class."""

import polars as pl
from worlds.page import Elements, put_study

from cyberstudy.release.page.map_classes import _classes

#: A map of words, with one who is no member.
MAP = pl.DataFrame(
    {
        "iso3": ["MLT", "TUR", "ABW"],
        "name": ["Malta", "Turkey", "Aruba"],
        "in_frame": [True, True, False],
        "class": ["Sandy", "Rocky", "Sandy"],
    }
)


def test_names_of_a_class_are_sorted_without_accents():
    names = {"CUB": "Cuba", "CIV": "C\u00f4te d'Ivoire", "CZE": "Czechia"}
    table = pl.DataFrame({"iso3": [*names, "TUR"], "class": ["Rocky"] * 3 + ["Sandy"] * 1})
    table = pl.concat([table, pl.DataFrame({"iso3": list("ABCD"), "class": ["Flat"] * 4})])
    classes = dict(_classes(table.with_columns(name="iso3"), names))
    assert classes["Rocky"] == ["C\u00f4te d'Ivoire", "Cuba", "Czechia"]


def put_map(folder, table):
    for name in ("harbour/berths", "meadow/cows"):
        (folder / "drawn" / name).parent.mkdir(parents=True, exist_ok=True)
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
    # Nobody of a confidential or simulated survey is named.
    assert "By name" not in Elements(pages / "page/chapters/annex-meadow.html").said


def test_of_a_map_of_numbers_nobody_is_named(tmp_path):
    pages = shown(tmp_path, MAP.with_columns(value=pl.Series([1.5, 2.5, 3.5])))
    assert "By name" not in Elements(pages / "page/chapters/annex-harbour.html").said
