"""A map of the world fills areas of countries by what they answered, and tells it in words."""

import json
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from invented.whole import put_answers
from matplotlib.colors import to_hex
from matplotlib.path import Path
from worlds import REPOSITORY
from worlds.colours import APART_IN_GREY, VISIONS, nearest
from worlds.entries import entry_of
from worlds.shares import legend

from cyberstudy.declare.plan.kinds import AREAS, PLACES, WorldMap
from cyberstudy.draw import style
from cyberstudy.draw.families.countries.figure import world_map
from cyberstudy.draw.marks.maps import apart, equal_earth, world_of
from cyberstudy.wording.view import View
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import parsed
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError


def question(name, kind, choices=None, constraint=None):
    return Question(name, kind, choices, "all", None, None, constraint, None, {"en": f"{name}?"}, 0)


LAWS = Options(
    codes=["yes", "draft", "no"],
    labels={"en": {"yes": "Law", "draft": "Draft", "no": "None"}},
)
SURVEY = SimpleNamespace(
    root=REPOSITORY,
    questionnaire=Questionnaire(
        questions={
            "score": question("score", "decimal", constraint=". >= 0 and . <= 100"),
            "law": question("law", "select_one", "laws"),
        },
        choices={"laws": LAWS},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame({"question": ["score", "law"], "short_label": ["Score", "Law"]}),
    frame=pl.DataFrame({"unit_id": ["BRA", "FRA", "MLT", "SGP", "SOM", "PLW", "UKR"]}),
)
SCORES = {"BRA": 80.0, "FRA": 100.0, "MLT": 19.9, "SGP": 20.0, "SOM": 5.0, "VAT": 5.0}
LAW = {"BRA": "yes", "FRA": "yes", "MLT": "draft", "SGP": "no", "SOM": "no", "UKR": "draft"}


@pytest.fixture(scope="module")
def world():
    return world_of(json.loads((REPOSITORY / AREAS).read_text(encoding="utf-8")))


@pytest.fixture
def drawn(tmp_path):
    def draw(scores=SCORES, **keys):
        rows = [("score", unit, str(number), number, "valid") for unit, number in scores.items()]
        rows += [("score", "PLW", None, None, "no_answer")]
        rows += [("law", unit, option, None, "valid") for unit, option in LAW.items()]
        columns = ["question", "unit_id", "value", "number", "status"]
        table = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
        put_answers(table, tmp_path)
        entry = entry_of(world_map, {"question": "score", "who": "Member States"} | keys)
        made = world_map(View(tmp_path, SURVEY, entry))
        made.figure.draw_without_rendering()
        return made

    return draw


def classes_of(made):
    """Say of every class, by its name, its areas and how many dots it has."""
    (axes,) = made.figure.axes
    areas = {patch.get_label(): patch for patch in axes.patches if patch.get_label()}
    dots = {line.get_label(): len(line.get_xdata()) for line in axes.lines}
    return areas, dots


def covers(patch, longitude, latitude):
    return patch.get_path().contains_point(equal_earth([longitude], [latitude])[0])


BRASILIA, MOGADISHU, HARGEISA, PARIS, KYIV, CRIMEA = (
    *((-47.9, -15.8), (45.3, 2.1), (44.1, 9.6)),
    *((2.3, 48.9), (30.5, 50.4), (34.1, 45.2)),
)
LAAYOUNE, DAKHLA, MARRAKESH, MOSCOW, CHUKOTKA, SUVA = (
    *((-13.0, 27.0), (-15.0, 23.5), (-8.0, 31.6)),
    *((37.6, 55.8), (-173.0, 65.2), (178.2, -17.8)),
)


def test_a_country_is_filled_by_the_class_of_its_number_and_a_small_one_has_a_dot(drawn):
    made = drawn()
    areas, dots = classes_of(made)
    assert covers(areas["80 to 100"], *BRASILIA)  # a bound belongs to the class above
    assert covers(areas["80 to 100"], *PARIS)
    assert covers(areas["0 to under 20"], *MOGADISHU)
    assert covers(areas["no data"], *KYIV)
    assert dots == {
        **{"0 to under 20": 2, "20 to under 40": 1, "40 to under 60": 0, "60 to under 80": 0},
        **{"80 to 100": 0, "no data": 1},
    }
    assert legend(made.figure) == [
        *("0 to under 20 (2)", "20 to under 40 (1)", "40 to under 60 (0)", "60 to under 80 (0)"),
        *("80 to 100 (2)", "no data"),
    ]


def test_its_numbers_and_its_words_say_what_is_filled(drawn):
    made = drawn(bounds=[10, 20, 30, 100])
    assert made.data.to_dict(as_series=False) == {
        "iso3": ["BRA", "FRA", "MLT", "PLW", "SGP", "SOM", "UKR", "VAT"],
        "name": [
            *("Brazil", "France", "Malta", "Palau", "Singapore", "Somalia", "Ukraine", "Holy See")
        ],
        "in_frame": [*[True] * 7, False],
        "value": [80.0, 100.0, 19.9, None, 20.0, 5.0, None, 5.0],
        "class": [
            *("30 to under 100", "100 to 100", "10 to under 20", None, "20 to under 30"),
            *("0 to under 10", None, "0 to under 10"),
        ],
    }
    assert made.alt == (
        "World map, countries by class. Score: 0 to under 10: 1; 10 to under 20: 1; 20 to under "
        "30: 1; 30 to under 100: 1; 100 to 100: 1; no data: 2. Lowest: 5.0 (Somalia). "
        "Highest: 100.0 (France)."
    )
    assert "5 of 7 Member States" in made.base
    assert "Without data: Palau, Ukraine." in made.base
    assert "but not counted as Member States: Holy See." in made.base
    assert "no opinion on the legal status" in made.method


def test_answers_of_one_question_are_filled_in_the_colours_of_its_options(drawn):
    made = drawn(question="law", against=1)
    areas, dots = classes_of(made)
    assert covers(areas["Law"], *BRASILIA) and covers(areas["Draft"], *KYIV)
    assert covers(areas["None"], *MOGADISHU)
    assert dots == {"Law": 0, "Draft": 1, "None": 1, "no data": 1}
    assert [to_hex(areas[n].get_facecolor()) for n in ("Law", "Draft", "None")] == [
        *style.shades(3, 1)
    ]
    assert "Lowest" not in made.alt


def test_many_countries_with_the_highest_number_are_counted(drawn):
    made = drawn({**dict.fromkeys(["BRA", "FRA", "MLT", "SGP"], 90.0), "UKR": 1.0})
    assert made.alt.endswith("Lowest: 1.0 (Ukraine). Highest: 90.0 (4 countries).")


def test_units_that_are_no_countries_are_told(drawn):
    with pytest.raises(SurveyError, match=r"'k01': no country has such a code .* countries"):
        drawn({"k01": 3.0})


@pytest.mark.parametrize("vision", VISIONS)
def test_classes_are_told_apart_by_everybody(drawn, vision):
    areas, _ = classes_of(
        drawn({unit: 20.0 * n for n, unit in enumerate(["BRA", "FRA", "SOM", "UKR", "CHN"])})
    )
    colours = [to_hex(area.get_facecolor()) for name, area in areas.items() if name != "no data"]
    assert len(colours) == 5
    assert nearest(colours, vision) >= APART_IN_GREY
    assert nearest([*colours, "white"], vision) >= 7.5  # the sea; what has no data is hatched
    assert areas["no data"].get_hatch()


def test_what_was_not_asked_has_no_dot_and_no_row(drawn):
    made = drawn()
    assert "GIB" not in made.data["iso3"]
    assert "X" in {line.get_marker() for line in made.figure.axes[0].lines}  # Palau


def test_equal_areas_of_the_earth_are_equal_on_the_map():
    """Bands of the same area between parallels, each measured as a polygon."""
    sines = np.linspace(-0.95, 0.95, 12)
    latitudes = np.degrees(np.arcsin(sines))
    found = []
    for south, north in pairwise(latitudes):
        up = np.linspace(south, north, 200)
        right, left = (equal_earth(np.full(200, side), up) for side in (191.0, -168.0))
        x, y = np.concatenate([right, left[::-1]]).T
        found.append(abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2))
    expected = np.radians(359) * (sines[1] - sines[0])  # Archimedes' hat box
    assert found == pytest.approx(np.full(11, expected), rel=1e-4)


