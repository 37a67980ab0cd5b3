"""What the first page says of the study itself, before it says what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from cyberstudy.declare.chapters import Story
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.release.page.translated import Speech
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase


def purpose_of(story: Story, countries: Mapping[str, Any], say: Translator) -> str:
    """Return who asked for the study and why, and how many countries and which years it covers.

    Assume: the year of a measure is the one that most countries' latest value is of.

    Parameters
    ----------
    story
        As the study declares it.
    countries
        By `countries.countries_of`.
    say
        The language.
    """
    facts = [fact for source in countries["sources"] for fact in source["facts"]]
    dated = [Counter(fact["years"].values()) for fact in facts if fact.get("years")]
    years = [years.most_common(1)[0][0] for years in dated]
    years += [wave for source in countries["sources"] for wave in source["waves"] if wave.isdigit()]
    if not story.purpose or not years:
        return ""
    members = sum(not country["outside"] for country in countries["countries"])
    first, last = (f"{year}" for year in (min(map(int, years)), max(map(int, years))))
    return say(story.purpose, members=members, first=first, last=last)


def sentence_of(
    publication: Mapping[str, str],
    parts: Sequence[ShownSurvey],
    left_out: Sequence[ShownSurvey],
    speech: Speech,
) -> Markup:
    """Return the publisher's sentence on the study, or the surveys of this run where one lacks.

    Parameters
    ----------
    publication
        As it is declared.
    parts, left_out
        Surveys that are here, and that could not be had.
    speech
        The language.
    """
    if all(part.exhibits for part in left_out):
        return speech.said(publication.get("sentence", ""))
    asking = (part for part in parts if part.survey.asks)
    titles = [part.say.word(part.survey.settings.title) for part in asking]
    clauses = speech.say.clauses(titles)
    return Markup.escape(speech.say(phrase("This run covers {titles}."), titles=clauses))
