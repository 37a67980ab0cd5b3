"""Catalogues of translations are complete and right, and what code says reaches them."""

import ast
import re

import pytest
from cyberstudy.analysis_files import opened
from cyberstudy.claims import Claim
from cyberstudy.commands.translate import (
    catalogue_bytes,
    main,
    marked,
    missing,
    phrases_of_the_code,
    problems_of,
    read_catalog,
    speaking,
    stale,
    updated,
)
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.wording.glossary import GLOSSARY, read_glossary
from cyberstudy.wording.translator import FOLDER, PHRASES, TRANSLATED, Translator, read_catalogue
from worlds import REPOSITORY
from worlds.translations import FRENCH, ONES, SURVEYS, entry, put, wanted

WANTED = wanted()

every_catalogue = pytest.mark.parametrize(
    ("path", "language"), WANTED, ids=lambda part: "/".join(str(part).split("/")[-3:])
)


@every_catalogue
def test_entries_that_are_said_have_the_places_and_plural_forms_of_their_english(path, language):
    assert problems_of(read_catalog(path, language), WANTED[path, language]) == []


@every_catalogue
def test_a_catalogue_is_written_as_the_program_writes_it(path, language):
    assert catalogue_bytes(read_catalog(path, language), language) == path.read_bytes()


@every_catalogue
def test_all_that_is_said_is_translated_and_nothing_else(path, language):
    """`make translations` takes out what is said no longer, and names what has no translation."""
    catalog = read_catalog(path, language)
    assert missing(catalog, WANTED[path, language]) == []
    assert stale(catalog, WANTED[path, language]) == []


def test_a_survey_has_catalogues_of_its_questionnaires_languages_alone():
    for survey in SURVEYS:
        own = {path.stem for path, _ in WANTED if path.parents[1] == survey.folder}
        asked = survey.questionnaire.questions.values()
        assert own == {
            language for language in TRANSLATED if all(language in q.labels for q in asked)
        }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (entry("Lamp of {place}", "Lampe de {lieu}"), "other places in braces"),
        (entry("Lamp of {place}", "Lampe de {place"), "other places in braces"),
        (ONES + 'msgstr[0] "{count} bateau"\nmsgstr[1] ""\n', "not all 2 plural forms"),
    ],
)
def test_a_true_mistake_is_named(known_truth, content, problem):
    assert any(problem in each for each in problems_of(*known_truth(content)))


def test_what_is_missing_and_what_is_stale_is_listed_with_its_plural(known_truth):
    content = entry("Lamp of {place}", "") + entry("Gone with {wind}", "Parti avec {lieu}")
    catalog, said = known_truth(content + ONES.replace("boats", "ships") + 'msgstr[0] "{count}"\n')
    assert missing(catalog, said) == [("Lamp of {place}",), ("{count} boat", "{count} boats")]
    assert stale(catalog, said) == [("Gone with {wind}",), ("{count} boat", "{count} ships")]
    # Nothing looks a stale entry up, so nothing is asked of it.
    assert problems_of(catalog, said) == []


@pytest.fixture
def known_truth(tmp_path):
    """Catalogues of some content, and of what is said."""
    lamp, boats = entry("Lamp of {place}", ""), ONES + 'msgstr[0] ""\n'
    said = read_catalog(put(tmp_path / "said.po", FRENCH, lamp, boats), "fr")
    return lambda content: (read_catalog(put(tmp_path / "fr.po", FRENCH, content), "fr"), said)


def test_updating_loses_no_translation_and_no_mark(tmp_path):
    path = put(
        tmp_path / "fr.po",
        FRENCH,
        entry("Lamp", "Lampe", fuzzy=True),
        entry("Horn", "Corne"),
        entry("Gone", "Parti"),
    )
    said = read_catalog(
        put(tmp_path / "w.po", FRENCH, entry("Horn", ""), entry("Lamp", ""), entry("Horns", "")),
        "fr",
    )
    text = catalogue_bytes(updated(read_catalog(path, "fr"), said), "fr").decode()
    path.write_text(text, encoding="utf-8")
    again = read_catalog(path, "fr")
    assert [e.id for e in again if e.id] == ["Horn", "Lamp", "Horns"]
    assert (again["Horn"].string, again["Lamp"].string) == ("Corne", "Lampe")
    assert (again["Horn"].fuzzy, again["Lamp"].fuzzy) == (False, True)
    # What only looks like an entry that is there gets nothing of it.
    assert not again["Horns"].string
    assert '#~ msgstr "Parti"' in text


