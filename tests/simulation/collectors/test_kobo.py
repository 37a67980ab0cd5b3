"""Kobo's exports, as the simulation writes them."""

import polars as pl
from worlds.forms import PARTS, kobo_sheet, placed

from surveyanswers.simulation.collectors import files, kobo


def test_kobo_puts_labels_between_its_leading_and_trailing_columns(form):
    header = kobo_sheet(form).rows[0]
    assert header[:2] == ["start", "end"]
    assert header[2] == form.questions["respondent_group"].labels["fr"]
    assert header[-10:] == list(kobo.TRAILING)
    question = form.questions[PARTS].labels["fr"]
    at = header.index(question)
    label = form.choices["strategy_parts"].labels["fr"]["awareness"]
    assert header[at + 1] == f"{question}/{label}"


def test_kobo_joins_labels_by_a_blank_and_ticks_by_one_and_nought(form):
    sheet = kobo_sheet(form, language="en")
    assert placed(sheet, "7", PARTS, "") == " ".join(
        form.choices["strategy_parts"].labels["en"][o] for o in ("legislation", "awareness")
    )
    assert placed(sheet, "7", PARTS, "awareness") == 1
    assert placed(sheet, "7", PARTS, "dont_know") == 0


def test_kobo_leaves_every_column_of_an_unanswered_question_empty(form):
    sheet = kobo_sheet(form)
    got = [
        cell
        for (id_, name, _), (row, column) in sheet.places.items()
        if (id_, name) == ("8", PARTS)
        for cell in [sheet.rows[row][column]]
    ]
    assert len(got) == 11
    assert set(got) == {None}


def test_a_kobo_workbook_reads_back_with_numbers_as_numbers_and_text_as_text(form, tmp_path):
    sheet = kobo_sheet(form)
    files.write_workbook([sheet], tmp_path / "kobo.xlsx")
    read = pl.read_excel(tmp_path / "kobo.xlsx", sheet_name=sheet.name)
    row = read.row(0, named=True)
    assert len(sheet.name) == 31
    assert row["start"] == "2012-03-05T09:30:00.000+00:00"
    assert row[form.questions["completed_on"].labels["fr"]] == "2012-03-04"
    assert row[form.questions["unit_state"].labels["fr"]] == "Côte d'Ivoire"
    assert row[form.questions["q011_recorded_access"].labels["fr"]] == 12
    assert (row["_id"], row["_index"]) == (7, 1)
    assert row["_uuid"] != read["_uuid"][1]
    assert row["_submitted_by"].startswith("invented_account_")
