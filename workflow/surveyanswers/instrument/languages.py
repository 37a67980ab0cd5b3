"""The languages of the study: those of the United Nations, and what each asks of the program.

Another language is one row of `_ROWS`, a column in the tables of translations, and the
questionnaires' own translations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from surveyanswers.instrument.names import OneOf


@dataclass(frozen=True, kw_only=True)
class Language:
    """One language."""

    code: str  # as in ISO 639-1
    name: str  # in English
    own_name: str
    script: str = "Latin"
    right_to_left: bool = False
    #: What LimeSurvey writes in full for an option: ticked; shown and not ticked; not shown.
    # Assume: LimeSurvey's translations are worded like this; its catalogues were not at hand.
    limesurvey: tuple[str, str, str]


_ROWS = (
    Language(code="en", name="English", own_name="English", limesurvey=("Yes", "No", "N/A")),
    Language(code="fr", name="French", own_name="Français", limesurvey=("Oui", "Non", "N/A")),
    Language(code="es", name="Spanish", own_name="Español", limesurvey=("Sí", "No", "N/A")),
    Language(
        code="ru",
        name="Russian",
        own_name="Русский",
        script="Cyrillic",
        limesurvey=("Да", "Нет", "Н/Д"),
    ),
    Language(
        code="ar",
        name="Arabic",
        own_name="العربية",
        script="Arabic",
        right_to_left=True,
        limesurvey=("نعم", "لا", "غير متوفر"),
    ),
    Language(
        code="zh",
        name="Chinese",
        own_name="中文",
        script="Han",
        limesurvey=("是", "否", "不适用"),
    ),
)

LANGUAGES = {row.code: row for row in _ROWS}
#: A language, in a declaration.
LanguageCode = Annotated[str, OneOf(tuple(LANGUAGES))]
RIGHT_TO_LEFT = tuple(row.code for row in _ROWS if row.right_to_left)
