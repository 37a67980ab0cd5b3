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
from cyberstudy.wording.intervals import interval_method, interval_of_sample
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.questions import FEW, labelled
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.truth_audit import how_often_true
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
    """Put figure, numbers and words together; `everything` is what the figure shows answers of."""
    return Drawn(
        figure=figure,
        data=data,
        question=_put_to(view, everything),
        base=view.say.text([*_who_answered(view, everything), counted]),
        method=view.say.text(method),
        alt=alt,
    )


def _put_to(view: View[Any], everything: Sequence[Asked]) -> str:
    """Say who was asked what, with every question's number and wording."""
    groups: dict[str, list[str]] = {}
    for asked in everything:
        who = groups.setdefault(asked.question.name, [])
        if asked.who not in who:
            who.append(asked.who)
    sentences = []
    for named, names in groupby(groups, key=lambda name: view.say.every(groups[name])):
        questions = [next(a for a in everything if a.question.name == name) for name in names]
        wordings = _wordings(view.say, questions)
        sentences.append(view.say("Question to {who}: {questions}.", who=named, questions=wordings))
    return view.say.text(sentences)


def _wordings(say: Translator, questions: Sequence[Asked]) -> str:
    """Quote the questions; those that differ before a colon only are quoted in full once."""
    asked = [(one.number, say.wording(one.question.labels)) for one in questions]
    parts = [(name, *_COLON.split(wording, maxsplit=1)) for name, wording in asked]
    tails = {"".join(tail) for _, _, *tail in parts}
    alike = len(questions) > 2 and len(tails) == 1 and all(tails)
    if alike:
        asked[1:] = [(name, head) for name, head, *_ in parts[1:]]
    first, *others = (
        say("{number} \u201c{wording}\u201d", number=name, wording=wording)
        for name, wording in asked
    )
    if alike:
        return say("{question}, and likewise {others}", question=first, others=say.clauses(others))
    return say.clauses([first, *others])


def _who_answered(view: View[Any], everything: Sequence[Asked]) -> list[str]:
    """Say how many replied, were asked and answered, and what the others did."""
    say = view.say
    replied = [_replied(say, who, everything) for who in dict.fromkeys(a.who for a in everything)]
    # Groups of one kind are rows of their own: one by one they would have the same name.
    alike = len({(asked.question.name, asked.who) for asked in everything}) < len(everything)
    long = sum(len(asked.number) for asked in everything) > LETTERS
    if alike or len(everything) > FEW or (long and len(everything) > 1):
        return [*replied, *_range(say, everything)]
    named = len({asked.who for asked in everything}) > 1
    return [*replied, *(_one(view, asked, named=named) for asked in everything)]


def _replied(say: Translator, who: str, everything: Sequence[Asked]) -> str:
    """Say how many of one kind replied, of all rows: groups of a grouping add up, groupings not."""
    added: dict[tuple[str, str], tuple[int, int | None]] = {}
    for asked in (asked for asked in everything if asked.who == who):
        key = (asked.question.name, asked.grouping)
        replied, listed = added.get(key, (0, None))
        if asked.listed is not None:
            listed = (listed or 0) + asked.listed
        added[key] = (replied + asked.replied, listed)
    most = max(replied for replied, _ in added.values())
    told = ends(say, [replied for replied, _ in added.values()])
    if not (lists := [listed for _, listed in added.values() if listed is not None]):
        return say.many(
            "{replied} {who} replied; there is no list of them.",
            "{replied} {who} replied; there is no list of them.",
            most,
            replied=told,
            who=who,
        )
    return say.many(
        "{replied} of {listed} {who} replied.",
        "{replied} of {listed} {who} replied.",
        most,
        replied=told,
        listed=ends(say, lists),
        who=who,
    )


def _one(view: View[Any], asked: Asked, *, named: bool) -> str:
    say = view.say
    name = say.listed([asked.number, asked.who]) if named else asked.number
    if asked.withheld:
        return say("{clauses}.", clauses=labelled(say, name, asked.why))
    counted = say("of {asked} asked, {base} answered", base=asked.base, asked=asked.asked)
    if asked.question.type == "select_multiple":
        answers = say.many("{r} answer in all", "{r} answers in all", asked.r or 0, r=asked.r or 0)
        counted = say.listed([counted, answers])
    missing = [
        say.many(*words, asked.statuses[key], count=asked.statuses[key])
        for key, words in MISSING_WORDS.items()
        if asked.statuses[key]
    ]
    clauses = [
        labelled(say, name, counted),
        say.listed(missing) if missing else say("no answers are missing"),
    ]
    if unasked := asked.statuses["not_asked"]:
        clauses.append(_unasked(view, asked, unasked))
    return say("{clauses}.", clauses=say.clauses(clauses))


def _range(say: Translator, everything: Sequence[Asked]) -> list[str]:
    seen = [asked for asked in everything if not asked.withheld]
    hidden = len(everything) - len(seen)
    sentences = []
    if seen:
        missing = [
            say.many(*words, max(counts), count=ends(say, counts))
            for key, words in MISSING_WORDS.items()
            if any(counts := [asked.statuses[key] for asked in seen])
        ]
        counted = say(
            "Of {asked} asked in each row, {base} answered",
            base=ends(say, [asked.base or 0 for asked in seen]),
            asked=ends(say, [asked.asked for asked in seen]),
        )
        if missing:  # of rows of several sizes, the numbers beside them tell how many answered
            one, why = len({asked.asked for asked in seen}) == 1, say.listed(missing)
            counted = say.clauses([counted, why]) if one else labelled(say, say("In each row"), why)
        sentences.append(say("{clauses}.", clauses=counted))
    if hidden:
        sentences.append(say("Rows withheld to protect respondents: {count}.", count=hidden))
    return sentences


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
        "{count} was not asked, because of the answer to {questions}",
        "{count} were not asked, because of the answer to {questions}",
        count,
        count=count,
        questions=view.say("{low} to {high}", low=named[0], high=named[-1])
        if many
        else view.say.every(named),
    )


def how_intervals(view: View[Any], everything: Sequence[Asked]) -> str:
    """Say how intervals are made, how often such held the truth, and what has none."""
    say, first = view.say, everything[0]
    few = too_few(say, first.minimum)
    bounds = say("The table also has worst-case bounds.")
    if all(asked.whole for asked in everything):
        return say.text([say("No interval is given, because everybody answered."), few, bounds])
    whole = ""
    if any(asked.whole for asked in everything):
        whole = say("No interval is given where everybody answered.")
    if first.design:
        made = interval_of_sample(say, first.design, first.confidence)
        said = [say(WEIGHTED), say("Combined options have no interval.")]
    else:
        names = {"method": interval_method(say), "confidence": say.percent(first.confidence)}
        lists = {asked.listed is not None for asked in everything}
        if lists == {True}:
            made = say(
                "{method} {confidence} confidence interval with finite population correction, "
                "treating those who replied as a random sample",
                **names,
            )
        elif lists == {False}:
            made = say(
                "{method} {confidence} confidence interval, treating those who replied as a "
                "random sample of a large population",
                **names,
            )
        else:
            made = say(
                "{method} {confidence} confidence interval with finite population correction for "
                "groups with a full list of members, treating those who replied as a random sample",
                **names,
            )
        listed = {asked.grouping for asked in everything if asked.listed is not None}
        said = [how_often_true(view, listed)]
    return say.text([say("{clauses}.", clauses=made), whole, *said, few, bounds])


def too_few(say: Translator, minimum: int) -> str:
    """Say of how many no share is shown."""
    return say("Shares based on fewer than {minimum} are not shown.", minimum=minimum)
