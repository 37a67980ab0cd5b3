"""What exhibits of all families share as a plan declares them; kinds stand in `draw.families`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from cyberstudy.declare.entry import OF_WAVE, Entry, Grouping, RespondentGroup, Some, Wave
from cyberstudy.declare.names import NameOf, Names, Problem
from cyberstudy.declare.plan.messages import Message

#: Codes and names of all countries.
CODES = "data/raw/reference/countries.csv"
#: What the United Nations call their members, in six languages.
MEMBERS = "data/raw/reference/member_states.csv"
#: Files that exhibits need which name countries.
NAMED = (CODES, MEMBERS)

MinimumBase = Annotated[int, Field(ge=1, description="No share is shown of fewer.")]
Labels = Mapping[str, str]
Remark = Annotated[
    str | None, Field(description="What a reader of the caption must know of the answers.")
]
Rank = Literal["main", "supporting", "annex"]


class DeclaredExhibit(Entry):
    """What every exhibit has."""

    #: Files of the reference that the kind reads, besides protected tables.
    FILES: ClassVar[tuple[str, ...]] = ()
    #: The module beside its own that draws the kind.
    DRAWN_IN: ClassVar[str] = "figure"
    #: Waves that the kind shows, where it does not show a single one.
    SHOWS: ClassVar[str] = ""
    #: Whether it counts answers whatever they weigh, which captions say of a sample.
    UNWEIGHTED: ClassVar[bool] = True

    kind: str = Field(description="How it is drawn.")
    area: str = Field(description="The area of the study that it belongs to: a chapter.")
    rank: Rank = Field(
        default="supporting",
        description="Where readers meet it: `main` in the report and the chapters, `supporting` "
        "behind them, `annex` among the methods.",
    )
    title: str = Field(description="Its topic, and what it is called where it says nothing else.")
    says: Message | None = Field(
        default=None, description="Headline, subtitle and finding, with numbers from tables."
    )
    wave: Wave | None = Field(default=None, description=OF_WAVE)

    @classmethod
    def drawn_in(cls) -> str:
        """Name the module that draws the kind, which stands beside that of its entry."""
        family, _, room = cls.__module__.rpartition(".")
        if room != "entry":
            return f"cyberstudy.draw.exhibits.{get_args(cls.model_fields['kind'].annotation)[0]}"
        return f"{family}.{cls.DRAWN_IN}"

    def contradictions(self) -> Iterator[Problem]:
        """Tell that one wave is chosen of several."""
        if self.SHOWS and self.wave is not None:
            yield "wave", f"{self.kind} shows {self.SHOWS}; leave this out"

    @property
    def code(self) -> str:
        """The file of that module, from the study's folder."""
        return f"workflow/{self.drawn_in().replace('.', '/')}.py"


class Group(Entry):
    """A group whose answers are shown."""

    grouping: Grouping = Field(description="One of `estimates.groupings`, or `respondents`.")
    group: str = Field(description="Its group; `total` where it is taken as a whole.")
    who: str = Field(description="What captions call its members.")

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell a group that the grouping does not have."""
        if problem := names.foreign("group", self.grouping, self.group):
            yield "group", problem


class Rows(Entry):
    """A grouping whose groups are rows."""

    grouping: Grouping = Field(description="One of `estimates.groupings`, or `respondents`.")
    order: Sequence[str] = Field(
        default=(), description="Groups from above; others follow by name."
    )
    labels: Labels = Field(
        default={}, description="What groups are called, where their names do not say it."
    )

    def unresolved(self, names: Names) -> Iterator[Problem]:
        """Tell groups that the grouping does not have."""
        yield from foreign_groups(names, "group", self.grouping, self.order, self.labels)


def foreign_groups(
    names: Names, kind: str, owner: str, order: Sequence[str], labels: Labels
) -> Iterator[Problem]:
    """Tell groups, in an order or with labels, that there are not."""
    for place, group in enumerate(order):
        if problem := names.foreign(kind, owner, group):
            yield f"order.{place}", problem
    for group in labels:
        if problem := names.foreign(kind, owner, group):
            yield f"labels.{group}", problem


class OfShares(DeclaredExhibit):
    """What exhibits of shares have."""

    NEEDS = ("estimates",)
    UNWEIGHTED = False

    minimum_base: MinimumBase
    labels: Labels = Field(default={}, description="Shorter labels of options.")


def strange_labels(
    names: Names, questions: Sequence[str], labels: Mapping[str, object], *, place: str = "labels"
) -> Iterator[Problem]:
    """Tell names of options that none of the questions has."""
    lists = names.lists.get("option", {})
    if all(question in lists for question in questions):
        had = {option for question in questions for option in lists[question]}
        for option in labels:
            if option not in had:
                yield f"{place}.{option}", f"no question here has the option {option!r}"


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
