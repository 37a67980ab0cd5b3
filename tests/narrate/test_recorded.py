"""What a notebook prints is recorded: numbers with their cells, looked up by keys, and tables."""

import json

import polars as pl
import pytest
from worlds.notebooks import written

from cyberstudy.narrate import execution
from cyberstudy.narrate.recorded import Recorder

OPEN = "from cyberstudy.narrate import Study, rows_of, say, show\nimport polars as pl\n"
OPEN += "study = Study('harbours')\ntable = study.table('contrasts')"
KEY = {"family": "f", "contrast": "lit"}


@pytest.fixture
def recorded(results, monkeypatch):
    """Run cells behind one that opens the study; give what each printed."""

    def recorded(*sources):
        written(results / "a.ipynb", OPEN, *sources)
        monkeypatch.chdir(results)
        return execution.run_notebook("a.ipynb", notebook="b.ipynb", page="b.html")[1:]

    return recorded


def cells(record):
    return {
        record["text"][start:end]: (table, row, column)
        for start, end, table, row, column, _ in record["numbers"]
    }


def test_numbers_of_a_shown_table_are_looked_up_by_its_keys_and_marks_are_taken_out(
    recorded, results
):
    (record,) = recorded("show(table.filter(contrast='lit').select('contrast', 'base', 'low'))")
    assert record["tables"] == ["harbours/contrasts"]
    assert cells(record) == {
        "40": ("harbours/contrasts", KEY, "base"),
        "0.2": ("harbours/contrasts", KEY, "low"),
    }
    shown = (results / "b.ipynb").read_text(encoding="utf-8")
    html = "".join(json.loads(shown)["cells"][1]["outputs"][0]["data"]["text/html"])
    assert "<td>40</td>" in html
    for name in ("b.ipynb", "b.html"):
        assert not {*"\ue000\ue001\ue002"} & {*(results / name).read_text(encoding="utf-8")}


def test_a_percentage_has_the_cell_of_its_fraction_also_where_the_key_is_not_shown(recorded):
    (record,) = recorded("show(table.filter(contrast='lit'), 'base', 'low', percent=['low'])")
    assert record["text"].split()[:3] == ["base", "low,", "%"]
    assert cells(record)["20"] == ("harbours/contrasts", KEY, "low")


def test_numbers_of_a_row_are_recorded_through_prose_and_what_is_computed_is_not(recorded):
    first, second = recorded(
        "row = rows_of(table.filter(contrast='lit'))[0]\n"
        "say(f\"{row['effect']:.2f} of {row['base']}; {row['base'] + 1} or {table.height}\")",
        "say(study.share_of('lit', 'yes', grouping='ports', group='total'))",
    )
    assert first["text"] == "0.50 of 40; 41 or 4"
    assert {number: cell[2] for number, cell in cells(first).items()} == {
        "0.50": "effect",
        "40": "base",
    }
    assert second["text"].startswith("38 of 68 (56%")
    assert cells(second)["56%"][::2] == ("harbours/estimates", "share")
    assert second["tables"] == ["harbours/contrasts", "harbours/estimates"]


def test_a_cell_without_records_names_the_tables_that_were_read_before_it_and_no_others(recorded):
    *_, last = recorded("few = table.head(1)", "say(f'{few.height} rows')")
    assert (last["tables"], last["numbers"]) == (["harbours/contrasts"], [])


READ = pl.DataFrame(
    {
        "wave": ["a", "a", "b", "b", "c"],
        "group": ["x_y", "z", "x_y", "z", "x_y"],
        "count": [3, 4, 3, 6, 3],
        "base": [5, 5, 7, 7, 7],
    }
)


@pytest.mark.parametrize(
    ("shown", "rows"),
    [
        # Keys that no other row has.
        (READ.filter(wave="b").select("wave", "group", "count"), [("b", "x_y"), ("b", "z")]),
        # Rows of several tables, where some have no row of these keys.
        (
            READ.filter(wave="b").vstack(READ.head(1).with_columns(wave=pl.lit("d"))),
            [("b", "x_y"), ("b", "z")],
        ),
        # A column that differs in one row was computed.
        (READ.with_columns(count=pl.Series([3, 4, 3, 5, 3])).drop("base"), []),
        # Keys of two rows, told apart by equal numbers alone.
        (READ.filter(count=6).select("group", "count", "base"), []),
        (READ.filter(count=6).select("group", "count"), []),
        # Two rows that are alike in all that is shown.
        (READ.filter(wave="b").select("group", "count", "base"), []),
        # Sums of rows, another number beside the same key, numbers alone.
        (READ.group_by("group", maintain_order=True).agg(pl.col("count", "base").sum()), []),
        (READ.with_columns(count=pl.col("count") + 1).select("wave", "group", "count"), []),
        (READ.select("count", "base"), []),
    ],
)
def test_only_a_row_that_keys_find_is_recorded(shown, rows):
    recorder = Recorder()
    recorder.read("s/t", READ)
    looked_up = recorder.cells_of(shown)
    keys = [(of["count"].row["wave"], of["count"].row["group"]) for of in looked_up if of]
    assert keys == rows
    assert all(of[name].column == name for of in looked_up for name in of)
