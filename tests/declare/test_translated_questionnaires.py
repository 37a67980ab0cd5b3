"""Whatever language a respondent reads, the questions, options and routes are the same."""

import re
import shutil
from functools import cache
from itertools import combinations

import polars as pl
import pytest
from worlds.languages import (
    CHECKS,
    LETTERS,
    SAME_EVERYWHERE,
    SEVERAL,
    STATES,
    TRANSLATED,
    ambiguous_options,
    cells_of,
    code_of,
    conditions_in_a_language,
    different_forms,
    different_placeholders,
    different_values,
    every_form,
    languages_of,
    missing_texts,
    missing_translations,
    rows_of,
    texts_in_the_wrong_column,
    wrong_letters,
    wrong_words,
)


def test_the_questionnaire_for_states_is_in_the_six_languages_of_the_united_nations():
    assert STATES / "questionnaire" in SEVERAL
    codes = [code_of(language) for language in languages_of(STATES / "questionnaire")]
    assert codes == ["en", "fr", "es", "ru", "ar", "zh"]


@every_form
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_language_is_the_same_questionnaire(folder, check):
    assert check(folder) == []


# The checks can fail


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "questionnaire"
    shutil.copytree(STATES / "questionnaire", folder)
    return folder


def change(folder, sheet, row, **cells):
    """Change cells of one row; a column is named by what it holds and its language's code."""
    path = folder / f"{sheet}.csv"
    table = pl.read_csv(path, infer_schema=False).to_dicts()
    names = {language_free(name): name for name in table[0]}
    for short, text in cells.items():
        name = names.get(short, short)
        for each in table:
            each.setdefault(name, None)
        table[row - 2][name] = text(table[row - 2][name]) if callable(text) else text
    pl.DataFrame(table, infer_schema_length=None).write_csv(path)


def language_free(column):
    m = TRANSLATED.match(column)
    return f"{m['what']}_{code_of(column)}" if m else column


def row_of(folder, sheet, name, within=None):
    """Return the number of a question's row, or of an option's within its list."""
    return next(
        number
        for number, row in enumerate(rows_of(folder, sheet), start=2)
        if row["name"] == name and within in {None, row.get("list_name")}
    )


QUESTION = "q002_strategy_parts"


OPTION = ("ministry_of_justice", "institution_types")


AR_NAME = "name::Arabic (ar)"


RU_RELEVANT = "relevant::Russian (ru)"


PLANTED = {
    "a label is missing": (missing_texts, QUESTION, {"label_ar": None}, "no label in Arabic"),
    "a hint is missing": (missing_texts, QUESTION, {"hint_zh": None}, "no hint in Chinese"),
    "a message is missing": (
        missing_texts,
        QUESTION,
        {"constraint_message_fr": None},
        "no constraint_message in French",
    ),
    "an option has no label": (missing_texts, OPTION, {"label_es": None}, "no label in Spanish"),
    "a label is blank": (missing_texts, QUESTION, {"label_ru": "  "}, "no label in Russian"),
    "no language has the label": (
        missing_texts,
        QUESTION,
        {f"label_{code}": None for code in ("en", "fr", "es", "ru", "ar", "zh")},
        "no label in English",
    ),
    "the form lacks a label": (
        missing_translations,
        QUESTION,
        {"label_ar": None},
        "/data/national_strategy/q002_strategy_parts:label is empty in Arabic",
    ),
    "the form lacks a hint": (
        missing_translations,
        QUESTION,
        {"hint_zh": None},
        "q002_strategy_parts:hint is empty in Chinese",
    ),
    "the form lacks a message": (
        missing_translations,
        QUESTION,
        {"constraint_message_fr": None},
        "q002_strategy_parts:jr:constraintMsg is empty in French",
    ),
    "the form lacks an option's label": (
        missing_translations,
        OPTION,
        {"label_es": None},
        "institution_types-0 is empty in Spanish",
    ),
    "a language has no hint": (
        different_forms,
        QUESTION,
        {"hint_zh": None},
        "only English (en) has",
    ),
    "a language has a route of its own": (
        different_forms,
        QUESTION,
        {"relevant": None, RU_RELEVANT: "${respondent_group} = 'state'"},
        "only Russian (ru) has",
    ),
    "a language has a code of its own": (
        different_values,
        OPTION,
        {"name": "ministry_of_justice", AR_NAME: "wizarat"},
        "institution_type offers ['wizarat'",
    ),
    "a condition names a label": (
        conditions_in_a_language,
        QUESTION,
        {"relevant": "${q001_national_strategy} = 'oui'"},
        "compares q001_national_strategy with 'oui'",
    ),
    "a constraint names a label": (
        conditions_in_a_language,
        QUESTION,
        {"constraint": "not(selected(., 'aucune'))"},
        "compares q002_strategy_parts with 'aucune'",
    ),
    "a condition is in Russian": (
        conditions_in_a_language,
        QUESTION,
        {"relevant": "${q001_national_strategy} = 'да'"},
        "is not free of language",
    ),
    "a language shows no answer": (
        different_placeholders,
        QUESTION,
        {
            "label_en": "And in ${organization_name}, which are covered?",
            "label_fr": "Et dans ${organization_name}, lesquels sont couverts ?",
        },
        "shows [] in Spanish (es), ['${organization_name}'] in English",
    ),
    "a language shows another answer": (
        different_placeholders,
        QUESTION,
        {
            f"label_{code}": (lambda text, name=name: f"{text} ${{{name}}}")
            for code, name in zip(
                ("en", "fr", "es", "ru", "ar", "zh"),
                [*["organization_name"] * 5, "institution_type"],
                strict=True,
            )
        },
        "shows ['${institution_type}'] in Chinese",
    ),
    "two options have one label": (
        ambiguous_options,
        OPTION,
        {"label_ru": "министерство  Внутренних дел"},
        "'министерство внутренних дел' stands for ministry_of_justice (Russian (ru)) and ministry",
    ),
    "a label is another option's in another language": (
        ambiguous_options,
        OPTION,
        {"label_es": "Ministère de l\u2019intérieur"},
        "ministry_of_justice (Spanish (es)) and ministry_of_interior (French (fr))",
    ),
    "Russian is English": (
        texts_in_the_wrong_column,
        OPTION,
        {"label_ru": "Ministry of justice"},
        "the label in Russian (ru) is 'Ministry of justice'",
    ),
    "Arabic is Chinese": (
        texts_in_the_wrong_column,
        OPTION,
        {"label_ar": "司法部"},
        "the label in Arabic (ar) is '司法部'",
    ),
    "French is Arabic": (
        texts_in_the_wrong_column,
        OPTION,
        {"label_fr": "وزارة العدل"},
        "the label in French (fr) is",
    ),
    "a hint in Russian is French": (
        texts_in_the_wrong_column,
        QUESTION,
        {"hint_ru": "Plusieurs réponses possibles."},
        "the hint in Russian (ru) is",
    ),
    "Spanish is French": (
        texts_in_the_wrong_column,
        QUESTION,
        {"label_es": "Quels domaines cette stratégie couvre-t-elle ?"},
        "the label in Spanish (es) is",
    ),
}


