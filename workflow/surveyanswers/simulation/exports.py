"""The files that a simulated survey is written to, `simulation/exports.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from surveyanswers.instrument.entry import Entry, Some
from surveyanswers.instrument.languages import LanguageCode


class TextFile(Entry):
    """How a text file is written."""

    encoding: str = Field(description="Of the text.")
    bom: bool = Field(description="Whether it begins with a byte-order mark.")
    separator: str = Field(description="Between cells.")
    phantom_row: bool = Field(description="Whether an empty line ends it.")


class SimulatedExport(Entry):
    """One file, as its collector writes it."""

    file: Annotated[str, Field(pattern=r"^simulated-[a-z0-9.-]+$")] = Field(
        description="Its name; it says that it is simulated."
    )
    collector: Literal["limesurvey", "kobo", "spss", "workbook"] = Field(
        description="Which program's format."
    )
    group: str = Field(description="Which group of respondents.")
    channel: str = Field(description="Which channel.")
    languages: Some[LanguageCode] = Field(description="Forms in these languages are in the file.")
    label_language: LanguageCode = Field(description="Language that the export's labels are in.")
    headings: Literal["code", "full"] | None = Field(
        default=None, description="LimeSurvey's headings."
    )
    answers: Literal["short", "long"] | None = Field(
        default=None, description="LimeSurvey's answers."
    )
    first_id: int = Field(ge=1, description="Number of the first form.")
    csv: TextFile | None = Field(default=None, description="How the text file is written.")
    duplicate_header: str | None = Field(
        default=None, description="A header that two added columns share."
    )
    trailing_columns: int | None = Field(
        default=None, ge=1, description="Empty columns added at the end."
    )


class Exports(Entry):
    """What a simulation writes."""

    made_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(
        description="The date that the manifest gives the simulated files."
    )
    identification: Sequence[str] = Field(
        description="Questions on who replies; they are filled in by the simulation and never left "
        "blank."
    )
    channels: Annotated[Sequence[str], Field(min_length=2)] = Field(
        description="Channels that a State may reply through; some use both."
    )
    exports: Some[SimulatedExport] = Field(
        description="The files that are written, each as its collector writes it."
    )
