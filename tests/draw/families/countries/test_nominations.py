"""Figures of nominations in the invented world: what is drawn is what numbers and words say."""

import polars as pl
import pytest
from cyberstudy.clean.answers import clean_survey
from cyberstudy.describe.coverage import coverage
from cyberstudy.describe.nominations import describe_nominations
from cyberstudy.draw.families.countries.figure import rank_intervals
from cyberstudy.tables.answers_by_question import AnswerColumns
from cyberstudy.wording.view import View
from worlds.entries import entry_of
from worlds.types import points, spans


@pytest.fixture
def drawn(tmp_path, world, lighthouse, lighthouse_cells):
    """Draw one kind from the tables of the survey of lighthouses."""
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    lands = pl.read_csv(world / "data/raw/reference/countries.csv")
    found = describe_nominations(answers, lands, lighthouse.plan.index, seed=1)
    asked = coverage(
        AnswerColumns.of(answers), lighthouse.plan.coverage, lighthouse.questionnaire, lands
    )

    def draw(kind, keys):
        tables = {
            "index": found.index,
            "parts": found.parts,
            "coverage": asked,
        }
        for name, table in tables.items():
            table.write_csv(tmp_path / f"{name}.csv")
        index = lighthouse.plan.index
        entry = entry_of(kind, keys)
        made = kind(View(tmp_path, lighthouse, entry, index))
        made.figure.draw_without_rendering()
        return made, found

    return draw


def test_each_rank_lies_on_its_set_of_those_that_hold_all_ranks_at_once(drawn):
    made, found = drawn(rank_intervals, {"countries": 4})
    axes, index = made.figure.axes[0], found.index.head(4)
    together = [*index.select("rank_all_low", "rank_all_high").iter_rows()]
    assert spans(axes, "joint 90% confidence sets") == together
    assert {"rank_set_low", "rank_set_high"} <= {*made.data.columns}  # of one country alone
    assert points(axes, "rank") == [(rank, row) for row, rank in enumerate(index["rank"])]
    (legend,) = made.figure.legends
    told = {text.get_text() for text in legend.get_texts()}
    assert told == {"joint 90% confidence sets", "rank"}
    assert "stepwise (Mogstad et al. 2024)" in made.method
