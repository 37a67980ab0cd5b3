"""Ways of dividing a confidential survey are compared before one of them is chosen."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.commands.groupings import HEAD, TABLES, Answered, Compared, main, told_row
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.estimates import DeclaredEstimates, Division
from cyberstudy.scaffold.check import check_folder
from surveyanswers.tables.problems import SurveyError

RESULTS = REPOSITORY / "results"
BY_REASON = """| because | questions | tables with the pattern, of those looked at | odds |
|---|---:|---|---|"""


@pytest.fixture(scope="module")
def answered(not_run):
    if not (RESULTS / "states2012/describe/memberships.parquet").exists():
        not_run("the study has not run: make study", "states2012")
    survey = OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)
    found = Answered.of(survey, RESULTS / "states2012")
    # Every way of dividing asks what was said to every question.
    return replace(found, said=replace(found.said, to=cache(found.said.to)))


@pytest.fixture(scope="module")
def compared(answered):
    """Give the ways of dividing of these names: what each withholds is chosen once."""
    return cache(lambda names, whole: Compared(answered, names, whole))


@pytest.fixture(scope="module")
def row(compared):
    """Give cells of the row of the ways of dividing of these names, without seconds."""

    def made(names, *, whole=True):
        return compared(names, whole).row().strip("| ").split(" | ")[:-1]

    return made


@pytest.fixture(scope="module")
def told(compared):
    """What the pattern of one question tells."""
    whole = compared(("merged_region",), True)
    (found,) = whole.told(TABLES, ["q102_partnership_purposes"])
    return found


def test_what_would_leave_by_the_ways_of_the_plan_is_what_left(row):
    """Told before anything is made, and counted in the tables that were."""
    cells = row(("merged_region",))
    released = pl.read_parquet(RESULTS / "states2012/protect/tables/estimates.parquet")
    own = released.filter(grouping="merged_region")
    gone = own.filter(pl.col("count").is_null())
    assert cells[:2] == ["merged_region", "all"]
    assert [int(cell) for cell in cells[3:7]] == [
        own.height,
        own.height - gone.height,
        gone.filter(pl.col("reason") != "")["question"].n_unique(),
        own["question"].n_unique(),
    ]


def test_two_ways_that_meet_in_a_cell_of_one_withhold_more(row):
    alone, both = (
        row(names, whole=False) for names in (("merged_region",), ("merged_region", "development"))
    )
    assert int(both[2]) == 1 < int(alone[2])
    assert int(both[5]) > int(alone[5])


def test_what_a_pattern_tells_is_told_of_each_question(told):
    assert told.agree == TABLES
    assert f"| `{told.question}` |" in told_row(told)
    assert f"| {TABLES} of {told.looked_at} | {told.odds:.1f} |" in told_row(told)


@pytest.mark.parametrize(
    ("name", "says"), [("gci", "not confidential"), ("states2012", "run snakemake states2012")]
)
def test_where_there_is_nothing_to_compare_it_says_why(name, says, tmp_path):
    survey = OpenSurvey(REPOSITORY / "config/surveys" / name, root=REPOSITORY)
    with pytest.raises(SurveyError, match=says):
        Answered.of(survey, tmp_path)


def test_the_command_ends_with_two_where_there_is_nothing_to_compare(capsys, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert main(["config/surveys/gci"]) == 2
    assert "gci: not confidential" in capsys.readouterr().err


def test_a_planner_is_told_of_two_ways_that_meet_before_he_decides(lighthouse, monkeypatch):
    monkeypatch.chdir(lighthouse.root)
    ways = {by: Division(of="home", by=by) for by in ("merged_region", "development")}
    estimates = DeclaredEstimates(confidence=0.95, groupings=ways)
    other = OpenSurvey(Path("config/surveys/lighthouse"))
    other.__dict__["plan"] = lighthouse.plan.model_copy(update={"estimates": estimates})
    confidential = lighthouse.settings.model_copy(update={"protection": "confidential"})
    other.__dict__["settings"] = confidential
    told = [each for each in check_folder(other, examples=False).doubts if "groupings" in each]
    assert len(told) == 1
    assert "merged_region and development group the same units" in told[0]
    assert "cyberstudy.commands.groupings config/surveys/lighthouse --tell" in told[0]


def rows_below(head):
    """Rows of the table in the benchmarks' README that has this head."""
    text = (REPOSITORY / "benchmarks/README.md").read_text()
    return text.partition(head + "\n")[2].partition("\n\n")[0].splitlines()


def test_what_is_told_of_ways_of_dividing_is_what_they_keep_today(answered, row):
    told = [each.strip("| ").split(" | ")[:-1] for each in rows_below(HEAD)]
    ways = answered.divisions()
    assert told == [row(names, whole=whole) for names in ways for whole in (True, False)]


def test_what_a_pattern_is_told_to_tell_is_what_it_tells_today(told):
    (few,) = [each for each in rows_below(BY_REASON) if each.startswith("| few answered |")]
    assert "few answered" in told.why
    assert f"{told.agree} of {told.looked_at}, " in few
    assert f"{told.odds:.1f}, " in few