def test_the_projection_is_the_published_one():
    # The map's ends as its authors give them: half the equator, and the poles.
    assert equal_earth([11.5], [0.0])[0] == pytest.approx([0, 0], abs=1e-12)
    assert equal_earth([191.4999999], [0.0])[0] == pytest.approx([2.70663, 0], abs=1e-5)
    assert equal_earth([11.5], [90.0])[0, 1] == pytest.approx(1.31737, abs=1e-5)


def test_no_area_is_torn_at_the_edge_of_the_map(world):
    for rings in world.areas.values():
        for ring in rings:
            steps = np.abs(np.diff(ring[:, 0], append=ring[:1, 0]))
            assert steps.max() < 0.5
    assert "010" not in world.areas


def covered(world, code, place):
    return sum(
        Path(ring).contains_point(equal_earth(*np.array([place]).T)[0])
        for ring in world.areas[code]
    )


def test_areas_that_the_file_shows_by_who_holds_them_are_as_on_maps_of_the_united_nations(world):
    assert covered(world, "804", CRIMEA) and not covered(world, "643", CRIMEA)
    assert covered(world, "706", HARGEISA)
    assert covered(world, "732", LAAYOUNE) and covered(world, "732", DAKHLA)
    assert covered(world, "504", MARRAKESH) and not covered(world, "504", LAAYOUNE)
    for place in (MOSCOW, CHUKOTKA):
        assert covered(world, "643", place)
    assert covered(world, "242", SUVA)


