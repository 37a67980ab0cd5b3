"""How a group answered a question, and what a caption says of it.

Everything comes from the protected estimates and the questionnaire. What was withheld stays null.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits_of_answers import Group, OfShares
from cyberstudy.declare.questionnaire import Question
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.tables.extremes import total
from cyberstudy.tables.phrases import phrase
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import BY_NAME, NOT_CONCERNED, OPEN, SAID_INSTEAD, silent
from cyberstudy.wording.intervals import interval_method
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

#: Why somebody who was asked gave no answer in substance, and how a caption counts them.
SILENT = {name: words for name in silent() if (words := BY_NAME[name].counted_as)}
SHARES = ("share", "low", "high", "bound_low", "bound_high")
_COLON = re.compile(r"\s*[:\uff1a]\s+|\s*\uff1a\s*")
#: Questions told of one by one in a caption; of more, the range.
FEW = 4


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
    base: int | None  # with an answer in substance
    r: int | None  # answers that they gave
    listed: int | None
    replied: int
    statuses: Mapping[str, int]  # also of those not asked; empty: withheld
    reason: str  # why no share is given, as the table says it
    why: str  # the same for readers
    minimum: int  # below this base no share is shown
    confidence: float

    @property
    def withheld(self) -> bool:
        """Whether not all counts may be seen."""
        return not self.statuses or self.options["count"].null_count() > 0

    @property
    def asked(self) -> int:
        """How many were asked, of those that replied; the base where the rest is withheld."""
        return (self.base or 0) + sum(self.statuses.get(key, 0) for key in SILENT)

    def together(self, options: Sequence[str]) -> dict[str, Any]:
        """Count those who chose any of `options`, with the share, its interval and its bounds.

        Raises
        ------
        StudyProblem
            Where several of these may be chosen at once, so that counts cannot be added.
        """
        rows = self.options.filter(pl.col("option").is_in(options))
        if rows.height != len(options):
            raise StudyProblem(f"{self.question.name} has not all of the options {list(options)}")
        if rows.height == 1:
            return rows.select("count", *SHARES).row(0, named=True)
        if self.question.type == "select_multiple":
            raise StudyProblem(f"{self.question.name}: options of several answers do not add up")
        if self.withheld:
            return dict.fromkeys(("count", *SHARES))
        return self.counted(int(total(rows["count"])))

    def counted(self, count: int) -> dict[str, Any]:
        """Give the share of `count`, with its interval and bounds, where the base is enough."""
        if self.withheld or self.base is None or self.base < self.minimum:
            return {"count": count} | dict.fromkeys(SHARES)
        counts, bases = pl.Series([count]).to_numpy(), pl.Series([self.base]).to_numpy()
        outside = sum(self.statuses.get(status, 0) for status in NOT_CONCERNED)
        size = pl.Series([(self.listed or outside) - outside]).to_numpy()
        low, high = share_interval(counts, bases, confidence=self.confidence, population=size)
        unknown = sum(self.statuses[status] for status in SILENT if status in OPEN)
        unknown += (self.listed or self.replied) - self.replied
        return {
            "count": count,
            "share": count / self.base,
            "low": float(low[0]),
            "high": float(high[0]),
            "bound_low": count / (self.base + unknown),
            "bound_high": (count + unknown) / (self.base + unknown),
        }


def read_asked(
    view: View[OfShares], table: pl.DataFrame, question: str, answered_by: Group
) -> Asked:
    """Look up one question and group in `table`, the protected estimates.

    An option that nobody chose, and a group that nobody is in, keep their places.
    """
    asked = view.survey.questionnaire.questions[question]
    listed = view.survey.questionnaire.options_of(asked)
    labels = {
        code: view.entry.labels.get(code)
        or view.say.wording(
            {language: named[code] for language, named in listed.labels.items() if code in named}
        )
        for code in listed.codes
        if code not in SAID_INSTEAD
    }
    codes = list(labels)
    grouping, group = answered_by.grouping, answered_by.group
    rows = table.filter(grouping=grouping, group=group, question=question)
    first: dict[str, Any] | None = rows.row(0, named=True) if rows.height else None
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
        first = dict.fromkeys([*SILENT, "not_asked", "base", "replied", "r"], 0)
        first |= {"listed": None, "reason": phrase("nobody asked")}
    if first["base"] is None or first["base"] < minimum:
        options = options.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in SHARES)
    statuses = {key: first[key] for key in (*SILENT, "not_asked")}
    return Asked(
        question=asked,
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
        why=view.say.reason(first["reason"] or phrase("withheld")),
        minimum=minimum,
        confidence=view.survey.plan["estimates"]["confidence"],
    )


def number(view: View[Any], question: str) -> str:
    """Return the number that a question's name begins with, as in ``Q017``; else its label."""
    found = re.match(r"q\d+", question)
    return found[0].upper() if found else view.label(question)


