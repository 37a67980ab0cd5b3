"""Cells in storage: what was read comes back, and nothing more than was asked for."""

import polars as pl
import pytest

from surveyanswers.tables.cell_columns import (
    SHEET_COLUMNS,
    TextSheet,
    cells_of,
    read_cells,
    scattered,
    write_cells,
)


def sheet(**rows):
    """Two forms with an id, an answer and a remark."""
    told = [
        ("c1", 1, "id", "submission", None, 0, "", "en"),
        ("c2", 2, "law", "answer", "law", 0, "", "en"),
        ("c4", 4, "note", "metadata", None, 0, "", "en"),
    ]
    texts = pl.DataFrame({"sheet": ["", ""], "record": [2, 5]}).with_columns(
        **{name: pl.Series(values) for name, values in rows.items()},
        c1=pl.Series(["a", "b"]),
        c2=pl.Series(["yes", None]),
        c4=pl.Series([" x ", ""]),
    )
    columns = pl.DataFrame(told, schema=SHEET_COLUMNS, orient="row")
    return TextSheet("a.csv", columns, texts.cast({"record": pl.UInt32}))


def test_what_was_written_comes_back(tmp_path):
    write_cells([sheet(), sheet(turn=[1, 2])], tmp_path / "cells")
    first, second = read_cells(tmp_path / "cells")
    assert first.texts.equals(sheet().texts)
    assert first.columns.equals(sheet().columns)
    assert second.texts["turn"].to_list() == [1, 2]


def test_columns_are_read_as_they_are_asked_for(tmp_path):
    write_cells([sheet()], tmp_path / "cells")
    (found,) = read_cells(tmp_path / "cells", pl.col("role") == "metadata")
    assert found.texts.columns == ["sheet", "record", "c4"]
    assert cells_of([found]).select("row", "position", "header", "text").rows() == [
        (2, 4, "note", " x "),
        (5, 4, "note", ""),
    ]


def test_the_long_table_has_a_row_a_cell_in_the_files_order():
    cells = cells_of([sheet()])
    assert cells["position"].to_list() == [1, 2, 4, 1, 2, 4]
    assert cells["text"].to_list() == ["a", "yes", " x ", "b", None, ""]
    assert cells["row"].to_list() == [2, 2, 2, 5, 5, 5]
    assert cells_of([]).is_empty()


def test_answers_of_a_turn_are_of_that_turn_and_other_cells_of_none():
    cells = cells_of([sheet(turn=[1, 2])])
    assert dict(cells.filter(record=5).select("header", "instance").iter_rows()) == {
        "id": 0,
        "law": 2,
        "note": 0,
    }


@pytest.mark.parametrize("rows", [{}, {"row": [7, 8]}])
def test_cells_of_a_form_that_is_no_table_keep_their_places(rows):
    cells = cells_of([sheet(**rows)]).filter(pl.col("text").is_not_null())
    (laid,) = scattered(cells)
    assert laid.scattered
    assert cells_of([laid]).equals(cells)
    assert laid.rows_of("c2").to_list() == [rows.get("row", [2])[0], None]


def test_some_records_are_kept_and_those_of_another_file_are_none():
    records = pl.DataFrame({"file": ["a.csv", "b.csv"], "sheet": "", "record": [5, 2]})
    records = records.with_columns(pl.col("record").cast(pl.UInt32))
    assert cells_of([sheet().only(records)])["record"].unique().to_list() == [5]
