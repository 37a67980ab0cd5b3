"""What a class of a confidential survey answered stays inside; how large it is does not."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from worlds.confidential import invent

from cyberstudy.protect import stop_unaudited
from cyberstudy.protect.audited import Written, audit_tables
from cyberstudy.protect.release_filter import WITHHELD_HERE
from cyberstudy.tables.typologies import TypeProfiles
from disclosure.suppress import Suppression
from surveyanswers.tables.disclosure import disclosure_of
from surveyanswers.tables.problems import SurveyError

PARTS = disclosure_of(TypeProfiles)
PROFILES = pl.DataFrame(
    {
        "type": ["A", "A", "B", "B"],
        "item": "law",
        "option": ["yes", "no"] * 2,
        **dict(probability=0.4, low=0.1, high=0.9, base=40, reason=""),
    }
)
NOTHING_WITHHELD = Suppression(frozenset(), frozenset(), frozenset(), {})


@pytest.fixture(scope="module")
def world():
    kinds = {"listed": 60, "groups": [3], "outside": 0.0, "agree": 0.5, "silent": 0.1}
    return invent(np.random.default_rng(1), **kinds, complementary="all")


def test_nothing_leaves_of_a_class_but_its_size_where_everything_else_does(world):
    passing = replace(world.passing, suppression=NOTHING_WITHHELD)
    seen, emptied = passing.of(PROFILES, PARTS)
    assert seen.select("probability", "low", "high").null_count().row(0) == (4, 4, 4)
    assert (seen["base"].to_list(), {*seen["reason"]}, emptied) == ([40] * 4, {WITHHELD_HERE}, 4)


@pytest.mark.parametrize("clustering", ["first", "last"])
def test_a_number_of_a_class_that_somebody_lets_out_stops_the_release(world, clustering):
    passing = replace(world.passing.of_units(world.memberships, []), everybody="state")
    emptied, _ = passing.of(PROFILES, PARTS)
    one = emptied.with_columns(probability=pl.Series([0.4, None, None, None], dtype=pl.Float64))
    written = [
        Written(f"{name}/profiles.csv", one if name == clustering else emptied, PARTS)
        for name in ("first", "last")
    ]
    _, numbers = audit_tables(written, world.release, passing)
    with pytest.raises(SurveyError, match=f"{clustering}/profiles: 1 are to be published"):
        stop_unaudited(numbers)
