"""What is said in other languages, and how numbers are written."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st
from worlds.translations import BOATS, put

from cyberstudy.wording import catalogues
from cyberstudy.wording.catalogues import (
    PHRASES,
    TRANSLATED,
    check_reviewed,
    digest_of_words,
    read_catalogue,
)
from cyberstudy.wording.translator import REASONS, Translator
from surveyanswers.tables.problems import SurveyError


@pytest.fixture
def french(tmp_path):
    own = {
        "{count} lamps of {place}": "~À {place}, {count} lampes",
        "Lit": "Allumée",
        "Wrong {count}": "Faux {compte}",
        "withheld: base under {minimum}": "non publié : moins de {minimum}",
        "{before}, {after}": "{before} / {after}",
        "{before} and {last}": "{before} et {last}",
    }
    tables = (put(tmp_path / "own.csv", "fr", own), put(tmp_path / "words.csv", "fr", WORDS))
    own, words = (read_catalogue(table, "fr") for table in tables)
    return Translator("fr", own=own, words=words)


WORDS = {"Very high": "Très élevé"}


def test_places_are_filled_in_the_order_of_the_language_and_counts_as_it_writes_them(french):
    said = french("{count} lamps of {place}", count=12345, place="Brest")
    assert said == "À Brest, 12\u202f345 lampes"
    assert Translator()("{count} lamps of {place}", count=12345, place="B") == "12,345 lamps of B"


def test_what_is_not_reviewed_is_said_and_noted_and_what_is_reviewed_leaves_no_note(french):
    french("Lit")
    assert not french.unreviewed
    french("{count} lamps of {place}", count=1, place="x")
    assert french.unreviewed


def test_what_is_not_translated_is_said_in_english_and_noted_once(french):
    assert [french("Dark"), french("Dark"), french.word("Dim")] == ["Dark", "Dark", "Dim"]
    assert french.missing == ["Dark", "Dim"]


def test_a_word_that_is_a_phrase_of_the_library_or_of_an_analysis_is_said_as_that(french):
    assert (french.word("Lit"), french.word("Very high")) == ("Allumée", "Très élevé")
    assert french.missing == []


def test_a_translation_with_other_places_stops_with_what_to_mend(french):
    with pytest.raises(SurveyError, match=r"'Wrong \{count\}' into French"):
        french("Wrong {count}", count=1)


def test_groups_and_reasons_of_tables_are_said(french):
    assert french.group("very_high") == "Très élevé"
    assert french.reason("withheld: base under 5") == "non publié : moins de 5"
    assert french.missing == []
    assert french.reason("the tide was high") == "the tide was high"
    assert french.missing == ["the tide was high"]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_that_is_foreseen_is_recognised(reason):
    text = reason.format(minimum=5)
    speech = Translator()
    assert speech.reason(text) == text


def test_lists_are_joined_as_the_language_joins_them(french):
    assert french.every("abc") == "a / b et c"
    assert french.every("a") == "a"
    assert Translator().every("abc") == "a, b and c"
    assert Translator().clauses([]) == ""


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 лодка"), (3, "3 лодки"), (11, "11 лодок"), (21, "21 лодка")]
)
def test_the_plural_is_the_languages_own(tmp_path, count, said):
    forms = "{count} лодка | {count} лодки | {count} лодок"
    own = read_catalogue(put(tmp_path / "ru.csv", "ru", {BOATS: forms}), "ru")
    assert (
        Translator("ru", own=own).many("{count} boat", "{count} boats", count, count=count) == said
    )


def test_what_has_another_plural_by_now_is_said_in_english(tmp_path):
    forms = "{count} bateau | {count} bateaux"
    own = read_catalogue(put(tmp_path / "fr.csv", "fr", {BOATS: forms}), "fr")
    say = Translator("fr", own=own)
    assert say.many("{count} boat", "{count} boats", 2, count=2) == "2 bateaux"
    assert say.missing == []
    assert say.many("{count} boat", "{count} big boats", 2, count=2) == "2 big boats"
    assert say.missing == ["{count} boat"]


@pytest.mark.parametrize("cell", ["", "~", "{count} bateau", "{count} bateau | "])
def test_a_cell_that_lacks_a_form_is_said_in_english(tmp_path, cell):
    own = read_catalogue(put(tmp_path / "fr.csv", "fr", {BOATS: cell}), "fr")
    assert not own.known
    assert own.text(*BOATS, number=2) == "{count} boats"


def test_a_cell_may_have_several_lines_what_separates_forms_and_what_begins_a_formula(tmp_path):
    cells = {"A | B": "~A | b", "Two\nlines": "Deux\nlignes", "=1": "'=un"}
    own = read_catalogue(put(tmp_path / "fr.csv", "fr", cells), "fr")
    assert [own.text(english) for english in cells] == ["A | b", "Deux\nlignes", "=un"]
    assert own.unreviewed == {"A | B"}


def test_the_study_is_offered_in_a_language_once_nobody_has_left_a_draft(tmp_path, monkeypatch):
    phrases = put(tmp_path / "phrases.csv", "fr", {"Lit": "Allumée", "Dark": ""})
    words = put(tmp_path / "words.csv", "fr", WORDS)
    drafts = put(tmp_path / "drafts.csv", "fr", {"Very high": "~Très élevé"})
    monkeypatch.setattr(catalogues, "PHRASES", phrases)
    check_reviewed(["en", "fr"], [phrases, words])
    check_reviewed(["en"], [phrases, drafts])
    with pytest.raises(SurveyError, match=r"offered in French yet.* review .*drafts\.csv first"):
        check_reviewed(["en", "fr"], [phrases, drafts])
    # What nobody has translated at all is not offered either.
    with pytest.raises(SurveyError, match=r"offered in Russian yet.* review .*phrases\.csv"):
        check_reviewed(["ru"], [phrases, words])


@pytest.mark.parametrize("language", TRANSLATED)
def test_today_the_study_is_offered_in_english_only(language):
    with pytest.raises(SurveyError, match="Native speakers have to review"):
        check_reviewed(["en", language], [PHRASES])


def test_an_edited_cell_changes_what_is_digested_of_its_language_only(tmp_path):
    def digests(russian):
        table = tmp_path / russian / "words.csv"
        table.parent.mkdir()
        table.write_text(f"english,plural,fr,ru,note\nVery high,,Très élevé,{russian},a\n")
        return {code: digest_of_words(code, [table]) for code in ("en", "fr", "ru")}

    one, other = digests("Высокий"), digests("Очень высокий")
    assert {code for code in one if one[code] != other[code]} == {"ru"}
    assert len({*one.values()}) == 3


@pytest.mark.parametrize(
    ("language", "decimal", "percent"),
    [
        ("en", "12,345.50", "56%"),
        ("fr", "12\u202f345,50", "56\u00a0%"),
        ("es", "12.345,50", "56\u00a0%"),
        ("ru", "12\u00a0345,50", "56\u00a0%"),
        ("ar", "12,345.50", "\u200f56\u200f\u066a"),
        ("zh", "12,345.50", "56%"),
    ],
)
def test_numbers_are_written_in_the_languages_way_with_latin_digits(language, decimal, percent):
    speech = Translator(language)
    assert speech.decimal(12345.5, 2) == decimal
    assert speech.percent(0.556) == percent


@given(st.floats(0, 1e6), st.integers(0, 3))
def test_english_numbers_are_what_the_locale_data_say(value, places):
    rounded = round(value, places)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    written = f"{rounded:.{places}f}"
    assert Translator().decimal(rounded, places) == format_decimal(
        Decimal(written), pattern, locale="en"
    )


@given(st.floats(0, 1), st.sampled_from(list(TRANSLATED)))
def test_every_language_shows_the_same_percentage(share, language):
    digits = "".join(letter for letter in Translator(language).percent(share) if letter.isdigit())
    assert digits == f"{share:.0%}"[:-1]
    assert format_percent(0.5, locale="en") == Translator().percent(0.5)


def test_all_percentages_have_the_places_that_one_constant_says(monkeypatch):
    monkeypatch.setattr("cyberstudy.wording.translator.PERCENT_PLACES", 1)
    assert Translator().percent(0.5561) == "55.6%"
    assert Translator("fr").percent(0.5561).startswith("55,6")
    assert Translator().percent(0.5561, 0) == "56%"