def beside(say: Speech, count: int | None, base: int | None, share: float | None, why: str) -> str:
    """Write what stands beside a mark: "n of N", and the share unless these are too few."""
    if count is None:
        return why
    if share is None:
        # Translators: stands in a figure beside a mark, so it must be short
        return say("{count} of {base} (few)", count=count, base=base)
    # Translators: stands in a figure beside a mark, so it must be short
    return say("{count} of {base}   {share}", count=count, base=base, share=say.percent(share))


def in_words(
    say: Speech, count: int | None, base: int | None, share: float | None, why: str
) -> str:
    """Write the same for a sentence."""
    if count is None:
        return why
    if share is None:
        return say("{count} of {base}", count=count, base=base)
    return say("{count} of {base} ({share})", count=count, base=base, share=say.percent(share))


def labelled(say: Speech, label: str, told: str) -> str:
    """Put what is told behind what it is told of."""
    # Translators: joins what something is called with what is told of it
    return say("{label}: {told}", label=label, told=told)


# What captions say


def put_to(view: View[Any], everything: Sequence[Asked]) -> str:
    """Say who was asked what, with every question's number and wording."""
    groups: dict[str, list[str]] = {}
    for asked in everything:
        who = groups.setdefault(asked.question.name, [])
        if asked.who not in who:
            who.append(asked.who)
    sentences = []
    for named, names in groupby(groups, key=lambda name: view.say.every(groups[name])):
        questions = [next(a for a in everything if a.question.name == name) for name in names]
        wordings = _wordings(view, questions)
        sentences.append(view.say("Asked of {who}: {questions}.", who=named, questions=wordings))
    return view.say.text(sentences)


def _wordings(view: View[Any], questions: Sequence[Asked]) -> str:
    """Quote the questions; those that differ before a colon only are quoted in full once."""
    say = view.say
    parts = [_COLON.split(say.wording(asked.question.labels), maxsplit=1) for asked in questions]
    tails = {"".join(tail) for _, *tail in parts}
    if len(questions) > 2 and len(tails) == 1 and all(tails):
        first, *others = questions
        rest = [
            say("{number} \u201c{wording}\u201d", number=asked.number, wording=head)
            for asked, (head, *_) in zip(others, parts[1:], strict=True)
        ]
        return say(
            "{question}, and likewise {others}",
            question=_quoted(view, first),
            others=say.clauses(rest),
        )
    return say.clauses(_quoted(view, asked) for asked in questions)


def _quoted(view: View[Any], asked: Asked) -> str:
    wording = view.say.wording(asked.question.labels)
    return view.say("{number} \u201c{wording}\u201d", number=asked.number, wording=wording)


def who_answered(view: View[Any], everything: Sequence[Asked]) -> str:
    """Say how many replied, were asked and answered, and what the others did."""
    replied = dict.fromkeys(_replied(view.say, asked) for asked in everything)
    several = len(everything) > FEW
    rest = _range(view.say, everything) if several else _each(view, everything)
    return view.say.text([*replied, *rest])


def _replied(say: Speech, asked: Asked) -> str:
    if asked.listed is None:
        return say.many(
            "{replied} {who} replied; there is no list of them.",
            "{replied} {who} replied; there is no list of them.",
            asked.replied,
            replied=asked.replied,
            who=asked.who,
        )
    return say.many(
        "{replied} of {listed} {who} replied.",
        "{replied} of {listed} {who} replied.",
        asked.replied,
        replied=asked.replied,
        listed=asked.listed,
        who=asked.who,
    )


def _each(view: View[Any], everything: Sequence[Asked]) -> list[str]:
    several = len({asked.who for asked in everything}) > 1
    return [_one(view, asked, named=several) for asked in everything]


