"""Joined groups leave where they are in the place of others, and means of items by class stay."""

from dataclasses import replace

import polars as pl
import pytest

from cyberstudy.protect.release_filter import Passing
from disclosure.cells import Replies, divided
from disclosure.suppress import QuestionRules, suppress
from surveyanswers.tables.disclosure import Part

GROUPS = {"north": 8, "south": 9, "west": 12}
KEYS = ("wave", "grouping", "group", "question", "option")
COUNTS = dict.fromkeys(KEYS, Part.KEY) | {"count": Part.CELL}
MEANS = dict.fromkeys(("wave", "index", "grouping", "group"), Part.KEY)
MEANS |= {"base": Part.BASE, "mean": Part.MEAN}


def passing(north, **rules):
    """Rules of a survey in which so many of the eight of the north said yes."""
    units = [(f"{group}{n}", group) for group, size in GROUPS.items() for n in range(size)]
    rows = [(u, "all", "total") for u, _ in units] + [(u, "region", g) for u, g in units]
    rows += [(u, "region", "north and south") for u, g in units if g != "west"]
    members = pl.DataFrame(rows, ["unit_id", "grouping", "group"], orient="row")
    members = members.with_columns(wave=pl.lit(""), replied=pl.lit(True))
    yes = {*(f"north{n}" for n in range(north)), "south0", "south1", "west0", "west1", "west2"}
    given = ["yes" if unit in yes else "no" for unit, _ in units]
    said = pl.DataFrame({"unit_id": [u for u, _ in units], "status": "valid", "given": given})
    replies = Replies({("", "law"): ["yes", "no"]}, lambda *_: said)
    cells = divided(members, replies, 5, ["refused"])
    found = suppress(cells, {"law": QuestionRules(alike=0)}, minimum=5, whole=True)
    known = members.select("grouping", "group").unique().rows()
    return Passing(5, found, ["all"], known=known, items={"order": ["law"]}, **rules)


def released(north):
    """Groups with a row, and their counts of yes as they leave."""
    groups = [("all", "total"), *(("region", g) for g in (*GROUPS, "north and south"))]
    rows = [("", *group, "law", "yes", 3) for group in groups]
    table = pl.DataFrame(rows, [*KEYS, "count"], orient="row")
    seen, lost = passing(north).of(table, COUNTS)
    return dict(seen.select("group", "count").rows()), lost


@pytest.mark.parametrize(
    ("north", "withheld", "joined"), [(4, set(), False), (8, {"north", "south"}, True)]
)
def test_a_joined_group_has_a_row_where_it_stands_for_others(north, withheld, joined):
    counts, lost = released(north)
    assert {group for group, count in counts.items() if count is None} == withheld
    assert ("north and south" in counts) == joined
    assert lost == len(withheld)


@pytest.mark.parametrize(("classed", "left"), [([], 20), (["law"], None), (["other"], 20)])
def test_no_mean_leaves_of_an_index_with_an_item_that_is_counted_by_class(classed, left):
    rules = replace(passing(4), classed=classed)
    table = pl.DataFrame([("", "order", "all", "total", 29, 20.0)], [*MEANS], orient="row")
    seen, _ = rules.of(table, MEANS)
    assert seen["mean"].to_list() == [left]
