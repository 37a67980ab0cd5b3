"""What is published claims no more than its numbers bear: headlines, findings, sentences."""

import json
import re
from functools import cache

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import open_survey

# Tables whose rows rest on one cut of degrees into yes and no.
ON_A_CUT = {"contradictions"}
# Verdicts of tests that did not reject, which shows nothing.
NOT_REJECTED = {"gradient", "nothing", "not distinguishable"}


@cache
def plan_of(survey):
    """The plan with the exhibits of analyses among its own."""
    return open_survey(survey, REPOSITORY / "config", REPOSITORY).plan.plain()


def rows_of(says):
    """All places that a message takes its values from: table, and row."""
    yield says.get("table"), says.get("row", {})
    for value in says.get("values", {}).values():
        yield value.get("table", says.get("table")), value.get("row", says.get("row", {}))


@pytest.fixture(scope="module")
def headlines(not_run):
    """Every published headline of real answers, with what its survey's plan says of it."""
    found = []
    for path in sorted(REPOSITORY.glob("results/*/draw/en/*.json")):
        words = json.loads(path.read_text(encoding="utf-8"))
        declared = plan_of(path.parents[2].name)["exhibits"]
        # What a plan no longer has is left from an earlier run.
        if words.get("headline") and not words["simulated"] and words["exhibit"] in declared:
            found.append((path, words, declared[words["exhibit"]]["says"]))
    if not found:
        for survey in ("gci", "wci2021"):
            not_run("no fresh run of real answers: make study", survey)
    return found


def one(headlines, not_run, survey, exhibit):
    said = [words for path, words, _ in headlines if path.stem == exhibit]
    return said[0] if said else not_run(f"no fresh run of {survey}: make study", survey)


def test_no_headline_rests_on_one_cut(headlines):
    for path, words, says in headlines:
        tables = {table for table, _ in rows_of(says)}
        assert not tables & ON_A_CUT, (path.stem, words["headline"])


def test_no_headline_rests_on_one_adjustment(headlines):
    """Of a claim several are among its choices."""
    for path, words, says in headlines:
        adjusted = [row for _, row in rows_of(says) if row.get("adjusted_for")]
        assert not adjusted or says["claim"], (path.stem, words["headline"])


def test_no_headline_rests_on_a_test_that_did_not_reject(headlines):
    for path, words, says in headlines:
        held = {condition.get("equals") for condition in says.get("holds", {}).values()}
        counted = {(value.get("count") or {}).get("verdict") for value in says["values"].values()}
        assert not (held | counted) & NOT_REJECTED, (path.stem, words["headline"])


def test_a_headline_speaks_of_what_its_picture_draws(headlines):
    for path, words, says in headlines:
        drawn = pl.read_csv(path.with_suffix(".csv"), infer_schema=False)
        if "question" not in drawn.columns:
            continue
        places = set(re.findall(r"\{(\w+)\}", says["headline"]))
        said = [says.get("row", {})]
        said += [value.get("row", {}) for name, value in says["values"].items() if name in places]
        asked = {row["question"] for row in said if "question" in row}
        assert asked <= {*drawn["question"]}, (path.stem, words["headline"])


def test_the_smallest_and_the_largest_rise_are_those_of_the_table(headlines, not_run):
    said = one(headlines, not_run, "gci", "indicators_over_time")["finding"]
    change = pl.read_csv(REPOSITORY / "results" / "gci" / "protect" / "tables" / "change.csv")
    own = change.filter(~pl.col("question").str.ends_with("_score"), grouping="all")
    ends = own["difference"].min(), own["difference"].max()
    assert f"least for awareness campaigns ({ends[0]:.2f}) and most for bilateral" in said
    assert f"agreements ({ends[1]:.2f})" in said


def test_who_comes_first_for_scams_has_the_highest_index_for_them(headlines, not_run):
    said = one(headlines, not_run, "wci2021", "crime_types")["headline"]
    drawn = pl.read_csv(REPOSITORY / "results" / "wci2021" / "draw" / "en" / "crime_types.csv")
    first = {part: drawn.sort(part)["country"].last() for part in ("scams", "technical")}
    sentence = "First for scams: {scams}. First for technical crime: {technical}"
    assert said == sentence.format(**first)
