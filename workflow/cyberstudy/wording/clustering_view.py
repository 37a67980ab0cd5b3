"""One clustering as an exhibit looks at it: its tables, its verdict, and what is said of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from cyberstudy.declare.plan.clusterings import ByMethod, CountMixture
from cyberstudy.declare.plan.exhibits import DeclaredTypeProfiles
from cyberstudy.wording.typologies import (
    TYPES,
    judged,
)
from cyberstudy.wording.view import View, needed


@dataclass(frozen=True)
class Clustering:
    """A clustering as an exhibit looks at it."""

    view: View[Any]
    name: str
    title: str
    units: str  # what its units are called

    @property
    def verdict(self) -> dict[str, Any]:
        """What `verdict.json` holds."""
        return self.view.json(f"{self.name}/verdict")

    @property
    def plan(self) -> ByMethod:
        """What the plan declares of it."""
        return self.view.survey.plan.clusterings[self.name]

    def table(self, name: str) -> pl.DataFrame:
        """Read one of its tables."""
        return self.view.table(f"{self.name}/{name}")

    @property
    def judged(self) -> str:
        """The verdict in a few words."""
        return judged(self.view.say, self.verdict)

    @property
    def note(self) -> str:
        """The verdict as a line in a figure; classes that are no types are called so."""
        say, types = self.view.say, self.verdict["verdict"] == TYPES
        if types or self.verdict["contender"] == 1:
            return say("Verdict: {verdict}", verdict=self.judged)
        if self.verdict["evidence"][TYPES]["speaks"] == "open":
            return say("Verdict: {verdict}, and not claimed as types", verdict=self.judged)
        return say("Verdict: {verdict}; the classes shown are no types", verdict=self.judged)

    @property
    def note_in_a_sentence(self) -> str:
        """The same with a full stop."""
        return self.view.say("{clauses}.", clauses=self.note)

    def made_of(self, *, named: bool = False) -> str:
        """Say what the classes were made of, and what was asked."""
        return self.view.say.text([self.asked(), self.items(named=named)])

    def asked(self) -> str:
        """Say what was asked, where classes are not made of questions as they were put."""
        return "" if self.of_items else self.view.naming()

    @property
    def of_items(self) -> bool:
        """Whether classes are made of answers to questions as they were put."""
        return not isinstance(self.plan, CountMixture) and self.plan.items is not None

    @property
    def of_names(self) -> bool:
        """Whether classes are made of whom units named."""
        return not isinstance(self.plan, CountMixture) and self.plan.named is not None

    def items(self, *, named: bool = False) -> str:
        """Say what the classes were made of; questions may be named."""
        say, plan = self.view.say, self.plan
        if isinstance(plan, CountMixture):
            return say("Classes are made of how often a country was named for each type of crime.")
        if plan.items is not None:
            labels = [self.view.label(item) for item in plan.items["main"]]
            if not named:
                return say(
                    "Classes are made of the answers to {count} questions.", count=len(labels)
                )
            return say(
                "Classes are made of the answers to {count} questions: {labels}.",
                count=len(labels),
                labels=say.clauses(labels),
            )
        return say.many(
            "Classes are made of whether each of {count} country was named.",
            "Classes are made of whether each of {count} countries was named.",
            self.verdict["items"],
            count=self.verdict["items"],
        )

    def who(self) -> str:
        """Say who is in which class, by counts."""
        say, units = self.view.say, self.verdict["units"]
        if self.verdict["contender"] == 1:
            return say("{units} {who}, all in one class.", units=units, who=self.units)
        sizes = [
            say("{type} {count}", type=name, count=count)
            for name, count in self.table("stability").select("type", "base").iter_rows()
        ]
        return say(
            "{units} {who} by their likeliest class: {sizes}.",
            units=units,
            who=self.units,
            sizes=say.listed(sizes),
        )

    def drawn_again(self) -> str:
        """Name whom resamples draw: of counts those who named, not those who were named."""
        if isinstance(self.plan, CountMixture):
            return self.view.say.word(self.view.survey.settings.respondents)
        return self.units

    @property
    def confidence(self) -> str:
        """Of intervals."""
        return self.view.say.percent(needed(self.view.survey.plan.types).confidence)


def clustering_of(view: View[DeclaredTypeProfiles]) -> Clustering:
    """Return the one clustering that the entry names."""
    return Clustering(view, view.entry.clustering, view.entry.title, view.entry.who)
