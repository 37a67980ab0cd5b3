"""What stands in banner tables besides numbers, in one language."""

from __future__ import annotations

from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase

#: The sheet that lists the others, the row of bases, and what its letters say of a column.
CONTENTS, BASE, HIGHER = phrase("Contents"), phrase("Base"), phrase("higher than")


def notes_of(
    say: Translator, *, comparisons: int, level: float, several: bool, weighted: bool
) -> list[str]:
    """Say how a question's table is read, a sentence each.

    Parameters
    ----------
    comparisons
        How many comparisons of two columns the whole banner table makes; 0: nothing is tested.
    level
        Below it an adjusted p-value gives a letter.
    several
        Whether several answers may be chosen.
    weighted
        Whether shares are weighted.
    """
    sentences = [
        say("Base: those with a substantive answer; n: how many of them chose the option.")
    ]
    if weighted:
        sentences.append(say("Shares are weighted by the design; n and the base are not."))
    if several:
        sentences.append(say("Several answers may be chosen: shares may add up to over 100%."))
    if comparisons:
        told = say(
            "Letters name the columns of the same grouping that have a significantly lower "
            "share: exact test of two columns (mid-p), with p below {level} after Holm's "
            "adjustment for all {count} comparisons in this table.",
            level=say.plain(level),
            count=comparisons,
        )
    else:
        told = say("Whether columns differ was not tested.")
    return [*sentences, told]
