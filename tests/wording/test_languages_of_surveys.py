"""Every survey is spoken about in the six languages, its countries by their names in each."""

from copy import deepcopy
from pathlib import Path

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import open_survey
from cyberstudy.wording.catalogues import PHRASES, TABLE, TRANSLATED, read_catalogue
from cyberstudy.wording.translator import languages_of, translator_of
from cyberstudy.wording.view import View

NAMES = ("states2012", "wci2021", "gci", "cyberlaw2026", "sources")


def opened(name):
    return open_survey(name, REPOSITORY / "config", REPOSITORY)


@pytest.mark.parametrize("name", NAMES)
def test_every_survey_and_what_lies_across_them_is_in_all_languages(name):
    assert languages_of(opened(name)) == TRANSLATED


def test_a_form_is_in_a_language_with_all_its_questions_and_options():
    form = deepcopy(opened("states2012").questionnaire)
    assert all(map(form.is_whole_in, TRANSLATED))
    (listed, *_) = (form.options_of(each) for each in form.questions.values() if each.choices)
    del listed.labels["fr"][listed.codes[0]]
    first = next(iter(form.questions.values()))
    del first.labels["ru"]
    assert [each for each in TRANSLATED if not form.is_whole_in(each)] == ["fr", "ru"]


def test_what_a_plan_says_as_the_form_does_is_said_in_the_forms_own_words():
    survey = opened("states2012")
    say = translator_of(survey, "fr")
    known = read_catalogue(survey.folder / TABLE, "fr").known
    asked = [each.labels for each in survey.questionnaire.questions.values()]
    worded = {each["en"]: each["fr"] for each in reversed(asked) if each["en"] not in known}
    assert worded
    assert {text: say.word(text) for text in worded} == worded
    assert not say.missing


def test_what_asks_nothing_is_in_the_languages_that_its_table_has_words_in(tmp_path):
    table = tmp_path / "sources" / TABLE
    table.parent.mkdir()
    table.write_text("english,plural,ru,fr\nLamps,,Лампы,\n", encoding="utf-8")
    assert languages_of(open_survey("sources", tmp_path)) == ["ru"]


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("en", "Russian Federation"),
        ("fr", "Fédération de Russie"),
        ("ar", "الاتحاد الروسي"),
        ("zh", "俄罗斯联邦"),
    ],
)
def test_a_tables_countries_go_by_their_united_nations_names_in_the_language(language, named):
    survey = opened("wci2021")
    view = View(Path(), survey, None, translator_of(survey, language))
    table = pl.DataFrame({"country": ["Russia", "Atlantis", None], "iso3": ["RUS", "ATL", "X"]})
    spoken = view.naming_countries(table)
    assert spoken["country"].to_list() == [named, "Atlantis", None]
    assert spoken["iso3"].equals(table["iso3"])


@pytest.mark.parametrize(
    ("language", "named"),
    [("en", "China, Hong Kong Special Administrative Region"), ("fr", "Hong Kong (Chine)")],
)
def test_what_is_no_member_state_has_a_name_too(language, named):
    survey = opened("wci2021")
    view = View(Path(), survey, None, translator_of(survey, language))
    assert view.naming_countries(pl.DataFrame({"name": ["Hong Kong (China)"]})).item() == named


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_chapter_is_called_the_same_in_every_table(language):
    # The report finds the exhibits of a chapter by what it is called in the language.
    chapters = load_story(REPOSITORY / "config").chapters.values()
    phrases = read_catalogue(PHRASES, language)
    for name in NAMES:
        words = read_catalogue(opened(name).folder / TABLE, language)
        for title in {chapter.title for chapter in chapters} & words.known.keys():
            assert words.text(title) == phrases.text(title), (name, title)
