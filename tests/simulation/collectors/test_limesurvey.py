"""LimeSurvey's exports, as the simulation writes them."""

from worlds.forms import PARTS, ROUTES, ROUTES_OTHER, STRATEGY, cells, lime, placed

from surveyanswers.simulation.collectors import limesurvey


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