# What the code says

CODE = [path for path, _ in speaking()]
ANALYSES = sorted(REPOSITORY.glob("config/**/analyses/*.py"))
CODE += ANALYSES
CLAIMS = [
    (path.parents[1], each)
    for path in ANALYSES
    for each in opened(path).tables.values()
    if isinstance(each, Claim)
]


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_marked_texts_are_found_wherever_they_stand():
    code = """
AMOUNT = phrases("{n} lamp", "{n} lamps")
view.say(
    "It is " "calm", x=say.many("one", "many", 3))
above = f"{name} {say('in a string')}"
say(WORDS["key"]), say(text), say.word("of the survey"), phrases("alone")
"""
    assert marked(code) == [
        (("{n} lamp", "{n} lamps"), []),
        (("It is calm",), []),
        (("one", "many"), []),
        (("in a string",), []),
    ]


def test_a_comment_above_a_marked_text_reaches_translators():
    code = "# Translators: of the sea\nsay('calm')\n# not for them\nsay('rough')\n"
    assert marked(code) == [(("calm",), ["of the sea"]), (("rough",), [])]


@pytest.mark.parametrize("language", TRANSLATED)
def test_all_that_claims_of_the_finished_run_vary_is_said_in_every_language(protected, language):
    """Notes of figures and the page name kinds and choices, and why some do not apply."""
    own = read_catalogue(PHRASES / f"{language}.po", language)
    for folder, claim in CLAIMS:
        words = read_catalogue(folder / FOLDER / f"{language}.po", language)
        say, rows = Translator(language, own=own, words=words), protected(folder.name, claim.name)
        for text in [*rows["kind"], *rows["choice"], claim.refuted_by]:
            say.word(text)
        for reason in filter(None, rows["reason"]):
            say.reason(reason)
        assert say.missing == [], claim.name


def test_phrases_of_the_code_are_those_of_modules_claims_glossary_and_what_is_said_of_simulation():
    said = {texts[0] for path in CODE for texts, _ in marked(path.read_text())} | {MADE_UP}
    said |= {text for entry in read_glossary(GLOSSARY) for text in entry}
    said |= {text for _, claim in CLAIMS for text, _ in claim.words()}
    ids = [message.id for message in phrases_of_the_code() if message.id]
    assert {i if isinstance(i, str) else i[0] for i in ids} == said
    assert {"share of those who answered", "{count} of {base}", "SIMULATED ANSWERS"} <= said
    assert {"Left out", "half of the points", "An indicator that fell from 2020 to 2024."} <= said


def shown_but_not_said(tree):
    """Texts with letters that are given to a figure's words without being said."""
    words = {"set_xlabel", "set_ylabel", "set_title", "supxlabel", "text", "annotate", "Drawn"}
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        given = [*call.args] if name_of(call) in words - {"Drawn"} else []
        if name_of(call) == "Drawn":
            given += [
                k.value for k in call.keywords if k.arg in ("question", "base", "method", "alt")
            ]
        for value in given:
            literal = value.values if isinstance(value, ast.JoinedStr) else [value]
            for part in literal:
                text = part.value if isinstance(part, ast.Constant) else None
                if isinstance(text, str) and any(letter.isalpha() for letter in text):
                    yield text


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.stem)
def test_no_word_reaches_a_figure_or_a_caption_unsaid(path):
    assert list(shown_but_not_said(ast.parse(path.read_text()))) == []


def test_a_word_that_is_not_said_would_be_found():
    tree = ast.parse("axes.set_xlabel('Share'); axes.text(0, 0, f'{n} of {m}'); axes.set_title(t)")
    assert list(shown_but_not_said(tree)) == ["Share", " of "]


def test_the_command_counts_what_the_catalogues_of_a_survey_lack(capsys):
    folder = REPOSITORY / "config" / "surveys" / "cyberlaw2026"
    assert main(["--check", str(folder)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if re.search(r"cyberlaw2026/.*fr\.po: [1-9]\d* texts", line)]
