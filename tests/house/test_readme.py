"""What README and the pages that it leads to say is what plans and frozen tables say."""

import re

import polars as pl
import pytest
from cyberstudy.declare.holdings import frozen_multiverse
from cyberstudy.declare.plan.multiverse import DIMENSIONS, OF_DATA
from cyberstudy.declare.survey import Survey
from worlds import REPOSITORY

README = " ".join((REPOSITORY / "README.md").read_text(encoding="utf-8").split())
RUNNING = (REPOSITORY / "docs" / "running.md").read_text(encoding="utf-8")
TYPES = (REPOSITORY / "docs" / "types.md").read_text(encoding="utf-8")
FINDINGS = " ".join((REPOSITORY / "docs" / "findings.md").read_text(encoding="utf-8").split())
BENCHMARKS = (REPOSITORY / "benchmarks" / "README.md").read_text(encoding="utf-8")
PUBLISHED = REPOSITORY / "results" / "published" / "wci2021"


def plan_of(survey):
    return Survey(REPOSITORY / "config" / "surveys" / survey, root=REPOSITORY).plan


def test_readme_is_one_screen_and_shows_three_figures_that_git_holds():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 65
    figures = re.findall(r"!\[.+?\]\((.+?)\)", text)
    assert len(figures) == 3
    assert all((REPOSITORY / figure).exists() for figure in figures)


def test_how_sure_ranks_are_is_what_the_frozen_index_says():
    index = pl.read_csv(PUBLISHED / "index.csv")
    sets = index.select("rank", "rank_all_low", "rank_all_high").rows()
    assert sum(low == high for _, low, high in sets) == 1
    ends = {rank: f"from {low} to {high}" for rank, low, high in sets}
    told = f"the fifth could be any {ends[5]}, and the tenth any {ends[10]}"
    assert f"is certain, {told}." in README
    assert f"is certain, {told} of {index.height}." in FINDINGS


def test_how_many_published_values_come_out_is_what_the_frozen_table_says():
    agrees = pl.read_csv(PUBLISHED / "replication.csv")["agrees"]
    assert agrees.all()
    assert f"Its {agrees.len()} published values come out again to two decimals" in README
    assert "all twenty published values come out to two decimals" in FINDINGS


def test_its_table_lists_every_exhibit_of_the_index_once():
    table = RUNNING.split("| exhibit | shows | numbers from rule |")[1].split("\n\n")[0]
    first = [row.split("|")[1] for row in table.strip().splitlines()[1:]]
    listed = re.findall(r"`(\w+)`", " ".join(first))
    assert sorted(listed) == sorted(plan_of("wci2021").exhibits)


def test_it_names_only_rules_that_there_are():
    rules = "\n".join(p.read_text() for p in (REPOSITORY / "workflow" / "rules").glob("*.smk"))
    table = RUNNING.split("| exhibit | shows | numbers from rule |")[1].split("\n\n")[0]
    last = " ".join(row.split("|")[3] for row in table.strip().splitlines()[1:])
    for rule in re.findall(r"`(\w+)`", last):
        assert f"rule {rule}:" in rules


def test_it_counts_the_exhibits_of_the_states():
    assert f"`states2012` has {len(plan_of('states2012').exhibits)}," in RUNNING


def test_it_tells_of_every_clustering():
    told = TYPES.split("| who | by what | verdict |")[1].split("\n\n")[0]
    surveys = sorted(path.parent.name for path in REPOSITORY.glob("config/surveys/*/plan.yaml"))
    every = sum(len(plan_of(survey).clusterings) for survey in surveys)
    assert len(told.strip().splitlines()) - 1 == every > 0


@pytest.mark.parametrize(
    ("survey", "clustering", "verdicts", "said"),
    [
        ("states2012", "criminalization", ["types"], "{types} of {all} tables say types"),
        ("states2012", "criminalization", ["types"], "({few} more have too few units)"),
        (
            "states2012",
            "capacity",
            ["gradient", "not told apart"],
            "{gradient} of {all} say one gradient, and in {not told apart},",
        ),
        ("wci2021", "experts", ["gradient"], "experts {gradient} of {all} say one gradient"),
        ("cyberlaw2026", "laws", ["gradient"], "of the five laws {gradient} of {all}."),
        (
            "gci",
            "areas_2020",
            ["gradient", "types along a gradient"],
            "{gradient} of {all} tables say one gradient in 2020 and {types along a gradient} of",
        ),
        ("gci", "areas_2024", ["gradient"], "in 2024 all {all} say one gradient"),
    ],
)
def test_of_a_multiverse_it_counts_tables_of_answers(survey, clustering, verdicts, said):
    answers = multiverse_of(survey, clustering).unique(DIMENSIONS[:OF_DATA])
    judged = answers["verdict"].drop_nulls()
    counts = dict(judged.value_counts().iter_rows())
    assert sorted(counts) == verdicts
    counts |= {"all": len(judged), "few": answers.height - len(judged)}
    assert said.format_map(counts) in " ".join(TYPES.split())


