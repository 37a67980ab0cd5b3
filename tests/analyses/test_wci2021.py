"""Who names whom: what the analysis finds in invented nominations."""

import json

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened

FLOWS = opened(REPOSITORY / "config/surveys/wci2021/analyses/who_names_whom.py")
#: Two countries of each of two regions, and how many experts come from each.
LANDS = {"A": "North", "B": "North", "C": "South", "D": "South"}
HOMES = "A" * 8 + "B" * 7 + "C" * 9 + "D" * 6


@pytest.fixture
def given(tmp_path):
    """Return inputs of experts who name countries: pairs of an expert and a country."""

    def of(pairs):
        people = [f"e{number}" for number in range(len(HOMES))]
        named = pl.DataFrame(
            [(people[who], land) for who, land in pairs], ["unit_id", "iso3"], orient="row"
        )
        named = named.with_columns(part=pl.lit("data"), questions=pl.lit(["data_country"]))
        named.write_parquet(tmp_path / "nominations.parquet")
        places = pl.DataFrame({"iso3": [*LANDS], "region": LANDS.values(), "m49": range(1, 5)})
        places.with_columns(subregion=pl.lit("")).write_csv(tmp_path / "countries.csv")
        lines = [[[at, 0], [0, 0]] for at in (0, 1, 60, 61)]
        shapes = [{"type": "Polygon", "arcs": [[at]], "id": str(at + 1)} for at in range(4)]
        world = {"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": lines}
        world["objects"] = {"countries": {"geometries": shapes}}
        (tmp_path / "world.json").write_text(json.dumps(world))
        points = pl.DataFrame(schema=["iso3", "longitude", "latitude"])
        points.write_csv(tmp_path / "points.csv")
        home = pl.DataFrame({"unit_id": people, "value": [*HOMES]})
        accepted = pl.concat(
            home.with_columns(question=pl.lit(question))
            for question in ("nationality", "residence")
        ).with_columns(
            wave=pl.lit(""),
            instance=pl.lit(0, pl.UInt32),
            option=pl.lit(""),
            number=pl.lit(None, pl.Float64),
            status=pl.lit("valid"),
        )
        return Given(
            units=pl.DataFrame({"unit_id": people}),
            accepted=accepted,
            labels=dict.fromkeys(("nationality", "residence", "data_country"), ""),
            tables={
                "nominations": tmp_path / "nominations.parquet",
                "data/raw/reference/countries.csv": tmp_path / "countries.csv",
                "data/raw/reference/countries-110m.json": tmp_path / "world.json",
                "data/raw/reference/map_points.csv": tmp_path / "points.csv",
            },
            seed=1,
        )

    return of


def flow(inputs, place):
    rows = FLOWS.tables["nomination_flows"](inputs)
    return rows.row(by_predicate=pl.col("where") == place, named=True)


def main_row(inputs, claim):
    rows = FLOWS.tables[claim](inputs)
    return rows.row(by_predicate=pl.col("kind") == "Main specification", named=True)


def test_experts_who_always_name_home_stand_out_and_others_do_not(given):
    patriots = given([(who, home) for who, home in enumerate(HOMES)])
    row = flow(patriots, "own country")
    assert (row["base"], row["named"], row["expected"]) == (30, 30, 0)
    everybody = given([(who, land) for who in range(30) for land in LANDS])
    row, judged = (
        flow(everybody, "own country"),
        main_row(everybody, "own_country_named_more"),
    )
    assert (row["named"], row["expected"], row["ratio"]) == (30, 30, 1)
    assert (judged["value"], judged["holds"]) == (1, False)


def test_home_is_compared_with_what_experts_from_elsewhere_name(given):
    # All of A name A; of the 22 others the first eleven do.
    pairs = [(who, "A") for who in range(8)] + [(who, "A") for who in range(8, 19)]
    row, judged = (
        f(given(pairs), *of)
        for f, of in ((flow, ("own country",)), (main_row, ("own_country_named_more",)))
    )
    assert (row["named"], row["expected"], row["ratio"]) == (8, pytest.approx(8 * 11 / 22), 2)
    assert (judged["value"], judged["most"], judged["holds"]) == (2, pytest.approx(30 / 4), True)


