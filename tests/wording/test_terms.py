"""Translations and questionnaires use the terms of docs/terms.csv, in a form of the language."""

import csv
import re
import unicodedata
from functools import cache

import pytest
from worlds import REPOSITORY, raw_folder

from cyberstudy.wording.catalogues import PHRASES, TABLE, forms_of, rows_of

LANGUAGES = {"fr", "es", "ru", "ar", "zh"}
LABEL = re.compile(r"^(?P<what>.+)::.*\((?P<language>[a-z]{2})\)$")
#: Letters that endings may change at the end of a word, and the fewest that are compared.
ENDING = {"fr": (2, 4), "es": (2, 4), "ru": (3, 4), "ar": (2, 3), "zh": (0, 1)}


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TERMS = rows(REPOSITORY / "docs" / "terms.csv")


def plain(text):
    text = text.replace("\u2019", "'").casefold()
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def stems(words, language):
    """Parts of a term that every grammatical form of it has."""
    ending, fewest = ENDING[language]
    for word in re.findall(r"\w+", plain(words)):
        if language == "ar":
            word = word.removeprefix("ال")
        yield word[: max(fewest, len(word) - ending)]


def uses(text, term, language):
    return any(
        all(stem in plain(text) for stem in stems(form, language))
        for form in term[language].split("|")
    )


@cache
def terms_in(text):
    """List the terms that a text names; it is translated into several languages."""
    named = [rf"\b{re.escape(term['en'])}s?\b" for term in TERMS]
    found = (re.search(name, text, re.IGNORECASE) for name in named)
    return [term for term, there in zip(TERMS, found, strict=True) if there]


@pytest.fixture(scope="module")
def said():
    """List every English text with its translation and where it stands."""
    return [*texts()]


def texts():
    config = REPOSITORY / "config"
    for path in sorted([*config.glob(f"**/{TABLE}"), PHRASES]):
        for english, row in rows_of(path).items():
            for language in row.keys() & LANGUAGES:
                own = forms_of(row[language], english)[0]
                if own != english[0]:  # citations stay as they are
                    yield language, english[0], own, path.relative_to(REPOSITORY)
    for path in sorted(config.glob("surveys/*/questionnaire/*.csv")):
        for row in rows(path):
            for column, text in row.items():
                if text and (m := LABEL.match(column)) and m["language"] in LANGUAGES:
                    english = row[f"{m['what']}::English (en)"]
                    yield m["language"], english, text, path.relative_to(REPOSITORY)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_where_the_english_has_a_term_the_translation_has_its_own(said, language):
    wrong = [
        f"{where}: {english!r} has {term['en']!r}, expected {term[language]!r} in {own!r}"
        for spoken, english, own, where in said
        if spoken == language
        for term in terms_in(english)
        if not uses(own, term, language)
    ]
    assert wrong == []


def test_terms_are_whole_and_say_where_they_come_from_and_whether_that_was_checked():
    assert len({term["en"] for term in TERMS}) == len(TERMS)
    for term in TERMS:
        assert all(term[name] for name in ("en", *LANGUAGES, "source", "checked", "how")), term
        assert set(term["checked"].split()) <= {*LANGUAGES, "no"}


def test_an_arabic_term_that_is_ascribed_to_an_offence_of_the_convention_stands_in_its_title():
    file = "un_convention/articles.csv"
    titles = {row["article"]: row["title_ar_as_stored"] for row in rows(raw_folder(file) / file)}
    offences = {number: titles[str(number)] for number in range(7, 16)}
    held = {
        (term["en"], int(number)): uses(offences[int(number)], term, "ar")
        for term in TERMS
        for number in re.findall(r"UN Convention 2024, art\. (\d+)", term["source"])
        if int(number) in offences
    }
    assert {number for _, number in held} >= {7, 11}
    assert [term for term, found in held.items() if not found] == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "Борьба с киберпреступностью", True),
        ("ru", "Борьба с преступностью", False),
        ("es", "el delito cibernético", False),
        ("ar", "مكافحة الجريمة السيبرانية", True),
        ("zh", "打击网络犯罪", True),
    ],
)
def test_a_term_is_known_in_another_case_and_another_term_is_not(language, text, found):
    term = next(term for term in TERMS if term["en"] == "cybercrime")
    assert uses(text, term, language) is found
