"""Text that becomes part of a document shows there as it is written, and does nothing."""

from __future__ import annotations

import base64
import hashlib
import re

#: An underscore inside a word and the point of a version mark nothing: they can be copied.
_MARKDOWN = re.compile(
    r"[\\`*\[\]<>|~$&]|(?<![^\W_])_|_(?![^\W_])|:(?=//)|^[#+=-]|^\d+(?=[.)](?:\s|$))"
)
_RESTRUCTURED = re.compile(r"[\\*_`|<>\[\]]|:(?!\s|//)")
#: What begins no block but a paragraph: a word that no point or bracket makes a number of a list.
_WORD = re.compile(r"[^\W_]+(?:[,;]?\s|[,;]?$)")
#: Left alone is what a backslash, or `in_markdown`, marked already.
_PROSE = re.compile(r"&#92;|\\[!-/:-@\[\]-`{-~]|[\\\[\]<>|~$&]|:(?=//)|(?<![^\n])#(?=#*\s)")


def in_markdown(text: object) -> str:
    """Write a text on one line so that Markdown shows it as it is; numbers stay.

    Whatever comes from a questionnaire, a plan or a table passes here on its way into prose.
    """
    return _MARKDOWN.sub(_marked, _one_line(text)) if isinstance(text, str) else str(text)


def _marked(match: re.Match[str]) -> str:
    mark = match[0]
    if mark == "\\":
        return "&#92;"  # before a bracket or a word, two backslashes would begin mathematics
    return f"{mark}\\" if mark.isdecimal() else f"\\{mark}"


def only_emphasis(prose: str) -> str:
    """Leave of Markdown what prose needs: paragraphs, lists, emphasis and code.

    Of a text that was put in without `in_markdown` comes no link, picture, HTML or mathematics.
    """
    return _PROSE.sub(lambda match: match[0] if len(match[0]) > 1 else _marked(match), prose)


def in_restructured_text(text: str) -> str:
    """Write a text as one paragraph of reStructuredText, without a role, link or directive."""
    line = _RESTRUCTURED.sub(r"\\\g<0>", _one_line(text))
    return line if _WORD.match(line) else f"\\ {line}"


def content_policy(*, style: str, beside: bool = False) -> str:
    """Return a page's Content-Security-Policy: its own style, by hash, and nothing from elsewhere.

    Parameters
    ----------
    style
        What stands in the page, or is put there by its own program.
    beside
        Whether there are styles, programs and pictures beside the page, on a host or in a folder
        (``file:``, which a page from a host could not reach).
    """
    sources = " 'self' file:" if beside else ""
    parts = ["default-src 'none'", f"img-src{sources} data:", f"style-src{sources} {_hash(style)}"]
    if beside:
        parts.append(f"script-src{sources}")
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _one_line(text: str) -> str:
    return re.sub(r"[ \x00-\x1f\x85\u2028\u2029]+", " ", text).strip(" ")


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
