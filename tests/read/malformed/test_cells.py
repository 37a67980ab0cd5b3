"""Cells that hold no answer of their question."""

import polars as pl
import pytest
from worlds.malformed import (
    CODES,
    ENGLISH,
    KOBO,
    SPSS,
    Cases,
    change_settings,
    verify,
)

CASES = Cases()


@CASES.judged(CODES, "q001_national_strategy", "A99")
def an_unknown_code(study):
    study.put(respondentgroup="A1", q001="A99")


@CASES.judged(ENGLISH, "institution_type", "Guild of tinkers")
def an_unknown_label(study):
    rows = study.rows
    at = rows[0].index("Which type of institution replies to this questionnaire?")
    rows[1][at] = "Guild of tinkers"
    study.write_rows(rows)


@CASES.judged(CODES, "q003_threats_state", "maybe")
def a_tick_that_says_maybe(study):
    study.put(respondentgroup="A1", q003_SQ002="maybe")


@CASES.judged(CODES, "q011_recorded_access", "about 30")
def a_number_with_words(study):
    study.put(respondentgroup="A1", q009="A1", q011="about 30")


@CASES.judged(CODES, "q011_recorded_access", "1e400")
def a_number_beyond_all_numbers(study):
    study.put(respondentgroup="A1", q009="A1", q011="1e400")


@CASES.judged(CODES, "q011_recorded_access", "-5")
def a_number_below_nought(study):
    study.put(respondentgroup="A1", q009="A1", q011="-5")


@CASES.judged(CODES, "q011_recorded_access", "1,234")
def a_comma_that_could_be_either(study):
    study.put(respondentgroup="A1", q009="A1", q011="1,234")


@CASES.judged(CODES, "completed_on", "2012-02-31")
def the_31st_of_february(study):
    study.put(completedon="2012-02-31")


@CASES.judged(CODES, "completed_on", "04.03.2012")
def a_date_with_the_day_first(study):
    study.put(completedon="04.03.2012")


@CASES.judged(CODES, "q014_reporting_routes", "")
def dont_know_beside_an_answer(study):
    study.put(respondentgroup="A1", q014_SQ001="Y", q014_SQ008="Y")


@CASES.judged(CODES, "q011_recorded_access", "12")
def an_answer_to_a_question_not_asked(study):
    study.put(respondentgroup="A1", q009="A2", q011="12")


@CASES.judged(KOBO, "q001_national_strategy", "#N/A")
def an_error_value_in_a_cell(study):
    sheets = study.sheets
    rows = next(iter(sheets.values()))
    at = next(i for i, text in enumerate(rows[0]) if "stratégie nationale" in str(text))

    def spoil(book):
        book.worksheets()[0].write_formula(1, at, "=NA()", None, "#N/A")

    study.write_sheets(sheets, spoil)


@CASES.judged(SPSS, "institution_type", "77")
def a_value_without_label(study):
    number = pl.Series("institution_type", [77.0])
    study.change_table(
        lambda t: t.with_columns(pl.concat([number, t["institution_type"].cast(float)[1:]]))
    )


@CASES.refused(
    CODES, r"row 2, column q001: 'A99': not an option of q001_national_strategy", "corrections.csv"
)
def an_unknown_code_where_settings_say_stop(study):
    study.put(respondentgroup="A1", q001="A99")
    change_settings(study, "unknown_option: invalid", "unknown_option: stop")


@pytest.mark.parametrize("case", CASES, ids=CASES.names)
def test_what_is_malformed_is_named_or_judged(case, make, form):
    verify(case, make(case.file), form)
