"""What a plan recomputes of scores that somebody published, from their indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from cyberstudy.declare.entry import Distinct, Entry, Name, Number
from cyberstudy.declare.names import Problem, wrong_name
from cyberstudy.declare.plan.analyses import Decimals, Numeric


class PublishedScore(Entry):
    """A published score, such as a pillar of an index, and the indicators it is made of."""

    title: str = Field(description="What it is of.")
    score: Numeric = Field(description="Question with the score.")
    indicators: Annotated[Distinct[Numeric], Field(min_length=2)] = Field(
        description="Questions with the indicators; in a wave, those that somebody has."
    )
    total: Number | None = Field(
        default=None,
        gt=0,
        description="What the weights add up to. Where no weights are found it bounds an indicator "
        "from 0 to 1 that the data lack.",
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell a score that is made of itself."""
        if self.score in self.indicators:
            yield "indicators", f"{self.score} is the score itself"


class RankedScore(Entry):
    """A score that units are ranked by, and the range of weights under which ranks are sought."""

    score: Name = Field(description="A name in `scores`.")
    least: Number = Field(ge=0, le=1, description="Least that a weight may be, times its own.")
    most: Number = Field(ge=1, description="Most that it may be, times its own.")


class DeclaredComposite(Entry):
    """Scores that somebody published, recomputed from their indicators."""

    scores: Annotated[Mapping[Name, PublishedScore], Field(min_length=1)] = Field(
        description="Scores by name."
    )
    score_decimals: Decimals | None = Field(
        default=None, description="Decimals that scores were rounded to; by default none were."
    )
    indicator_decimals: Decimals | None = Field(
        default=None, description="Decimals that indicators were rounded to."
    )
    ranked: RankedScore | None = Field(
        default=None,
        description="Score by which units are ranked, under the weights that were found and under "
        "all others of the same sum in a range round them.",
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell two entries of one score, and ranks by a score that is not declared here."""
        if self.ranked and (problem := wrong_name("score", self.ranked.score, self.scores)):
            yield "ranked.score", problem
        seen: dict[str, str] = {}
        for name, declared in self.scores.items():
            if (first := seen.setdefault(declared.score, name)) != name:
                yield f"scores.{name}.score", f"{declared.score} is the score of {first}, too"

    @property
    def questions(self) -> set[str]:
        """Scores and indicators."""
        own = self.scores.values()
        return {name for score in own for name in (score.score, *score.indicators)}
