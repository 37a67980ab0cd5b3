"""What exhibits say, in one language: phrases from tables, numbers as they are written there."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import reduce
from numbers import Integral
from typing import TYPE_CHECKING

from cyberstudy.wording.catalogues import PHRASES, TABLE, TRANSLATED, Catalogue, read_catalogue
from cyberstudy.wording.modes import WITHOUT_REPLIES
from cyberstudy.wording.references import filled, written
from surveyanswers.instrument.languages import LANGUAGES, RIGHT_TO_LEFT
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import ASIDE, BY_NAME

if TYPE_CHECKING:
    from cyberstudy.declare.survey import Survey

#: Places behind the point of every percentage, in figures, texts and on pages, where a plan does
#: not say `decimals` and no place says why it needs another.
PERCENT_PLACES = 0
#: Why there is no number, as tables say it.
REASONS = (
    phrase("withheld"),
    phrase("withheld: confidential"),
    phrase("withheld: base under {minimum}"),
    phrase("base under {minimum}"),
    phrase("nobody asked"),
    phrase("nobody knows how many there are"),
    phrase("nobody answered both times"),
    phrase("nobody answered"),
    phrase("fewer than {minimum} countries"),
    phrase("the values are all alike"),
    phrase("not available in this run"),
    phrase("no country that both cover"),
    phrase("one of them says the same for every country"),
    phrase("assumed from the region only"),
    phrase("no answers of nonrespondents would reverse it"),
)


class Translator:
    """One language: calling it says a phrase of the code, its methods say everything else.

    Parameters
    ----------
    language
        Its code, as in ISO 639-1.
    own
        Catalogue of the code's phrases.
    words
        Catalogue of what the survey's plan and codebook say.
    replies
        Whether what is spoken of are replies: of a record, or of scores, nobody "answered".
    groups
        Of ways of dividing units by a question: groups in the form's order, with their labels.
    form
        English wordings of the form with its own in this language, where it has them.
    """

    def __init__(
        self,
        language: str = "en",
        *,
        own: Catalogue | None = None,
        words: Catalogue | None = None,
        replies: bool = True,
        groups: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> None:
        self.groups, self._form = groups or {}, form or {}
        self.language, self._instead = language, {} if replies else WITHOUT_REPLIES
        self._own, self._words = own or Catalogue(), words or Catalogue()
        self.missing: list[str] = []  # texts that were said in English for want of a translation
        self.unreviewed = False  # whether anything said was not reviewed by a native speaker

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a phrase with values in its places; counts are written as in the language."""
        instead = self._instead.get(text, text)
        text = instead if isinstance(instead, str) else instead[0]
        self._note(self._own, text)
        return self._filled(self._own.text(text), text, values)

    def many(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Return a phrase in the grammatical number of `number`."""
        instead = self._instead.get(one, (one, many))
        one, many = (instead, instead) if isinstance(instead, str) else instead
        self._note(self._own, (one, many))
        return self._filled(self._own.text(one, many, number=number), one, values)

    def word(self, text: str) -> str:
        """Return a text of the survey's plan, codebook or list of units."""
        if not text:
            return text
        if text in self._form and text not in self._words.known:
            return self._form[text]
        # What an analysis of one's own marks as a phrase stands with the library's.
        is_phrase = text in self._own.known and text not in self._words.known
        catalogue = self._own if is_phrase else self._words
        self._note(catalogue, text)
        return catalogue.text(text)

    def group(self, name: str, grouping: str = "") -> str:
        """Return the name of a group, which is a code in tables; of an option, as in the form."""
        of_question = self.groups.get(grouping, {})
        if labels := of_question.get(name):
            return self.wording(labels)
        if name in of_question and name in ASIDE:
            text = self(BY_NAME[name].word)
            return text[:1].upper() + text[1:]
        return self.word(name_of_group(name))

    def wording(self, labels: Mapping[str, str]) -> str:
        """Choose among the questionnaire's own translations."""
        if self.language not in labels:
            self._miss(labels["en"])
        return labels.get(self.language) or labels["en"]

    def reason(self, text: str) -> str:
        """Return why a table has no number: as in `REASONS`, or in an analysis's own words."""
        for template in REASONS:
            pattern = re.escape(template).replace(r"\{minimum\}", r"(?P<minimum>\d+)")
            if match := re.fullmatch(pattern, text):
                return self(template, **match.groupdict())
        return self.word(text)

    # Numbers are rounded as Python does it, so that all languages show the same; their texts keep
    # the cells that they know.

    def count(self, number: int) -> str:
        """Write a whole number, as in ``12,345``."""
        return self.decimal(number, 0)

    def decimal(self, value: float, places: int) -> str:
        """Write a number with so many places behind the point."""
        text = f"{value:z,.{places}f}"  # no -0.00
        if self.language == "en":
            return written(value, text)
        from babel.numbers import format_decimal

        pattern = "#,##0." + "0" * places if places else "#,##0"
        number = Decimal(text.replace(",", ""))
        return written(value, format_decimal(number, pattern, locale=self.language))

    def plain(self, value: float, most: int = 6) -> str:
        """Write a number with the places that it has, up to `most`."""
        places = f"{round(value, most):g}".partition(".")[2]
        return self.decimal(value, len(places))

    @property
    def point(self) -> str:
        """What stands between the whole of a number and its places."""
        return self.decimal(0, 1)[1:-1]

    def percent(self, share: float, places: int | None = None) -> str:
        """Write a share as a percentage, with so many places behind the point, or as all others."""
        places = PERCENT_PLACES if places is None else places
        text = f"{share:.{places}%}"
        if self.language == "en":
            return written(share, text)
        from babel import Locale
        from babel.numbers import format_percent

        value, pattern = Decimal(text[:-1]) / 100, None
        if places:
            pattern = Locale.parse(self.language).percent_formats[None].pattern
            pattern = pattern.replace("#,##0", "#,##0." + "0" * places)
        text = format_percent(value, pattern, locale=self.language)
        # Assume: the Arabic sign, and always left of the number: marks of direction (U+200F) keep
        # it there, beside Arabic words and where it stands alone.
        if self.language in RIGHT_TO_LEFT:
            text = "\u200f" + text.strip("\u200e").replace("%", "\u200f\u066a")
        return written(share, text)

    # Lists: of two parts each, as every language joins them in its own way.

    def listed(self, parts: Iterable[str]) -> str:
        """Join with commas."""
        # Translators: joins the parts of a list, two at a time
        return self._joined(phrase("{before}, {after}"), parts)

    def clauses(self, parts: Iterable[str]) -> str:
        """Join with semicolons."""
        # Translators: joins clauses, two at a time
        return self._joined(phrase("{before}; {after}"), parts)

    def text(self, sentences: Iterable[str]) -> str:
        """Join sentences."""
        # Translators: joins two sentences; each has its full stop already
        return self._joined(phrase("{before} {after}"), filter(None, sentences))

    def every(self, parts: Iterable[str]) -> str:
        """Join with commas, and the last with "and"."""
        *most, last = parts
        # Translators: joins the last part of a list with those before
        pattern = phrase("{before} and {last}")
        return self(pattern, before=self.listed(most), last=last) if most else last

    def _joined(self, pattern: str, parts: Iterable[str]) -> str:
        first, *others = [*parts] or [""]
        return reduce(
            lambda before, after: self(pattern, before=before, after=after), others, first
        )

    def _filled(self, text: str, source: str, values: Mapping[str, object]) -> str:
        try:
            return filled(text, {name: self._written(value) for name, value in values.items()})
        except (KeyError, IndexError, ValueError):
            raise SurveyError(
                f"The translation of {source!r} into {LANGUAGES[self.language].name} has places "
                f"that the English has not: {text!r}"
            ) from None

    def _written(self, value: object) -> object:
        if isinstance(value, Integral) and not isinstance(value, bool):
            return written(value, self.count(int(value)))
        return value

    def _note(self, catalogue: Catalogue, text: str | tuple[str, str]) -> None:
        if self.language == "en":
            return
        if text not in catalogue.known:
            self._miss(text if isinstance(text, str) else text[0])
        self.unreviewed |= text in catalogue.unreviewed

    def _miss(self, text: str) -> None:
        if self.language != "en" and text not in self.missing:
            self.missing.append(text)


ENGLISH = Translator()


def speaking_of(survey: Survey, language: str) -> Translator:
    """Speak of a survey as far as there are words, also where its form lacks the language."""
    from surveyanswers.instrument.settings import (
        QUESTIONNAIRE,  # an analysis that speaks does without
    )

    return Translator(
        language,
        own=read_catalogue(PHRASES, language),
        words=read_catalogue(survey.folder / TABLE, language),
        replies=survey.settings.mode == QUESTIONNAIRE,
        groups=survey.asked_groups if survey.asks else None,
        form=survey.questionnaire.said_in(language) if survey.asks and language != "en" else None,
    )


def translator_of(survey: Survey, language: str) -> Translator:
    """Speak `language` about a survey, or English where its questionnaire lacks the language."""
    if language == "en":
        return speaking_of(survey, "en")
    if language not in languages_of(survey):
        logging.getLogger("cyberstudy").warning(
            "%s: the questionnaire is not in %s; drawn in English",
            survey.name,
            LANGUAGES[language].name,
        )
        return speaking_of(survey, "en")
    speech = speaking_of(survey, language)
    if survey.asks:  # the questionnaire itself says whether its translations were reviewed
        speech.unreviewed = bool(survey.questionnaire.translation_status)
    return speech


def languages_of(survey: Survey) -> list[str]:
    """List the languages besides English that a survey is spoken about in.

    They are those that all questions and options of its form are in; of what asks nothing, those
    that its table has words in.
    """
    if not survey.asks:
        return [code for code in TRANSLATED if read_catalogue(survey.folder / TABLE, code).known]
    return [code for code in TRANSLATED if survey.questionnaire.is_whole_in(code)]


def on_translation(say: Translator) -> str:
    """Return what a reader should know about the translation: not reviewed, how much is missing."""
    missing, unreviewed = len(say.missing), say.unreviewed
    notes = [
        say("This translation was not reviewed by a native speaker.") if unreviewed else "",
        say("What is not translated yet is in English.") if missing else "",
        f"({say.count(missing)})" if missing else "",
    ]
    return say.text(notes)


def name_of_group(code: str) -> str:
    """Return what a group is called whose name in tables is a code: ``very_high``, Very high."""
    text = code.replace("_", " ")
    return text[:1].upper() + text[1:]
