"""Ranks of an index by its own weights, and by others: what is computed, drawn and said."""

import numpy as np
import polars as pl
import pytest
from worlds.index import GCI, analysis, answered, given
from worlds.shares import beyond_the_edge, named
from worlds.translations import COMPLETE, drawn_in

from cyberstudy.draw import style
from cyberstudy.draw.families.own.figure import own
from cyberstudy.protect.release_rules import of_known
from cyberstudy.tables.registry import repeats_source
from cyberstudy.wording.translator import ENGLISH, translator_of
from cyberstudy.wording.view import View
from surveyanswers.tables.storage import write_table

FILE, STANDS = analysis("ranks_under_weights")


def ranks(scores):
    """Rank units by their scores of the five pillars, which are added up."""
    shown = dict(zip(STANDS["PILLARS"], np.array(scores, float).T, strict=True))
    shown["overall_score"] = np.sum(scores, axis=1)
    return FILE.tables["composite_ranks"](given(answered(y2024=shown)))


def test_ranks_are_those_by_the_weights_and_the_ends_that_weights_in_the_range_give():
    made = ranks([*20 * np.eye(5), [20] * 5, [5] * 5, [0] * 5, [0] * 5])
    assert made["score"].to_list() == [20, 20, 20, 20, 20, 100, 25, 0, 0]
    assert made["rank"].to_list() == [3, 3, 3, 3, 3, 1, 2, 8, 8]
    # All of one pillar passes a quarter of everything where its weight is above a quarter of all:
    # each can be, at 0.3, and no more than three of them at once. None passes the whole one.
    assert made["best"].to_list() == [2, 2, 2, 2, 2, 1, 2, 8, 8]
    assert made["worst"].to_list() == [7, 7, 7, 7, 7, 1, 5, 8, 8]
    assert made["span"].to_list() == [5, 5, 5, 5, 5, 0, 3, 0, 0]
    assert made["exact"].all()
    assert made.select("least", "most").unique().rows() == [(0.5, 1.5)]


def test_a_score_is_a_value_of_one_country_and_leaves_where_these_may_be_cited():
    made = ranks([*20 * np.eye(5), [20] * 5, [5] * 5])
    assert made["units"].list.len().unique().to_list() == [1]
    assert repeats_source("composite_ranks", GCI.made)
    assert of_known(made, GCI, FILE.tables["composite_ranks"].contract)[1] == 0


def test_where_scores_follow_no_weights_nobody_is_ranked():
    rng, asked = np.random.default_rng(1), [*STANDS["PILLARS"], "overall_score"]
    shown = {name: rng.uniform(0, 20, 30) for name in asked}
    assert FILE.tables["composite_ranks"](given(answered(y2024=shown))).is_empty()


# The figure

RANKS = pl.DataFrame(
    {
        "wave": ["2024"] * 5 + ["2020"],
        "unit_id": ["FRA", "KEN", "PER", "NZL", "VAT", "FRA"],
        "score": [70.0, 90, 50, 70, 20, 60],
        "rank": [2, 1, 4, 2, 5, 1],
        "best": [1, 1, 3, 1, 4, 1],
        "worst": [4, 1, 4, 4, 5, 1],
        "span": [3, 0, 1, 3, 1, 0],
        "exact": [True, True, True, False, True, True],
        "least": 0.5,
        "most": 1.5,
    }
)


@pytest.fixture
def drawn(tmp_path):
    def draw(table=RANKS, say=ENGLISH):
        style.use_house_style(say.language)
        write_table(table, str(tmp_path / "composite_ranks.parquet"))
        made = own(View(tmp_path, GCI, GCI.plan.exhibits["ranks"], say))
        made.figure.draw_without_rendering()
        # Ticks beyond the ends of an axis have texts, too, and are not drawn.
        assert not [t for t in beyond_the_edge(made.figure) if not t.replace(".", "").isdigit()]
        return made

    return draw


def test_countries_are_ranked_in_the_latest_edition_and_a_line_tells_how_far_weights_move_a_rank(
    drawn, monkeypatch
):
    monkeypatch.setitem(FILE.figures["ranks"].function.__wrapped__.__globals__, "EVERY", 1)
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["Kenya", "France", "New Zealand", "Peru", "Holy See"]
    dots, *lines = axes.lines
    assert dots.get_xdata().tolist() == [1, 2, 2, 4, 5]
    assert [tuple(each.get_xdata()) for each in lines] == [(1, 1), (1, 4), (1, 4), (3, 4), (4, 5)]
    assert made.data["name"].to_list() == ["France", "Kenya", "Peru", "New Zealand", "Holy See"]
    assert made.base == (
        "Counted: 5 countries. Also counted, although not among the 193 listed: Holy See."
    )


def test_of_many_countries_one_in_nine_is_shown_from_the_first_on_and_the_numbers_hold_all(drawn):
    units = GCI.frame["unit_id"].to_list()[:40]
    many = pl.DataFrame({"unit_id": units, "rank": range(1, 41), "best": 1, "worst": 40})
    many = many.join(RANKS.head(1).drop("unit_id", "rank", "best", "worst"), how="cross")
    made = drawn(many.select(RANKS.columns))
    (axes,) = made.figure.axes
    assert axes.lines[0].get_xdata().tolist() == [1, 10, 19, 28, 37]
    assert made.data.height == 40
    assert "one country in nine" in made.method
    assert made.alt.startswith("Medians: Score 70,")


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_countries_have_their_names(language, drawn):
    (axes,) = drawn(say=translator_of(GCI, language)).figure.axes
    assert "New Zealand" not in named(axes)
