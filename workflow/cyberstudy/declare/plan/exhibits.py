"""What exhibits of all families share as a plan declares them; kinds stand in `kinds`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from cyberstudy.declare.plan.messages import Message
from surveyanswers.instrument.entry import OF_WAVE, Entry, Grouping, Wave
from surveyanswers.instrument.names import Names, Problem, wrong_name

#: Codes and names of all countries.
CODES = "data/raw/reference/countries.csv"
#: What the United Nations call their members, in six languages.
MEMBERS = "data/raw/reference/member_states.csv"
#: What else countries are called, in several languages.
ALIASES = "data/raw/reference/aliases.csv"
#: Areas of countries, and places of those too small for an area.
AREAS = "data/raw/reference/countries-110m.json"
PLACES = "data/raw/reference/map_points.csv"
#: Files that exhibits need which name countries.
NAMED = (CODES, MEMBERS)

MinimumBase = Annotated[int, Field(ge=1, description="No share is shown of fewer.")]
Labels = Mapping[str, str]
Remark = Annotated[
    str | None, Field(description="What a reader of the caption must know of the answers.")
]


class DeclaredExhibit(Entry):
    """What every exhibit has."""

    #: Files of the reference that the kind reads, besides protected tables.
    FILES: ClassVar[tuple[str, ...]] = ()
    #: Those of them that may be missing: countries then go by the names in tables.
    OPTIONAL: ClassVar[tuple[str, ...]] = NAMED
    #: The module in `draw.families` that draws the kind.
    DRAWN_IN: ClassVar[str]
    #: Waves that the kind shows, where it does not show a single one.
    SHOWS: ClassVar[str] = ""
    #: Whether it counts answers whatever they weigh, which captions say of a sample.
    UNWEIGHTED: ClassVar[bool] = True

    kind: str = Field(description="How it is drawn.")
    area: str = Field(
        description="What it is about: a heading of the annex, and of the survey's own page."
    )
    title: str = Field(description="Its topic, and what it is called where it says nothing else.")
    says: Message | None = Field(
        default=None, description="Headline, subtitle and finding, with numbers from tables."
    )
    wave: Wave | None = Field(default=None, description=OF_WAVE)
    source: str | None = Field(
        default=None,
        description="What its caption cites and defines; else what `citation` and `defined` of the "
        "survey say.",
    )

    @classmethod
    def drawn_in(cls) -> str:
        """Return the module that draws the kind."""
        return f"cyberstudy.draw.families.{cls.DRAWN_IN}"

    def contradictions(self) -> Iterator[Problem]:
        """Return a choice of one wave where the figure shows several."""
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
        """Return a group that the grouping does not have."""
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
        """Return groups that the grouping does not have."""
        yield from foreign_groups(names, "group", self.grouping, self.order, self.labels)


def foreign_groups(
    names: Names, kind: str, owner: str, order: Sequence[str], labels: Labels
) -> Iterator[Problem]:
    """Return groups, in an order or with labels, that do not exist."""
    yield from names.each_foreign(kind, owner, order, "order")
    yield from names.each_foreign(kind, owner, labels, "labels")


def strange_labels(
    names: Names, questions: Sequence[str], labels: Mapping[str, object], *, place: str = "labels"
) -> Iterator[Problem]:
    """Return names of options that none of the questions has."""
    lists = names.lists.get("option", {})
    if all(question in lists for question in questions):
        had = names.options_of(questions)
        for option in labels:
            if problem := wrong_name("option of a question here", option, had):
                yield f"{place}.{option}", problem
