import time
from datetime import datetime

import polars as pl
import pyreadstat
import pytest
from cyberstudy.declare.questionnaire import load_questionnaire
from twin.collectors import files, kobo, limesurvey, spss, workbook
from twin.submission import Sheet, Submission
from worlds import REPOSITORY

STRATEGY, PARTS = "q001_national_strategy", "q002_strategy_parts"
ROUTES, ROUTES_OTHER = "q014_reporting_routes", "q014_reporting_routes_other"
QUESTIONS = [
    "respondent_group",
    "unit_state",
    "completed_on",
    STRATEGY,
    PARTS,
    ROUTES,
    ROUTES_OTHER,
    "q011_recorded_access",
]
FULL = Submission(
    id="7",
    unit="FRA",
    group="state",
    channel="web",
    language="fr",
    started=datetime(2012, 3, 5, 9, 30),
    submitted=datetime(2012, 3, 5, 10, 45, 10),
    last_page=20,
    values={
        "respondent_group": "state",
        "unit_state": "Côte d'Ivoire",
        "completed_on": "2012-03-04",
        STRATEGY: "yes",
        PARTS: "legislation awareness",
        ROUTES: "corporate_victims other",
        ROUTES_OTHER: "Par la presse\r\net la radio",
        "q011_recorded_access": "12",
    },
    displayed=frozenset(QUESTIONS),
)
UNSURE = Submission(
    id="8",
    unit="TUV",
    group="state",
    channel="web",
    language="en",
    started=datetime(2012, 3, 6, 9, 30),
    submitted=datetime(2012, 3, 7, 8, 0),
    last_page=20,
    values={
        "respondent_group": "state",
        "unit_state": "Tuvalu",
        STRATEGY: "dont_know",
        ROUTES: "dont_know",
    },
    displayed=frozenset(QUESTIONS) - {PARTS, ROUTES_OTHER},
)
BROKEN_OFF = Submission(
    id="9",
    unit="NAM",
    group="state",
    channel="web",
    language="en",
    started=datetime(2012, 3, 8, 9, 30),
    submitted=None,
    last_page=2,
    values={"respondent_group": "state", "unit_state": "Namibia", STRATEGY: "yes"},
    displayed=frozenset(["respondent_group", "unit_state", STRATEGY, PARTS]),
)
FORMS = [FULL, UNSURE, BROKEN_OFF]


@pytest.fixture(scope="module")
def form():
    states = {
        "path": "data/raw/reference/member_states.csv",
        "code": "iso3",
        "labels": [f"name_{language}" for language in ("en", "fr", "es", "ru", "ar", "zh")],
        "aliases": "data/raw/reference/aliases.csv",
    }
    return load_questionnaire(
        REPOSITORY / "config" / "surveys" / "states2012" / "questionnaire",
        files={"member_states.csv": states},
        root=REPOSITORY,
    )


def lime(form, headings="code", answers="short", **changes):
    asked = {"language": "en", "questions": QUESTIONS}
    return limesurvey.sheet(FORMS, form, headings=headings, answers=answers, **asked | changes)


def cells(sheet):
    """Return header -> the cells below it, after a round trip through CSV bytes."""
    table = pl.read_csv(files.to_csv(sheet), infer_schema=False)
    return table.fill_null("").to_dict(as_series=False)


def keyed(form, forms=FORMS):
    return workbook.sheets(forms, form, language="en", questions=QUESTIONS)


def kobo_sheet(form, forms=(FULL, UNSURE), language="fr"):
    return kobo.sheet(forms, form, language=language, questions=QUESTIONS)


@pytest.fixture
def statistical(form, tmp_path):
    spss.write(FORMS, form, tmp_path / "a.sav", language="en", questions=QUESTIONS)
    return tmp_path / "a.sav"


def placed(sheet, *key):
    row, column = sheet.places[key]
    return sheet.rows[row][column]


# LimeSurvey


def test_the_leading_columns_of_limesurvey_come_first_in_both_styles_of_headings(form):
    codes, full = lime(form).rows[0], lime(form, "full").rows[0]
    assert codes[:9] == list(limesurvey.FIXED)
    assert full[:9] == list(limesurvey.FIXED.values())
    assert codes[9:12] == ["respondentgroup", "unitstate", "completedon"]
    assert full[12] == form.questions[STRATEGY].labels["en"]


def test_a_survey_without_personal_columns_has_neither_tokens_nor_addresses(form):
    sheet = lime(form, personal=False)
    assert sheet.rows[0][:8] == [c for c in limesurvey.FIXED if c not in {"token", "ipaddr"}] + [
        "respondentgroup"
    ]
    assert placed(sheet, "7", STRATEGY, "") == "A1"


def test_what_looks_personal_is_invented_and_always_the_same(form):
    first, second = cells(lime(form)), cells(lime(form))
    assert first == second
    assert all(token.startswith("INVENTED") for token in first["token"])
    assert all(ip.startswith(("192.0.2.", "198.51.100.")) for ip in first["ipaddr"])
    assert len(set(first["seed"])) == len(set(first["token"])) == 3


