"""What readers are told of the statuses of answers."""

from __future__ import annotations

from cyberstudy.wording.translator import Translator
from surveyanswers.tables.statuses import BY_NAME


def in_plain_words(say: Translator, status: str) -> str:
    """Return what readers are told of a status; what is none stays as it is."""
    return say(BY_NAME[status].word) if status in BY_NAME else status


def as_heading(say: Translator, status: str) -> str:
    """Return the same at the head of a column."""
    text = in_plain_words(say, status).replace("_", " ")
    return text[:1].upper() + text[1:]
