"""What stands beside counts says nothing of those that are withheld."""

import polars as pl

from cyberstudy.protect.release_filter import Passing
from cyberstudy.tables.estimates import (
    Channels,
    Coverage,
    Disagreements,
    Findings,
    Nonresponse,
    Response,
)
from cyberstudy.tables.indices import IndexFunctioning, IndexGroups, IndexReliability
from cyberstudy.tables.typologies import Multiverse
from disclosure.suppress import Suppression
from disclosure.suppression_audit import OF_REPLIES, Audit
from surveyanswers.tables.disclosure import INSIDE, disclosure_of

MINIMUM = 5


def withheld(*keys):
    return Suppression(frozenset(keys), frozenset(keys), frozenset(), {})


def released(contract, rows, suppression=withheld(), **rules):  # noqa: B008 - it is frozen
    """Return these rows, with every other column empty, as they would leave."""
    parts = disclosure_of(contract)
    empty = {name: None for name in parts}
    table = pl.DataFrame([empty | {"wave": ""} | row for row in rows], infer_schema_length=None)
    table = table.select(name for name in parts if name in table.columns)
    return Passing(MINIMUM, suppression, **rules).of(table, parts)[0]


def test_the_sentence_of_a_withheld_finding_does_not_say_whether_it_agrees():
    about = {"grouping": "region", "groups": "Africa", "question": "q", "options": "no"}
    meaning = "Our answers agree with the published finding, as far as their interval tells."
    rows = [about | {"id": "1", "part": "a", "share": 1.0, "meaning": meaning}]
    (row,) = released(Findings, rows, suppression=None).iter_rows(named=True)
    assert row["share"] is None and row["meaning"] == ""


def test_an_index_has_no_mean_where_one_item_or_several_are_withheld():
    group = {"index": "i", "grouping": "region", "group": "Africa", "base": 12, "mean": 0.4}
    for hidden in (["a"], ["a", "b"], ["a", "b", "c"]):
        keys = [("", "region", "Africa", item) for item in hidden]
        shown = released(IndexGroups, [group], withheld(*keys), items={"i": ["a", "b", "c"]})
        assert shown["mean"].to_list() == [None], hidden


def test_an_effective_base_which_is_a_sum_over_groups_stays_inside_and_still_decides():
    group = {"index": "i", "grouping": "states", "group": "total", "base": 30, "mean": 0.4}
    for effective, mean in ((29, 0.4), (9, None)):
        shown = released(IndexGroups, [group | {"effective": effective}], whole=["states"])
        assert shown["effective"].to_list() == [None]
        assert shown["mean"].to_list() == [mean]


def test_of_two_items_no_consistency_leaves_and_of_more_three_digits():
    numbers = {"alpha": 0.5123456, "correlation": 0.3512345}
    judged = {"holds": False, "warning": "alpha does not reach 0.6", "functioning": "one item"}
    index = {"index": "i", "base": 40} | numbers | judged
    pair, three = released(
        IndexReliability, [index | {"items": 2}, index | {"items": 3}]
    ).iter_rows(named=True)
    assert {pair[name] for name in (*numbers, *judged)} == {None}
    assert (three["alpha"], three["correlation"]) == (0.512, 0.351)
    assert {name: three[name] for name in judged} == judged


def test_the_few_forms_that_were_not_sent_are_no_difference_of_two_columns():
    row = {"channel": "web", "language": "", "standing": "current", "forms": 51, "sent": 49}
    (shown,) = released(Channels, [row]).iter_rows(named=True)
    assert (shown["forms"], shown["sent"]) == (51, None)


def test_how_many_units_a_multiverse_judged_by_each_choice_stays_inside():
    """Less the units in conflict or with an open item they count those whose forms differ."""
    rows = [{"name": name, "units": units, "k": 2} for name, units in (("in", 69), ("out", 63))]
    shown = released(Multiverse, rows)
    assert shown["units"].to_list() == [None, None]
    assert shown["k"].to_list() == [2, 2]


def test_how_completely_parts_of_respondents_replied_stays_inside_and_that_they_replied_leaves():
    counts = {"listed": 100, "replied": 40, "complete": 36, "partial": 4, "rr1": 0.36, "rr2": 0.4}
    rows = [{"by": "respondents", "group": "state"}, {"by": "region", "group": "Africa"}]
    whole, part = released(Response, [row | counts for row in rows]).iter_rows(named=True)
    assert (whole["complete"], whole["partial"], whole["rr1"]) == (36, 4, 0.36)
    assert (part["complete"], part["partial"], part["rr1"]) == (None, None, None)
    assert (part["replied"], part["rr2"]) == (40, 0.4)


def test_where_counts_of_a_group_of_respondents_are_withheld_so_is_how_many_answered():
    row = {"group": "private", "question": "q", "status": "valid", "count": 25, "base": 40}
    assert released(Nonresponse, [row]).height == 1
    private = ("", "respondents", "private", "q")
    assert released(Nonresponse, [row], withheld(private)).is_empty()


def test_withheld_rows_stand_last_and_in_the_order_of_their_names():
    counts = {"law": 30, "police": 4, "court": 6, "army": 3, "bank": 4}
    rows = [
        {"question": "q", "group": group, "count": count, "base": 50}
        for group, count in sorted(counts.items(), key=lambda item: -item[1])
    ]
    shown = released(Coverage, rows)
    assert shown["group"].to_list() == ["law", "court", "army", "bank", "police"]


def test_tables_that_tell_of_second_forms_or_of_languages_stay_inside_as_a_whole():
    for contract in (Disagreements, IndexFunctioning):
        assert not INSIDE.isdisjoint(disclosure_of(contract).values()), contract


def test_the_report_of_an_audit_has_no_count_of_what_withheld_groups_said():
    report = Audit(respondents=7, pairs=3, learning_pairs=1, tables=9, crossings=2).report()
    assert report.keys().isdisjoint(OF_REPLIES)
    assert report["determined"] == 0
