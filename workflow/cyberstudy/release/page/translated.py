"""What pages say in one language; what is not translated stands in English and is marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cyberstudy.release.gather import ShownExhibit, ShownSurvey
from cyberstudy.release.page.explorer import WITHOUT_REPLIES
from cyberstudy.release.page.interface import INTERFACE
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.questions import as_heading
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.verdict_text import text_of
from surveyanswers.tables.statuses import COUNTED

#: Texts that programs of the pages say, by the name that they ask for; the rest stands in pages.
BY_PROGRAMS = (
    *("found", "all_waves", "chart_alt", "nothing_given", "made_up", "copied"),
    *("made", "close", "column", "row", "respondents"),
    *("answer", "group", "edition", "share", "mean", "value", "interval"),
    *("count", "base", "replied", "listed", "entry", "in_source"),
    *("development", "no_member", "measure", "source", "year", "region_median", "all_median"),
    *("lowest", "highest", "strips_alt", "contradictions", "lacks"),
    *("all_choices", "choices", "estimate", "by_chance", "holds", "own_choices"),
    *("held_in", "curve_alt", "yes", "no"),
)


class Speech:
    """One language of the pages.

    Attributes
    ----------
    say
        Speaks it: phrases of the code, and what chapters, areas and the glossary say.
    of
        The same with words of a survey, by its name.
    interface
        What pages say themselves, by key.
    """

    def __init__(self, code: str, parts: Iterable[ShownSurvey]) -> None:
        phrases = read_catalogue(PHRASES, code)
        self.code = code
        self.say = Translator(code, own=phrases, words=phrases)
        self.of = {part.survey.name: part.say for part in parts}
        # Places are filled by whoever says it.
        self.interface = {key: self.say.word(text) for key, text in INTERFACE.items()}

    def t(self, key: str) -> Markup:
        """Return a text of the pages themselves."""
        return self.said(INTERFACE[key])

    def said(self, text: str, survey: str = "") -> Markup:
        """Return a declared English text in this language, by its survey's or the code's table."""
        say = self.of[survey] if survey else self.say
        translation = say.word(text)
        return self._marked(translation, "en" if text in say.missing else self.code)

    def drawn(self, exhibit: ShownExhibit, text: str) -> Markup:
        """Show a text that was written when a figure was drawn, in the language that it was."""
        return self._marked(text, exhibit.said["language"])

    def verdict(self, verdict: Mapping[str, Any]) -> Markup:
        """Return a verdict, or a caution of it, whole in this language or else in English."""
        say = Translator(self.code, own=read_catalogue(PHRASES, self.code))
        text = text_of(verdict["said"], say)
        return self._marked(verdict["text"], "en") if say.missing else Markup.escape(text)

    def words(self) -> dict[str, str]:
        """Return what programs say, with names of statuses, of replies and without replies."""
        texts = {key: self.interface[key] for key in BY_PROGRAMS}
        for name in COUNTED:
            for key, replies in ((name, True), (WITHOUT_REPLIES[name], False)):
                phrases = read_catalogue(PHRASES, self.code)
                texts[key] = as_heading(Translator(self.code, own=phrases, replies=replies), name)
        return texts

    def _marked(self, text: str, language: str) -> Markup:
        if language == self.code or not text:
            return Markup.escape(text)
        return Markup('<span lang="{}" dir="auto">{}</span>').format(language, text)
