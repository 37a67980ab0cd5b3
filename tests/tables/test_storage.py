"""Tables come back from files with the types that their contracts say."""

import polars as pl
import pytest

from cyberstudy.tables.files import read_table

ROWS = {"question": ["law"], "count": [None], "base": [None], "reason": ["withheld"]}


@pytest.mark.parametrize("name", ["estimates", "coverage"])
def test_a_column_without_a_value_has_the_type_that_its_contract_says(tmp_path, name):
    pl.DataFrame(ROWS).write_csv(tmp_path / f"{name}.csv")
    table = read_table(str(tmp_path / f"{name}.csv"))
    assert table.select("count", "base").schema == {"count": pl.UInt32, "base": pl.UInt32}
    assert table.filter(pl.col("count").is_between(1, 4)).is_empty()


def test_of_a_table_without_a_contract_nothing_is_known_of_such_a_column(tmp_path):
    pl.DataFrame(ROWS).write_csv(tmp_path / "lamps.csv")
    assert read_table(str(tmp_path / "lamps.csv")).schema["count"] == pl.String
