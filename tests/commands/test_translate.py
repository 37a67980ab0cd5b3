"""Tables of translations are right and whole, and what code says reaches them."""

import ast
from functools import cache

import pytest
from worlds import REPOSITORY
from worlds.translations import BOATS, in_english, put, wanted

from cyberstudy.analysis_files import opened
from cyberstudy.claims import Claim
from cyberstudy.commands import translate
from cyberstudy.commands.translate import (
    COLUMNS,
    Phrases,
    main,
    marked,
    missing,
    phrases_of_the_code,
    problems_of,
    speaking,
    updated,
)
from cyberstudy.declare.survey import MADE_UP
from cyberstudy.wording.catalogues import (
    DRAFT,
    PHRASES,
    TABLE,
    TRANSLATED,
    forms_of,
    read_catalogue,
    rows_of,
)
from cyberstudy.wording.glossary import GLOSSARY, read_glossary
from cyberstudy.wording.translator import Translator

#: Every worker collects these tests, so what takes seconds is read by the tests themselves.
FOUND = [PHRASES, *sorted(REPOSITORY.glob(f"config/**/{TABLE}"))]

every_table = pytest.mark.parametrize("path", FOUND, ids=lambda path: path.parent.name)


@every_table
def test_translations_have_the_places_and_plural_forms_of_their_english(path):
    assert problems_of(path) == []


@every_table
def test_a_table_has_a_row_for_every_phrase_and_no_other(path):
    """The command adds and deletes rows; a cell without a translation may stay empty."""
    assert rows_of(path).keys() == {*wanted()[path].values()}


@every_table
def test_a_table_is_written_as_the_program_writes_it(path):
    text = path.read_text(encoding="utf-8")
    assert updated(path, wanted()[path]) == text
    assert text.startswith(f"{','.join(COLUMNS)}\n")


@every_table
def test_what_separates_forms_and_what_marks_a_draft_is_in_no_text(path):
    for english, row in rows_of(path).items():
        for text in (*english, *(row.get(code, "").removeprefix(DRAFT) for code in TRANSLATED)):
            assert not text.startswith(DRAFT)
        forms = [form for code in TRANSLATED for form in forms_of(row.get(code, ""), english)]
        assert not any("|" in text for text in (*english, *forms))


def test_every_survey_and_what_lies_across_them_has_a_table():
    assert {*wanted()} == {*FOUND}
    assert len(FOUND) > 5


@pytest.mark.parametrize(
    ("english", "cell", "problem"),
    [
        ("Lamp of {place}", "Lampe de {lieu}", "other places in braces"),
        ("Lamp of {place}", "~Lampe de {place", "other places in braces"),
        (BOATS, "{count} bateau | ", "not all 2 plural forms"),
        (BOATS, "{count} bateau", "not all 2 plural forms"),
    ],
)
def test_a_true_mistake_is_named(tmp_path, english, cell, problem):
    (found, *_) = problems_of(put(tmp_path / TABLE, "fr", {english: cell}))
    assert found.startswith("fr: ")
    assert problem in found


@pytest.fixture
def harbour(tmp_path):
    """A table of a harbour, with what is said there by now."""
    cells = {
        BOATS: "{count} bateau | {count} bateaux",
        "Gone with {wind}": "Parti avec {wind}",
        "Horn": "Corne",
        "Lamp": "~Lampe\nrouge",
        ("Ship", "Ships"): "Navire | Navires",
    }
    said = Phrases()
    for texts in (("Lamp",), ("Horn",), ("Horns",), BOATS, ("Ship", "Big ships")):
        said.add(*texts, notes=["harbour.py"])
    return put(tmp_path / TABLE, "fr", cells), said


def test_updating_keeps_cells_and_marks_adds_empty_ones_and_deletes_what_is_gone(harbour):
    path, said = harbour
    path.write_text(updated(path, said), encoding="utf-8")
    rows_of.cache_clear()
    assert {english: row.get("fr") for english, row in rows_of(path).items()} == {
        ("Horn",): "Corne",
        ("Horns",): None,
        ("Lamp",): "~Lampe\nrouge",
        ("Ship", "Big ships"): None,
        BOATS: "{count} bateau | {count} bateaux",
    }
    assert [*rows_of(path)] == sorted(rows_of(path))
    assert updated(path, said) == path.read_text(encoding="utf-8")


