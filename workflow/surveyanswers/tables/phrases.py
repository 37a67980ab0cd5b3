"""Marks of texts that readers see: English here, other languages in tables of translations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: A phrase with its values, as JSON holds it: `wording.verdict_text` says it.
Sentence = Mapping[str, Any]


def phrase(text: str) -> str:
    """Mark a text for translators; it is translated where it is said."""
    return text


def phrases(one: str, many: str) -> tuple[str, str]:
    """Mark a text and its plural for translators; `wording.translator.Translator.many` says it."""
    return one, many
