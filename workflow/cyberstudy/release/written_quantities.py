"""Quantities that people wrote into texts, where a confidential survey's numbers come from tables.

Exhibits and notebooks are made where protected tables alone can be opened, and pages of a release.
So whatever they show that no such table has stands in a text that somebody wrote: of a plan, a
chapter, an analysis or a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from cyberstudy.declare.chapters import FILE, Story
from cyberstudy.declare.survey import Survey
from cyberstudy.release.records_audit import without
from cyberstudy.wording.words import said_in, words_of
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json

_DIGITS = r"(?<![\w.,:])\d[\d.,\u00a0\u202f]*"
_COUNT = rf"(?:{_DIGITS}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_BASE = rf"(?:the |all |these )*(?!(?:19|20)\d\d\b){_COUNT}"
#: Counts with their base, per cents, and all of a number: 6 of 7, all six, 100 %.
QUANTITY = re.compile(
    rf"\b{_COUNT} (?:out )?of {_BASE}\b|{_DIGITS}\s*(?:%|per ?cent\b)"
    rf"|\b(?:all|none of|every one of|each of) (?:of )?(?:the |these )*{_COUNT}\b",
    re.IGNORECASE,
)


def written_quantities(
    survey: Survey, notebooks: Sequence[Path] = (), story: Story | None = None
) -> Iterator[str]:
    """Yield the places where somebody wrote a quantity into a plan or beside it, with it.

    Parameters
    ----------
    survey
        Its plan is looked at; what it is asked and offered by its form may be repeated there.
    notebooks
        With their code and texts, which are looked at apart from what cells show.
    story
        Its chapters that hold figures of the survey are looked at.
    """
    form = survey.questionnaire
    labels = [question.labels for question in form.questions.values()]
    labels += [each for options in form.choices.values() for each in options.labels.values()]
    wordings = {text for by_name in labels for text in by_name.values()}
    wordings |= {*survey.codebook["short_label"]}
    texts = [(place, text) for text, place in words_of(survey)]
    analyses = sorted((survey.folder / "analyses").glob("*.py"))
    texts += [(f"analyses/{path.name}", path.read_text(encoding="utf-8")) for path in analyses]
    texts += [
        (f"notebooks/{path.name}", "".join(cell["source"]))
        for path in notebooks
        for cell in read_json(path)["cells"]
    ]
    for name, chapter in story.pages.items() if story else ():
        if any(figure.startswith(f"{survey.name}/") for figure in chapter.figures):
            texts += [(f"{FILE}: {name}", text) for text in said_in(chapter.plain())]
    for place, text in texts:
        if QUANTITY.search(text):
            written = QUANTITY.finditer(without(text, wordings))
            yield from (f"{place}: {quantity[0]!r}" for quantity in written)


def stop_at(survey: Survey, mistakes: Sequence[str]) -> None:
    """Raise where a release tells what no protected table does.

    Raises
    ------
    SurveyError
        Naming each place.
    """
    if mistakes:
        raise SurveyError(
            f"{survey.name}: what leaves tells what no protected table does:{listed(mistakes)}\n"
            "Nothing was released. Let sentences that people write take numbers by reference, and "
            "declare what a new number of a record is."
        )
