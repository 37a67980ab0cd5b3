"""What figures of a multiverse show is what its numbers and their words say."""

import json

import polars as pl
import pytest
from cyberstudy.cluster.multiverse import findings
from cyberstudy.cluster.multiverse.findings import Judged
from cyberstudy.declare.plan import multiverse as choices
from cyberstudy.draw.exhibits import (
    specification_curve,
)
from cyberstudy.wording.captions import multiverse
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import VERDICTS
from worlds.multiverse import CHOICES, IMPOSSIBLE, RUN, analyses
from worlds.types import LIGHTS, legend, line, named, texts, write


@pytest.fixture(scope="module")
def universe():
    return choices.multiverse_of(CHOICES, IMPOSSIBLE)


@pytest.fixture(scope="module")
def found_by_all(universe):
    """A small multiverse that was really run, with verdicts of all kinds and one too small."""
    combinations = universe.combinations

    def judged(codes):
        if codes.shape[1] == 8 and len(codes) < 40:
            return Judged(None, "two gradients")
        if codes.shape[1] == 8:
            return Judged(None, "types" if len(codes) > 55 else "no typology")
        if len(codes) > 55:
            return Judged(None, "gradient")
        return Judged(None, "none fits" if (codes < 0).any() else "no structure")

    table = findings.run_chunk(combinations, analyses(judged=judged), main=combinations[0], **RUN)
    few = (pl.col("items") == "wide") & (pl.col("conflicts") == "out")
    few &= pl.col("missing") == "complete_cases"
    kept = ("number", "name", *choices.DIMENSIONS)
    return table.with_columns(
        *(
            pl.when(~few).then(name).alias(name)
            for name in table.columns
            if name not in (*kept, "main", "outcome", "units", "datasets")
        ),
        outcome=pl.when(few).then(pl.lit(findings.TOO_FEW)).otherwise("outcome"),
    )


@pytest.fixture
def frozen(tmp_path, found_by_all, universe):
    write(tmp_path, "lights", (30, 20, 10))
    found_by_all.write_csv(tmp_path / "lights" / "multiverse.csv")
    record = {"data": "digest", "seed": 5, "impossible": dict(universe.impossible)}
    (tmp_path / "lights" / "multiverse.json").write_text(json.dumps(record))
    return found_by_all


