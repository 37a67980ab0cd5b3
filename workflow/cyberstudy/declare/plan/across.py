"""What a plan says of what lies across surveys: sources compared."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cyberstudy.declare.entry import Confidence, Entry

#: A file below data/raw that is fetched and may be missing.
Fetched = Annotated[str, Field(pattern=r"^[a-z]+(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+$")]


class DeclaredAgreement(Entry):
    """How sources are compared with one another, construct by construct of `crosswalk.csv`."""

    confidence: Confidence = Field(description="Of intervals, such as 0.95.")
    strategies: Fetched = Field(
        description="Path below data/raw of the list of first national strategies, one of "
        "`sources.yaml`; without it constructs are compared by surveys alone."
    )
