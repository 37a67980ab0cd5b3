"""What figures of a multiverse show is what its numbers and their words say."""

import json

import polars as pl
import pytest
from cyberstudy.cluster.multiverse import findings
from cyberstudy.declare.plan import multiverse as choices
from cyberstudy.draw.exhibits import (
    specification_curve,
)
from cyberstudy.wording.captions import multiverse
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

    def judged(evidence, codes, clustering, seed):
        if codes.shape[1] == 8 and len(codes) < 40:
            return "two gradients"
        if codes.shape[1] == 8:
            return "types" if len(codes) > 55 else "no typology"
        if len(codes) > 55:
            return "gradient"
        return "none fits" if (codes < 0).any() else "no structure"

    table = findings.run_chunk(combinations, analyses(verdict=judged), main=combinations[0], **RUN)
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


def test_every_combination_has_its_column_with_agreement_and_classes(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    curve, numbers, _ = made.figure.axes
    assert made.data["number"].sort().to_list() == frozen["number"].to_list()
    assert made.data["place"].to_list() == list(range(frozen.height))
    for verdict in specification_curve.MARKED:
        rows = made.data.filter(verdict=verdict)
        assert rows.height > 0
        agreeing = rows.drop_nulls("agreement")
        shown = [tuple(map(float, point)) for point in line(curve, verdict).get_xydata()]
        assert shown == list(agreeing.select(pl.col("place").cast(float), "agreement").iter_rows())
        shown = [tuple(map(int, point)) for point in line(numbers, verdict).get_xydata()]
        assert shown == list(rows.select("place", "k").iter_rows())
    styles = [line(curve, verdict) for verdict in specification_curve.MARKED]
    assert len({found.get_marker() for found in styles}) == len(VERDICTS)


def test_columns_are_ordered_by_verdict_classes_and_agreement(frozen, drawn):
    rows = drawn(specification_curve, LIGHTS).data
    order = {name: place for place, name in enumerate([*specification_curve.MARKED, None])}
    keys = [
        (order[verdict], -(k or 0), -(agreement if agreement is not None else -9))
        for verdict, k, agreement in rows.select("verdict", "k", "agreement").iter_rows()
    ]
    assert keys == sorted(keys)


def test_strokes_say_what_was_chosen_where_there_was_a_choice(frozen, drawn):
    made = drawn(specification_curve, {**LIGHTS, "labels": {"three": "always three"}})
    matrix = made.figure.axes[2]
    assert named(matrix) == [
        *("Items: Core", "Wide"),
        *("Units in conflict: kept", "left out"),
        *("Missing answers: left missing", "complete cases"),
        *("Method: latent classes", "MCA, Ward"),
        *("Number of classes: BIC", "always three"),
    ]
    strokes = [c for c in matrix.collections if c.get_label() == "chosen"]
    places = {}
    for collection in strokes:
        for segment in collection.get_segments():
            row = round(float(segment[:, 1].mean()))
            places.setdefault(row, []).append(int(segment[0, 0]))
    chosen = [
        (dimension, value)
        for dimension in multiverse.CHOICES
        for value in CHOICES[dimension]
        if len(CHOICES[dimension]) > 1
    ]
    for row, (dimension, value) in enumerate(chosen):
        own = made.data.filter(pl.col(dimension) == value)
        assert sorted(places[row]) == own["place"].to_list()


def test_beside_each_choice_stands_how_often_it_comes_to_the_same_verdict(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    sums = findings.by_choice(frozen).filter(
        ~pl.col("dimension").is_in(["all", "coding", "reconciliation"])
    )
    assert texts(made.figure.axes[2]) == [f"{share:.0%}" for share in sums["same_verdict"]]


def test_the_main_analysis_is_marked_in_every_panel(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    place = made.data.filter("main")["place"].item()
    for axes in made.figure.axes:
        assert line(axes, "main").get_xdata()[0] == place


def test_words_on_a_multiverse_count_all_of_it(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    counts = dict(frozen["verdict"].value_counts().iter_rows())
    assert legend(made.figure)[-1] == f"too few units, not run ({counts[None]})"
    unclaimed = f"no typology claimed {counts['no typology']}"
    told = f"types {counts['types']}, {unclaimed}, one gradient {counts['gradient']}"
    assert told in made.alt
    assert "8 cannot be: no likelihood." in made.base
    assert "Verdicts hang on the answers alone" in made.base
    main = frozen.filter("main")
    assert f"The main analysis: types, {main['k'].item()} classes." in made.alt
    others = frozen.filter(~pl.col("main"))["agreement"].drop_nulls()
    assert f"median {others.median():.2f}, lowest {others.min():.2f}" in made.alt


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
