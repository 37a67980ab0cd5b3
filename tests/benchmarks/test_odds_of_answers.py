"""By how much all that is published changes the odds of a State's answer, as it was recorded."""

import polars as pl
from odds_of_answers import RECORD, table_in_words
from readme_tables import table_of


def test_no_odds_change_threefold_by_at_least_a_thousand_draws_of_each_question():
    record = pl.read_csv(RECORD)
    assert record.height > 80
    assert record["draws"].min() >= 1_000
    assert record["states"].min() > 0
    assert 1 <= record["change"].min() <= record["change"].max() < 3


def test_the_table_that_people_read_is_the_record_s():
    assert table_of("odds_of_answers.py") == table_in_words(pl.read_csv(RECORD))
