"""What README and the pages that it leads to say is what plans and frozen tables say."""

import re

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.facts import multiverse_of, survey_of

TYPES = (REPOSITORY / "docs" / "types.md").read_text(encoding="utf-8")
BENCHMARKS = (REPOSITORY / "benchmarks" / "README.md").read_text(encoding="utf-8")


def test_readme_is_one_screen_and_shows_three_figures_that_git_holds():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 65
    figures = re.findall(r"!\[.+?\]\((.+?)\)", text)
    assert len(figures) == 3
    assert all((REPOSITORY / figure).exists() for figure in figures)


def test_it_tells_of_every_clustering():
    told = TYPES.split("| what they are compared on | verdict of the main analysis |")[1].split(
        "\n\n"
    )[0]
    surveys = sorted(path.parent.name for path in REPOSITORY.glob("config/surveys/*/plan.yaml"))
    every = sum(len(survey_of(survey).plan.clusterings) for survey in surveys)
    assert len(told.strip().splitlines()) - 1 == every > 0


def test_what_the_few_other_verdicts_rest_on():
    capacity = multiverse_of("states2012", "capacity")
    torn = capacity.filter(verdict="not distinguishable")
    without_courts, category = (
        pl.col("items") == "without_courts",
        pl.col("missing") == "as_category",
    )
    assert torn.filter(without_courts | category).height > torn.height / 2  # mostly, it says
    assert (
        capacity.filter(~without_courts, missing="as_is")["verdict"].unique().item() == "gradient"
    )
    laws = multiverse_of("cyberlaw2026", "laws")
    torn = laws.filter(verdict="not distinguishable")
    assert {*torn["items"]} == {"without_taxation"}
    along = multiverse_of("gci", "areas_2020").filter(verdict="types along a gradient")
    assert {*along["coding"]} == {"half"}


def test_where_types_are_said_most_often_without_any():
    table = pl.read_csv(REPOSITORY / "results" / "published" / "calibration.csv")
    without = table.filter(~pl.col("world").str.contains("^(counts: )?types"), margin="all")
    worst = without.sort("types", descending=True)["world"][0].removeprefix("counts: ")
    assert f"the rules err most often on a {worst} " in " ".join(TYPES.split())


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


#: Of docs/methods.md: how often intervals hold the truth, a row an interval.
COVERAGE = {
    name: cells
    for name, *cells in (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (REPOSITORY / "docs" / "methods.md")
        .read_text(encoding="utf-8")
        .split("## How often intervals hold the truth")[1]
        .split("\n## ")[0]
        .splitlines()
        if line.startswith("| ")
    )
}
FREE, ALIKE = "independent|subregions alike", "a field|a far field"


def of_truth(family, **of):
    table = pl.read_csv(REPOSITORY / "results" / "published" / "truth_audit.csv")
    return table.filter(measure="coverage", family=family, **of)["rate"]


def of_means(method, nonresponse, **of):
    path = REPOSITORY / "results" / "published" / "means_audit.csv"
    table = pl.read_csv(path, schema_overrides={"world": pl.String})
    return table.filter(method=method, nonresponse=nonresponse, **of)["rate"]


def of_neighbours(table, place, worlds, script="neighbours"):
    own = BENCHMARKS.split(f"## `{script}.py`")[1].split("| neighbours |")[table].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in own.splitlines()]
    return [float(row[place][:-2]) / 100 for row in rows if re.match(worlds, (row or [""])[0])]


def odds(method):
    found = (of_means(method, "odds", world=by, grouping="states") for by in ("1.5", "2", "3"))
    return list(found)


POST, QUARTER, HALF = (
    "post-stratified",
    *(f"nonrespondents within {by} SD" for by in ("0.25", "0.5")),
)


@pytest.mark.parametrize(
    ("interval", "holds", "fails"),
    [
        (
            "share, by region, by development",
            [of_truth("share", grouping=by, part="all") for by in ("merged_region", "development")],
            [of_truth("share", grouping="states", part="all")],
        ),
        (
            "share, of all States, in simulated neighbourhoods",
            [of_neighbours(2, 2, "independent")],
            [of_neighbours(2, 2, "subregions alike|a field|a far field")],
        ),
        (
            "weighted share: post-stratified, raked, by propensity",
            [
                of_truth(f"share, {way}", part="all")
                for way in ("poststratified", "raked", "propensity")
            ],
            [],
        ),
        ("post-stratified mean", [of_means(POST, "strata")], odds(POST)),
        (
            "the same to 0.25, to 0.5 SD",
            [
                of_means(method, "difference", world=by, grouping="states")
                for method, by in ((QUARTER, "0.25"), (HALF, "0.5"))
            ],
            [*odds(QUARTER), *odds(HALF)],
        ),
        ("worst-case bounds", [of_truth("bound", part="all")], []),
        ("Cronbach's alpha", [of_truth("alpha")], []),
        (
            "difference of shares, Cramer's V, epsilon squared",
            [
                of_truth("effect", part=of)
                for of in ("risk difference", "Cramer's V", "epsilon squared")
            ],
            [],
        ),
        ("index of nominations", [of_truth("index of nominations")], []),
        (
            "correlation of ranks",
            [of_neighbours(1, 4, FREE)],
            [of_neighbours(1, 4, ALIKE)],
        ),
        (
            "yearly odds, Mokken's H",
            [of_neighbours(1, place, FREE, "odds_and_scales") for place in (2, 3)],
            [of_neighbours(1, place, ALIKE, "odds_and_scales") for place in (2, 3)],
        ),
    ],
)
def test_coverage_that_methods_tell_is_what_was_measured(interval, holds, fails):
    for cell, measured in zip(COVERAGE[interval], (holds, fails), strict=True):
        ends = [(f"{100 * min(rates):.1f}", f"{100 * max(rates):.1f}") for rates in measured]
        parts = [low if low == high else f"{low} to {high}" for low, high in ends]
        assert cell.replace(";", ",").startswith(", ".join(parts))


def test_methods_tell_of_no_other_coverage():
    assert len(COVERAGE) == 1 + 11  # with the heading
