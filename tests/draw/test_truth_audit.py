"""What the figure on the truth audit shows is what its table says, and captions quote it."""

import polars as pl
import pytest
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.exhibits import truth_audit
from cyberstudy.tables.storage import write_table
from cyberstudy.tables.truth_audit import (
    ALL,
    BOUND,
    CONFIRMATORY,
    COVERAGE,
    ERROR,
    MEAN,
    SHARE,
    VERDICT,
    TruthAudit,
)
from cyberstudy.wording.captions.truth_audit import COVERED, WRONG, how_often_true
from cyberstudy.wording.view import View
from worlds import REPOSITORY
from worlds.entries import entry_of
from worlds.types import near, points, spans

STATES = Survey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)
ROWS = [
    (COVERAGE, BOUND, "states", ALL, 1.0, 1.0),
    (COVERAGE, SHARE, "states", ALL, 0.95, 0.87),
    (COVERAGE, SHARE, "merged_region", ALL, 0.95, 0.96),
    (COVERAGE, SHARE, "states", "routed", 0.95, 0.5),
    (COVERAGE, MEAN, "states", ALL, 0.95, 0.6),
    (ERROR, CONFIRMATORY, "", ALL, 0.05, 0.04),
    (VERDICT, "criminalization", "types", "types", None, 0.9),
]


@pytest.fixture
def view(tmp_path):
    keys = ["measure", "family", "grouping", "part", "nominal", "rate"]
    none = dict.fromkeys(("below", "above", "error", "width"))
    table = pl.DataFrame(ROWS, schema=keys, orient="row").with_columns(
        twins=200,
        cells=1000,
        low=(pl.col("rate") - 0.02).clip(0, 1),
        high=(pl.col("rate") + 0.01).clip(0, 1),
        **none,
    )
    write_table(table, str(tmp_path / "truth_audit.csv"), TruthAudit)
    return View(tmp_path, STATES, entry_of(truth_audit, {}), None)


def test_dots_are_the_rates_and_lines_their_intervals(view):
    made = truth_audit.draw(view)
    above = made.figure.axes[0]
    assert [x for x, _ in points(above, "value")] == [0.87, 0.96, 1.0, 0.6]
    assert spans(above, "ci") == near([(0.85, 0.88), (0.94, 0.97), (0.98, 1.0), (0.58, 0.61)])
    assert [x for x, _ in points(above, "chance")] == [0.95, 0.95, 1.0, 0.95]
    assert made.data["rate"].to_list() == pytest.approx([0.87, 0.96, 1.0, 0.6, 0.04, 0.1])
    assert "Shares of States: 87%  (85% to 88%)" in made.alt


def test_planted_types_that_are_not_claimed_are_the_rest_of_those_that_are(view):
    made = truth_audit.draw(view)
    below = made.figure.axes[1]
    assert [x for x, _ in points(below, "value")] == near([0.04, 0.1])
    assert spans(below, "ci") == near([(0.02, 0.05), (0.09, 0.12)])
    assert "Planted types not claimed: 10%  (9% to 12%)" in made.alt


def test_every_row_of_the_figure_is_in_the_frozen_table():
    frozen = pl.read_csv(REPOSITORY / "results" / "published" / "truth_audit.csv")
    keys = ["measure", "family", "grouping", "part"]
    there = set(frozen.select(pl.col(keys).fill_null("")).iter_rows())
    assert {(COVERAGE, *key) for key in COVERED} | set(WRONG) <= there


def test_captions_say_how_often_such_intervals_held_the_truth(view):
    one = how_often_true(view, ["states"])
    assert one.endswith("such intervals held the truth in 87% of cases.")
    assert "In 200 simulated surveys" in one
    assert "in 87% to 96% of cases, by" in how_often_true(view, ["states", "merged_region"])
    assert how_often_true(view, ["respondents"]) == ""


def test_without_an_audit_captions_are_silent_and_the_figure_says_how_to_make_one(tmp_path):
    empty = View(tmp_path, STATES, entry_of(truth_audit, {}), None)
    assert how_often_true(empty, ["states"]) == ""
    assert truth_audit.draw(empty).alt == (
        "How often intervals and decisions are right has not been measured. "
        "To run it: make truth-audit"
    )
