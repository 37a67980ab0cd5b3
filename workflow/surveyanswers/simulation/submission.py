"""What passes between the parts of the simulation: a filled-in form, and a sheet of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: A cell as a collector writes it: text, or what its file format has a type for.
Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class Submission:
    """One form as it was filled in."""

    id: str  # as the collector numbers it
    unit: str  # iso3 of a State, or an organization's name
    group: str  # state, private, academic or intergovernmental
    channel: str
    language: str
    started: datetime
    submitted: datetime | None  # None: broken off
    last_page: int  # number of the last section that was opened, from 1
    values: Mapping[str, str]  # question -> code (several joined by blanks), number or text
    displayed: frozenset[str]  # questions that routing let the respondent see, and were reached


@dataclass
class Sheet:
    """Cells of one sheet, and which of them holds which answer, so that errors can be put in.

    Attributes
    ----------
    rows
        Rows of cells, headers among them.
    places
        (submission id, question, option or "") -> (row, column) in `rows`, both from 0.
    """

    name: str
    rows: list[list[Cell]]
    places: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