def test_what_is_missing_is_listed_by_its_first_text(harbour):
    path, said = harbour
    assert missing(path, said, "fr") == ["Horns", "Ship"]
    assert missing(path, said, "ru") == [*said]


def test_a_phrase_that_is_said_with_its_plural_and_without_is_one_row_with_all_notes():
    said = Phrases()
    for texts, note in ((("boat",), "a.py"), (("boat", "boats"), "b.py"), (("boat",), "a.py")):
        said.add(*texts, notes=[note])
    assert said == {"boat": ("boat", "boats")}
    assert [*said.notes["boat"]] == ["a.py", "b.py"]


def test_a_text_that_a_spreadsheet_would_run_is_defused_and_read_as_it_was(tmp_path):
    said = Phrases()
    said.add("=1+1", notes=[])
    path = put(tmp_path / TABLE, "fr", {"=1+1": "+1"})
    path.write_text(updated(path, said), encoding="utf-8")
    rows_of.cache_clear()
    assert "\n'=1+1,,'+1," in path.read_text(encoding="utf-8")
    assert rows_of(path) == {("=1+1",): {"english": "=1+1", "fr": "+1"}}


# What the code says

CODE = [path for path, _ in speaking()]
ANALYSES = sorted(REPOSITORY.glob("config/**/analyses/*.py"))
CODE += ANALYSES


@cache
def claims():
    """Claims of all analyses, each with the folder of its survey."""
    read = [(path.parents[1], opened(path).tables.values()) for path in ANALYSES]
    return [(folder, each) for folder, own in read for each in own if isinstance(each, Claim)]


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
def test_all_that_claims_of_the_finished_run_vary_is_a_phrase_with_a_row(protected, language):
    """Notes of figures and the page name kinds and choices, and why some do not apply."""
    own = read_catalogue(PHRASES, language)
    lacking = in_english(language)
    for folder, claim in claims():
        words = read_catalogue(folder / TABLE, language)
        say, rows = Translator(language, own=own, words=words), protected(folder.name, claim.name)
        for text in [*rows["kind"], *rows["choice"], claim.refuted_by]:
            say.word(text)
        for reason in filter(None, rows["reason"]):
            say.reason(reason)
        assert {*say.missing} <= lacking, claim.name


def test_phrases_of_the_code_are_those_of_modules_claims_glossary_and_what_is_said_of_simulation():
    said = {texts[0] for path in CODE for texts, _ in marked(path.read_text())} | {MADE_UP}
    said |= {text for entry in read_glossary(GLOSSARY) for text in entry}
    said |= {text for _, claim in claims() for text, _ in claim.words()}
    assert phrases_of_the_code().keys() == said
    assert {"share of those who answered", "{count} of {base}", "SIMULATED ANSWERS"} <= said
    assert {
        "Left out",
        "half of the points",
        "A specification in which an indicator fell from 2020 to 2024.",
    } <= said


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


def test_the_command_writes_tables_and_counts_what_they_lack(harbour, monkeypatch, capsys):
    path, said = harbour
    monkeypatch.setattr(translate, "tables", lambda surveys: {path: said})
    before = path.read_bytes()
    assert main(["--check"]) == 0
    assert path.read_bytes() == before
    assert main([]) == 0
    assert path.read_text(encoding="utf-8") == updated(path, said)
    checked, written = capsys.readouterr().out.splitlines()
    assert checked.startswith(f"{path}: 5 phrases, 2 rows of others; ")
    assert written.startswith(f"{path}: 5 phrases, 2 rows of others; ")
    assert "fr 2 missing, 1 drafts" in written
    assert "ru 5 missing, 0 drafts" in written
    put(path, "fr", {"Lamp": "Lampe {rouge}"})
    rows_of.cache_clear()
    assert main(["--check"]) == 1
    assert "fr: other places in braces" in capsys.readouterr().err
