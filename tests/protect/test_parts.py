"""Closed by default: what declares no part in disclosure does not pass."""

import dataframely as dy
import polars as pl
import pytest

from cyberstudy.protect import stop_unaudited
from cyberstudy.protect.release_filter import Passing, withhold
from cyberstudy.tables import registry
from cyberstudy.tables.indices import IndexItems
from surveyanswers.tables.disclosure import (
    DISCLOSURE,
    INSIDE,
    MEANINGS,
    Part,
    column,
    disclosure_of,
)
from surveyanswers.tables.problems import SurveyError


def test_every_column_of_every_contract_says_what_it_means_and_its_part_in_disclosure():
    for table, contract in registry.TABLES.items():
        assert disclosure_of(contract), table
        for name, declared in contract.columns().items():
            assert declared.description.endswith((".", "..")), (table, name)


def test_every_part_has_a_meaning_for_readers():
    assert set(MEANINGS) == set(Part)


def test_a_column_that_declares_no_part_is_refused_by_name():
    class Careless(dy.Schema):
        group = column(dy.String, Part.KEY, "Group.", primary_key=True)
        count = dy.UInt32(description="How many.")

    class Silent(dy.Schema):
        count = dy.UInt32(metadata={DISCLOSURE: Part.COUNT})

    for contract in (Careless, Silent):
        with pytest.raises(SurveyError, match=f"table {contract.__name__}: column count"):
            disclosure_of(contract)


def test_a_table_without_a_contract_is_refused_by_name():
    with pytest.raises(SurveyError, match="table secrets has no contract"):
        registry.contract_of("secrets")
    with pytest.raises(SurveyError, match="table units has no contract"):
        registry.contract_of("units")  # which stays inside
    with pytest.raises(SurveyError, match="table estimates has no contract"):
        registry.contract_of("estimates", clustering=True)


@pytest.mark.parametrize("name", ["members", "levels"])
def test_tables_of_single_units_are_declared_so(name):
    parts = disclosure_of(registry.contract_of(name, clustering=True))
    assert not INSIDE.isdisjoint(parts.values())


def test_a_frequency_of_few_is_emptied_with_the_counts_that_go_with_it_and_none_is_said_of_none():
    table = pl.DataFrame({"language": ["ar", "en", "ru", "zh"], "forms": [2, 17, 5, 0]})
    table = table.with_columns(sent=pl.Series([1, 16, 5, 0]))
    parts = {"language": Part.KEY, "forms": Part.FREQUENCY, "sent": Part.COUNT}
    seen = withhold(table, parts, 5)
    assert seen["forms"].to_list() == [None, 17, 5, 0]
    assert seen["sent"].to_list() == [None, 16, 5, 0]


@pytest.mark.parametrize("forms", range(7))
def test_a_frequency_is_emptied_from_one_to_under_the_minimum(forms):
    table = pl.DataFrame({"channel": ["itu"], "forms": [forms]})
    seen = withhold(table, {"channel": Part.KEY, "forms": Part.FREQUENCY}, 5)
    assert seen["forms"].to_list() == [None if forms in (1, 2, 3, 4) else forms]


def test_in_rows_of_too_few_units_words_that_follow_from_answers_go_too():
    parts = {"family": Part.KEY, "base": Part.BASE, "highest": Part.STATISTIC, "p": Part.STATISTIC}
    table = pl.DataFrame({"family": ["f"], "base": [3], "highest": ["Asia"], "p": [0.2]})
    seen = withhold(table, parts, 5)
    assert seen.rows() == [("f", 3, None, None)]


def test_a_base_of_exactly_the_minimum_is_shown():
    parts = {"base": Part.BASE, "count": Part.COUNT}
    seen = withhold(pl.DataFrame({"base": [5, 4], "count": [1, 1]}), parts, 5)
    assert seen["count"].to_list() == [1, None]


def test_the_correlation_of_an_item_with_the_others_stays_inside():
    row = {"wave": "", "index": "i", "title": "", "question": "law", "label": "", "reason": ""}
    row |= {"score_low": 0.0, "score_high": 1.0, "base": 34, "mean": 0.25, "item_rest": 0.31}
    seen, _ = Passing(5, None).of(pl.DataFrame([row]), disclosure_of(IndexItems))
    assert seen["item_rest"].null_count() == 1


def test_an_audit_that_judged_other_numbers_than_are_published_stops_the_release():
    stop_unaudited({"counts": (9, 9), "weighted shares": (0, 0)})
    for judged in (0, 8, 10):
        with pytest.raises(SurveyError, match=f"shares: 9 are .* the audit judged {judged}"):
            stop_unaudited({"counts": (9, 9), "weighted shares": (9, judged)})
