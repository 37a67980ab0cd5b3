"""What captions say between title and source, and legends and axes beyond a label: by subject."""

from __future__ import annotations

from typing import TypedDict


class CaptionParts(TypedDict):
    """What was asked, who answered and did not, and what the marks are; parts of `Drawn`."""

    question: str
    base: str
    method: str
