"""One exhibit, drawn and saved: figure + data + caption + alt text as one object."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cyberstudy.declare.languages import LANGUAGES
from cyberstudy.declare.looks import DeclaredStyle
from cyberstudy.declare.plan.analyses import NominationIndex
from cyberstudy.declare.plan.exhibits_of_answers import DeclaredExhibit as ExhibitEntry
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.draw import style
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.exhibits import drawing_of
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.spreadsheets import defused
from cyberstudy.tables.storage import write_json, write_table
from cyberstudy.wording.markup import in_restructured_text
from cyberstudy.wording.speech import Speech, on_translation, speech_of
from cyberstudy.wording.view import View
from cyberstudy.wording.words import translated

UNWEIGHTED = phrase(
    "Answers are counted as they are, without weights: this describes who answered, not the "
    "population that they were drawn from."
)
#: Said where simulated answers lie beside real ones.
PARTLY_MADE_UP = phrase("What was drawn is simulated and describes no real State or person.")


@dataclass(frozen=True)
class Exhibit:
    """What a reader gets: the figure, the numbers in it, and the words to both."""

    name: str
    drawn: Drawn
    words: Mapping[str, Any]
    looked_for: frozenset[str]  # patterns of the protected files that it rests on


def draw_exhibit(
    tables: str,
    survey: Survey,
    *,
    name: str,
    language: str,
    entry: ExhibitEntry,
    index: NominationIndex | None,
    report: str,
    look: DeclaredStyle | None = None,
) -> Exhibit:
    """Draw the exhibit `name` as plan.yaml declares it in `entry`, in one language.

    Parameters
    ----------
    tables
        The folder that `protect` wrote.
    survey
        For wordings and labels.
    language
        Its code. A survey whose questionnaire lacks it is drawn in English, and says so.
    entry
        The plan's entry: kind, category, title and what the kind needs.
    index
        The plan's index, for the parts' labels.
    report
        What `protect` says of the survey, whether its answers are simulated among it.
    look
        The plan's style, where it is not the study's own.
    """
    say = speech_of(survey, language)
    style.use_house_style(say.language, look)
    spoken = cast(ExhibitEntry, translated(entry, say.word))
    view = View(Path(tables), survey, spoken, index, say)
    drawn = drawing_of(entry.kind)(view)
    known = json.loads(Path(report).read_text(encoding="utf-8"))
    looked_at = {pattern.partition(".")[0] for pattern in view.looked_for}
    # What lies across surveys lays simulated answers beside real ones, in some of its tables.
    partly = not looked_at.isdisjoint(known.get("simulated_tables", ()))
    simulated = known["simulated"] or partly
    style.write_numbers(drawn.figure, say)
    style.title(drawn.figure, spoken.title, simulated=simulated, say=say)
    # Those that wrote an exhibit looked at it in English and in the study's own style.
    if say.language != "en" or look:
        cut = style.settle(drawn.figure)
        if cut and look and (look.width or look.font):
            raise StudyProblem(
                f"style: with this width and typeface the figure has no room for{listed(cut)}\n"
                "Give style a larger width in config.yaml or plan.yaml, or leave font out."
            )
        for text in cut:
            logging.getLogger("cyberstudy").warning("no room in the figure: %s", text)
    citation = say.word(survey.settings.citation)
    sentences = [
        *(drawn.question, drawn.base, drawn.method),
        say(UNWEIGHTED) if entry.UNWEIGHTED and survey.settings.design else "",
        say(MADE_UP) if known["simulated"] else say(PARTLY_MADE_UP) if partly else "",
        say("Source: {citation}", citation=citation),
        _on_the_language(say, language),
    ]
    words = {
        "exhibit": name,
        "kind": entry.kind,
        "language": say.language,
        "title": spoken.title,
        "category": spoken.category,
        "question": drawn.question,
        "base": drawn.base,
        "method": drawn.method,
        "simulated": simulated,
        "source": citation,
        "caption": _plain(say.text(sentences)),
        "alt": _plain(drawn.alt),
    }
    for text in say.missing:
        logging.getLogger("cyberstudy").warning("not translated into %s: %s", language, text)
    return Exhibit(name, drawn, words, frozenset(view.looked_for))


def _on_the_language(say: Speech, wanted: str) -> str:
    """Say what a reader should know of the language: none there, not reviewed, not complete."""
    if say.language != wanted:
        return say(
            "The questionnaire of this survey is not in {language}, so this is in English.",
            language=LANGUAGES[wanted].name,
        )
    return on_translation(say)


def _plain(text: str) -> str:
    """Put a text on one line; spaces that hold words together stay."""
    return re.sub(r"[ \n\t]+", " ", text).strip()


def save_exhibit(
    exhibit: Exhibit, *, figures: Sequence[str], data: str, words: str, caption: str
) -> None:
    """Write the figure in every format, its numbers, its words, and title and caption to show."""
    title, alt = exhibit.words["title"], exhibit.words["alt"]
    style.save_figure(exhibit.drawn.figure, figures, name=title, alt=alt)
    write_table(defused(exhibit.drawn.data), data)
    write_json(exhibit.words, words)
    shown = [in_restructured_text(exhibit.words[name]) for name in ("title", "caption")]
    Path(caption).write_text("\n\n".join(shown) + "\n", encoding="utf-8")
