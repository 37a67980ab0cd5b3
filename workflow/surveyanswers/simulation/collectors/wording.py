"""What the collectors share: how an answer is worded, and what is invented from an id."""

from __future__ import annotations

import hashlib
import re

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.simulation.submission import Submission


def short_code(name: str) -> str | None:
    """Return the ``q001`` that a question's name starts with, or None."""
    match = re.match(r"q\d{3}(?=_|$)", name)
    return match and match[0]


def is_typed(question: Question) -> bool:
    """Whether the answer is exported as the text that was given.

    Assume: a list of options that comes from a file (XLSForm: ``select_one_from_file``) is too long
    for most programs, so they field it as a line of text. Only such lists are named like a file.
    """
    return question.type == "text" or "." in (question.choices or "")


def given(submission: Submission, question: str) -> list[str]:
    """Return the codes that a select question got, in the order in which they were ticked."""
    return submission.values.get(question, "").split()


def label(form: Questionnaire, question: Question, option: str, language: str) -> str:
    """Return the wording of an option."""
    return form.options_of(question).labels[language][option]


def number_as_typed(text: str) -> int | float:
    """Return the number that was typed."""
    return float(text) if "." in text else int(text)


def drawn(submission: Submission, purpose: str) -> int:
    """Invent a large number that is always the same for this submission and purpose."""
    seed = f"{purpose} {submission.channel} {submission.id}"
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
