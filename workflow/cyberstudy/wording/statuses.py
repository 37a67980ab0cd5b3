"""What exhibits call the statuses of answers."""

from __future__ import annotations

from cyberstudy.tables.statuses import STATUSES
from cyberstudy.wording.speech import Speech, phrase

#: In words, for readers.
WORDS = {
    "valid": phrase("valid"),
    "dont_know": phrase("don\u2019t know"),
    "refused": phrase("refused"),
    "no_answer": phrase("no answer"),
    "not_applicable": phrase("not applicable"),
    "not_asked": phrase("not asked"),
    "not_fielded": phrase("not fielded"),
    "invalid": phrase("invalid"),
    "not_submitted": phrase("not submitted"),
    "conflict": phrase("conflict"),
    "withheld": phrase("withheld"),
}


def in_plain_words(say: Speech, status: str) -> str:
    """Return what readers are told of a status; what is none stays as it is."""
    return say(WORDS[status]) if status in STATUSES else status