def test_the_own_region_is_without_the_own_country(given):
    # A and B name each other and not themselves; a fifth of the South names A.
    pairs = [(who, "B" if home == "A" else "A") for who, home in enumerate(HOMES) if home in "AB"]
    pairs += [(who, "A") for who, home in enumerate(HOMES) if home == "D"][:3]
    inputs = given(pairs)
    assert flow(inputs, "own country")["named"] == 0
    row = flow(inputs, "own region")
    assert row["named"] == 15
    assert row["expected"] == pytest.approx(7 * 3 / 15)
    assert main_row(inputs, "own_region_named_more")["holds"]


def test_countries_near_home_are_compared_with_what_experts_far_from_them_name(given):
    # On the equator: A and B are a degree apart, C and D 60 degrees on. All name B; of C and D the
    # first five, each other's.
    pairs = [(who, "B") for who in range(30)]
    pairs += [(who, "D") for who, home in enumerate(HOMES) if home == "C"][:5]
    inputs = given(pairs)
    near, far = flow(inputs, "up to 2,000 km"), flow(inputs, "5,000 to 10,000 km")
    # A's 8 name B, which all others do; five of nine in C name D, which nobody else does.
    assert (near["named"], near["expected"]) == (8 + 5, 8)
    # Far from home, the South names B as the North does; of the South a third names D.
    assert (far["named"], far["expected"]) == (15, pytest.approx(15 + 15 / 3))
    assert near["base"] == 30


def test_a_group_is_a_subregion_region_or_the_rest_with_enough_experts(given, monkeypatch):
    words = FLOWS.tables["nomination_flows"].function.__globals__
    chosen = {"Home": "nationality", "Type of crime": "all types", "Left out": "nobody"}
    who = words["Nominations"](given([(0, "A")]), chosen)
    assert who.groups().tolist() == ["North", "North", "South", "South"]
    # With eight at least, A's eight are a group, B's seven none, and the South's fifteen one.
    monkeypatch.setitem(words, "FEWEST", 8)
    who.places = who.places.with_columns(subregion=pl.Series(["a", "b", "", ""]))
    assert who.groups().tolist() == ["a", "elsewhere", "South", "South"]


def test_a_little_more_than_others_is_no_more_than_chance(given):
    # All name a country at random: eight their own, where 7.3 would by chance.
    drawn = np.random.default_rng(8).integers(0, 4, len(HOMES))
    pairs = [(who, [*LANDS][land]) for who, land in enumerate(drawn)]
    judged = main_row(given(pairs), "own_country_named_more")
    assert 1 < judged["value"] < judged["permuted"]
    assert not judged["holds"]


def test_groups_count_by_their_experts():
    # The equations of the largest likelihood, each group's cells times its experts.
    rng = np.random.default_rng(4)
    groups = np.repeat(["x", "y"], [5, 40])
    terms = np.repeat(rng.normal(size=(1, 2, 30)), [5, 40], axis=1)
    named = rng.poisson(np.exp(0.5 * terms[0] * (groups == "x")[:, None]))
    words = FLOWS.tables["nomination_flows"].function.__globals__
    (slope,) = words["pulled"](named, groups, terms)
    total = 0.0
    for group in ("x", "y"):
        inside = groups == group
        sums, term = named[inside].sum(axis=0), terms[0, inside][0]
        expected = np.exp(slope * term)
        total += (term * (sums - expected * sums.sum() / expected.sum())).sum()
    assert total == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("factors", [(3.0, 0.5, 1.0, 1.0), (1.0, 1.0, 1.4, 2.0)])
def test_the_regression_gives_the_factors_back_that_flows_were_made_of(factors):
    rng = np.random.default_rng(3)
    groups = np.repeat(["x", "y", "z"], 5)
    terms = np.repeat(rng.normal(size=(4, 3, 40)), 5, axis=1)
    expected = np.exp(np.tensordot(np.log(factors), terms, 1)) * np.repeat([1, 2, 4], 5)[:, None]
    fitted = FLOWS.tables["pull_of_countries"].function.__globals__["pulled"](
        expected, groups, terms
    )
    assert np.exp(fitted) == pytest.approx(factors, rel=1e-3)
