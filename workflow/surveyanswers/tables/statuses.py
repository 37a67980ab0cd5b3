"""Why there is a value, or why there is none: the closed list of statuses, and all each implies.

Another status is one row of `_ROWS`, with its words in `translations.csv`; everything else follows.
"""

from __future__ import annotations

from dataclasses import dataclass

from surveyanswers.tables.phrases import phrase, phrases

#: Kinds of item nonresponse of somebody who was asked, in the order in which readers are told of
#: them: said so, outside of the question, left blank, part never came, not usable, submissions
#: disagree.
MISSING_KINDS = NOT_SAID, OUTSIDE, BLANK, MISSING, UNUSABLE, DISPUTED = (
    "unsaid",
    "outside",
    "blank",
    "missing",
    "invalid",
    "conflict",
)


@dataclass(frozen=True, kw_only=True)
class Status:
    """One status, with all that it implies."""

    name: str
    word: str  # for readers: of figures, pages, documents
    code: int  # in SPSS files: below 0 a user-missing value; 0 beside a text that is valid
    missing_kind: str | None = (
        None  # of `MISSING_KINDS`, where somebody was asked and gave no answer
    )
    counted_as: tuple[str, str] | None = None  # how a caption counts the nonresponse
    said: bool = False  # an option of that name says it, instead of an answer
    answered: bool = True  # the question was dealt with, whatever was said to it
    applies: bool = True  # the question concerns the unit
    open: bool = False  # what the answer would have been, nobody knows
    units: str = ""  # what its column of estimates counts, among those who were asked or skipped
    #: Who is heard first where submissions differ; 0 alone says something about the question. None:
    #: no single cell or submission comes to that.
    # Assume: an invalid answer is heard only where nobody gives another: a slip is no opinion. Of
    # those who say nothing, the one who came nearest to the question gives the reason.
    heard: int | None = None


_ROWS = (
    Status(name="valid", word=phrase("valid"), code=0, heard=0),
    Status(  # said so
        name="dont_know",
        word=phrase("don\u2019t know"),
        units="Units that said they do not know.",
        code=-1,
        missing_kind=NOT_SAID,
        counted_as=phrases("{count} did not know", "{count} did not know"),
        said=True,
        open=True,
        heard=0,
    ),
    Status(  # declined
        name="refused",
        word=phrase("refused"),
        units="Units that declined.",
        code=-2,
        missing_kind=NOT_SAID,
        counted_as=phrases("{count} declined", "{count} declined"),
        said=True,
        open=True,
        heard=0,
    ),
    Status(  # asked, left blank
        name="no_answer",
        word=phrase("no answer"),
        units="Units that were asked and left it blank.",
        code=-3,
        missing_kind=BLANK,
        counted_as=phrases("{count} left it blank", "{count} left it blank"),
        answered=False,
        open=True,
        heard=2,
    ),
    Status(  # the respondent says that it does not apply
        name="not_applicable",
        word=phrase("not applicable"),
        units="Units that said it does not apply.",
        code=-4,
        missing_kind=OUTSIDE,
        counted_as=phrases(
            "{count} said that it does not apply", "{count} said that it does not apply"
        ),
        said=True,
        applies=False,
        heard=0,
    ),
    Status(  # routing skipped it
        name="not_asked",
        word=phrase("not asked"),
        units="Units that routing did not ask.",
        code=-5,
        answered=False,
        applies=False,
        heard=3,
    ),
    Status(  # not in this form or version
        name="not_fielded",
        word=phrase("not fielded"),
        code=-6,
        answered=False,
        applies=False,
        heard=4,
    ),
    Status(  # contradicts routing, not an option, out of range, unreadable
        name="invalid",
        word=phrase("invalid"),
        units="Units with an invalid answer.",
        code=-7,
        missing_kind=UNUSABLE,
        counted_as=phrases("{count} gave an invalid answer", "{count} gave an invalid answer"),
        open=True,
        heard=1,
    ),
    Status(  # this unit answered, but this section or form never came
        name="not_submitted",
        word=phrase("not submitted"),
        units="Units whose part never came.",
        code=-8,
        missing_kind=MISSING,
        counted_as=phrases("{count} sent no such part", "{count} sent no such part"),
        answered=False,
        open=True,
        heard=5,
    ),
    Status(  # submissions disagree and the rule cannot decide
        name="conflict",
        word=phrase("conflict"),
        units="Units whose forms differ and no rule decides.",
        code=-9,
        missing_kind=DISPUTED,
        counted_as=phrases("{count} in conflict", "{count} in conflict"),
        open=True,
    ),
    # Set by protect alone.
    Status(name="withheld", word=phrase("withheld"), code=-10, open=True),
)

BY_NAME = {row.name: row for row in _ROWS}
#: The closed list of answer statuses.
STATUSES = tuple(BY_NAME)
#: Options of these names say why there is no answer: they become the status of the same name.
SAID_INSTEAD = tuple(row.name for row in _ROWS if row.said)
#: These leave open what the answer would have been.
OPEN = tuple(row.name for row in _ROWS if row.open)
#: The question does not concern the unit, or could not be answered on its form.
NOT_CONCERNED = tuple(row.name for row in _ROWS if not row.applies)
#: Estimates count each of these beside the base: last what was said and can't be used.
COUNTED = tuple(
    row.name
    for row in sorted(_ROWS, key=lambda row: row.missing_kind in (UNUSABLE, DISPUTED))
    if row.units
)
#: Groups that a question makes of units besides those of its options, and the statuses of each.
ASIDE = {
    "dont_know": ("dont_know",),
    "no_answer": tuple(name for name in OPEN if name not in ("dont_know", "withheld")),
}

#: The option of a several-answer question that denies all others.
NONE = "none_of_these"


def missing_statuses(*kinds: str) -> tuple[str, ...]:
    """List the statuses of some kinds of nonresponse, or of all, as `MISSING_KINDS` has them."""
    wanted = kinds or MISSING_KINDS
    return tuple(row.name for kind in wanted for row in _ROWS if row.missing_kind == kind)
