"""The surveys as translators meet them, and tables of translations invented for a test."""

import csv
from functools import cache

import pytest

from cyberstudy.commands.translate import missing, tables
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.wording.catalogues import PHRASES, TABLE
from worlds import REPOSITORY

#: Languages that exhibits are tried in.
COMPLETE = ("fr", "es", "ru", "ar", "zh")


def drawn_in(languages):
    """Each as a case of a test that draws in it; one of them needs a typeface of the system."""
    chinese = pytest.param("zh", marks=pytest.mark.needs("chinese_typeface"))
    return [chinese if language == "zh" else language for language in languages]


SURVEYS = [
    OpenSurvey(folder, root=REPOSITORY)
    for folder in sorted((REPOSITORY / "config" / "surveys").iterdir())
]


@cache
def wanted():
    """Return the phrases that every table of the study must have."""
    return tables(SURVEYS)


@cache
def in_english(language, survey=None):
    """Return the texts of the code, and of a survey, that have no translation."""
    paths = {PHRASES, *([survey.folder / TABLE] if survey else [])}
    return frozenset(
        text
        for path in paths
        for first in missing(path, wanted()[path], language)
        for text in wanted()[path][first]
    )


def put(path, language, cells):
    """Write a table with one language; of a phrase with a plural both texts are the key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["english", "plural", language])
        for english, cell in cells.items():
            texts = (english, "") if isinstance(english, str) else english
            table.writerow([*texts, cell])
    return path


BOATS = ("{count} boat", "{count} boats")
