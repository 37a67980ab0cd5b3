"""The surveys as translators meet them, and catalogues made up for a test."""

from functools import cache

import pytest
from cyberstudy.commands.translate import catalogues, missing, read_catalog
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.wording.translator import FOLDER, PHRASES

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
    """Return what every catalogue of the study is to hold, by file and language."""
    return catalogues(SURVEYS)


@cache
def in_english(language, survey=None):
    """Return what the code, and a survey, say in English for want of a translation."""
    folders = {PHRASES, *([survey.folder / FOLDER] if survey else [])}
    return frozenset(
        text
        for (path, code), texts in wanted().items()
        if code == language and path.parent in folders
        for said in missing(read_catalog(path, language), texts)
        for text in said
    )


PO = """msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


FRENCH = PO.format(language="fr", plural="nplurals=2; plural=(n > 1);")


RUSSIAN = PO.format(
    language="ru",
    plural="nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
)


def entry(identity, string, *, fuzzy=False):
    mark = "#, fuzzy\n" if fuzzy else ""
    return f'{mark}msgid "{identity}"\nmsgstr "{string}"\n\n'


def put(path, *parts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(parts), encoding="utf-8")
    return path


ONES = 'msgid "{count} boat"\nmsgid_plural "{count} boats"\n'
