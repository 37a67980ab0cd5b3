"""What is withheld beside what must be: groups of questions, and rows of a table."""

import polars as pl

from disclosure.suppress import beside


def test_a_row_that_is_withheld_is_never_alone_however_many_units_it_has():
    table = pl.DataFrame({"question": "q", "base": [40, 20, 30, 0]})
    told = pl.Series([True, False, False, False])
    assert beside(table, "base", ["question"], 5, few=told).to_list() == [True, True, False, False]
    small = pl.DataFrame({"question": "q", "base": [3, 1, 20, 30]})
    assert beside(small, "base", ["question"], 5).to_list() == [True, True, True, False]
