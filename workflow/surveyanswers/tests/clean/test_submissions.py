"""Who sent what: ids, moments, and forms that are likely the same."""

from dataclasses import replace

import polars as pl
import pytest

from surveyanswers.clean.standing import find_alike
from surveyanswers.clean.submissions import find_submissions
from surveyanswers.instrument.exports import Export
from surveyanswers.tables.answers import Cells, Log
from surveyanswers.tables.cell_columns import scattered
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import schema_of

EXPORT = Export(file="a.csv", format="csv", channel="post", language="en", unit="u", questions=[])


def forms(*told, export=EXPORT):
    """Forms of one file, each with what its columns say of it."""
    rows = [
        ("a.csv", "", record, role, role, text)
        for record, roles in enumerate(told, start=2)
        for role, text in roles.items()
    ]
    columns = ["file", "sheet", "record", "header", "role", "text"]
    place = pl.col("record").alias("row"), pl.col("header").rank("dense").alias("position")
    cells = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        *place, question=None, instance=0, option=pl.lit(""), language=pl.lit("en")
    )
    return find_submissions(scattered(cells.cast(schema_of(Cells))), [export])


def sent(moment, order=None):
    form = {"submission": "1", "unit": "x", "submitted": moment}
    return forms(form, export=replace(EXPORT, date_order=order))["submitted_on"].item()


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        ("2012-03-05", "2012-03-05"),
        ("2012-03-05T10:45:10", "2012-03-05 10:45:10"),
        ("2012-03-05 10:45:10.250+01:00", "2012-03-05 10:45:10"),
        (" 2012-02-29 23:59 ", "2012-02-29 23:59"),
        ("2026/11/26 6:05:43 PM GMT+2", "2026-11-26 18:05:43"),
        ("2026/1/2 12:05:43\u202fam GMT+5:30", "2026-01-02 00:05:43"),
        ("31/12/2020 07:08", "2020-12-31 07:08"),
        ("12/31/2020, 12:00 p.m.", "2020-12-31 12:00"),
        ("4.4.2020", "2020-04-04"),
        ("٢٠١٢-٠٣-٠٥", "2012-03-05"),
        ("2026/01/07 07:30:00 ص غرينتش+3", "2026-01-07 07:30:00"),
        ("2026/01/08 08:30:00 \u200fم\u200f غرينتش+3", "2026-01-08 20:30:00"),
        ("٢٠٢٦/٠١/٠٨ ٠٨:٣٠ مساءً", "2026-01-08 20:30"),
        ("2026/01/08 午後 0:30:00", "2026-01-08 12:30:00"),
        ("2026/1/8 12:30:00 午前", "2026-01-08 00:30:00"),
        ("2026. 1. 2 오후 3:04:05", "2026-01-02 15:04:05"),
    ],
)
def test_the_moment_of_sending_is_held_to_the_second(moment, held):
    assert sent(moment) == held


@pytest.mark.parametrize(("order", "held"), [("day", "2020-04-03"), ("month", "2020-03-04")])
def test_which_number_is_the_day_is_told_by_the_layout_and_never_guessed(order, held):
    assert sent("3/4/2020", order) == held
    with pytest.raises(SurveyError, match=r"or date_order in layout\.yaml"):
        sent("3/4/2020")


@pytest.mark.parametrize(
    "moment", ["13/14/2020", "31/12/2020", "1/2/2020 13:00 PM", "1/2.2020", "2020/1/2 0:30 PM"]
)
def test_a_day_against_the_order_is_refused(moment):
    with pytest.raises(SurveyError, match="row 2: sent on"):
        sent(moment, "month")


@pytest.mark.parametrize(
    "moment",
    [
        "2012-03-05 nonsense",
        "2012-03-05 10:45:10 nonsense",
        "2012-13-05",
        "2012-02-30 10:00",
        "2012-03-05 25:00",
        "2012-03-05 10:61",
        "05/03/2012",
        "2012-3-5",
        "yesterday",
    ],
)
def test_a_moment_that_is_none_stops_the_run_and_is_named(moment):
    with pytest.raises(SurveyError, match=r"a\.csv, row 2: sent on .*expected YYYY-MM-DD"):
        sent(moment)


def alike(*ids):
    submissions = forms(*({"submission": own, "unit": unit} for own, unit in ids))
    return find_alike(submissions.rename({"unit": "unit_id"}))


def test_forms_of_units_that_only_look_different_are_reported_once_each():
    log = alike(("1", "ACME"), ("2", "acme"), ("3", "Acme Ltd"), ("4", "Ａcme\u200b"))
    assert log["submission_id"].to_list() == ["1", "2", "4"]
    assert log["reason"].str.contains("unit_id likely the same as").all()
    assert "'acme' (a.csv, row 3), 'Ａcme\\u200b' (a.csv, row 5)" in log["reason"][0]


def test_forms_of_one_unit_are_no_news_but_ids_of_forms_that_look_alike_are():
    log = alike(("r1", "x"), ("R1", "x"), ("r2", "x"))
    assert log["was"].sort().to_list() == ["R1", "r1"]
    assert log["reason"].str.contains("submission_id likely the same").all()


def test_nothing_is_reported_where_ids_differ():
    log = alike(("1", "Côte"), ("2", "Cote"), ("3", "O'Neil"), ("4", "ONeil"))
    assert log.is_empty()
    assert log.columns == list(schema_of(Log))


def test_blanks_around_ids_and_units_are_no_part_of_them():
    table = forms({"submission": " 7 ", "unit": "\tx "}, {"submission": "8", "unit": "y"})
    assert table.select("submission_id", "unit").rows() == [("7", "x"), ("8", "y")]
