"""How a group answered a question, from the protected estimates; what was withheld stays null."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import Group
from cyberstudy.declare.plan.kinds import OfShares
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.wording.questions import WITHHELD, options_in_words
from cyberstudy.wording.references import CellReference, computed
from cyberstudy.wording.view import View, needed
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.questionnaire import Question
from surveyanswers.tables.extremes import total
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import BY_NAME, NOT_CONCERNED, OPEN, missing_statuses

#: Why somebody who was asked gave no substantive answer, and how a caption counts them.
MISSING_WORDS = {name: words for name in missing_statuses() if (words := BY_NAME[name].counted_as)}
SHARES = ("share", "low", "high", "bound_low", "bound_high")


@dataclass(frozen=True)
class Asked:
    """One question as one group answered it."""

    question: Question
    grouping: str
    group: str
    number: str  # as captions name it
    label: str
    who: str
    options: pl.DataFrame  # option, label, count and SHARES in the form's order; null: withheld
    base: int | None  # with a substantive answer
    r: int | None  # answers that they gave
    listed: int | None
    replied: int
    statuses: Mapping[str, int]  # also of those not asked; empty: withheld
    reason: str  # why no share is given, as the table says it
    why: str  # the same for readers
    minimum: int  # below this base no share is shown
    confidence: float
    design: Design | None  # of the sample; None: a census with nonresponse
    scale: bool  # whether its options have scores
    joins: bool  # whether the group stands for others of its grouping

    @property
    def withheld(self) -> bool:
        """Whether not all counts may be seen."""
        return not self.statuses or self.options["count"].null_count() > 0

    @property
    def few(self) -> bool:
        """Whether not all options have a share, withheld or of too few answers."""
        return self.options["share"].null_count() > 0

    @property
    def whole(self) -> bool:
        """Whether all that are listed and concerned answered, so that there is no interval."""
        outside = sum(self.statuses.get(status, 0) for status in NOT_CONCERNED)
        census = self.design is None and self.listed is not None and self.base is not None
        return census and (self.base or 0) >= (self.listed or 0) - outside

    @property
    def asked(self) -> int:
        """How many were asked, of those that replied; the base where the rest is withheld."""
        number = (self.base or 0) + sum(self.statuses.get(key, 0) for key in MISSING_WORDS)
        people: int = computed(number, self.base, ("base", *MISSING_WORDS))
        return people

    def rows(self, last: Sequence[str] = ()) -> pl.DataFrame:
        """Return the options, most frequent first and `last` at the end, with what they are of.

        Equals stay in the form's order, and all options of a scale do.
        """
        most = [] if self.scale else [-pl.col("count")]
        return self.options.sort(
            pl.col("option").is_in(last),
            *most,
            nulls_last=True,
            maintain_order=True,
        ).with_columns(
            question=pl.lit(self.question.name),
            grouping=pl.lit(self.grouping),
            group=pl.lit(self.group),
            base=pl.lit(self.base, dtype=pl.Int64),
            r=pl.lit(self.r, dtype=pl.Int64),
            reason=pl.lit(self.reason),
            why=pl.lit(self.why),
        )

    def together(self, options: Sequence[str]) -> dict[str, Any]:
        """Count those who chose any of `options`, with the share, its interval and its bounds.

        Of a sample the interval of several is null: it does not follow from those of each.

        Raises
        ------
        SurveyError
            Where several of these may be chosen at once, so that counts cannot be added.
        """
        rows = self.options.filter(pl.col("option").is_in(options))
        if rows.height != len(options):
            raise SurveyError(f"{self.question.name} has not all of the options {list(options)}")
        if rows.height == 1:
            return rows.select("count", *SHARES).row(0, named=True)
        if self.question.type == "select_multiple":
            raise SurveyError(f"{self.question.name}: options of several answers do not add up")
        if self.withheld:
            return dict.fromkeys(("count", *SHARES))
        count = int(total(rows["count"]))
        return self.counted(count) if self.design is None else self._weighted(count, rows)

    def _weighted(self, count: int, rows: pl.DataFrame) -> dict[str, Any]:
        numbers: dict[str, Any] = {"count": count} | dict.fromkeys(SHARES)
        if rows["share"].null_count():
            return numbers
        rest = rows["bound_high"][0] - rows["bound_low"][0]  # weight of those who did not say
        share, least = (min(total(rows[name]), 1.0) for name in ("share", "bound_low"))
        return numbers | {
            "share": share,
            "bound_low": least,
            "bound_high": min(least + rest, 1.0),
        }

    def counted(self, count: int) -> dict[str, Any]:
        """Return the share of `count` with interval and bounds; null if the base is too small."""
        if self.withheld or self.base is None or self.base < self.minimum:
            return {"count": count} | dict.fromkeys(SHARES)
        counts, bases = pl.Series([count]).to_numpy(), pl.Series([self.base]).to_numpy()
        outside = sum(self.statuses.get(status, 0) for status in NOT_CONCERNED)
        size = pl.Series([(self.listed or outside) - outside]).to_numpy()
        low, high = share_interval(counts, bases, confidence=self.confidence, population=size)
        unknown = sum(self.statuses[status] for status in MISSING_WORDS if status in OPEN)
        unknown += (self.listed or self.replied) - self.replied
        return {
            "count": count,
            "share": count / self.base,
            "low": None if self.whole else float(low[0]),
            "high": None if self.whole else float(high[0]),
            "bound_low": count / (self.base + unknown),
            "bound_high": (count + unknown) / (self.base + unknown),
        }


def read_asked(
    view: View[OfShares], table: pl.DataFrame, question: str, answered_by: Group
) -> Asked:
    """Look up one question and group in `table`, the protected estimates.

    An option that nobody chose, and a group that nobody is in, keep their places.
    """
    question_of_form = view.survey.questionnaire.questions[question]
    labels = options_in_words(view, question_of_form, view.entry.labels)
    codes = list(labels)
    grouping, group = answered_by.grouping, answered_by.group
    rows = table.filter(grouping=grouping, group=group, question=question)
    first = next(view.citing(rows.head(1), "estimates"), None)
    options = (
        pl.DataFrame({"option": codes}, schema={"option": pl.String})
        .join(
            rows.select("option", pl.col("count").cast(pl.Int64), *SHARES),
            on="option",
            how="left",
            maintain_order="left",
        )
        .with_columns(label=pl.col("option").replace(labels))
        .select("option", "label", "count", *SHARES)
    )
    minimum = view.entry.minimum_base
    if first is None:
        options = options.with_columns(count=pl.lit(0, dtype=pl.Int64))
        first = dict.fromkeys([*MISSING_WORDS, "not_asked", "base", "replied", "r"], 0)
        first |= {"listed": None, "reason": phrase("nobody asked")}
    if first["base"] is None or first["base"] < minimum:
        options = options.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in SHARES)
    statuses = {key: first[key] for key in (*MISSING_WORDS, "not_asked")}
    return Asked(
        question=question_of_form,
        grouping=grouping,
        group=group,
        number=number(view, question),
        label=view.label(question),
        who=answered_by.who,
        options=options,
        base=first["base"],
        r=first["r"],
        listed=first["listed"],
        replied=first["replied"],
        statuses={} if None in statuses.values() else statuses,
        reason=first["reason"],
        # Tables tell by which threshold; a figure has one of its own, and its caption says it.
        why=view.say.reason((first["reason"] or WITHHELD).partition(":")[0]),
        minimum=minimum,
        confidence=needed(view.survey.plan.estimates).confidence,
        design=view.survey.settings.design,
        scale=question_of_form.type == "select_one" and question in view.scored,
        joins=any(group in of.joined for of in view.survey.plan.groupings.values()),
    )


def citing_shares(view: View[OfShares], rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield rows, an option or several options each, whose numbers know their estimates."""
    for row in view.citing(rows, "estimates"):
        where = {name: row[name] for name in ("grouping", "group", "question")}
        if len(options := row["option"].split()) > 1:
            several = where | {"option": options}
            row |= {
                column: view.cited(row[column], CellReference("estimates", several, column, of))
                for column, of in (("count", "sum"), ("share", "sum"), ("base", "max"))
                if row[column] is not None
            }
        yield row


def number(view: View[Any], question: str) -> str:
    """Return the number that a question's name begins with, as in ``Q017``; else its label."""
    match = re.match(r"q\d+", question)
    return match[0].upper() if match else view.label(question).rstrip(":?")
