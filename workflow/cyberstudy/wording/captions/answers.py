"""What captions and legends say of answers: who was asked what, who answered, what marks are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from cyberstudy.declare.plan.exhibits import OfShares
from cyberstudy.declare.plan.exhibits_of_answers import AnswerStacks
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.captions.truth_audit import how_often_true
from cyberstudy.wording.intervals import interval_method, interval_of_sample, weighted_percentages
from cyberstudy.wording.numbers import ends
from cyberstudy.wording.questions import FEW, SILENT, Asked, labelled, number
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View

_COLON = re.compile(r"\s*[:\uff1a]\s+|\s*\uff1a\s*")


def caption_of_stacks(view: View[AnswerStacks], everything: Sequence[Asked]) -> CaptionParts:
    """Return the caption of stacked bars of counts."""
    method = view.say(
        "Bars and the figures in them are counts, the whole bar all who were asked; a count "
        "too narrow to be written stands in the numbers. Beside: those who gave an answer in "
        "substance (n), with a percentage of them where they are at least {minimum}. Grey "
        "and white are no part of n.",
        minimum=view.entry.minimum_base,
    )
    if view.entry.centred:
        centred = view.say("Bars diverge from one line; no answers stand apart at the right.")
        method = view.say.text([method, centred])
    weighted = weighted_percentages(view.say, everything[0].design)
    return _asked_and_answered(view, everything, method, weighted)


def caption_of_several(view: View[OfShares], asked: Asked, *, shares: bool) -> CaptionParts:
    """Return the caption of options that could be chosen together: of their shares, or counts."""
    say = view.say
    if shares:
        marks = say(
            "Dots: share of the {base} that answered; several answers could be given.",
            base=asked.base,
        )
    else:
        marks = say("Bars: counts; several answers could be given.")
    return _asked_and_answered(view, [asked], marks, how_intervals(view, [asked]), bounds_of(say))


def caption_of_groups(view: View[OfShares], everything: Sequence[Asked]) -> CaptionParts:
    """Return the caption of shares by group, of every row that is drawn."""
    say = view.say
    marks = say("Dots: share of the group\u2019s answers in substance.")
    parts = _asked_and_answered(
        view, everything, marks, how_intervals(view, everything), bounds_of(say)
    )
    beside = say("Beside each row: how many of those who answered.")
    return {**parts, "base": say.text([parts["base"], beside])}


def caption_of_sides(view: View[OfShares], sides: Sequence[Asked]) -> CaptionParts:
    """Return the caption of shares side by side."""
    say = view.say
    marks = say(
        "Dots: shares of those who answered; at the right: counts. Lines in colour: {intervals}",
        intervals=how_intervals(view, sides),
    )
    return _asked_and_answered(view, sides, marks, bounds_of(say))


def _asked_and_answered(view: View[Any], everything: Sequence[Asked], *method: str) -> CaptionParts:
    return {
        "question": put_to(view, everything),
        "base": who_answered(view, everything),
        "method": view.say.text(method),
    }


def side_in_legend(say: Speech, name: str, side: Asked) -> str:
    """Name one of those who are compared, with the reason if it has no shares."""
    label = say("{name} ({number})", name=name, number=side.number)
    # What is withheld may be why the others said nothing: then there are shares all the same.
    if not side.few:
        return label
    return labelled(say, label, side.why if side.withheld else say("too few for shares"))


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
    say = view.say
    replied = [_replied(say, who, everything) for who in dict.fromkeys(a.who for a in everything)]
    # Groups of one kind are rows of their own: one by one they would have the same name.
    alike = len({(asked.question.name, asked.who) for asked in everything}) < len(everything)
    several = alike or len(everything) > FEW
    rest = _range(say, everything) if several else _each(view, everything)
    return say.text([*replied, *rest])


def _replied(say: Speech, who: str, everything: Sequence[Asked]) -> str:
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
            say.many(*words, max(counts), count=ends(say, counts))
            for key, words in SILENT.items()
            if any(counts := [asked.statuses[key] for asked in seen])
        ]
        counted = say(
            "In each row n = {base} of {asked} asked",
            base=ends(say, [asked.base or 0 for asked in seen]),
            asked=ends(say, [asked.asked for asked in seen]),
        )
        clauses = say.clauses([counted, say.listed(silent)] if silent else [counted])
        sentences.append(say("{clauses}.", clauses=clauses))
    if hidden:
        sentences.append(say("Withheld rows: {count}.", count=hidden))
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
        "{count} was not asked, which depends on {questions}",
        "{count} were not asked, which depends on {questions}",
        count,
        count=count,
        questions=view.say("{low} to {high}", low=named[0], high=named[-1])
        if many
        else view.say.every(named),
    )


def how_intervals(view: View[Any], everything: Sequence[Asked]) -> str:
    """Say how intervals are made, how often such held the truth, and what has none."""
    say, first = view.say, everything[0]
    if all(asked.whole for asked in everything):
        none = say("There is no interval: all that there are answered.")
        return say.text([none, too_few(say, first.minimum)])
    lists = {asked.listed is not None for asked in everything}
    method, confidence = interval_method(say), say.percent(first.confidence)
    if first.design:
        interval = interval_of_sample(say, first.design, first.confidence)
    elif lists == {True}:
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
    weighted = weighted_percentages(say, first.design)
    if first.design:
        weighted = say.text([weighted, say("Options put together have no interval.")])
    listed = {asked.grouping for asked in everything if asked.listed is not None}
    true = "" if first.design else how_often_true(view, listed)
    made = say("{clauses}.", clauses=interval)
    whole = ""
    if any(asked.whole for asked in everything):
        whole = say("Where all that there are answered, there is none.")
    return say.text([made, whole, true, weighted, too_few(say, first.minimum)])


def bounds_of(say: Speech) -> str:
    """Say where it stands what the silent could make of a share."""
    return say("Worst-case bounds stand in the numbers.")


def too_few(say: Speech, minimum: int) -> str:
    """Say of how many no share is shown."""
    return say("No share is shown of fewer than {minimum}.", minimum=minimum)
