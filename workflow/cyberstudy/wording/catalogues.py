"""Tables of translations: a row for each English phrase, a column for each other language.

An empty cell appears in English. A cell that begins with `DRAFT` was not reviewed by a native
speaker: exhibits can be drawn with it, and their captions say so, but the study is not offered in
the language (`check_reviewed`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from gettext import c2py
from itertools import product
from pathlib import Path

from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

#: Languages that English is translated into.
TRANSLATED = [code for code in LANGUAGES if code != "en"]
#: The table of a survey's words, in its folder, and that of the code's phrases.
TABLE = "translations.csv"
PHRASES = Path(__file__).with_name(TABLE)
#: What a cell that nobody reviewed begins with, and what separates plural forms in a cell.
DRAFT, BETWEEN = "~", " | "


@dataclass(frozen=True)
class Catalogue:
    """Translations into one language, by their English.

    A phrase with a plural is found by both its texts and by its first one. If only its plural
    changed, it is found by its first text only.

    Attributes
    ----------
    known
        The forms of each phrase, in the order of gettext's plural rule.
    unreviewed
        Phrases that no native speaker has reviewed.
    """

    language: str = "en"
    known: Mapping[str | tuple[str, ...], Sequence[str]] = field(default_factory=dict)
    unreviewed: frozenset[str | tuple[str, ...]] = frozenset()

    def text(self, *english: str, number: int = 1) -> str:
        """Return a phrase, or its English: if it has a plural, in the form for `number`."""
        forms = self.known.get(key_of(english))
        if forms is None:
            return english[0] if number == 1 else english[-1]
        return forms[plural_rule(self.language)[1](number)] if len(forms) > 1 else forms[0]


@cache
def plural_rule(language: str) -> tuple[int, Callable[[int], int]]:
    """Return how many plural forms a language has, and which of them a number takes."""
    from babel.messages.plurals import get_plural

    rule = get_plural(language)
    return rule.num_plurals, c2py(rule.plural_expr)


@cache
def rows_of(path: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """Return the rows of a table of translations by their English; none if there is no table.

    Raises
    ------
    SurveyError
        The file is no such table.
    """
    rows = read_text_table(path, ("english", "plural")).rows(named=True) if path.is_file() else []
    cells = ({name: text for name, text in row.items() if text} for row in rows if row["english"])
    return {(row["english"], *([row["plural"]] if "plural" in row else [])): row for row in cells}


def forms_of(cell: str, english: Sequence[str]) -> list[str]:
    """Return the plural forms in a cell; without a plural, its only text."""
    text = cell.removeprefix(DRAFT)
    return text.split(BETWEEN) if len(english) > 1 else [text]


@cache
def read_catalogue(path: Path, language: str) -> Catalogue:
    """Read a language of a table; a cell that lacks plural forms counts as empty."""
    translations = dict[str | tuple[str, ...], Sequence[str]]()
    unreviewed = set[str | tuple[str, ...]]()
    for english, row in rows_of(path).items():
        forms = forms_of(cell := row.get(language, ""), english)
        if all(forms) and (len(english) == 1 or len(forms) == plural_rule(language)[0]):
            keys = {english[0], key_of(english)}
            translations |= dict.fromkeys(keys, forms)
            unreviewed |= keys if cell.startswith(DRAFT) else set()
    return Catalogue(language, translations, frozenset(unreviewed))


def digest_of_words(language: str, tables: Iterable[Path]) -> str:
    """Digest what tables hold in a language, so that a cell in another changes nothing."""
    rows = [(*key, row.get(language)) for path in tables for key, row in rows_of(path).items()]
    return hashlib.sha256(f"{rows}".encode()).hexdigest()


def check_reviewed(languages: Iterable[str], tables: Iterable[Path]) -> None:
    """Stop if the study is to be offered in a language that has drafts.

    Raises
    ------
    SurveyError
        A table has drafts in one of the languages, or the code's phrases are not in it at all.
    """
    for language, path in product(sorted({*languages} - {"en"}), tables):
        catalogue, name = read_catalogue(path, language), LANGUAGES[language].name
        if catalogue.unreviewed or (path == PHRASES and not catalogue.known):
            raise SurveyError(
                f"config/config.yaml, languages: the study can't be offered in {name} yet. Native "
                f"speakers have to review {path} first: they correct a cell and remove its "
                f"{DRAFT!r}. `make figure` draws single figures with drafts"
            )


def key_of(english: tuple[str, ...]) -> str | tuple[str, ...]:
    """Return what a catalogue lists a phrase under."""
    return english[0] if len(english) == 1 else english