@cache
def said_of_the_original(check):
    return check(STATES / "questionnaire")


@pytest.mark.parametrize("known_truth", PLANTED)
def test_a_true_mistake_is_named(copy, known_truth):
    check, where, cells, said = PLANTED[known_truth]
    sheet, number = (
        ("survey", row_of(copy, "survey", where))
        if isinstance(where, str)
        else ("choices", row_of(copy, "choices", *where))
    )
    before = said_of_the_original(check)
    change(copy, sheet, number, **cells)
    new = [problem for problem in check(copy) if problem not in before]
    assert any(said in problem for problem in new), new


def test_every_check_has_a_mistake_that_it_names():
    assert {check for check, *_ in PLANTED.values()} == set(CHECKS)


PAIRS = list(combinations(("en", "fr", "es", "ru", "ar", "zh"), 2))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_languages_of_a_question_that_are_swapped_are_named(copy, pair):
    number = row_of(copy, "survey", QUESTION)
    row = rows_of(copy, "survey")[number - 2]
    one, two = ({language_free(name): text for name, text in row.items()} for _ in pair)
    first, second = (f"label_{code}" for code in pair)
    change(copy, "survey", number, **{first: two[second], second: one[first]})
    assert any(f"row {number} " in problem for problem in texts_in_the_wrong_column(copy))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_no_swap_of_two_languages_of_any_question_would_go_unseen(pair):
    by_code = [
        {code_of(language): text for language, text in wording.items()}
        for where, what, wording in cells_of(STATES / "questionnaire")
        if what == "label" and re.search(r"survey\.csv.*\((q\d+|note)_", where)
    ]
    assert len(by_code) > 90
    one, two = pair
    unseen = [
        texts
        for texts in by_code
        if not wrong_letters(texts[one], two)
        and not wrong_letters(texts[two], one)
        and not wrong_words(texts[one], two)
        and not wrong_words(texts[two], one)
    ]
    assert unseen == []


@pytest.mark.parametrize("pair", [p for p in PAIRS if set(p) & LETTERS.keys()], ids="-".join)
def test_no_swap_of_two_writings_of_any_option_would_go_unseen(pair):
    one, two = pair
    unseen = [
        (where, wording)
        for where, _, wording in cells_of(STATES / "questionnaire")
        for texts in [{code_of(language): text for language, text in wording.items()}]
        if texts[one] not in SAME_EVERYWHERE
        and not wrong_letters(texts[one], two)
        and not wrong_letters(texts[two], one)
    ]
    assert unseen == []
