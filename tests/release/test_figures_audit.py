"""A figure of a confidential survey shows what the audited tables have, and nothing else."""

import polars as pl
import pytest
from cyberstudy.release.figures_audit import stop_withheld, told
from cyberstudy.tables.problems import StudyProblem
from worlds import decide

KEYS = {"wave": "", "grouping": "region", "question": "law"}
TABLE = pl.DataFrame(
    [
        KEYS | {"group": "north", "option": "yes", "count": 9, "base": 14},
        KEYS | {"group": "north", "option": "no", "count": 5, "base": 14},
        KEYS | {"group": "south", "option": "yes", "count": None, "base": None},
        KEYS | {"group": "south", "option": "no", "count": None, "base": None},
    ]
)
DRAWN = TABLE.drop("wave").rename({"option": "answer"}).with_columns(label=pl.lit("Any"))


def test_numbers_of_the_tables_may_be_drawn():
    assert [*told(DRAWN, TABLE)] == []


@pytest.mark.parametrize("number", ["count", "base"])
def test_a_number_of_a_withheld_group_is_found_whatever_it_is_called(number):
    shown = pl.when(pl.col("group") == "south").then(4).otherwise(number)
    leak = DRAWN.with_columns(shown.alias(number), label=pl.lit("Other"))
    assert [*told(leak, TABLE)] == ["numbers of a withheld group in 2 rows"]
    # Of answers taken together, too.
    together = leak.drop("answer").unique(["group"])
    assert [*told(together, TABLE)] == ["numbers of a withheld group in 1 rows"]


def test_another_number_than_the_tables_is_found():
    other = DRAWN.with_columns(count=pl.col("count") + 1)
    assert [*told(other, TABLE)] == ["another count than the table's in 2 rows"]


def test_a_release_stops_at_such_a_figure_and_only_of_a_confidential_survey(lighthouse, tmp_path):
    for name in ("tables", "figures/en"):
        (tmp_path / name).mkdir(parents=True)
    TABLE.write_parquet(tmp_path / "tables/estimates.parquet")
    DRAWN.with_columns(base=14).write_csv(tmp_path / "figures/en/laws.csv")
    stop_withheld(tmp_path, lighthouse)
    decide(lighthouse, protection="confidential", minimum_base=5)
    with pytest.raises(StudyProblem, match=r"figures/en/laws\.csv: numbers of a withheld group"):
        stop_withheld(tmp_path, lighthouse)