def test_a_broken_off_form_has_a_last_action_and_no_date_of_submission(form):
    got = cells(lime(form))
    assert got["submitdate"] == ["2012-03-05 10:45:10", "2012-03-07 08:00:00", ""]
    assert got["datestamp"][2] == "2012-03-08 09:38:00"
    assert got["lastpage"] == ["20", "20", "2"]


def test_short_answers_are_codes_dates_with_midnight_and_numbers_with_ten_decimals(form):
    got = cells(lime(form))
    assert got["q001"] == ["A1", "A4", "A1"]
    assert got["completedon"] == ["2012-03-04 00:00:00", "", ""]
    assert got["q011"] == ["12.0000000000", "", ""]
    assert got["unitstate"] == ["Côte d'Ivoire", "Tuvalu", "Namibia"]


def test_short_answers_do_not_tell_not_ticked_from_not_displayed(form):
    got = cells(lime(form))
    assert got["q002[SQ001]"] == ["Y", "", ""]  # ticked, not displayed, not ticked
    assert got["q002[SQ002]"] == ["", "", ""]


def test_long_answers_say_yes_no_and_not_displayed_in_the_language_of_the_export(form):
    got = cells(lime(form, "full", "long", language="ru"))
    question = form.questions[PARTS].labels["ru"]
    option = form.choices["strategy_parts"].labels["ru"]["awareness"]
    assert got[f"{question} [{option}]"] == ["Да", "Н/Д", "Нет"]
    assert got[form.questions[STRATEGY].labels["ru"]][1] == "Не знаю"
    assert got[form.questions["q011_recorded_access"].labels["ru"]] == ["12", "", ""]


def test_the_other_option_is_seen_by_its_text_behind_the_options_of_its_question(form):
    sheet = lime(form)
    headings = sheet.rows[0]
    assert headings[headings.index("q014[other]") - 1] == "q014[SQ008]"
    assert headings[headings.index("q014[other]") + 1] == "q011"
    assert sheet.places["7", ROUTES, "other"] == sheet.places["7", ROUTES_OTHER, ""]
    assert cells(sheet)["q014[other]"] == ["Par la presse\net la radio", "", ""]
    assert cells(lime(form, "full", "long"))[
        f"{form.questions[ROUTES].labels['en']} [Other (please specify)]"
    ] == ["Par la presse\net la radio", "", ""]


def test_special_options_are_ordinary_options_to_limesurvey(form):
    assert cells(lime(form))["q014[SQ008]"] == ["", "Y", ""]
    assert ("q014_reporting_routes", "dont_know", "SQ008") in limesurvey.crosswalk(form)


def test_the_crosswalk_gives_every_column_a_code_of_its_own(form):
    rows = limesurvey.crosswalk(form)
    codes = {(question, option): code for question, option, code in rows}
    assert len(codes) == len(rows)
    assert codes[STRATEGY, ""] == "q001"
    assert codes[ROUTES_OTHER, ""] == "q014[other]"
    assert codes[ROUTES, "other"] == "other"
    assert codes["unit_state", ""] == "unitstate"
    assert [key for key in codes if key[0] == "unit_state"] == [("unit_state", "")]
    everything = lime(form, questions=list(form.questions)).rows[0]
    assert len(everything) == len(set(everything))


def test_a_crosswalk_of_ones_own_renames_the_columns(form):
    codes = {(q, o): c for q, o, c in limesurvey.crosswalk(form)} | {(STRATEGY, ""): "S1"}
    assert cells(lime(form, codes=codes))["S1"] == ["A1", "A4", "A1"]


# Kobo


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
    files.to_xlsx([sheet], tmp_path / "kobo.xlsx")
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


# SPSS


def read_sav(path):
    return pyreadstat.read_sav(path, output_format="polars", user_missing=True)


def test_spss_codes_options_from_one_and_reasons_below_nought(statistical):
    data, meta = read_sav(statistical)
    assert data[STRATEGY].to_list() == [1, -1, 1]
    labels = {1: "Yes", 2: "In preparation", 3: "No", -1: "Don't know", -2: "No answer"}
    assert meta.variable_value_labels[STRATEGY] == labels
    assert meta.missing_ranges[STRATEGY] == [{"lo": -9, "hi": -1}]
    assert data["q011_recorded_access"].to_list() == [12, -2, None]


def test_spss_tells_not_displayed_from_blank_and_sets_reasons_in_the_whole_set(statistical):
    data, meta = read_sav(statistical)
    assert data[f"{PARTS}_1"].to_list() == [1, None, -2]
    assert data[f"{ROUTES}_1"].to_list() == [0, -1, None]
    assert data[f"{ROUTES}_8"].to_list() == [1, -1, None]
    assert f"{ROUTES}_9" not in data.columns  # don't know has no variable of its own
    assert meta.column_names_to_labels[f"{PARTS}_1"].startswith("Which fields does this")


def test_spss_keeps_text_and_dates_as_strings(statistical):
    data, _ = read_sav(statistical)
    assert data["respondent_id"].to_list() == ["7", "8", "9"]
    assert data["submitted_on"].to_list() == ["2012-03-05", "2012-03-07", ""]
    assert data["completed_on"].to_list() == ["2012-03-04", "", ""]
    assert data["unit_state"][0] == "Côte d'Ivoire"


