"""Exhibits as a plan declares them: a class a kind, with the keys that the kind reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from cyberstudy.declare.entry import Entry, RespondentGroup, Some
from cyberstudy.declare.names import NameOf, Names, Problem
from cyberstudy.declare.plan.exhibits_across import (
    SourceContradictions,
    VerdictsOfSurveys,
)
from cyberstudy.declare.plan.exhibits_of_answers import (
    AnswerStacks,
    DeclaredExhibit,
    GroupShares,
    Labels,
    MinimumBase,
    PairedShares,
    SeveralShares,
    foreign_groups,
)
from cyberstudy.declare.plan.exhibits_of_countries import NAMED, WorldMap
from cyberstudy.declare.plan.exhibits_of_experts import CountryScatter, RankCorrelations
from cyberstudy.declare.plan.exhibits_of_units import (
    NumberDistribution,
    UnitHeatmap,
    UnitMovers,
    UnitProfiles,
    UnitRanking,
)
from cyberstudy.declare.plan.exhibits_of_waves import (
    ChangeDots,
    DeclaredCompositeWeights,
    LevelHeatmap,
    LevelsByGroup,
)

ReplyColumn = Annotated[str, NameOf("column of replies")]


class Panel(Entry):
    """A panel of replies."""

    by: ReplyColumn = Field(description="A column in `response.by`, or `respondents`.")
    title: str = Field(description="What the panel shows.")
    order: Sequence[str] = Field(
        default=(), description="Groups from above; others follow by name."
    )
    labels: Labels = Field(
        default={}, description="What groups are called, where their names do not say it."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell groups that nobody can be in."""
        yield from foreign_groups(names, "group of replies", self.by, self.order, self.labels)


class DeclaredBlock(Entry):
    """Where the block of dots of a region stands."""

    group: str = Field(description="The region.")
    column: int = Field(ge=0, description="Its left, in dots.")
    row: int = Field(ge=0, description="Its top, in dots.")


class ResponseBars(DeclaredExhibit):
    """Who replied, of those listed."""

    kind: Literal["response_bars"] = Field(description="How it is drawn.")
    minimum_base: MinimumBase
    panels: Some[Panel] = Field(description="Panels of replies, from above.")


class RegionDots(DeclaredExhibit):
    """Replies by region, a dot a unit."""

    kind: Literal["region_dots"] = Field(description="How it is drawn.")
    by: ReplyColumn = Field(description="A column in `response.by`, whose values are regions.")
    blocks: Some[DeclaredBlock] = Field(
        description="Where the block of dots of each region stands."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell blocks of no region, and regions without a block."""
        placed = [block.group for block in self.blocks]
        for place, group in enumerate(placed):
            if problem := names.foreign("group of replies", self.by, group):
                yield f"blocks.{place}.group", problem
        regions = names.lists.get("group of replies", {}).get(self.by, placed)
        for region in sorted({*regions} - {*placed}):
            yield "blocks", f"has no place for {region!r}"


class ItemNonresponse(DeclaredExhibit):
    """What a group did not answer, along the questionnaire."""

    kind: Literal["item_nonresponse"] = Field(description="How it is drawn.")
    group: RespondentGroup = Field(description="Which group of respondents.")
    who: str | None = Field(
        default=None, description="What its members are called; by default the group's name."
    )
    minimum_base: MinimumBase


class DisagreementBars(DeclaredExhibit):
    """Questions on which two forms of a unit differ."""

    kind: Literal["disagreement_bars"] = Field(description="How it is drawn.")
    at_least: int = Field(ge=1, description="Questions with fewer differences are added up only.")


class CellAccounting(DeclaredExhibit):
    """What became of every cell."""

    UNWEIGHTED = False  # it is of no unit's answers

    kind: Literal["cell_accounting"] = Field(description="How it is drawn.")


class ExpertCoverage(DeclaredExhibit):
    """What units say of themselves."""

    kind: Literal["expert_coverage"] = Field(description="How it is drawn.")
    labels: Labels = Field(
        default={}, description="What options are called that the form calls otherwise."
    )


class RankedCountries(DeclaredExhibit):
    """What exhibits of the highest countries have."""

    NEEDS = ("index",)
    FILES: ClassVar[tuple[str, ...]] = NAMED

    countries: int = Field(ge=1, description="How many countries at most.")


class RankIntervals(RankedCountries):
    """Ranks, and how sure they are."""

    kind: Literal["rank_intervals"] = Field(description="How it is drawn.")


class OwnCountryNamed(DeclaredExhibit):
    """How many experts name the country that they come from or live in."""

    NEEDS = ("index",)

    kind: Literal["own_country"] = Field(description="How it is drawn.")


class IndexMadeOf(DeclaredExhibit):
    """Whose part the ratings of an index are, and how alike other ways of adding up are."""

    NEEDS = ("index",)

    kind: Literal["index_made_of"] = Field(description="How it is drawn.")


class CountryHeatmap(RankedCountries):
    """Countries by part of the index."""

    kind: Literal["country_heatmap"] = Field(description="How it is drawn.")


class ProfileMultiples(RankedCountries):
    """What the highest countries are named for, a small figure each."""

    kind: Literal["profile_multiples"] = Field(description="How it is drawn.")


class DeclaredTypeProfiles(DeclaredExhibit):
    """What classes answer."""

    NEEDS = ("types", "clusterings")

    kind: Literal["type_profiles"] = Field(description="How it is drawn.")
    clustering: Annotated[str, NameOf("clustering")] = Field(description="Which clustering.")
    who: str = Field(description="What captions call its units.")
    labels: Labels = Field(default={}, description="What options are called.")


class TippingPointsShown(DeclaredExhibit):
    """What the silent would have to say for findings to turn."""

    NEEDS = ("nonresponse",)

    kind: Literal["tipping_points"] = Field(description="How it is drawn.")
    who: str = Field(description="What captions call those that were listed.")
    minimum_base: MinimumBase


AnyExhibit = Annotated[
    AnswerStacks
    | CellAccounting
    | ChangeDots
    | DeclaredCompositeWeights
    | CountryHeatmap
    | CountryScatter
    | DisagreementBars
    | ExpertCoverage
    | GroupShares
    | ItemNonresponse
    | LevelHeatmap
    | LevelsByGroup
    | PairedShares
    | ProfileMultiples
    | RankCorrelations
    | RankIntervals
    | RegionDots
    | ResponseBars
    | SeveralShares
    | SourceContradictions
    | TippingPointsShown
    | DeclaredTypeProfiles
    | UnitHeatmap
    | UnitMovers
    | UnitProfiles
    | UnitRanking
    | NumberDistribution
    | OwnCountryNamed
    | IndexMadeOf
    | VerdictsOfSurveys
    | WorldMap,
    Field(discriminator="kind"),
]
