"""What a plan says of what lies across surveys: what sources say of countries."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from surveyanswers.instrument.entry import Entry

#: A file below data/raw that is fetched and may be missing.
Fetched = Annotated[str, Field(pattern=r"^[a-z_]+(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$")]


class DeclaredStatements(Entry):
    """What each source says of each country, construct by construct of `crosswalk.csv`."""

    strategies: Fetched = Field(
        description="Path below data/raw of the list of first national strategies, one of "
        "`sources.yaml`; without it constructs are compared by surveys alone."
    )
    articles: Fetched | None = Field(
        default=None,
        description="Path below data/raw of the list of a convention's articles, one of "
        "`sources.yaml`; `convention_coverage.csv` says which sources ask about them.",
    )