def test_a_reader_that_ignores_missing_codes_sees_no_number_below_nought(statistical):
    data, _ = pyreadstat.read_sav(statistical, output_format="polars")
    assert data[STRATEGY].to_list() == [1, None, 1]


def test_long_labels_are_cut_between_characters(form, tmp_path):
    path = tmp_path / "ru.sav"
    spss.write(FORMS, form, path, language="ru", questions=list(form.questions))
    _, meta = read_sav(path)
    texts = [question.labels["ru"] for question in form.questions.values()]
    sizes = []
    for name, label in meta.column_names_to_labels.items():
        if name in form.questions:
            assert any(text.startswith(label) for text in texts)
        sizes.append(len((label or "").encode()))
    assert max(sizes) in {254, 255}
    for labels in meta.variable_value_labels.values():
        assert all(
            len(label.encode()) <= 120 and "\ufffd" not in label for label in labels.values()
        )


def test_two_spss_files_of_the_same_forms_are_the_same_bytes(form, statistical, tmp_path):
    time.sleep(1.1)  # the header carries seconds
    spss.write(FORMS, form, tmp_path / "b.sav", language="en", questions=QUESTIONS)
    content = statistical.read_bytes()
    assert content == (tmp_path / "b.sav").read_bytes()
    assert content[92:109] == b"01 Jan 0000:00:00"
    assert read_sav(statistical)[1].creation_time == datetime(2000, 1, 1)


# Workbook


def test_a_keyed_sheet_starts_with_who_sent_it_and_lists_every_question(form, tmp_path):
    files.to_xlsx(keyed(form), tmp_path / "keyed.xlsx")
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


# Files


def test_a_csv_starts_with_a_byte_order_mark_and_quotes_every_field():
    content = files.to_csv(Sheet("", [["id", "q"], [1, 'say "a,b"'], [None, "x\r\ny"]]))
    assert content == b'\xef\xbb\xbf"id","q"\r\n"1","say ""a,b"""\r\n"","x\ny"\r\n'


def test_a_csv_can_do_without_mark_and_quotes_and_can_end_in_an_empty_line():
    sheet = Sheet("", [["id", "q"], ["1", "a;b"]])
    plain = files.to_csv(sheet, separator=";", bom=False, quote_all=False, line_end="\n")
    assert plain == b'id;q\n1;"a;b"\n'
    assert files.to_csv(sheet, phantom_row=True) == files.to_csv(sheet) + b"\r\n"


def test_other_encodings_carry_the_same_text():
    sheet = Sheet("", [["q"], ["Да"]])
    assert files.to_csv(sheet, encoding="cp1251") == '"q"\r\n"Да"\r\n'.encode("cp1251")
    wide = files.to_csv(sheet, encoding="utf-16", bom=False)
    assert wide == files.to_csv(sheet, encoding="utf-16")
    assert wide[:2] == b"\xff\xfe"
    assert wide.decode("utf-16") == '"q"\r\n"Да"\r\n'


def test_what_an_encoding_lacks_is_an_error_not_a_question_mark():
    with pytest.raises(UnicodeEncodeError):
        files.to_csv(Sheet("", [["نعم"]]), encoding="cp1251")


def test_text_that_looks_like_something_else_stays_text_in_a_workbook(tmp_path):
    texts = ["=1+1", "007", "1e5", "https://example.org", "3/5"]
    files.to_xlsx([Sheet("a", [[text] for text in texts])], tmp_path / "a.xlsx")
    read = pl.read_excel(tmp_path / "a.xlsx", has_header=False)
    assert read["column_0"].to_list() == texts


def test_a_moment_is_a_date_to_excel(tmp_path):
    files.to_xlsx([Sheet("", [[datetime(2012, 3, 4, 5, 6)]])], tmp_path / "a.xlsx")
    read = pl.read_excel(tmp_path / "a.xlsx", has_header=False)
    assert read["column_0"].to_list() == [datetime(2012, 3, 4, 5, 6)]


def test_two_workbooks_of_the_same_sheets_are_the_same_bytes(form, tmp_path):
    files.to_xlsx([*keyed(form), kobo_sheet(form)], tmp_path / "a.xlsx")
    time.sleep(2.1)  # a ZIP counts in steps of two seconds
    files.to_xlsx([*keyed(form), kobo_sheet(form)], tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


# All of them


@pytest.mark.parametrize("make", ["lime", "kobo", "workbook"])
def test_every_answer_of_every_form_has_a_place_in_the_sheet(form, make):
    sheets = {
        "lime": lambda: [lime(form)],
        "kobo": lambda: [kobo_sheet(form)],
        "workbook": lambda: keyed(form),
    }[make]()
    for sheet in sheets:
        sizes = [len(row) for row in sheet.rows]
        assert all(column < sizes[row] for row, column in sheet.places.values())
    placed_questions = {key[:2] for sheet in sheets for key in sheet.places}
    forms = FORMS[:2] if make == "kobo" else FORMS
    assert placed_questions == {(each.id, name) for each in forms for name in QUESTIONS}
