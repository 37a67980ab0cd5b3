"""Figures of nominations in the invented world: what is drawn is what numbers and words say."""

import polars as pl
import pytest
from cyberstudy.analyses import opened
from cyberstudy.clean.answers import clean_survey
from cyberstudy.describe.coverage import coverage
from cyberstudy.describe.nominations import describe_nominations
from cyberstudy.draw.families.countries.figure import index_made_of, rank_intervals
from cyberstudy.tables.answers_by_question import AnswerColumns
from cyberstudy.wording.view import View
from worlds import REPOSITORY
from worlds.entries import entry_of
from worlds.types import legend, points, spans, texts

#: A figure of the study's own, beside its survey.
OWN = opened(REPOSITORY / "config/surveys/wci2021/analyses/own_country.py").figures["own_country"]


def own_country(view):
    return OWN(view.table("own_country"), view)


@pytest.fixture
def drawn(tmp_path, world, lighthouse, lighthouse_cells):
    """Draw one kind from the tables of the survey of lighthouses; some may be given instead."""
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    lands = pl.read_csv(world / "data/raw/reference/countries.csv")
    found = describe_nominations(answers, lands, lighthouse.plan.index, seed=1)
    asked = coverage(
        AnswerColumns.of(answers), lighthouse.plan.coverage, lighthouse.questionnaire, lands
    )

    def draw(kind, keys, **changed):
        tables = {
            "index": found.index,
            "own_country": found.own_country,
            "index_looks": found.looks,
            "rating_variances": found.variances,
            "parts": found.parts,
            "coverage": asked,
        }
        for name, table in (tables | changed).items():
            table.write_csv(tmp_path / f"{name}.csv")
        index = lighthouse.plan.index
        entry = entry_of(index_made_of if kind is own_country else kind, keys)
        made = kind(View(tmp_path, lighthouse, entry, index))
        made.figure.draw_without_rendering()
        return made, found

    return draw


def test_each_rank_lies_on_its_set_of_those_that_hold_all_ranks_at_once(drawn):
    made, found = drawn(rank_intervals, {"countries": 4})
    axes, index = made.figure.axes[0], found.index.head(4)
    together = [*index.select("rank_all_low", "rank_all_high").iter_rows()]
    assert spans(axes, "90% confidence sets, all at once") == together
    assert {"rank_set_low", "rank_set_high"} <= {*made.data.columns}  # of one country alone
    assert points(axes, "rank") == [(rank, row) for row, rank in enumerate(index["rank"])]
    (legend,) = made.figure.legends
    told = {text.get_text() for text in legend.get_texts()}
    assert told == {"90% confidence sets, all at once", "rank"}
    assert "stepwise (Mogstad et al. 2024)" in made.method


def test_who_names_the_own_country_lies_beside_what_others_suggest(drawn):
    made, found = drawn(own_country, {})
    axes, row = made.figure.axes[0], found.own_country.row(0, named=True)
    experts = row["experts"]
    assert points(axes, "value") == [(row["named_own"] / experts, 0)]
    assert points(axes, "chance") == [(pytest.approx(row["expected"] / experts), 0)]
    assert spans(axes, "ci") == [(row["shuffled_low"] / experts, row["shuffled_high"] / experts)]
    (told,) = texts(axes)
    assert told.startswith(f"{row['named_own']} of {experts}; {row['expected']:.0f} expected; p = ")
    assert told in made.alt
    assert "middle 90% by chance" in legend(made.figure)
    without = found.looks.row(by_predicate=pl.col("look") == "without_own_country", named=True)
    assert f"{without['moved']} of the first {without['first']} countries" in made.method


def test_whose_part_ratings_are_stands_above_how_alike_other_orders_are(drawn):
    made, found = drawn(index_made_of, {})
    upper, lower = made.figure.axes
    assert [bar.get_width() for bar in upper.patches] == pytest.approx(found.variances["share"])
    told = found.variances["share"][0]
    assert texts(upper)[0] == f"{told:.0%} ({found.variances['levels'][0]})"
    shown = [x for x, _ in points(lower, "value")]
    assert shown == pytest.approx(found.looks["first_rank_correlation"].drop_nulls().to_list())
    row = found.looks.row(0, named=True)
    assert f"{row['moved']} of {row['first']} move, by up to {row['furthest']}" in made.alt


def test_of_withheld_shares_no_bar_has_a_length_and_that_is_said(drawn):
    _, found = drawn(index_made_of, {})
    names = ("ratings", "variance", "share")
    empty = found.variances.with_columns(**dict.fromkeys(names, pl.lit(None)))
    made, _ = drawn(index_made_of, {}, rating_variances=empty)
    assert not any(bar.get_width() for bar in made.figure.axes[0].patches)
    assert set(texts(made.figure.axes[0])) == {"withheld"}


def test_of_a_withheld_count_nothing_is_drawn_and_that_is_said(drawn):
    _, found = drawn(own_country, {})
    names = ("named_own", "expected", "ratio", "shuffled_low", "shuffled_high", "p_value")
    empty = found.own_country.with_columns(**dict.fromkeys(names, pl.lit(None)))
    made, _ = drawn(own_country, {}, own_country=empty)
    assert points(made.figure.axes[0], "value") == []
    assert texts(made.figure.axes[0]) == ["withheld"]
