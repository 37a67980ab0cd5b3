"""What everything that counts answers needs of a survey's settings."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from surveyanswers.instrument.entry import Entry

CONFIDENTIAL = "confidential"


class Design(Entry):
    """How a sample was drawn. Without it units are a census with nonresponse.

    Each name is that of a question, a column of the list of units, or one of `unit_columns`.
    """

    #: Those whose values must be numbers.
    NUMBERS: ClassVar[tuple[str, ...]] = ("weight", "population")

    weight: str = Field(description="How many of the population a unit stands for.")
    strata: str | None = Field(default=None, description="Strata that units were drawn within.")
    clusters: str | None = Field(
        default=None,
        description="What was drawn first, such as schools; the units themselves by default. "
        "Clusters of two strata are different ones, whatever they are called.",
    )
    population: str | None = Field(
        default=None,
        description="How many clusters there are in the unit's stratum; without it they count "
        "as drawn with replacement.",
    )
    lonely: Literal["stop", "centre"] = Field(
        default="stop",
        description="Strata with one cluster have no variance of their own: `stop` the run, or "
        "compare them with the mean of all (`centre`).",
    )

    @property
    def columns(self) -> dict[str, str]:
        """What each part that is declared is called in the survey."""
        parts = {
            "weight": self.weight,
            "stratum": self.strata,
            "cluster": self.clusters,
            "population": self.population,
        }
        return {role: name for role, name in parts.items() if name}

    @property
    def numbers(self) -> list[str]:
        """What holds numbers of it."""
        return [name for role, name in self.columns.items() if role in self.NUMBERS]


class Counting(Entry):
    """How answers are protected and weighted, and of how many units no share is given."""

    protection: Literal["public", "confidential"]
    minimum_base: int | None = None
    design: Design | None = None

    @property
    def confidential(self) -> bool:
        """Whether no answer of any unit may be told."""
        return self.protection == CONFIDENTIAL
