"""The wide table is one that a spreadsheet opens without harm."""

import io

import polars as pl
import pytest
from cyberstudy.clean.labelled import (
    NUMBER,
    RISKY,
    wide_of,
)
from cyberstudy.tables.statuses import STATUSES
from hypothesis import given
from hypothesis import strategies as st
from worlds.answers import KEEPERS, table, text


def test_the_wide_table_has_a_row_a_unit_and_the_questionnaires_order_of_columns():
    answers = table(
        [
            ("k2", "home", 0, "", "NOR", None, "valid"),
            ("k1", "home", 0, "", None, None, "dont_know"),
            ("k1", "fog_force", 2, "", "4", 4.0, "valid"),
            ("k1", "fog_force", 1, "", None, None, "not_asked"),
            ("k1", "lamps", 0, "other", "1", 1.0, "valid"),
            ("k1", "lamps", 0, "oil", "0", 0.0, "valid"),
        ]
    )
    assert wide_of(answers, KEEPERS.questionnaire).to_dicts() == [
        {
            "unit_id": "k1",
            "home": "[dont_know]",
            "fog_force__1": "[not_asked]",
            "fog_force__2": "4",
            "lamps__oil": "0",
            "lamps__other": "1",
        },
        dict.fromkeys(["fog_force__1", "fog_force__2", "lamps__oil", "lamps__other"])
        | {"unit_id": "k2", "home": "NOR"},
    ]


@pytest.mark.parametrize("sign", [*"=+-@＝＋－＠", "\t", "\r", "\n"])
def test_what_a_spreadsheet_would_run_is_never_written_so(sign):
    given = sign + "HYPERLINK(1)"
    wide = wide_of(text(given, given), KEEPERS.questionnaire)
    back = pl.read_csv(io.StringIO(wide.write_csv()), infer_schema=False)
    assert back.rows() == [("'" + given, "'" + given)]


@pytest.mark.parametrize("value", ["-1", "+4.5", "-1e5", ".5", "a=b", "1-2", "'twas", "[brackets]"])
def test_numbers_and_harmless_texts_stay_as_they_are(value):
    assert wide_of(text("k", value), KEEPERS.questionnaire)["remarks"].to_list() == [value]


@given(st.lists(st.sampled_from(["'", "=", "-", "1", "[not_asked]", "a", "\n"]), max_size=6))
def test_the_apostrophe_can_be_taken_off_again(pieces):
    given = "".join(pieces)
    wide = wide_of(text("k", given), KEEPERS.questionnaire)
    cell = pl.col("remarks")
    undone = pl.when(cell.str.contains("^'") & cell.str.contains(RISKY)).then(cell.str.slice(1))
    assert wide.select(undone.otherwise(cell)).item() == given
    assert wide.select(~cell.str.contains(RISKY) | cell.str.contains(f"^'|{NUMBER}")).item()
    assert wide["remarks"].item() not in {f"[{status}]" for status in STATUSES}
