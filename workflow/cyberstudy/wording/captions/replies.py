"""What captions say of who replied, who they are, and what they left blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from cyberstudy.declare.plan.exhibits import TippingPointsShown
from cyberstudy.tables.extremes import highest, lowest, total
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.captions.answers import too_few
from cyberstudy.wording.questions import WITHHELD, first_capital, labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.view import View


def caption_of_map(say: Speech, regions: pl.DataFrame) -> CaptionParts:
    """Return the caption of a map of dots, of regions with listed and replied."""
    return {
        "question": say("Asked to reply: everybody on the list."),
        "base": _listed_and_replied(say, regions),
        "method": say(
            "One dot for each that is listed, in its region, sorted by what came of it: no dot "
            "stands for one unit in particular. Blocks lie roughly where the regions do."
        ),
    }


def caption_of_replies(say: Speech, groups: pl.DataFrame, minimum: int) -> CaptionParts:
    """Return the caption of bars of replies.

    Parameters
    ----------
    say
        The language.
    groups
        Groups of respondents, with listed, which is null where there is no list, and replied.
    minimum
        No rate is given of fewer.
    """
    listed = groups.filter(pl.col("listed").is_not_null())
    others = groups.filter(pl.col("listed").is_null())
    base = [_listed_and_replied(say, listed)] if listed.height else []
    if others.height:
        more = total(others["replied"])
        base.append(
            say.many(
                "{count} more replied, of whom there is no list.",
                "{count} more replied, of whom there is no list.",
                more,
                count=more,
            )
        )
    return {
        "question": say("Asked to reply: everybody on the list, where there is one."),
        "base": say.text(base),
        "method": say(
            "Beside each bar: complete and partial replies of those listed, and, where at least "
            "{minimum} are listed, their share, AAPOR response rate 2 (response rate 1, of "
            "complete replies alone, stands in the numbers). Groups without a list have no rate.",
            minimum=minimum,
        ),
    }


def _listed_and_replied(say: Speech, rows: pl.DataFrame) -> str:
    return say(
        "{listed} were listed; {replied} of them replied.",
        listed=total(rows["listed"]),
        replied=total(rows["replied"]),
    )


def replies_and_rate(say: Speech, row: Mapping[str, Any]) -> str:
    """Say "n of N" and the rate, as far as there are such."""
    count = row["complete"] + row["partial"]
    if row["listed"] is None:
        return say(
            "{count} of {replied} that replied; no list", count=count, replied=row["replied"]
        )
    if row["rr2"] is None:
        return say("{count} of {base}", count=count, base=row["listed"])
    share = say.percent(row["rr2"])
    return say("{count} of {base}   {share}", count=count, base=row["listed"], share=share)


def caption_of_blanks(say: Speech, questions: pl.DataFrame, who: str) -> CaptionParts:
    """Return the caption of bars along the form, of questions with base and asked."""
    return {
        "question": say.many(
            "The one question of the form for {who}.",
            "All {count} questions of the form for {who}, in the form\u2019s order.",
            questions.height,
            count=questions.height,
            who=who,
        ),
        "base": say(
            "{replied} {who} that replied; of these between {least} and {most} were asked a "
            "question.",
            replied=highest(questions["base"]),
            who=who,
            least=lowest(questions["asked"]),
            most=highest(questions["asked"]),
        ),
        "method": say(
            "Bars: share of those asked, that is of all who replied less those for whom routing "
            "skips the question; in brackets: answers in all. That a question does not apply "
            "counts as an answer to it. Where part of a form never came, its questions count as "
            "asked. Lines: answers left blank of all asked for in a section."
        ),
    }


def caption_of_coverage(view: View[Any], questions: Sequence[str]) -> CaptionParts:
    """Return the caption of bars of what units say of themselves."""
    say = view.say
    return {
        "question": say("Asked: {questions}", questions=say.text(map(view.wording, questions))),
        "base": say(
            "All {count} {who}; grey: no answer, refused or not applicable.",
            count=view.units,
            who=say.word(view.survey.settings.respondents),
        ),
        "method": say(
            "Counts. Countries are counted by region (M49). Of several answers each counts."
        ),
    }


def caption_of_tipping(view: View[TippingPointsShown], rows: pl.DataFrame) -> CaptionParts:
    """Return the caption of what would turn findings."""
    say = view.say
    questions = [view.label(name) for name in rows["question"].unique(maintain_order=True)]
    return {
        "question": say("Questions: {clauses}.", clauses=say.clauses(questions)),
        "base": say(
            "{who} that answered in substance; silent are those listed that did not reply, or left "
            "open what they would say.",
            who=first_capital(view.entry.who),
        ),
        "method": say.text(
            [
                say(
                    "A finding turns where the silent say so as often as the diamond: the share of "
                    "all then is at the threshold, or that of both groups the same. Of two groups "
                    "the silent differ from those that answered alike, in opposite directions."
                ),
                say(
                    "How likely that is, no number here tells: whether the silent may differ so "
                    "much is for the reader to say."
                ),
                too_few(say, view.entry.minimum_base),
            ]
        ),
    }


def silent_in_words(say: Speech, row: Mapping[str, Any]) -> str:
    """Say beside a row what turns it, in few words."""
    if row["turning_share"] is None:
        told = say.reason(row["reason"] or WITHHELD)
        return told if row["threshold"] is not None else labelled(say, say.group(row["of"]), told)
    counted = {"silent": row["silent"], "share": say.percent(row["turning_share"])}
    if row["threshold"] is not None:
        # Translators: stands in a figure beside a mark, so it must be short
        return say("{silent} silent: {share}", **counted)
    # Translators: stands in a figure beside a mark, so it must be short
    return say("{group}, {silent} silent: {share}", group=say.group(row["of"]), **counted)


def turned_in_words(say: Speech, row: Mapping[str, Any]) -> str:
    """Say the same for a sentence, with the share of those that answered."""
    if row["turning_share"] is None:
        return say.reason(row["reason"] or WITHHELD)
    return say(
        "{share} of {base} that answered; turns at {turning} of {silent} silent",
        share=say.percent(row["share"]),
        base=row["base"],
        turning=say.percent(row["turning_share"]),
        silent=row["silent"],
    )
