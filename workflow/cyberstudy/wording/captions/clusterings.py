"""What captions say of clusterings: what classes are made of, who is in them, what marks are."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.tables.extremes import highest
from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.clustering_view import Clustering, made_of, told_of_each
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import explained


def caption_of_answers(found: Clustering) -> CaptionParts:
    """Say what probabilities of answers in classes are, and what they do not show."""
    method = found.view.say(
        "Mark: probability of the answer in the class, as the model estimates it; line: middle "
        "{confidence} of the share in the class that matches best when {who} are drawn again; "
        "without a line all or none of a class said so, and drawing again cannot show what did "
        "not occur. Classes were made to differ in these answers, so that they do is no "
        "finding.",
        confidence=found.confidence,
        who=found.drawn_again(),
    )
    return _of_one(found, method, named=True)


def caption_of_stability(found: Clustering, *, checks: bool, methods: bool) -> CaptionParts:
    """Say how it was seen whether classes come back; of checks and methods if these are shown."""
    say, stability = found.view.say, found.table("stability")
    told = [
        say(
            "Classes, with their units in brackets: mean Jaccard similarity with the best match "
            "over {count} bootstrap resamples of {who}, each fitted anew from random starts "
            "(Hennig 2007).",
            count=highest(stability["replicates"]),
            who=found.drawn_again(),
        )
    ]
    if stability["chance"].is_not_null().any():
        told.append(say("Chance: what classes of these sizes reach that have nothing in common."))
    if missed := highest(stability["missed"]):
        told.append(
            say("In {share} of the resamples a better fit was missed.", share=say.percent(missed))
        )
    if checks or methods:
        told.append(say("An adjusted Rand index of 1 is full agreement, one of 0 that of chance."))
    if checks:
        told.append(say("In brackets: units left out."))
    if methods:
        told.append(found.methods_explained)
    return _of_one(found, say.text([*told, found.explained]))


def caption_of_tests(found: Sequence[Clustering]) -> CaptionParts:
    """Say what criteria and tests are, and what decides."""
    say = found[0].view.say
    method = say(
        "Left: criteria, each as the difference from its own lowest value, which is filled; "
        "they are shown and do not decide. Grey: where the tests stop. Right: each model as "
        "the null hypothesis against a rival, by parametric bootstrap with the missing answers "
        "of the data and many starts on both sides; bar: 95% interval of the p-value that "
        "endless replicates would give; beside it p and the replicates drawn, since a test "
        "stops early where its answer is clear."
    )
    meaning = explained(say, [one.verdict["verdict"] for one in found])
    units = [say("{units} {who}.", units=one.verdict["units"], who=one.units) for one in found]
    return CaptionParts(
        question=made_of(found, named=True),
        base=told_of_each(found, units),
        method=say.text([method, meaning, *dict.fromkeys(one.provisional for one in found)]),
    )


def caption_of_verdicts(found: Sequence[Clustering]) -> CaptionParts:
    """Say what the cells tell of a verdict, and where verdicts come from."""
    return _of_several(found, "", _of_verdicts(found[0].view.say))


def caption_of_all_verdicts(say: Speech, rows: pl.DataFrame) -> CaptionParts:
    """Say the same of rows with units, who, row and verdict, which several surveys have."""
    units = [
        say("{title}: {told}", title=name, told=say("{units} {who}.", units=count, who=who))
        for name, count, who in rows.select("row", "units", "who").iter_rows()
    ]
    return CaptionParts(
        question=say("Whether units come in types, differ by degrees, or neither."),
        base=say.text(units),
        method=say.text(
            [_of_verdicts(say), explained(say, rows["verdict"]), _two_types_missed(say, rows)]
        ),
    )


def _two_types_missed(say: Speech, rows: pl.DataFrame) -> str:
    """Name the rows on which two types could not have been the verdict."""
    missed = rows.filter(~pl.col("two_types_possible"))["row"].to_list()
    if not missed:
        return ""
    return say(
        "Two types could not have been found for: {titles}. For items with two categories, or "
        "without an order, two classes are a special case of a gradient of any shape, which types "
        "have to be better than.",
        titles=say.clauses(missed),
    )


def _of_verdicts(say: Speech) -> str:
    return say(
        "Ruled out is what a test rejects in favour of a rival, supported what is not rejected "
        "while its rival is. The verdict stands on these tests and on others against further "
        "rivals, by rules that were written before looking. The weakest class is the one that "
        "comes back least over bootstrap resamples, by mean Jaccard similarity."
    )


def caption_of_associations(found: Sequence[Clustering], left_out: str) -> CaptionParts:
    """Say how it was tested what classes go with, and what that may mean."""
    say = found[0].view.say
    method = say(
        "Bar: adjusted share of the variance of the variable that classes account for; behind "
        "it p, by dealing the values out anew, adjusted for all variables of the clustering "
        "(Benjamini and Hochberg), and bold if under {alpha}. Error of classification is "
        "carried (Bolck, Croon and Hagenaars 2004; Vermunt 2010). Classes that go with how "
        "units answered may be no more than that.",
        alpha=say.plain(found[0].types.alpha),
    )
    return _of_several(found, left_out, method)


def _of_one(found: Clustering, method: str, *, named: bool = False) -> CaptionParts:
    return CaptionParts(question=found.made_of(named=named), base=found.who(), method=method)


def _of_several(found: Sequence[Clustering], left_out: str, method: str) -> CaptionParts:
    who = told_of_each(found, [one.who() for one in found])
    base = found[0].view.say.text([who, left_out])
    return CaptionParts(question=made_of(found), base=base, method=method)
