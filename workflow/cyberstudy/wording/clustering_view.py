"""One clustering as exhibits look at it: its tables, its verdict, and what is said of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cyberstudy.declare.plan.clusterings import ByMethod, CountMixture, Types
from cyberstudy.declare.plan.exhibits import OfClusterings, OfOneClustering
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.typologies import (
    KEPT,
    METHODS_EXPLAINED,
    METHODS_OF_COUNTS_EXPLAINED,
    REJECTED,
    TYPES,
    explained,
    judged,
    model,
    model_briefly,
    p_value,
    small,
)
from cyberstudy.wording.view import View, needed


@dataclass(frozen=True)
class Clustering:
    """A clustering as exhibits look at it."""

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

    @property
    def types(self) -> Types:
        """How the plan judges clusterings."""
        return needed(self.view.survey.plan.types)

    def table(self, name: str) -> pl.DataFrame:
        """Read one of its tables."""
        return self.view.table(f"{self.name}/{name}")

    def has(self, name: str) -> bool:
        """Whether there is such a table or record, given with its ending."""
        return self.view.has(f"{self.name}/{name}")

    @property
    def judged(self) -> str:
        """The verdict in a few words."""
        return judged(self.view.say, self.verdict)

    @property
    def title_with_verdict(self) -> str:
        """What heads a panel."""
        return labelled(self.view.say, self.title, self.judged)

    @property
    def note(self) -> str:
        """The verdict as a line in a figure; classes that are no types are called so."""
        say, types = self.view.say, self.verdict["verdict"] == TYPES
        if types or self.verdict["contender"] == 1:
            return say("Verdict: {verdict}", verdict=self.judged)
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

    @property
    def explained(self) -> str:
        """What the verdict means, where its name does not say."""
        return explained(self.view.say, [self.verdict["verdict"]])

    @property
    def provisional(self) -> str:
        """That the rules were not tried on data like these, where a caution says so."""
        if all(one["caution"] != "not calibrated" for one in self.verdict["cautions"]):
            return ""
        return self.view.say(
            "Provisional: how often these rules err was measured on data of other sizes."
        )

    @property
    def methods_explained(self) -> str:
        """What the other methods are, for captions."""
        counts = isinstance(self.plan, CountMixture)
        return self.view.say(METHODS_OF_COUNTS_EXPLAINED if counts else METHODS_EXPLAINED)

    def drawn_again(self) -> str:
        """Name whom resamples draw: of counts those who named, not those who were named."""
        if isinstance(self.plan, CountMixture):
            return self.view.say.word(self.view.survey.settings.respondents)
        return self.units

    @property
    def confidence(self) -> str:
        """Of intervals."""
        return self.view.say.percent(self.types.confidence)


def clustering_of(view: View[OfOneClustering]) -> Clustering:
    """Return the one clustering that the entry names."""
    return Clustering(view, view.entry.clustering, view.entry.title, view.entry.who)


def clusterings_of(view: View[OfClusterings]) -> list[Clustering]:
    """Return the clusterings that the entry names, each with a title."""
    return [Clustering(view, one.clustering, one.title, one.who) for one in view.entry.clusterings]


def with_classes(found: Sequence[Clustering]) -> tuple[list[Clustering], str]:
    """Return those whose tests stop at several classes, and a sentence on the others."""
    say = found[0].view.say
    alone = [one.title for one in found if one.verdict["contender"] == 1]
    told = say("Not shown, since the tests stop at one class: {titles}.", titles=say.clauses(alone))
    return [one for one in found if one.title not in alone], told if alone else ""


def made_of(found: Sequence[Clustering], *, named: bool = False) -> str:
    """Say what several clusterings were made of, and once what was asked."""
    asked = dict.fromkeys(one.asked() for one in found)
    items = told_of_each(found, [one.items(named=named) for one in found])
    return found[0].view.say.text([*asked, items])


def told_of_each(found: Sequence[Clustering], what: Sequence[str]) -> str:
    """Say something of each clustering, with its title where there are several."""
    say = found[0].view.say
    if len(found) == 1:
        return what[0]
    return say.text(
        say("{title}: {told}", title=one.title, told=told)
        for one, told in zip(found, what, strict=True)
    )


def tests_briefly(found: Clustering, tests: pl.DataFrame) -> pl.DataFrame:
    """Return tests with what a figure says of each: label, and its p-value with replicates."""
    say = found.view.say
    labels, told = [], []
    for row in tests.iter_rows(named=True):
        null, other = (model_briefly(say, row[key]) for key in ("null", "alternative"))
        # Translators: a null hypothesis and its alternative, in a figure: it must be short
        labels.append(say("{null} vs {alternative}", null=null, alternative=other))
        # Translators: a p-value, and how many replicates it is from
        told.append(say("{p} of {count}", p=small(say, row["p"]), count=row["replicates"]))
    return tests.with_columns(label=pl.Series(labels), told=pl.Series(told))


def tests_in_words(found: Clustering, tests: pl.DataFrame) -> pl.DataFrame:
    """Return null, alternative, p and decision of tests as sentences say them."""
    say = found.view.say
    rows = [
        {
            "null": model(say, row["null"]),
            "alternative": model(say, row["alternative"]),
            "p": p_value(say, row["p"]),
            "decision": say(REJECTED if row["rejected"] else KEPT),
        }
        for row in tests.iter_rows(named=True)
    ]
    return pl.DataFrame(rows)
