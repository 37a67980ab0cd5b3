"""Banner tables show what is protected, as it is, and test it."""

import json

import openpyxl
import polars as pl
import pytest
from cyberstudy.declare.plan.banners import DeclaredBanner
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.survey import MADE_UP, open_survey
from cyberstudy.release import release_survey
from cyberstudy.release.banners import banner_of, write_banner
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import sha256_of
from scipy.stats import hypergeom
from worlds import REPOSITORY
from worlds.plans import copied, replan

LAW = "cybercrime_law"
BANNER = DeclaredBanner(title="Laws", questions=[LAW], by=["landlocked", "region"])
#: grouping, group, option, count, base, share
CELLS = [
    ("landlocked", "no", "legislation", 9, 10, 0.9),
    ("landlocked", "no", "none", 1, 10, 0.1),
    ("landlocked", "yes", "legislation", 4, 12, 1 / 3),
    ("landlocked", "yes", "none", 8, 12, 2 / 3),
    ("region", "Africa", "legislation", None, 3, None),
    ("region", "Africa", "none", None, 3, None),
    ("region", "Asia", "legislation", 13, 19, 13 / 19),
    ("region", "Asia", "none", 6, 19, 6 / 19),
]


@pytest.fixture(scope="module")
def survey():
    return open_survey("cyberlaw2026", REPOSITORY / "config", REPOSITORY)


@pytest.fixture
def estimates():
    """Return protected estimates of two groupings, one of whose groups is withheld."""
    names = ("grouping", "group", "option", "count", "base", "share")
    cells = pl.DataFrame(CELLS, orient="row", schema=names)
    why = pl.when(pl.col("count").is_null()).then(pl.lit("withheld: base under 5"))
    return cells.with_columns(
        why.otherwise(pl.lit("")).alias("reason"), wave=pl.lit(""), question=pl.lit(LAW)
    )


@pytest.fixture
def table(survey, estimates):
    return banner_of(BANNER, estimates, survey, seed=1)


def sheet_of(path):
    """Return the cells of a workbook's only sheet, row by row."""
    return [list(row) for row in openpyxl.load_workbook(path).active.iter_rows(values_only=True)]


def mid_p(x, n, y, m):
    """Fisher's two-sided mid-p-value of two groups, by SciPy's hypergeometric distribution."""
    law = hypergeom(n + m, x + y, n)
    chances = [law.pmf(k) for k in range(max(0, x + y - m), min(n, x + y) + 1)]
    own = law.pmf(x)
    less = sum(p for p in chances if p < own * (1 - 1e-9))
    return less + sum(p for p in chances if abs(p - own) <= own * 1e-9) / 2


def test_a_cell_is_what_the_protected_estimates_say(table):
    keys = ["grouping", "group", "option", "count", "base", "share"]
    assert sorted(table.select(keys).rows(), key=str) == sorted(CELLS, key=str)


def test_groups_are_tested_exactly_and_adjusted_for_all_tests_of_the_table(table):
    tested = table.filter(grouping="landlocked")
    p = mid_p(9, 10, 4, 12)
    assert p < 0.02
    assert tested["p"].to_list() == pytest.approx([p] * 4)
    # Two options by two groupings; those that could not be tested are looks all the same.
    assert tested["p_adjusted"].to_list() == pytest.approx([4 * p] * 4)


def test_a_withheld_cell_is_withheld_in_both_files_and_in_tests(table, tmp_path):
    africa = table.filter(group="Africa")
    assert africa["count"].null_count() == africa["share"].null_count() == africa.height == 2
    assert set(africa["reason"]) == {"withheld: base under 5"}
    # One group is left, which differs from nothing.
    assert table.filter(grouping="region")["p"].null_count() == 4
    write_banner(BANNER, table, tmp_path / "laws.xlsx")
    rows = sheet_of(tmp_path / "laws.xlsx")
    place = rows[2].index("Africa, n")
    assert [row[place : place + 2] for row in rows[3:]] == [
        [3, None],
        *[["withheld", None]] * 2,
        *[[None, None]] * 2,
    ]


