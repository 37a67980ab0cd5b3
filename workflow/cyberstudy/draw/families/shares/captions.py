"""What captions say of answers: who was asked what, who answered, how intervals are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.shares.answered import MISSING_WORDS, Asked, number
from cyberstudy.wording.numbers import ends, interval_of_sample
from cyberstudy.wording.questions import FEW, labelled
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.phrases import phrase

WEIGHTED = phrase("Counts are of units; percentages are weighted.")
LETTERS = 80  # of questions' names that a caption has room for
_COLON = re.compile(r"\s*[:\uff1a]\s+|\s*\uff1a\s*")


def with_caption(
    view: View[Any],
    figure: Figure,
    data: pl.DataFrame,
    everything: Sequence[Asked],
    *,
    method: Sequence[str],
    alt: str,
    counted: str = "",
) -> Drawn:
    """Return a figure with its numbers and caption; `everything` is all answers that it shows."""
    return Drawn(
        figure=figure,
        data=data,
        question=_put_to(view, everything),
        base=view.say.text([*_who_answered(view, everything), counted]),
        method=view.say.text(method),
        alt=alt,
    )


def _put_to(view: View[Any], everything: Sequence[Asked]) -> str:
    """Return who was asked what, with every question's number and wording."""
    groups: dict[str, list[str]] = {}
    for row in everything:
        who = groups.setdefault(row.question.name, [])
        if row.who not in who:
            who.append(row.who)
    sentences = []
    for named, names in groupby(groups, key=lambda name: view.say.every(groups[name])):
        questions = [next(a for a in everything if a.question.name == name) for name in names]
        wordings = _wordings(view.say, questions)
        sentences.append(view.say("Question to {who}: {questions}.", who=named, questions=wordings))
    return view.say.text(sentences)


def _wordings(say: Translator, questions: Sequence[Asked]) -> str:
    """Quote the questions; those that differ before a colon only are quoted in full once."""
    numbered_wordings = [(one.number, say.wording(one.question.labels)) for one in questions]
    parts = [(name, *_COLON.split(wording, maxsplit=1)) for name, wording in numbered_wordings]
    tails = {"".join(tail) for _, _, *tail in parts}
    alike = len(questions) > 2 and len(tails) == 1 and all(tails)
    if alike:
        numbered_wordings[1:] = [(name, head) for name, head, *_ in parts[1:]]
    first, *others = (
        say("{number} \u201c{wording}\u201d", number=name, wording=wording)
        for name, wording in numbered_wordings
    )
    if alike:
        return say("{question}, and likewise {others}", question=first, others=say.clauses(others))
    return say.clauses([first, *others])


def _who_answered(view: View[Any], everything: Sequence[Asked]) -> list[str]:
    """Return how many replied, were asked and answered, and what the others did."""
    say = view.say
    replied = [_replied(say, who, everything) for who in dict.fromkeys(a.who for a in everything)]
    # Groups of one kind are rows of their own: one by one they would have the same name.
    alike = len({(row.question.name, row.who) for row in everything}) < len(everything)
    long = sum(len(row.number) for row in everything) > LETTERS
    if alike or len(everything) > FEW or (long and len(everything) > 1):
        return [*replied, *_range(say, everything)]
    named = len({row.who for row in everything}) > 1
    return [*replied, *(_one(view, row, named=named) for row in everything)]


def _replied(say: Translator, who: str, everything: Sequence[Asked]) -> str:
    """Return how many of one kind replied: groups of one grouping are added, groupings are not."""
    added: dict[tuple[str, str], list[Asked]] = {}
    of_one = [row for row in everything if row.who == who]
    # Joined groups are counted in their parts already.
    for row in [row for row in of_one if not row.joins] or of_one:
        added.setdefault((row.question.name, row.grouping), []).append(row)
    sums = [_sum([row.replied for row in rows]) for rows in added.values()]
    most, replies = max(sums), ends(say, sums)
    lists = [[row.listed for row in rows if row.listed is not None] for rows in added.values()]
    if not any(lists):
        return say.many(
            "{replied} {who} replied; there is no list of them.",
            "{replied} {who} replied; there is no list of them.",
            most,
            replied=replies,
            who=who,
        )
    return say.many(
        "{replied} of {listed} {who} replied.",
        "{replied} of {listed} {who} replied.",
        most,
        replied=replies,
        listed=ends(say, [_sum(listed) for listed in lists if listed]),
        who=who,
    )


