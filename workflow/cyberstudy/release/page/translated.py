"""What every page says in one language, as far as it is translated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cyberstudy.declare.languages import RIGHT_TO_LEFT
from cyberstudy.release.gather import ShownChapter, ShownSurvey
from cyberstudy.release.page.explorer import WITHOUT_REPLIES
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.release.page.searchable import ALSO
from cyberstudy.tables.statuses import COUNTED
from cyberstudy.wording.statuses import as_heading
from cyberstudy.wording.translator import (
    PHRASES,
    Catalogue,
    Translator,
    languages_of,
    read_catalogue,
    speaking_of,
    translator_of,
)
from cyberstudy.wording.verdict_text import text_of
from cyberstudy.wording.words import shown_title


def said_in(
    code: str,
    parts: Sequence[ShownSurvey],
    chapters: Sequence[ShownChapter],
    study: Mapping[str, str],
    glossary: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """Collect what the pages say, by what they call it.

    Parameters
    ----------
    code
        The language.
    parts, chapters
        What the pages show.
    study
        What they say of the whole: title and sentence.
    glossary
        Terms with what they mean.
    """
    own = read_catalogue(PHRASES / f"{code}.po", code)
    say = own.found.gettext  # places are filled by the page's program
    texts: dict[str, str] = {}
    drawn = []
    if code != "en":
        # Of a single survey, title and sentence are the survey's own.
        says = [say, *(speaking_of(part.survey, code).word for part in parts[:1])]
        for key, text in study.items():
            others = [other for each in says if (other := each(text)) != text]
            texts |= {f"study:{key}": other for other in others[:1]}
        for chapter in chapters:
            for key in ("title", "introduction", "limits"):
                if (text := getattr(chapter, key)) in own.known:
                    texts[f"chapter:{chapter.id}:{key}"] = say(text)
        for part in parts:
            texts |= _of_survey(part, code) | _of_verdicts(part, code, own)
        for place, entry in enumerate(glossary, start=1):
            for key, text in zip(("term", "meaning"), entry, strict=True):
                if text in own.known:
                    texts[f"glossary:{place}:{key}"] = say(text)
        texts |= {f"also:{key}": say(text) for key, text in ALSO.items() if text in own.known}
    for part in parts:
        for exhibit in part.exhibits.values():
            if (said := exhibit.words.get(code)) and said["language"] == code:
                drawn.append(f"{exhibit.survey}/{exhibit.name}")
                texts[f"{exhibit.id}:title"] = shown_title(said["headline"], said["title"])
                texts |= {
                    f"{exhibit.id}:{key}": said[key]
                    for key in ("finding", "caption", "notes", "alt")
                }
    shown_first = {exhibit.language for part in parts for exhibit in part.exhibits.values()}
    return {
        "interface": {
            key: say(text) for key, text in INTERFACE.items() if code == "en" or text in own.known
        }
        | _of_statuses(code, own),
        "texts": texts if code != "en" or "en" not in shown_first else {},
        "drawn": drawn,
        "rtl": code in RIGHT_TO_LEFT,
        "unreviewed": bool(own.unreviewed),
    }


def _of_statuses(code: str, own: Catalogue) -> dict[str, str]:
    """Say what statuses are called at the head of a column, of replies and where nobody replied."""
    texts = {}
    for name in COUNTED:
        for key, replies in ((name, True), (WITHOUT_REPLIES[name], False)):
            say = Translator(code, own=own, replies=replies)
            text = as_heading(say, name)
            if not say.missing:
                texts[key] = text
    return texts


def _of_survey(part: ShownSurvey, code: str) -> dict[str, str]:
    survey = part.survey
    if code not in languages_of(survey):
        return {}
    say = translator_of(survey, code)
    texts = {
        "title": say.word(survey.settings.title),
        "respondents": say.word(survey.settings.respondents),
        "citation": say.word(survey.settings.citation),
        "replied": part.replied(say),
    }
    for name in part.verdicts:
        texts[f"{name}:title"] = say.word(survey.plan.clusterings[name].title)
    return {f"survey:{survey.name}:{key}": text for key, text in texts.items() if text}


def _of_verdicts(part: ShownSurvey, code: str, own: Catalogue) -> dict[str, str]:
    """Say each verdict and, numbered behind it, its cautions; not what would be half in English."""
    texts = {}
    for name, told in part.verdicts.items():
        for place, each in enumerate(told):
            say = Translator(code, own=own)
            text = text_of(each["said"], say)
            if not say.missing:
                texts[f"verdict:{part.survey.name}:{name}:{place}"] = text
    return texts
