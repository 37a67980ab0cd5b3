"""Rules by which differing submissions of one unit are reconciled: `reconciliation.csv` names them.

Another rule is one entry of `RULES`, with its words in the tables of translations.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import NONE

_ALIKE, _NEVER = pl.lit(0), pl.lit(False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Reconciliation:
    """One rule: whom it hears first, and where it cannot decide.

    Expressions are over the answers of units with several submissions, one row each:
    `tables.Submitted` with ``asked`` (the unit's question), ``key`` (an option of it), ``place``
    (of the channel in the declared queue), ``early`` and ``late`` (place of the submission in time,
    from the first on, from the last dated one back). For `conflict` there are besides
    ``differs_here`` and ``differs`` (whether submissions say different things, of the option and of
    the question as a whole), ``any_valid``, and ``chosen`` (by `decisions.csv`, else null).

    Attributes
    ----------
    word
        What readers know it by.
    takes
        What it takes, in words.
    order
        Of those who are heard alike, the lowest is taken; of equals the earliest.
    conflict
        Where it cannot decide.
    queue
        Whether `reconciliation.csv` gives it channels.
    options_only
        Whether it is for questions with several answers alone.
    whole
        Whether all options of several answers come from one submission.
    decisions
        Whether `decisions.csv` may decide.
    """

    word: str
    takes: str
    order: pl.Expr = _ALIKE
    conflict: pl.Expr = _NEVER
    queue: bool = False
    options_only: bool = False
    whole: bool = False
    decisions: bool = False


_TICKED, _NONE = pl.col("value") == "1", pl.col("option") == NONE
# Assume: "none of these" denies the others, so a union that ticks another does not tick it.
_DENIED = _NONE & (_TICKED & ~_NONE).any().over("asked")

RULES = {
    "lead": Reconciliation(
        # Translators: the name of a rule by which differing forms are reconciled
        word=phrase("lead"),
        takes=phrase("the channel that leads for the question"),
        order=pl.col("place"),
        queue=True,
        whole=True,
    ),
    "latest": Reconciliation(
        word=phrase("latest"),
        takes=phrase("the latest form"),
        order=pl.col("late"),
        whole=True,
    ),
    "union": Reconciliation(
        word=phrase("union"),
        takes=phrase("every option that a form ticks"),
        order=pl.when(status="valid").then((_TICKED == _DENIED).cast(pl.Int64)).otherwise(2),
        conflict=pl.col("differs") & ~pl.col("any_valid"),
        options_only=True,
    ),
    "unanimous": Reconciliation(
        word=phrase("unanimous"),
        takes=phrase("only what all say"),
        conflict=pl.col("differs"),
    ),
    "manual": Reconciliation(
        word=phrase("manual"),
        takes=phrase("what a person decided"),
        conflict=(pl.col("differs_here") & pl.col("chosen").is_null()).any().over("asked"),
        decisions=True,
    ),
}
