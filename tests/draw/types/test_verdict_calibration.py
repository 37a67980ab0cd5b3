"""What figures on the rules' error rates show is what their numbers and their words say."""

import importlib

import numpy as np
import polars as pl
import pytest
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.draw.exhibits import (
    verdict_calibration,
)
from cyberstudy.wording.captions import calibration
from twin.worlds import COUNTS, STRANGE, WORLDS
from worlds import REPOSITORY
from worlds.types import named, near, points, spans

TESTED = ("types", "gradient", "no structure", "none fits", "not told apart")


@pytest.fixture(scope="module")
def calibrated():
    """What the benchmark makes of judged data sets, here of invented ones."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(REPOSITORY / "benchmarks")
        benchmark = importlib.import_module("calibration_table")
    rng = np.random.default_rng(2)
    rows = [
        {
            "world": world,
            **{"units": 69, "items": 14, "categories": 2},
            "verdict": rng.choice(TESTED, p=(0.5, 0.2, 0.1, 0.1, 0.1)),
            "contender": int(rng.integers(2, 5)),
            "sizes": [40, 29 - rng.integers(2) * 28],
            "jaccard": rng.uniform(0.55, 1, 2).tolist(),
            **{name: int(rng.integers(1, 4)) for name in ("aic", "bic", "icl", "silhouette")},
            "tests": [[1, 2, 0.5, 3, 20]],
            "cpu": 0.1,
        }
        for world in (*WORLDS, *STRANGE, *COUNTS)
        for _ in range(20 if world in WORLDS else 10)
    ]
    table = pl.DataFrame(benchmark.summary(rows, Rules()), infer_schema_length=None)
    assert set(table["margin"]) == {"all", "69 units", "14 items", "2 categories"}
    return table.filter(margin="all")


def test_bars_are_the_shares_of_verdicts_and_lines_their_intervals(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    left, right = made.figure.axes
    starts = [0.0] * calibrated.height
    both = pl.col("none fits") + pl.col("another account")
    parts = calibrated.with_columns(both.alias(verdict_calibration.ANOTHER_OR_NONE))
    assert calibrated["no typology"].max() > 0
    assert calibrated["none fits"].max() > 0
    for container, verdict in zip(left.containers, verdict_calibration.PARTS, strict=True):
        assert [bar.get_width() for bar in container] == pytest.approx(parts[verdict].to_list())
        assert [bar.get_x() for bar in container] == pytest.approx(starts)
        starts = [start + share for start, share in zip(starts, parts[verdict], strict=True)]
    assert starts == pytest.approx([1.0] * calibrated.height)
    shown = near(calibrated.select("types low", "types high").iter_rows())
    assert spans(left, "types ci") == shown
    for criterion in ("aic", "bic", "icl", "silhouette"):
        name = f"{criterion} 2 or more"
        assert [x for x, _ in points(right, criterion)] == calibrated[name].to_list()
        ends = near(calibrated.select(f"{name} low", f"{name} high").iter_rows())
        assert spans(right, f"{criterion} ci") == ends


def test_the_planted_number_is_shown_where_types_were_planted(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    left = made.figure.axes[0]
    planted = calibrated.filter(pl.col("world").str.contains("^(counts: )?types"))
    assert 0 < planted.height < calibrated.height
    assert [x for x, _ in points(left, "planted")] == planted["planted number"].to_list()
    assert spans(left, "planted ci") == near(
        planted.select("planted number low", "planted number high").iter_rows()
    )
    known = made.data.filter(pl.col("planted number").is_not_null())
    assert known["world"].to_list() == planted["world"].to_list()
    first = planted.row(0, named=True)
    assert (
        f"clear types: types {first['types']:.0%} ({first['types low']:.0%} to "
        f"{first['types high']:.0%}), planted number {first['planted number']:.0%}" in made.alt
    )


def test_every_world_has_a_name_and_its_number_of_data_sets(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    assert named(made.figure.axes[0]) == made.data["label"].to_list()
    assert made.data["label"].n_unique() == len(WORLDS) + len(STRANGE) + len(COUNTS)
    assert {*WORLDS, *STRANGE, *COUNTS} == set(calibration.WORLDS)
    assert made.base == "10 to 20 data sets a world."


def test_without_a_calibration_the_figure_says_how_to_run_it(drawn):
    made = drawn(verdict_calibration, {})
    assert made.alt == (
        "The calibration of the verdict has not been run. To run it: make calibration"
    )