def _sum(numbers: Sequence[int]) -> int:
    """Return the sum; of one number that number, which knows its cell."""
    return numbers[0] if len(numbers) == 1 else sum(numbers)


def _one(view: View[Any], row: Asked, *, named: bool) -> str:
    say = view.say
    name = say.listed([row.number, row.who]) if named else row.number
    if row.withheld:
        return say("{clauses}.", clauses=labelled(say, name, row.why))
    counted = say("of {asked} asked, {base} answered", base=row.base, asked=row.asked)
    if row.question.type == "select_multiple":
        answers = say.many("{r} answer in all", "{r} answers in all", row.r or 0, r=row.r or 0)
        counted = say.listed([counted, answers])
    missing = [
        say.many(*words, row.statuses[key], count=row.statuses[key])
        for key, words in MISSING_WORDS.items()
        if row.statuses[key]
    ]
    clauses = [
        labelled(say, name, counted),
        say.listed(missing) if missing else say("no answers are missing"),
    ]
    if unasked := row.statuses["not_asked"]:
        clauses.append(_unasked(view, row, unasked))
    return say("{clauses}.", clauses=say.clauses(clauses))


def _range(say: Translator, everything: Sequence[Asked]) -> list[str]:
    released = [row for row in everything if not row.withheld]
    hidden = len(everything) - len(released)
    sentences = []
    if released:
        missing = [
            say.many(*words, max(counts), count=ends(say, counts))
            for key, words in MISSING_WORDS.items()
            if any(counts := [row.statuses[key] for row in released])
        ]
        counted = say(
            "Of {asked} asked in each row, {base} answered",
            base=ends(say, [row.base or 0 for row in released]),
            asked=ends(say, [row.asked for row in released]),
        )
        if missing:  # of rows of several sizes, the numbers beside them tell how many answered
            one, why = len({row.asked for row in released}) == 1, say.listed(missing)
            counted = say.clauses([counted, why]) if one else labelled(say, say("In each row"), why)
        sentences.append(say("{clauses}.", clauses=counted))
    if hidden:
        sentences.append(say("Rows withheld to protect respondents: {count}.", count=hidden))
    return sentences


def _unasked(view: View[Any], row: Asked, count: int) -> str:
    """Return how many were not asked, and which questions decide that, except those on identity."""
    identity = view.survey.codebook.filter(sensitivity="identity")["question"].to_list()
    named = [
        number(view, name)
        for name in dict.fromkeys(re.findall(r"\$\{(\w+)\}", row.question.relevant or ""))
        if name not in identity
    ]
    if not named:
        return view.say.many("{count} was not asked", "{count} were not asked", count, count=count)
    # Of many in a row the first and the last tell enough.
    many = len(named) > FEW
    return view.say.many(
        "{count} was not asked, because of the answer to {questions}",
        "{count} were not asked, because of the answer to {questions}",
        count,
        count=count,
        questions=view.say("{low} to {high}", low=named[0], high=named[-1])
        if many
        else view.say.every(named),
    )


def how_intervals(view: View[Any], everything: Sequence[Asked]) -> str:
    """Return how intervals are computed, and what has none."""
    say, first = view.say, everything[0]
    few = too_few(say, first.minimum)
    bounds = say("The table also has worst-case bounds.")
    if all(row.whole for row in everything):
        return say.text([say("No interval is given, because everybody answered."), few, bounds])
    whole = ""
    if any(row.whole for row in everything):
        whole = say("No interval is given where everybody answered.")
    remarks = []
    if first.design:
        interval = interval_of_sample(say, first.design, first.confidence)
        remarks = [say(WEIGHTED), say("Combined options have no interval.")]
    else:
        names = {"method": say("Wilson"), "confidence": say.percent(first.confidence)}
        lists = {row.listed is not None for row in everything}
        if lists == {True}:
            interval = say(
                "{method} {confidence} confidence interval with finite population correction, "
                "treating those who replied as a random sample",
                **names,
            )
        elif lists == {False}:
            interval = say(
                "{method} {confidence} confidence interval, treating those who replied as a "
                "random sample of a large population",
                **names,
            )
        else:
            interval = say(
                "{method} {confidence} confidence interval with finite population correction for "
                "groups with a full list of members, treating those who replied as a random sample",
                **names,
            )
    return say.text([say("{clauses}.", clauses=interval), whole, *remarks, few, bounds])


def too_few(say: Translator, minimum: int) -> str:
    """Return below which base no share is shown."""
    return say("Shares based on fewer than {minimum} are not shown.", minimum=minimum)
