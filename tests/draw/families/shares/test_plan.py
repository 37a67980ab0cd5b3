"""Every exhibit of shares that the plan declares can be drawn."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.draw.families.shares.figure import group_shares, paired_shares, several_shares
from cyberstudy.draw.families.shares.stacks import answer_stacks
from worlds import REPOSITORY
from worlds.shares import beyond_the_edge, invented


@pytest.fixture(scope="module")
def states():
    return OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)


KINDS = {
    kind.__name__: kind for kind in (answer_stacks, group_shares, paired_shares, several_shares)
}


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
    assert len(declared) >= 20
    for name, entry in declared.items():
        kind, tables = KINDS[entry.kind], {"estimates": estimates, "response": response}
        made = drawn(kind, entry.plain(), survey=states, title=entry.title, **tables)
        assert not beyond_the_edge(made.figure), name
        plt.close(made.figure)
