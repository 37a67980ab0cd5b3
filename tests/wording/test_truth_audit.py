"""How often intervals and decisions are right is said as the table has it; captions quote it."""

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.tables.files import read_table
from cyberstudy.tables.truth_audit import (
    ALL,
    BOUND,
    CONFIRMATORY,
    COVERAGE,
    ERROR,
    MEAN,
    SHARE,
    VERDICT,
    MeansAudit,
    TruthAudit,
)
from cyberstudy.wording.truth_audit import (
    COVERED,
    MEANS,
    WRONG,
    audited,
    how_means_held,
    how_often_true,
    means_audited,
)
from cyberstudy.wording.view import View
from surveyanswers.tables.storage import write_table

STATES = OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)
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
        simulations=200,
        cells=1000,
        low=(pl.col("rate") - 0.02).clip(0, 1),
        high=(pl.col("rate") + 0.01).clip(0, 1),
        **none,
    )
    write_table(table, str(tmp_path / "truth_audit.csv"), TruthAudit)
    return View(tmp_path, STATES, None)


def test_intervals_say_how_many_hold_the_truth_and_decisions_how_many_are_wrong(view):
    told = audited(view.table("truth_audit"))
    assert told.select("row", "rate").rows() == [
        ("Shares of States", 0.87),
        ("Shares by region", 0.96),
        ("Worst-case bounds of shares", 1.0),
        ("Difference claimed where there is none: planned test", 0.04),
        ("True types not claimed", pytest.approx(0.1)),  # the rest of those that are
    ]
    ends = told.row(-1, named=True)
    assert (ends["low"], ends["high"]) == (pytest.approx(0.09), pytest.approx(0.12))


def test_of_means_the_case_is_quoted_in_which_they_hold_least_often():
    table = read_table(str(REPOSITORY / "results" / "published" / "means_audit.csv"), MeansAudit)
    told = means_audited(table)
    assert told.height == len(MEANS)
    rows = {row["row"]: row for row in told.iter_rows(named=True)}
    worst = (
        table.filter(nonresponse="strata", method="post-stratified").sort("rate").row(0, named=True)
    )
    row = rows["Post-stratified means, if replying depends only on strata"]
    assert [row[n] for n in ("rate", "low", "nominal")] == [
        worst[n] for n in ("rate", "low", "nominal")
    ]
    odds = [n for n in rows if "odds of a reply 1.5 times" in n]
    assert [rows[n]["nominal"] for n in odds] == [None, None]
    assert means_audited(table.clear()).is_empty()


def test_a_sentence_says_how_often_means_held_by_what_replies_hang_on():
    table = read_table(str(REPOSITORY / "results" / "published" / "means_audit.csv"), MeansAudit)
    least = table.filter(nonresponse="strata", method="post-stratified")["rate"].min()
    told = how_means_held(table)
    assert f"held the mean of all in {least:.1%} to " in told
    assert "are 1.5, 2, 3 times as high for a standard deviation more, in " in told


def test_every_row_that_is_named_is_in_the_frozen_table():
    frozen = pl.read_csv(REPOSITORY / "results" / "published" / "truth_audit.csv")
    keys = ["measure", "family", "grouping", "part"]
    there = set(frozen.select(pl.col(keys).fill_null("")).iter_rows())
    assert {(COVERAGE, *key) for key in COVERED} | set(WRONG) <= there


def test_captions_say_how_often_such_intervals_held_the_truth(view):
    one = how_often_true(view, ["states"])
    assert one.endswith("such intervals covered the truth in 87% of cases.")
    assert "In 200 simulated surveys" in one
    assert "in 87% to 96% of cases, depending" in how_often_true(view, ["states", "merged_region"])
    assert how_often_true(view, ["respondents"]) == ""


def test_without_an_audit_captions_are_silent(tmp_path):
    assert how_often_true(View(tmp_path, STATES, None), ["states"]) == ""
