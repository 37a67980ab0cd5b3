"""One accepted answer per unit and question, by the rule declared for that question."""

from __future__ import annotations

import polars as pl

from cyberstudy.problems import StudyProblem

_KEYS = ["unit_id", "question", "instance", "option"]
_SAID = ("valid", "dont_know", "refused", "not_applicable", "invalid")


def reconcile(submitted: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Choose each unit's answer among its submissions.

    Parameters
    ----------
    submitted
        `tables.Submitted`.
    rules
        `reconciliation.csv`: question (``*`` for all others) and rule. The rule ``unanimous``
        accepts what all submissions that say something agree on, and else sets `conflict`.

    Returns
    -------
    pl.DataFrame
        `tables.Answers`, sorted by its keys. Both values of a conflict stay in `submitted`.
    """
    by_question = dict(zip(rules["question"], rules["rule"], strict=True))
    unknown = set(by_question.values()) - {"unanimous"}
    if unknown or "*" not in by_question:
        raise StudyProblem(
            "reconciliation.csv: needs a rule for * and knows only 'unanimous'; "
            f"found {by_question}"
        )
    # What is said comes before what is not said, then the first submission.
    says = pl.col("status").is_in(_SAID)
    ordered = submitted.sort(~says, "submission_id", maintain_order=True)
    said = pl.struct("value", "status").filter(says)
    return (
        ordered.group_by(_KEYS, maintain_order=True)
        .agg(
            pl.col("value", "number", "status", "submission_id").first(),
            disagree=said.n_unique() > 1,
        )
        .with_columns(
            value=pl.when(~pl.col("disagree")).then("value"),
            number=pl.when(~pl.col("disagree")).then("number"),
            status=pl.when("disagree").then(pl.lit("conflict")).otherwise("status"),
            rule=pl.lit("unanimous"),
        )
        .drop("disagree")
        .sort(_KEYS)
    )