def _one(view: View[Any], asked: Asked, *, named: bool) -> str:
    say = view.say
    name = say.listed([asked.number, asked.who]) if named else asked.number
    if asked.withheld:
        return say("{clauses}.", clauses=labelled(say, name, asked.why))
    # Translators: n is how many gave an answer in substance, r how many answers they gave
    counted = say("n = {base} of {asked} asked", base=asked.base, asked=asked.asked)
    if asked.question.type == "select_multiple":
        answers = say.many("r = {r} answer", "r = {r} answers", asked.r or 0, r=asked.r or 0)
        counted = say.listed([counted, answers])
    silent = [
        say.many(*words, asked.statuses[key], count=asked.statuses[key])
        for key, words in SILENT.items()
        if asked.statuses[key]
    ]
    clauses = [
        labelled(say, name, counted),
        say.listed(silent) if silent else say("nobody else was silent"),
    ]
    if unasked := asked.statuses["not_asked"]:
        clauses.append(_unasked(view, asked, unasked))
    return say("{clauses}.", clauses=say.clauses(clauses))


def _range(say: Speech, everything: Sequence[Asked]) -> list[str]:
    seen = [asked for asked in everything if not asked.withheld]
    hidden = len(everything) - len(seen)
    sentences = []
    if seen:
        silent = [
            say.many(*words, max(counts), count=_ends(say, counts))
            for key, words in SILENT.items()
            if any(counts := [asked.statuses[key] for asked in seen])
        ]
        counted = say(
            "In each row n = {base} of {asked} asked",
            base=_ends(say, [asked.base or 0 for asked in seen]),
            asked=_ends(say, [asked.asked for asked in seen]),
        )
        clauses = say.clauses([counted, say.listed(silent)] if silent else [counted])
        sentences.append(say("{clauses}.", clauses=clauses))
    if hidden:
        sentences.append(say("Withheld rows: {count}.", count=hidden))
    return sentences


def _ends(say: Speech, numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return say.count(low) if low == high else say("{low} to {high}", low=low, high=high)


def _unasked(view: View[Any], asked: Asked, count: int) -> str:
    """Say how many were not asked, and which questions other than who replies decide it."""
    identity = view.survey.codebook.filter(sensitivity="identity")["question"].to_list()
    named = [
        number(view, name)
        for name in dict.fromkeys(re.findall(r"\$\{(\w+)\}", asked.question.relevant or ""))
        if name not in identity
    ]
    if not named:
        return view.say.many("{count} was not asked", "{count} were not asked", count, count=count)
    # Of many in a row the first and the last tell enough.
    many = len(named) > FEW
    return view.say.many(
        "{count} was not asked, which depends on {questions}",
        "{count} were not asked, which depends on {questions}",
        count,
        count=count,
        questions=view.say("{low} to {high}", low=named[0], high=named[-1])
        if many
        else view.say.every(named),
    )


def how_intervals(say: Speech, everything: Sequence[Asked], *, bounds: bool = True) -> str:
    """Say how intervals and, where they are drawn, bounds are made, and what has none."""
    first = everything[0]
    lists = {asked.listed is not None for asked in everything}
    method, confidence = interval_method(say), say.percent(first.confidence)
    if lists == {True}:
        interval = say(
            "{method} {confidence} interval with finite population correction, as if those who "
            "replied had been drawn at random",
            method=method,
            confidence=confidence,
        )
    elif lists == {False}:
        interval = say(
            "{method} {confidence} interval, as if those who replied had been drawn at random from "
            "very many",
            method=method,
            confidence=confidence,
        )
    else:
        interval = say(
            "{method} {confidence} interval with finite population correction where there is a "
            "list, as if those who replied had been drawn at random",
            method=method,
            confidence=confidence,
        )
    worst = (
        say("thin line: worst-case (Manski) bounds over all that are silent and blank answers")
        if True in lists
        else say("thin line: worst-case (Manski) bounds over blank answers")
    )
    clauses = say.clauses([interval, worst] if bounds else [interval])
    return say.text([say("{clauses}.", clauses=clauses), too_few(say, first.minimum)])


def too_few(say: Speech, minimum: int) -> str:
    """Say of how many no share is shown."""
    return say("No share is shown of fewer than {minimum}.", minimum=minimum)


def first_capital(text: str) -> str:
    """Return `text` with a capital at its beginning, the rest as it stands."""
    return text[:1].upper() + text[1:]