def test_a_table_of_answers_has_one_column_and_one_verdict(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    above = made.figure.axes[0]
    shown = [
        (int(place), verdict)
        for verdict in specification_curve.MARKED
        for place in line(above, verdict).get_xdata()
    ]
    columns = made.data.unique("place").drop_nulls("verdict")
    assert sorted(shown) == sorted(columns.select("place", "verdict").iter_rows())
    data = list(choices.DIMENSIONS[: choices.OF_DATA])
    assert made.data.select(*data, "place").unique().height == frozen.select(data).n_unique() == 8
    order = [*specification_curve.MARKED, None]
    places = [order.index(verdict) for verdict in made.data["verdict"]]
    assert places == sorted(places)


def test_below_stands_what_each_method_makes_of_each_table(frozen, drawn):
    made = drawn(specification_curve, {**LIGHTS, "labels": {"three": "always three"}})
    below = made.figure.axes[1]
    ways = ["latent classes, BIC", "latent classes, always three", "MCA, Ward, always three"]
    assert named(below) == ways
    cells = below.collections[0].get_array()
    assert cells.shape == (3, 8)
    pairs = [("latent_classes", "bic"), ("latent_classes", "three"), ("mca_ward", "three")]
    written = texts(below)
    for row in made.data.iter_rows(named=True):
        at = pairs.index((row["method"], row["k_rule"])), row["place"]
        assert bool(cells.mask[at]) == (row["agreement"] is None)
        if row["agreement"] is not None:
            assert cells[at] == row["agreement"]
    for k in set(frozen["k"].drop_nulls()):
        assert written.count(str(k)) == frozen.filter(k=k).height
    for method, rule in pairs:
        own = frozen.filter(~pl.col("main"), method=method, k_rule=rule)["agreement"]
        assert f"{own.median():.2f}" in written[-3:]
    few = frozen["k"].null_count()
    assert written.count("\u2013") == few > 0


def test_strokes_say_how_answers_were_made_where_there_was_a_choice(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    above = made.figure.axes[0]
    assert named(above) == [
        "Verdict",
        *("Items: Core", "Wide"),
        *("Units in conflict: kept", "left out"),
        *("Missing answers: left missing", "complete cases"),
    ]
    places = {}
    for collection in above.collections:
        for segment in collection.get_segments() if collection.get_label() == "chosen" else []:
            row = round(float(segment[:, 1].mean()))
            places.setdefault(row, []).append(int(segment[0, 0]))
    chosen = [
        (dimension, value)
        for dimension in choices.DIMENSIONS[: choices.OF_DATA]
        for value in CHOICES[dimension]
        if len(CHOICES[dimension]) > 1
    ]
    for row, (dimension, value) in enumerate(chosen, start=1):
        own = made.data.filter(pl.col(dimension) == value)["place"]
        assert sorted(places[row]) == own.unique().sort().to_list()


def test_beside_each_choice_stands_how_many_tables_have_the_same_verdict(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    assert frozen.filter("main")["verdict"].item() == "types"
    counted = {  # by hand: of 2 x 2 x 2 tables one is of types, and one has too few units
        ("items", "core"): (1, 4),
        ("items", "wide"): (0, 3),
        ("conflicts", "in"): (1, 4),
        ("conflicts", "out"): (0, 3),
        ("missing", "as_is"): (1, 4),
        ("missing", "complete_cases"): (0, 3),
    }
    shares = [f"{same / known:.0%}" for same, known in counted.values()]
    assert texts(made.figure.axes[0]) == shares


def test_the_main_analysis_is_framed_in_both_panels(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    place = made.data.filter("main")["place"].item()
    for axes in made.figure.axes[:2]:
        (frame,) = [patch for patch in axes.patches if patch.get_label() == "main"]
        assert frame.get_x() == place


def test_caption_alternative_text_and_legend_count_the_same_tables(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    told = multiverse.judged(Speech(), "lighthouses", frozen)
    assert told.startswith("7 tables of answers, of ")
    counts = ["types 1", "no typology claimed 2", "one gradient 1", "another account 1"]
    assert ", ".join([*counts, "none of these fits 1", "no structure 1."]) in told
    assert told.endswith("1 more have too few units.")
    assert told in made.base
    assert made.alt.startswith(told)
    assert legend(made.figure) == [
        *("types (1)", "no typology claimed (2)", "one gradient (1)", "another account (1)"),
        *("none of these fits (1)", "no structure (1)"),
        *("too few units, not judged (1)", "main analysis"),
    ]
    assert f"they make {frozen['k'].count()} clusterings" in made.base
    assert "8 combinations cannot be: no likelihood." in made.base
    assert f"The main analysis: types, {frozen['k'][0]} classes." in made.alt


@pytest.mark.parametrize("spoilt", ["no table", "no record", "other answers"])
def test_a_multiverse_of_other_answers_is_not_shown(frozen, tmp_path, drawn, spoilt):
    folder = tmp_path / "lights"
    if spoilt == "other answers":
        record = {"data": "another digest", "seed": 5, "impossible": {}}
        (folder / "multiverse.json").write_text(json.dumps(record))
    else:
        (folder / {"no table": "multiverse.csv", "no record": "multiverse.json"}[spoilt]).unlink()
    made = drawn(specification_curve, LIGHTS)
    assert made.alt == (
        "The multiverse of these answers has not been run. To run it: snakemake multiverse"
    )
    assert made.data["combinations"].to_list() == [0]


def test_every_choice_that_can_be_declared_has_a_name():
    for dimension, values in choices.CLOSED.items():
        assert set(values) <= set(multiverse.CHOICES[dimension][1])
    assert tuple(multiverse.CHOICES) == choices.DIMENSIONS
    assert set(specification_curve.MARKED) == set(VERDICTS)
