"""The surveys as translators meet them, and catalogues made up for a test."""

import pytest
from cyberstudy.declare.survey import Survey

from worlds import REPOSITORY

#: Languages that are translated whole; of others an entry may be said in English.
COMPLETE = ("fr", "es", "ru", "ar", "zh")


def drawn_in(languages):
    """Each as a case of a test that draws in it; one of them needs a typeface of the system."""
    chinese = pytest.param("zh", marks=pytest.mark.needs("chinese_typeface"))
    return [chinese if language == "zh" else language for language in languages]


SURVEYS = [
    Survey(folder, root=REPOSITORY)
    for folder in sorted((REPOSITORY / "config" / "surveys").iterdir())
]


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
