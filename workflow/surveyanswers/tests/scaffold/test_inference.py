"""What a column seems to have asked, from its values alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.scaffold.guesses import order_of, status_of
from surveyanswers.scaffold.inference import (
    guess,
    holding,
    option_columns,
    ranking_of,
)
from surveyanswers.scaffold.number_marks import Marks, measures
from surveyanswers.scaffold.personal_words import names_people
from surveyanswers.scaffold.shared_options import share_scales


@pytest.mark.parametrize(
    ("values", "kind", "options"),
    [
        (["2026-01-02", "2026-03-04"], "date", []),
        (["2026-01-02 10:00:00", "3/4/2026 9:15"], "moment", []),
        (["12", "250", "13"], "integer", []),
        (["1.5", "2", "3.25"], "decimal", []),
        (["5", "1", "3", "1", "5", "3"] * 3, "select_one", ["1", "3", "5"]),
        (["2.0", "3.0", "3.0", "1.0"] * 4, "select_one", ["1.0", "2.0", "3.0"]),
        (["Oil", "LED", "Oil"] * 3, "select_one", ["Oil", "LED"]),
        (
            ["Mixed (oil, gas), LED", "LED, Arc", "Arc, Mixed (oil, gas)", "Arc", "LED"] * 4,
            "select_multiple",
            ["LED", "Arc", "Mixed (oil, gas)"],
        ),
        (
            ["Agree", "Disagree", "Strongly agree"] * 3,
            "select_one",
            ["Disagree", "Agree", "Strongly agree"],
        ),
        (
            ["fog; ice", "ice", "fog", "fog; ice; storm", "storm; ice"] * 3,
            "select_multiple",
            ["ice", "fog", "storm"],
        ),
        # As Microsoft Forms writes lists, though few have several.
        (["fog;", "ice;", "fog;ice;"] + ["fog;"] * 9, "select_multiple", ["fog", "ice"]),
        (["fog", "ice", "fog;ice"] + ["fog"] * 9, "text", []),
        (["000101", "011001", "110010"], "text", []),
        (["123456789012345678", "2"], "text", []),
        (["A long story", "Another one", "A third"], "text", []),
        ([], "text", []),
    ],
)
def test_types_and_options_come_from_values(values, kind, options):
    found = guess(values)
    assert (found.kind, found.options) == (kind, options)


def test_texts_that_say_why_there_is_no_answer_are_no_options():
    found = guess(["Yes", "No", "No data", "Yes", "No", "Don't know", "n/a", "Yes", "No"])
    assert found.options == ["No", "Yes"]
    assert found.missing == {
        "No data": "no_answer",
        "Don't know": "dont_know",
        "n/a": "not_applicable",
    }


def test_a_code_before_a_word_that_says_why_there_is_none_is_no_step_of_a_scale():
    steps = [f"{step} {word}" for step, word in enumerate(("Poor", "Fair", "Good"), start=1)]
    found = guess([*steps, "99 Don't know", "-8: Refused"] * 4)
    assert found.options == steps
    assert found.missing == {"99 Don't know": "dont_know", "-8: Refused": "refused"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I don't know", "dont_know"),
        ("Don't know / No answer", "dont_know"),
        ("I don't know, someone else does this for me", None),
        ("I don't know/ Maybe", None),
        ("don't know, probably Ipykernel", None),
    ],
)
def test_who_says_something_else_as_well_has_answered(text, status):
    assert status_of(text) == status


def test_sentences_with_commas_are_no_lists():
    values = [f"It was number {n}, and it was bright, too" for n in range(30)]
    assert guess(values).kind == "text"


@pytest.mark.parametrize(
    ("values", "mark"), [(["1,5", "2,25"], ","), (["1.5"], "."), (["3"], None)]
)
def test_the_decimal_mark_is_told_where_numbers_tell_it(values, mark):
    assert guess(values).marks.decimal == mark


def test_some_steps_of_a_longer_scale_get_the_whole_scale():
    whole, part = guess(["Low", "Medium", "High"] * 3), guess(["Low", "High"] * 3)
    other = guess(["Oil", "LED"] * 3)
    share_scales({"Speed": part, "Price": whole, "Fuel": other})
    assert part.options == whole.options == ["Low", "Medium", "High"]
    assert other.options == ["Oil", "LED"]


def test_items_of_a_matrix_have_all_options_that_one_of_them_has_in_one_order():
    asked = {
        "How good is it? [Price]": guess(["fine", "bad"] * 4),
        "How good is it? [Speed]": guess(["so so", "fine"] * 4),
        "Which lamp?": guess(["fine", "gas"] * 4),
    }
    share_scales(asked)
    price, speed, lamp = (each.options for each in asked.values())
    assert price == speed
    assert {*price} == {"fine", "bad", "so so"}
    assert {*lamp} == {"fine", "gas"}


def test_equal_options_stand_in_one_order_in_all_questions():
    asked = {"Lamp": guess(["Oil", "LED", "LED"] * 3), "Spare": guess(["Oil", "Oil", "LED"] * 3)}
    share_scales(asked)
    assert asked["Lamp"].options == asked["Spare"].options == ["LED", "Oil"]


@given(st.lists(st.permutations(["Oil", "LED", "Gas, town"]), min_size=3, max_size=20))
def test_cells_that_put_the_same_options_in_order_are_a_ranking(given_):
    found = ranking_of([";".join(ranks) + ";" for ranks in given_])
    if all(ranks == given_[0] for ranks in given_):
        assert found is None
    else:
        separator, options = found
        assert (separator, {*options}) == (";", {"Oil", "LED", "Gas, town"})
        places = [sum(ranks.index(option) for ranks in given_) for option in options]
        assert places == sorted(places)


@pytest.mark.parametrize(
    ("values", "measured"),
    [
        (["1", "2", "3"], False),
        (["1007", "1013", "2000"], False),
        (["kb-1", "kb-2"], False),
        (["41", "23", "35"], True),
        (["1.5", "2.5", "3.5"], True),
        (["-3", "-2", "1"], True),
    ],
)
def test_numbers_that_do_not_rise_row_by_row_name_no_rows(values, measured):
    assert measures(values) == measured


def test_lists_of_some_options_are_no_ranking():
    assert ranking_of(["Oil;LED;Gas", "LED;Oil", "Gas;LED;Oil"]) is None
    assert ranking_of(["Oil;LED", "LED;Oil", "LED;Oil"]) is None


def test_a_comma_within_brackets_parts_no_list():
    found = guess(["Oil, Mixed (gas, LED, etc.)", "Mixed (gas, LED, etc.)", "Oil, Wax", "Wax"] * 3)
    assert (found.kind, found.separator) == ("select_multiple", ",")
    assert {*found.options} == {"Oil", "Wax", "Mixed (gas, LED, etc.)"}


def test_what_ends_with_a_semicolon_everywhere_is_a_list():
    found = guess(["Oil;", "LED;", "Oil;", "LED;Oil;"] * 2)
    assert (found.kind, found.separator, {*found.options}) == (
        "select_multiple",
        ";",
        {"Oil", "LED"},
    )


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["q___1", "q___2"], ["1", "0"]),
        (["q/oil", "q/led"], ["1", "0"]),
        (["3. Oil.", "3. LED."], None),
    ],
)
def test_columns_of_options_are_found_by_headings_and_ticks(headers, cells):
    values = {h: cells or [h.partition(" ")[2]] for h in headers}
    found = option_columns(["id", *headers], values | {"id": ["7"]}, {"0", "1"})
    assert {header: option for header, (_, option) in found.items()} == {
        h: h.replace("___", "/").replace(". ", "/", 1).split("/")[1] for h in headers
    }
    assert len({stem for stem, _ in found.values()}) == 1


def test_two_numbers_of_like_headings_are_no_options():
    assert option_columns(["age_1", "age_2"], {"age_1": ["31"], "age_2": ["7"]}, {"0", "1"}) == {}


@pytest.mark.parametrize("text", ["Prefer not to say", "I'd rather not answer", "Declined."])
def test_who_declines_is_understood(text):
    assert (status_of(text) or "refused") == "refused"


IN_SIX_LANGUAGES = {
    "no_answer": "Sans réponse; Sin respuesta; Keine Angabe; Нет ответа; 无回答; لا إجابة",
    "dont_know": "Ne sait pas; No sabe; Weiß nicht; Не знаю; 不知道; لا أعرف; Don\u00b4t know",
    "refused": "Préfère ne pas répondre; Prefiero no responder; Möchte nicht sagen; 拒绝回答",
    "not_applicable": "Sans objet; No aplica; Entfällt; Не применимо; 不适用; لا ينطبق",
}


@pytest.mark.parametrize("status", IN_SIX_LANGUAGES)
def test_what_is_said_instead_is_understood_in_other_languages(status):
    texts = IN_SIX_LANGUAGES[status].split("; ")
    assert {text: status_of(text) for text in texts} == dict.fromkeys(texts, status)


@pytest.mark.parametrize(
    "text", ["Trifft nicht zu", "Refuse collection", "Keine", "Aucun", "无", "нет"]
)
def test_other_options_are_answers(text):
    assert status_of(text) is None


#: Invented, in seven languages.
PERSONAL = {
    "en": "Name; Full name; E-mail; Phone number; Passport no.; IP address; Date of birth; IBAN",
    "de": "Contact; Nachname; Vorname; Anschrift; Geburtsdatum; Adresse",
    "fr and es": "Prénom; Nom de famille; Courriel; Nombre completo; Fecha de nacimiento; Teléfono",
    "ru, zh and ar": "Имя; Дата рождения; 姓名; الاسم",
}
MORE = """first_name; RecipientLastName; phone_2; dob; LocationLatitude; home address
contact person; Date de naissance; Apellidos; Correo electrónico; Dirección
Telefonnummer; Geburtstag; Фамилия; Телефон; Адрес; ФИО; 电话; 出生日期
地址; رقم الهاتف; تاريخ الميلاد; your name; Name of respondent
birth date; fecha_nacimiento; 1. Name; Name (optional); E-Mail-Adresse; home_address
Wie ist Ihr Name?; Votre nom; enumerator_name; handynummer; Straße; DNI"""
#: Invented by somebody who did not know the words; the first try found 26 of 28.
UNSEEN = """Surname; Home telephone; Passport number; Twitter handle; Courriel professionnel
Lieu de naissance; Téléphone portable; Handynummer; Straße und Hausnummer; Personalausweisnummer
Номер телефона; Адрес проживания; الاسم الكامل; البريد الإلكتروني; 手机号码; 身份证号; 家庭住址
Geburtsort; lugar de nacimiento; место рождения; 出生地; Student ID; Kontonummer"""
TWENTY_FOUR = [heading for some in PERSONAL.values() for heading in some.split("; ")]


def test_of_24_invented_personal_columns_none_stays():
    assert len(TWENTY_FOUR) == 24
    assert not [heading for heading in TWENTY_FOUR if not names_people(heading)]


def test_headings_that_name_people_are_seen():
    headings = f"{MORE}\n{UNSEEN}".replace("\n", "; ").split("; ")
    assert not [heading for heading in headings if not names_people(heading)]


@pytest.mark.parametrize(
    "heading",
    [
        *("country", "Legislation", "given_birth", "Which lamp?", "relation", "platform"),
        *("Name of the law", "company_name", "Nombre de empleados", "Year of birth", "Telling"),
        *("How do you address fog?", "Our plan to address it"),
        *("Jahr der Geburt", "Beweislage", "Number of employees", "place of work"),
        *("Nom de la loi", "Geburtenrate", "Имеется ли закон", "是否有法律", "file name"),
    ],
)
def test_other_headings_are_not(heading):
    assert not names_people(heading)


def test_a_scale_that_is_not_known_has_no_order():
    assert order_of(["Oil", "LED"]) is None
    assert order_of(["10 (all)", "1 (none)", "5"]) == ["1 (none)", "5", "10 (all)"]


@pytest.mark.parametrize(
    "ordered",
    [
        ["Less than 1 year", "1-5 years", "5-10 years", "More than 10 years"],
        ["18-24", "25-34", "35-64", "65 or older"],
        ["under $10,000", "$10,000 to $50,000", "over $50,000"],
        ["Not important", "Somewhat important", "Very important"],
        ["Never.", "Every few months.", "Weekly.", "Daily."],
        ["0", "1-2", "3 or more"],
    ],
)
def test_numbers_amounts_and_known_steps_tell_the_order_of_options(ordered):
    assert order_of(sorted(ordered)) == order_of([*reversed(ordered)]) == ordered


@pytest.mark.parametrize(
    "options",
    [
        ["6-12 months", "1-2 years"],  # units differ
        ["more than 10 hours", "more than 10hours"],  # two are one
        ["Very good", "Somewhat important"],
        ["Python 2", "Python 3"],
    ],
)
def test_what_only_looks_like_an_order_is_none(options):
    assert order_of(options) is None


LONG = "A way of lighting that is described in more than eighty letters, as forms often do it"


def test_a_long_option_does_not_hide_that_cells_list_several():
    found = guess([f"{LONG}; Oil", "Oil", f"Gas; {LONG}", "Gas; Oil"] * 3)
    assert (found.kind, found.separator) == ("select_multiple", ";")
    assert {*found.options} == {LONG, "Oil", "Gas"}


def test_a_list_of_more_options_than_a_choice_has_is_a_list():
    parts = [f"Lamp {n}" for n in range(45)]
    found = guess([f"{one};{other}" for one in parts for other in parts[:4] if one != other])
    assert found.kind == "select_multiple"
    assert len(found.options) == 45


def test_an_option_beside_another_with_a_comma_between_is_asked_about():
    values = ["Yes", "Yes, sometimes", "No"] * 4
    found = guess(values)
    assert found.doubts == ["one option is part of another: several answers, or names?"]
    assert (found.kind, {*found.options}) == ("select_multiple", {"Yes", "No", "sometimes"})
    as_one = guess(values, decision=ColumnRow("lamp", kind="names"))
    assert (as_one.kind, len(as_one.options)) == ("select_one", 3)


PARTS = st.lists(st.sampled_from(["oil", "gas", "sun", "a long, long word", "LED"]), min_size=1)


@given(
    st.lists(PARTS.map(dict.fromkeys).map(list), min_size=1, max_size=40),
    st.sampled_from([*";|\n,", ", ", "; "]),
)
def test_no_single_choice_has_an_option_that_holds_another(cells, separator):
    found = guess([separator.join(parts) for parts in cells])
    assert found.kind != "select_one" or not holding(found.options)


@given(
    st.lists(st.integers(1, 5), min_size=5, max_size=60),
    st.lists(st.sampled_from(["-99", "-9", "-77", "99", "98", "88", "999", "997"]), min_size=1),
)
def test_codes_beside_a_scale_enter_no_mean_in_silence(steps, codes):
    found = guess([*map(str, steps), *codes])
    assert {*found.codes} == {*codes}
    assert not {*codes} & {*found.options}
    assert {doubt.split()[0] for doubt in found.doubts} >= {*codes}


@given(st.lists(st.integers(1, 999_999), min_size=1), st.sampled_from(".,"))
def test_thousands_are_never_decimals_by_guess(numbers, mark):
    found = guess([f"{number:,}".replace(",", mark) for number in numbers])
    assert found.marks.decimal is None
    assert found.marks.unsure == (mark if max(numbers) > 999 else None)


@given(st.lists(st.floats(0, 1e6, allow_nan=False).map(lambda n: round(n, 2)), min_size=1))
def test_decimals_of_two_places_tell_their_mark(numbers):
    found = guess([f"{number:.2f}" for number in numbers])
    assert found.marks == Marks(".", whole=False)


@given(st.lists(st.text(alphabet="0123456789.,-+' x\u00a0", max_size=9), max_size=30))
def test_whatever_stands_in_a_column_something_is_guessed(cells):
    found = guess(cells)
    assert not {*found.codes} & {*found.missing}
