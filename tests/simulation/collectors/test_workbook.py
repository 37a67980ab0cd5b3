"""Keyed workbooks, as the simulation writes them."""

import polars as pl
from worlds.forms import PARTS, STRATEGY, keyed, placed

from surveyanswers.simulation.collectors import files, workbook


def test_a_keyed_sheet_starts_with_who_sent_it_and_lists_every_question(form, tmp_path):
    files.write_workbook(keyed(form), tmp_path / "keyed.xlsx")
    read = pl.read_excel(
        tmp_path / "keyed.xlsx", sheet_name="FRA", has_header=False, drop_empty_rows=False
    )
    assert read["column_0"][:6].to_list() == [
        "Organization",
        "Language",
        "Received on",
        "Keyed by",
        None,
        "No.",
    ]
    assert read["column_1"][:3].to_list() == ["FRA", "fr", "2012-03-05"]
    assert read["column_1"][3] in workbook.CLERKS
    assert read["column_0"][6:].to_list() == [
        "respondent_group",
        "unit_state",
        "completed_on",
        "q001",
        "q002",
        "q014",
        "q014",
        "q011",
    ]
    assert read["column_1"][9] == form.questions[STRATEGY].labels["en"]


def test_several_answers_share_a_cell_in_the_language_of_the_submission(form):
    first, second, _ = keyed(form)
    french = form.choices["strategy_parts"].labels["fr"]
    assert placed(first, "7", PARTS, "") == f"{french['legislation']}\n{french['awareness']}"
    assert placed(first, "7", "q011_recorded_access", "") == 12
    assert placed(second, "8", PARTS, "") is None


def test_sheets_have_names_that_excel_accepts_and_that_differ():
    long = "Union of [very] long names: north/south"
    first = files.sheet_name(long)
    second = files.sheet_name(long.upper(), taken=[first.upper()])
    assert first == "Union of _very_ long names_ ..."
    assert len(second) == 31
    assert second.endswith("... (1)")
    assert files.sheet_name("'Quoted'") == "_Quoted_"
