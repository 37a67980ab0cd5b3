"""A cross table shows shares, counts and bases of each row, and tests what has enough answers."""

import re
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
import yaml
from scipy.stats import chi2_contingency
from worlds import REPOSITORY
from worlds.crossed import Crossed
from worlds.entries import entry_of
from worlds.shares import SURVEY, answered, beyond_the_edge, texts

from cyberstudy.declare.resolve import check_survey
from cyberstudy.draw.families.shares.crossed import cross_table
from cyberstudy.release.numbers_audit import told
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.counting import Design

COUNTS = {
    "young": {"good": 30, "fair": 20, "poor": 10},
    "middle": {"good": 10, "fair": 25, "poor": 30},
    "old": {"good": 3, "fair": 2, "poor": 1},
    "dont_know": {"good": 12, "fair": 0, "poor": 0},
}
BIRDS = {"gull": 30, "tern": 9, "auk": 8, "none": 3}
ROWS = {"who": "keepers", "question": "q01_lamp", "across": [{"grouping": "age"}]}
GROUPS = {
    "age": {
        "young": {"en": "Under 30"},
        "middle": {"en": "30 to 59"},
        "old": {"en": "60 or more"},
        "dont_know": {},
        "no_answer": {},
    }
}


def estimates(counts=COUNTS, question="q01_lamp", **more):
    rows = [
        row
        for group, own in counts.items()
        for row in answered(("age", group), question, own, listed=None, **more)
    ]
    kinds = dict.fromkeys(("share", "low", "high", "bound_low", "bound_high"), pl.Float64)
    return pl.DataFrame(rows, infer_schema_length=None).cast({**kinds, "count": pl.Int64})


def within(**settings):
    """The survey with other settings."""
    own = SimpleNamespace(**vars(SURVEY.settings) | settings)
    return SimpleNamespace(**vars(SURVEY) | {"settings": own})


@pytest.fixture
def crossed(tmp_path):
    def draw(table, survey=SURVEY, **more):
        table.write_parquet(tmp_path / "estimates.parquet")
        entry = entry_of(cross_table, ROWS | more, minimum_base=10)
        made = cross_table(View(tmp_path, survey, entry, Translator(groups=GROUPS)))
        made.figure.draw_without_rendering()
        return made

    return draw


def test_rows_are_in_the_forms_order_with_their_base_and_cells_hold_share_and_count(crossed):
    made = crossed(estimates())
    (axes,) = made.figure.axes
    named = [label.get_text() for label in axes.get_yticklabels()]
    assert named == [
        "Under 30\nn = 60",
        "30 to 59\nn = 65",
        "60 or more\nn = 6",
        "Don\u2019t know\nn = 12",
    ]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Good", "Fair", "Poor"]
    assert texts(axes)[:3] == ["50%\n30", "33%\n20", "17%\n10"]
    assert not beyond_the_edge(made.figure)


def test_its_numbers_are_held_against_the_table_that_passed(crossed):
    table = estimates().with_columns(wave=pl.lit(""))
    data = crossed(table).data
    assert [*told(data, table)] == []
    other = data.with_columns(count=pl.col("count") + 1)
    assert [*told(other, table)] == [f"another count than the table's in {data.height} rows"]


def test_of_too_few_there_are_counts_and_no_share(crossed):
    made = crossed(estimates())
    few = made.data.filter(group="old")
    assert few["share"].is_null().all() and few["count"].to_list() == [3, 2, 1]
    assert {"3", "2", "1"} <= set(texts(made.figure.axes[0]))
    assert "Old" not in made.alt and "60 or more: Good 3 of 6" in made.alt


def test_what_has_enough_answers_is_tested_and_no_opinion_is_no_group_of_it(crossed):
    made = crossed(estimates())
    tested = np.array([[*COUNTS[name].values()] for name in ("young", "middle")])
    theirs = chi2_contingency(tested, correction=False)
    row = made.data.row(0, named=True)
    assert row["test"] == "chi-squared"
    assert row["chi_squared"] == pytest.approx(theirs.statistic)
    assert row["p_adjusted"] == pytest.approx(theirs.pvalue)
    assert f"({theirs.statistic:.2f}, 2 degrees of freedom), 125 in rows" in made.method
    assert "p under 0.001; Cramer\u2019s V 0.38 (95% interval 0.22 to 0.57)" in made.method


def test_rare_answers_are_tested_by_tables_with_the_same_margins(crossed):
    made = crossed(
        estimates(
            {"young": {"good": 9, "fair": 3, "poor": 1}, "middle": COUNTS["old"] | {"poor": 8}}
        )
    )
    assert made.data["test"][0] == "20000 permutations"
    assert "Permutation test of chi-squared (20,000 tables, mid-p), 26 in rows" in made.method


@pytest.mark.parametrize(
    ("table", "survey", "more", "said"),
    [
        (estimates({"young": COUNTS["young"], "old": COUNTS["old"]}), SURVEY, {}, "No test: fewer"),
        (estimates(withheld=True), SURVEY, {}, "No test: fewer than two groups"),
        (estimates(), SURVEY, {"test": False}, None),
        (
            estimates(),
            within(design=Design(weight="worth")),
            {},
            "No test here: contrasts test with",
        ),
        (estimates(), within(protection="confidential"), {}, None),
        (
            estimates(
                {n: {"gull": 30, "tern": 9, "auk": 8, "none": 3} for n in COUNTS}, "q04_birds"
            ),
            SURVEY,
            {"question": "q04_birds"},
            "No test: several answers may be chosen.",
        ),
    ],
    ids=["few", "withheld", "not asked for", "sample", "confidential", "several"],
)
def test_where_there_is_no_test_the_table_says_why(crossed, table, survey, more, said):
    made = crossed(table, survey, **more)
    assert made.data["p_adjusted"].is_null().all()
    assert said in made.method if said else "test" not in made.method.casefold()


def test_several_groupings_are_tested_each_and_adjusted_for_all(crossed):
    table = estimates()
    again = table.with_columns(grouping=pl.lit("coast"))
    across = [{"grouping": "age"}, {"grouping": "coast", "order": ["young", "middle"]}]
    made = crossed(pl.concat([table, again]), across=across)
    alone = crossed(table).data["p_adjusted"][0]
    assert made.data["p_adjusted"].unique().to_list() == [pytest.approx(2 * alone)]
    assert "Age: Chi-squared" in made.method and "Coast: " in made.method
    assert "adjusted for the tests of this table (Holm)" in made.method


def test_the_plan_on_the_page_on_surveys_is_one_that_the_check_passes(tmp_path):
    page = (REPOSITORY / "docs" / "adding_a_survey.md").read_text(encoding="utf-8")
    (plan,) = re.findall(r"^```yaml\n(.*?)^```", page.split("## Two questions")[1], re.S | re.M)[:1]
    check_survey(Crossed(tmp_path, plan=yaml.safe_load(plan)).survey())