@pytest.mark.parametrize(
    ("code", "thousands"),  # of square kilometres, UN Demographic Yearbook
    [("076", 8510), ("356", 3287), ("732", 266), ("504", 447), ("804", 604), ("566", 924)],
)
def test_areas_are_about_as_large_as_their_countries(world, code, thousands):
    found = 0.0
    for ring in world.areas[code]:
        x, y = ring.T
        found += abs((x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2) * 6371.0072**2
    assert found / 1000 == pytest.approx(thousands, rel=0.09)


def test_dots_are_moved_apart_and_no_further():
    dots = apart(np.array([[0, 0], [0, 0], [0.01, 0], [1, 1]]), 0.05)
    between = np.hypot(*(dots[:, None] - dots[None]).transpose(2, 0, 1))
    np.fill_diagonal(between, 1)
    assert between.min() >= 0.0499
    assert np.abs(dots[:3]).max() < 0.06
    assert dots[3].tolist() == [1, 1]
    assert apart(np.zeros((0, 2))).shape == (0, 2)


def test_every_member_state_has_an_area_or_a_place_and_none_has_both(world):
    reference = REPOSITORY / "data" / "raw" / "reference"
    states = pl.read_csv(reference / "member_states.csv", infer_schema=False)
    small = pl.read_csv(REPOSITORY / PLACES, infer_schema=False)["iso3"].to_list()
    codes = dict(
        pl.read_csv(reference / "countries.csv", infer_schema=False)
        .select("iso3", "m49")
        .iter_rows()
    )
    with_area = {iso3 for iso3, code in codes.items() if code in world.areas}
    assert not with_area & {*small}
    assert {*states["iso3"]} <= with_area | {*small}


def test_places_are_the_middles_of_the_largest_parts_in_the_finer_file():
    file = REPOSITORY / "data" / "raw" / "reference" / "countries-50m.json"
    if not file.is_file():
        pytest.skip(f"{file.name} (npm: world-atlas), which the study does not fetch, is not there")
    topology = json.loads(file.read_text(encoding="utf-8"))
    scale, origin = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + origin for arc in topology["arcs"]]
    largest = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        several = shape["type"] == "MultiPolygon"
        for polygon in shape["arcs"] if several else [shape["arcs"]]:
            ring = np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in polygon[0]])
            x, y = (ring - ring[0]).T
            cross = x[:-1] * y[1:] - x[1:] * y[:-1]
            area = abs(cross.sum()) / 2
            if area == 0:
                continue
            middle = ((ring - ring[0])[:-1] + (ring - ring[0])[1:]) * cross[:, None]
            found = ring[0] + middle.sum(axis=0) / (3 * cross.sum())
            largest[shape.get("id")] = max(largest.get(shape.get("id"), (0,)), (area, *found))
    countries = pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv", infer_schema=False)
    places = pl.read_csv(REPOSITORY / PLACES, schema_overrides={"iso3": pl.String})
    own = places.filter(pl.col("source").str.contains("50m")).join(countries, on="iso3")
    assert own.height == 61
    for code, longitude, latitude in own.select("m49", "longitude", "latitude").iter_rows():
        assert largest[code][1:] == pytest.approx((longitude, latitude), abs=0.006)


PUBLIC = "settings.protection: public"
NAMES = Names(
    {
        "question": ["score", "law", "why"],
        "question with a number": ["score"],
        "question with one answer": ["law"],
        "section": ["settings.frame", PUBLIC],
    },
    {"option": {"law": ["yes", "draft", "no"]}},
)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"question": "why"}, r"question: why asks neither for a number nor for one of several"),
        ({"question": "scor"}, r"question: there is no question 'scor'; did you mean 'score'"),
        ({"question": "law", "bounds": [1, 2, 3, 4]}, r"bounds: law asks for no number"),
        ({"against": 1}, r"against: score has no options"),
        ({"bounds": [1, 3, 3, 4]}, r"bounds: do not rise from one to the next"),
        ({"bounds": [1, 2, 3]}, r"bounds: .*4"),
    ],
)
def test_what_no_map_can_show_is_told_when_planned(keys, said):
    written = {"kind": "world_map", "area": "C", "title": "T", "who": "States"}
    with pytest.raises(SurveyError, match=said):
        parsed(written | {"question": "score"} | keys, WorldMap, where="plan.yaml", names=NAMES)


def test_a_confidential_survey_has_no_map_of_single_countries():
    names = Names({**NAMES.known, "section": ["settings.frame"]}, NAMES.lists)
    written = {
        "kind": "world_map",
        "area": "C",
        "title": "T",
        "who": "States",
        "question": "law",
    }
    parsed(written, WorldMap, where="plan.yaml", names=NAMES)
    with pytest.raises(SurveyError, match=r"needs settings\.protection: public, which is not decl"):
        parsed(written, WorldMap, where="plan.yaml", names=names)