def test_of_clusterings_it_counts_classes_and_how_far_they_agree():
    made = multiverse_of("states2012", "criminalization").drop_nulls("k")
    assert {*made["k"]} == {3}
    told = f"the {made.height} clusterings of criminal law all have three classes, and agree with"
    capacity = multiverse_of("states2012", "capacity")
    told += f" the main one at {made['agreement'].min():.2f} or more (adjusted Rand index);"
    told += f" those of capacity at {capacity['agreement'].min():.2f} or more,"
    assert told in " ".join(TYPES.split())
    torn = capacity.filter(verdict="not told apart")
    assert {*torn["missing"]} == {"multiple_imputation"}
    along = multiverse_of("gci", "areas_2020").filter(verdict="types along a gradient")
    assert {*along["coding"]} == {"half"}


def test_how_often_verdicts_are_right_is_what_the_frozen_calibration_says():
    table = pl.read_csv(REPOSITORY / "results" / "published" / "calibration.csv")
    worlds = table.filter(margin="all")
    planted = pl.col("world").str.contains("^(counts: )?types")
    without = worlds.filter(~planted)
    said = round((without["types"] * without["data sets"]).sum())
    told = " ".join(TYPES.split())
    assert f"Types are said of {said} of {without['data sets'].sum()} surveys without any" in told
    often = without.sort("types", descending=True).row(0, named=True)
    low, high = (100 * often[f"types {end}"] for end in ("low", "high"))
    assert often["world"] == "counts: gradient"
    said = f"of counts along a gradient, {often['types']:.1%} ({low:.1f} to {high:.1f})"
    assert said.replace("%", " %") in told
    assert f"{worlds['data sets'].min()} or more in each of {worlds.height} worlds" in told
    judged = PUBLISHED.parent / "calibration" / "judge-types_0_8_0_2.jsonl"
    middling = pl.read_ndjson(judged)
    found = (pl.col("verdict") == "types") & (pl.col("contender") == 3)
    few, more = (
        middling.filter(these).select(found.sum(), pl.len()).row(0)
        for these in (pl.col("units") == 30, pl.col("units") >= 69)
    )
    units = (
        "Middling types of 30 units are found in {} of {} surveys, of 69 units or more in {} of {}."
    )
    assert units.format(*few, *more) in told
    ends = ("planted number", "planted number low", "planted number high")
    found = worlds.filter(planted).select((pl.col(ends) * 100).round().cast(pl.Int64)).rows()
    listed = re.findall(r"\| (\d+) % \((\d+) to (\d+)\) \|", TYPES)
    assert sorted(listed) == sorted(tuple(map(str, row)) for row in found)


@pytest.mark.parametrize(
    ("family", "grouping", "part", "told"),
    [
        ("index mean", "states", "all", "all States hold the truth in {rate:.1%} and are missed"),
        (
            "index mean",
            "development",
            "all",
            "By level of development such means hold ({rate:.1%})",
        ),
        ("index mean by development", "states", "all", "by development ({rate:.1%}; by region"),
        ("share", "states", "not routed", "hold in {rate:.1%} where all were asked"),
        ("share", "states", "routed", "in {rate:.1%} where some were."),
        ("share, poststratified", "states", "all", "hold in {rate:.1%} (post-stratified)"),
        ("share, raked", "states", "all", "{rate:.1%} (raked, by propensity)"),
        ("share, propensity", "states", "all", "{rate:.1%} (raked, by propensity)"),
        ("share, poststratified", "states", "not routed", "error {error:.3f} against 0.057)"),
        ("share, poststratified", "states", "routed", "they are not ({error:.3f} against 0.080)"),
    ],
)
def test_what_falls_short_is_what_the_frozen_audit_says(family, grouping, part, told):
    table = pl.read_csv(REPOSITORY / "results" / "published" / "truth_audit.csv")
    row = table.filter(measure="coverage", family=family, grouping=grouping, part=part)
    said = told.format(**row.row(0, named=True)).replace("%", " %")
    assert said in " ".join(BENCHMARKS.split())


def multiverse_of(survey, clustering):
    return pl.read_csv(frozen_multiverse(survey, REPOSITORY) / f"{clustering}.csv")