def test_a_workbook_has_a_row_an_option_and_a_base_above_them(table, tmp_path):
    write_banner(BANNER, table, tmp_path / "laws.xlsx")
    title, groupings, groups, bases, *options, _, note = sheet_of(tmp_path / "laws.xlsx")
    assert title[0] == "Laws"
    assert [name for name in groupings if name] == ["landlocked", "region"]
    assert groups[1:6] == ["no, n", "%", "yes, n", "%", "p (Holm)"]
    assert bases[1:5] == [10, None, 12, None]
    assert options[0][1:5] == [9, 0.9, 4, pytest.approx(1 / 3)]
    assert options[0][5] == pytest.approx(4 * mid_p(9, 10, 4, 12))
    assert len(options) == 2
    assert "Holm" in note[0]


def test_without_a_test_there_is_no_column_for_it(survey, estimates, tmp_path):
    untested = BANNER.model_copy(update={"test": False})
    table = banner_of(untested, estimates, survey, seed=1)
    assert table["p"].null_count() == table["p_adjusted"].null_count() == table.height
    write_banner(untested, table, tmp_path / "laws.xlsx")
    assert "p (Holm)" not in sheet_of(tmp_path / "laws.xlsx")[2]


def test_a_grouping_of_one_group_is_no_look(survey, estimates):
    whole = estimates.filter(group="no").with_columns(grouping=pl.lit("all"), group=pl.lit("total"))
    more = BANNER.model_copy(update={"by": ["landlocked", "all"]})
    table = banner_of(more, pl.concat([estimates, whole]), survey, seed=1)
    tested = table.filter(grouping="landlocked")
    assert tested["p_adjusted"].to_list() == pytest.approx([2 * mid_p(9, 10, 4, 12)] * 4)
    assert table.filter(grouping="all")["p"].null_count() == 2


def test_a_release_holds_both_files_described_and_the_same_every_time(
    survey, estimates, tmp_path, monkeypatch
):
    plan = survey.plan.model_copy(update={"banners": {"laws": BANNER}})
    monkeypatch.setitem(survey.__dict__, "plan", plan)
    (tmp_path / "tables").mkdir()
    estimates.write_parquet(tmp_path / "tables" / "estimates.parquet")
    (tmp_path / "report.json").write_text(json.dumps({"simulated": True}))
    sums = []
    for name in ("one", "two"):
        release_survey(
            survey,
            tables=str(tmp_path / "tables"),
            others=[str(tmp_path / "report.json")],
            drawn=[],
            narrated=[],
            labelled=[],
            config={"seed": 1},
            lock=str(REPOSITORY / "requirements.lock"),
            folder=str(tmp_path / name),
        )
        made = tmp_path / name / "tables" / "banners"
        sums.append([sha256_of(made / f"laws.{ending}") for ending in ("csv", "xlsx")])
    assert sums[0] == sums[1]
    assert [MADE_UP] in [row[:1] for row in sheet_of(made / "laws.xlsx")]
    columns = pl.read_csv(tmp_path / "one" / "columns.csv").filter(table="banners/laws")
    assert columns["column"].to_list() == pl.read_csv(made / "laws.csv").columns
    listed = pl.read_csv(tmp_path / "one" / "MANIFEST.csv")["file"]
    assert {"tables/banners/laws.csv", "tables/banners/laws.xlsx"} <= set(listed)
    assert "tables/banners/" in (tmp_path / "one" / "README.md").read_text()


def test_a_grouping_or_a_question_that_is_not_there_is_told(tmp_path):
    survey = copied("cyberlaw2026", tmp_path)
    wrong = {"title": "T", "questions": ["cyber_law"], "by": ["regions"]}
    replan(survey, lambda plan: plan.update(banners={"laws": wrong}))
    with pytest.raises(StudyProblem) as told:
        check_survey(survey)
    assert "banners.laws.questions.0: there is no" in str(told.value)
    assert "banners.laws.by.0: there is no grouping 'regions'; did you mean 'region'" in str(
        told.value
    )
