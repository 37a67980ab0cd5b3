"""Figures as pages show them: what there is for a phone."""

from __future__ import annotations

from cyberstudy.release.gather import ShownExhibit, size_of

#: Ending of what `draw` makes for a phone, of figures that have room there.
PHONE = "phone.svg"


def size_on_phones(exhibit: ShownExhibit) -> tuple[int, int] | None:
    """Width and height in pixels of what there is for a phone; None where there is nothing."""
    path = exhibit.file(PHONE)
    return size_of(path) if path.is_file() else None
