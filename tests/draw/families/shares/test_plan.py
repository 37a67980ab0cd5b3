"""Every exhibit of shares that the plan declares can be drawn."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.shares import beyond_the_edge, invented

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.draw.families.shares.figure import group_shares, several_shares
from cyberstudy.draw.families.shares.stacks import answer_stacks
from cyberstudy.draw.families.tables.figure import table
from cyberstudy.wording.view import View


@pytest.fixture(scope="module")
def states():
    return OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)


KINDS = {kind.__name__: kind for kind in (answer_stacks, group_shares, several_shares)}


def test_every_exhibit_of_the_plan_can_be_drawn_and_nothing_is_cut_off(states, drawn):
    response = pl.read_csv(b"by,group,listed,replied,complete,partial\nregion,Africa,54,11,7,4\n")
    groups = [
        ("states", "total"),
        *(("respondents", name) for name in ("private", "academic", "intergovernmental")),
        *(("development", name) for name in ("low", "high", "very_high", "medium", "none")),
        *(("merged_region", name) for name in ("Africa", "Americas", "Europe")),
    ]
    estimates = invented(states, groups)
    declared = {name: entry for name, entry in states.plan.exhibits.items() if entry.kind in KINDS}
    assert {entry.kind for entry in declared.values()} == {*KINDS}
    assert len(declared) >= 10
    for name, entry in declared.items():
        kind, tables = KINDS[entry.kind], {"estimates": estimates, "response": response}
        made = drawn(kind, entry.plain(), survey=states, title=entry.title, **tables)
        assert not beyond_the_edge(made.figure), name
        plt.close(made.figure)


def test_every_table_of_the_plan_that_shows_shares_has_rows_under_their_labels(states, tmp_path):
    groups = [("states", "total"), ("respondents", "private")]
    invented(states, groups).with_columns(wave=pl.lit("")).write_parquet(
        tmp_path / "estimates.parquet"
    )
    declared = {
        name: entry
        for name, entry in states.plan.exhibits.items()
        if entry.kind == "table" and entry.table == "estimates"
    }
    assert len(declared) >= 4
    for name, entry in declared.items():
        view = View(tmp_path, states, entry)
        made = table(view)
        assert {*made.data["label"]} == {*map(view.label, entry.rows["question"])}, name
        assert {*entry.columns, "label", "answer"} == {*made.data.columns}, name
        assert made.question, name
