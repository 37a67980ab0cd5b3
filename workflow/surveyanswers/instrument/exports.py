"""One file as a collector wrote it: its format, and which column holds which answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from surveyanswers.instrument.formats import FORMATS, fits
from surveyanswers.instrument.layout_keys import LongTable


@dataclass(frozen=True)
class Place:
    """Where a column's text belongs."""

    question: str
    instance: int = 0
    option: str = ""  # for a column that stands for one option of several
    separator: str | None = None  # what joins several answers in one cell
    repeated: bool = False  # says again what the columns of the options say
    missing: Mapping[str, str] = field(default_factory=dict)  # beside the file's own
    decimal_mark: str | None = None  # in place of the file's
    blank: str | None = None  # what a blank cell says


@dataclass(frozen=True)
class Export:
    """One file as a collector wrote it."""

    file: str  # below data/raw
    format: str
    channel: str
    language: str  # of the labels; of a submission, unless a column tells it
    unit: str  # column or question that names whom a submission speaks for; "": itself
    questions: Sequence[str]  # that this form has, in the form's order
    wave: str = ""  # that the file is of, unless a column tells it
    long: LongTable | None = None
    group: str = ""  # of respondents
    repeat: str = ""  # whose instances the rows are
    # Column, or columns, that name the submission, unless the format knows them.
    submission: str | Sequence[str] | None = None
    numbered: bool = False  # a row's number names it, for no column does
    columns: Mapping[str, Place] = field(default_factory=dict)  # empty: the format's own headings
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # (question, option) -> code
    prefix: str = ""  # put before a submission's number, so that numbers of files stay apart
    encoding: str = "utf-8"
    separator: str = ","
    decimal_mark: str | None = None  # of the numbers in the file; None: not told
    metadata: Sequence[str] = ()
    rankings: Mapping[str, str] = field(default_factory=dict)  # column -> what parts its options
    personal: Sequence[str] = ()  # dropped when the file is read
    missing: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    heading_rows: int = 1
    leave_out_sheets: Sequence[str] = ()
    merged_cells: str | None = None
    date_order: str | None = None
    leave_out_rows: Mapping[str, Sequence[str]] | None = None  # None: as the format does
    finished: Mapping[str, Sequence[str]] | None = None
    fielded_where: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """Columns that name the submission; none where the format knows them."""
        named = self.submission or ()
        return (named,) if isinstance(named, str) else tuple(named)

    @property
    def rows_left_out(self) -> Mapping[str, Collection[str]]:
        """Column -> texts of rows that are no answers."""
        texts_by_column = FORMATS[self.format].leave_out_rows
        return texts_by_column if self.leave_out_rows is None else self.leave_out_rows

    @property
    def finished_where(self) -> Mapping[str, Collection[str]]:
        """Column -> texts that say that a form was finished."""
        return FORMATS[self.format].finished if self.finished is None else self.finished

    def tells(self, header: str) -> bool:
        """Whether a column stays that is no answer, as far as declarations tell."""
        file_format = FORMATS[self.format]
        kept = {*self.metadata, *file_format.metadata}
        named = {*kept, *self.needed, *file_format.roles}
        return header not in {*self.columns, *self.personal} and (
            header in named or fits(header, kept)
        )

    @property
    def needed(self) -> set[str]:
        """Columns beside those of answers that layout.yaml says are there."""
        columns = {*filter(None, [self.unit]), *self.ids, *self.roles, *self.fielded_where}
        return {*columns, *(self.leave_out_rows or ()), *(self.finished or ())}

    def plain(self) -> dict[str, Any]:
        """Return it as plain data, which `of` reads back."""
        content = {one.name: getattr(self, one.name) for one in fields(self)}
        return content | {
            "long": self.long and self.long.plain(),
            "columns": {header: asdict(place) for header, place in self.columns.items()},
            "codes": [
                [*question_and_option, code] for question_and_option, code in self.codes.items()
            ],
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Export:
        """Make it of what `plain` returned, perhaps from JSON."""
        columns = {header: Place(**place) for header, place in plain["columns"].items()}
        codes = {(question, option): code for question, option, code in plain["codes"]}
        long = plain["long"] and LongTable.model_validate(plain["long"])
        return cls(**{**plain, "columns": columns, "codes": codes, "long": long})


def untold(name: str, exports: Sequence[Export], dividing: Collection[str]) -> str:
    """Return why a column holds no property of units, and what to write where."""
    places = (export.columns.get(name) for export in exports)
    if question := next((place.question for place in places if place), ""):
        advice = f"write by: {question} in a grouping of plan.yaml, or " * (question in dividing)
        return (
            f"{name!r} holds the answers to {question}: {advice}put the column under metadata in "
            f"layout.yaml in place of columns, and {question} under not_fielded"
        )
    if any(name in export.personal for export in exports):
        return f"{name!r} is dropped when files are read; put it under metadata, not personal"
    return f"no export keeps {name!r}; put the column under metadata of its file in layout.yaml"
