"""What captions say of clusterings: what classes are made of, who is in them, what marks are."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.captions import CaptionParts
from cyberstudy.wording.clustering_view import Clustering
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
    return CaptionParts(question=found.made_of(named=True), base=found.who(), method=method)


def caption_of_all_verdicts(say: Speech, rows: pl.DataFrame) -> CaptionParts:
    """Say what cells tell, of rows with row, units, who, verdict and two_types_possible."""
    units = [
        say("{title}: {told}", title=name, told=say("{units} {who}.", units=count, who=who))
        for name, count, who in rows.select("row", "units", "who").iter_rows()
    ]
    method = say(
        "Ruled out is what a test rejects in favour of a rival, supported what is not rejected "
        "while its rival is. The verdict stands on these tests and on others against further "
        "rivals, by rules that were written before looking. The weakest class is the one that "
        "comes back least over bootstrap resamples, by mean Jaccard similarity."
    )
    return CaptionParts(
        question=say("Whether units come in types, differ by degrees, or neither."),
        base=say.text(units),
        method=say.text([method, explained(say, rows["verdict"]), _two_types_missed(say, rows)]),
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
