"""A tree of countries is a view: it shows the classes that were judged, and claims none."""

import json

import polars as pl
import pytest
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.exhibits import cluster_tree
from cyberstudy.wording.view import View
from matplotlib.colors import to_hex
from worlds import REPOSITORY
from worlds.types import everything, named, write

COUNTRIES = {"RUS": "Russia", "GBR": "United Kingdom", "NGA": "Nigeria", "CHN": "China"}


@pytest.fixture
def tree(tmp_path, request):
    """Draw four countries in so many classes, with a verdict."""
    survey = Survey(REPOSITORY / "config" / "surveys" / "wci2021", root=REPOSITORY)

    def draw(classes, found):
        sizes = [classes.count(name) for name in sorted(set(classes))]
        write(tmp_path, "counts", sizes, found=found, rival="one overdispersed profile")
        document = {
            "units": list(COUNTRIES),
            "classes": list(classes),
            "linkage": [[0, 1, 0.1, 2], [2, 3, 0.2, 2], [4, 5, 0.6, 4]],
        }
        (tmp_path / "counts" / "tree.json").write_text(json.dumps(document))
        pl.DataFrame({"iso3": list(COUNTRIES), "country": list(COUNTRIES.values())}).write_csv(
            tmp_path / "index.csv"
        )
        entry = survey.plan.exhibits["country_tree"]
        return cluster_tree.draw(View(tmp_path, survey, entry, survey.plan.index))

    return draw


def test_leaves_bear_the_name_the_letter_and_the_colour_of_their_class(tree):
    made = tree("AABB", "no typology")
    (axes,) = made.figure.axes
    shown = dict(
        zip(named(axes), [to_hex(t.get_color()) for t in axes.get_yticklabels()], strict=True)
    )
    assert set(shown) == {"A  Russia", "A  United Kingdom", "B  Nigeria", "B  China"}
    assert shown["A  Russia"] == shown["A  United Kingdom"] != shown["B  Nigeria"]
    assert made.data.sort("label")["type"].to_list() == ["B", "B", "A", "A"]


def test_where_no_typology_is_claimed_caption_and_alternative_text_say_so(tree):
    made = tree("AABB", "no typology")
    for text in (made.method, made.alt):
        assert "Verdict: no typology claimed; the classes shown are no types" in text
    assert "claims no groups" in made.method
    assert "A: Russia, United Kingdom; B: China, Nigeria" in made.alt


def test_one_class_has_no_letters(tree):
    made = tree("AAAA", "no structure")
    assert set(named(made.figure.axes[0])) == set(COUNTRIES.values())
    assert "A  " not in everything(made.figure)
