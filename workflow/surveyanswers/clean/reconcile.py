"""One accepted answer per unit and question, by the rule declared for that question.

A State may answer twice, through two ministries that do not know of each other. Who is right is a
judgement: it is declared (`reconciliation.csv`) or taken one by one (`decisions.csv`), never made
here. What was not accepted stays in `submitted` and is counted in `conflicts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from surveyanswers.instrument.analyst_decisions import OTHERS
from surveyanswers.instrument.reconciliation import RULES
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import BY_NAME

_ASKED = ["wave", "unit_id", "question", "instance"]
_STATUS = pl.col("status").cast(pl.String)
_VALID = pl.col("status") == "valid"

#: Who is heard first. Only the first level says something about the question.
HEARD = {name: status.heard for name, status in BY_NAME.items() if status.heard is not None}


@dataclass(frozen=True)
class Reconciled:
    """The accepted answers (`tables.Answers`), and one row for each disagreement."""

    answers: pl.DataFrame
    conflicts: pl.DataFrame


def reconcile(
    submitted: pl.DataFrame,
    submissions: pl.DataFrame,
    rules: pl.DataFrame,
    decisions: pl.DataFrame,
) -> Reconciled:
    """Choose each unit's answer among its submissions; two waves are never in conflict.

    Parameters
    ----------
    submitted
        `tables.Submitted`, of the submissions that count.
    submissions
        submission_id, wave, unit_id, channel, and submitted_on as text that sorts by time, or null.
        Earlier comes first, undated last; of equals the lower submission_id.
    rules
        `reconciliation.csv`: question (``*`` for all others), rule, and channels for ``lead``.
        Who is valid, dont_know, refused or not_applicable says something; accepted is

        - ``unanimous``: what all who say something agree on, else `conflict`;
        - ``lead``: the first channel that says something; those not listed come last, by time;
        - ``latest``: the latest that says something, undated only if nothing dated does;
        - ``union``: each option that a valid answer ticks; `conflict` where no answer is valid
          and the statuses differ;
        - ``manual``: what `decisions.csv` says where submissions differ, else `conflict`.

        Several answers are one answer: they differ if one option does, are in conflict together,
        and by ``lead`` and ``latest`` come from one submission (`not_fielded` for an option that
        only others have).
    decisions
        `decisions.csv`: unit, question, instance, option (empty: all of the question), the
        submission whose answer counts, and reason, by, on.

    Returns
    -------
    Reconciled
        `answers.rule` is the declared rule, or ``only`` where one submission alone is there or says
        something, or ``none`` where several say nothing. A conflict's `answers.submission_id` is
        the first that says something.

    Raises
    ------
    SurveyError
        A decision that does not fit the answers (any more).
    """
    order = _order(submissions)
    several = _compared(_ranked(_numbered(submitted), order, rules))
    picked = _picked(
        several.join(
            _decided(decisions, several, order), on="key", how="left", maintain_order="left"
        ),
        order,
    )
    answers = picked.sort("key").select(*submitted.columns, rule="decides")
    return Reconciled(answers, _conflicts(several, picked))


def _declared(rules: pl.DataFrame, questions_and_channels: pl.DataFrame) -> pl.DataFrame:
    """Return the rule of each question, and each channel's place in its queue."""
    by_name = {
        question: (rule, (channels or "").split()) for question, rule, channels in rules.iter_rows()
    }
    table = [
        (question, channel, rule, queue.index(channel) if channel in queue else len(queue))
        for question, channel in questions_and_channels.unique().iter_rows()
        for rule, queue in [by_name.get(question, by_name[OTHERS])]
    ]
    schema = {"question": pl.String, "channel": pl.String, "rule": pl.String, "place": int}
    return pl.DataFrame(table, schema, orient="row")


def _order(submissions: pl.DataFrame) -> pl.DataFrame:
    """Number the submissions: `early` from the first on, `late` from the last dated one back."""
    order = submissions.with_columns(pl.col("submitted_on").cast(pl.String))
    order = order.sort("submitted_on", "submission_id", nulls_last=True)
    end = (pl.col("submitted_on").is_null().cast(int) + 1) * order.height
    return order.with_columns(early=pl.int_range(pl.len()), late=end - pl.int_range(pl.len()))


def _numbered(submitted: pl.DataFrame) -> pl.DataFrame:
    """Number units' questions (`asked`) and their options (`key`), as they are sorted."""
    key = [*_ASKED, "option"]
    question_numbers, keys = pl.struct(_ASKED).rle_id(), pl.struct(key).rle_id()
    return submitted.sort(key).with_columns(
        asked=question_numbers.cast(pl.Int64), key=keys.cast(pl.Int64)
    )


def _ranked(rows: pl.DataFrame, order: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return rows with their rule and text (`says`); the first row of each key is accepted."""
    text = pl.concat_str(_STATUS, "value", separator=" ", ignore_nulls=True)
    place = order.select("submission_id", "early", "late", "channel")
    rows = rows.join(place, on="submission_id")
    declared = _declared(rules, rows.select("question", "channel"))
    return (
        rows.with_columns(heard=_STATUS.replace_strict(HEARD, return_dtype=pl.Int64))
        .with_columns(says=pl.when(heard=0).then(text))
        .join(declared, on=["question", "channel"], nulls_equal=True)
        .with_columns(order=_by_rule("order"))
        .sort("heard", "order", "early")
    )


def _by_rule(what: Literal["order", "conflict"]) -> pl.Expr:
    """Return what each row's rule says."""
    rules = RULES.items()
    return pl.coalesce(pl.when(rule=name).then(getattr(rule, what)) for name, rule in rules)


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with whether submissions differ on their key and on their question."""
    says, early, heard = pl.col("says"), pl.col("early"), pl.col("heard")
    speaker = pl.when(heard=0).then("early")
    alone = (early.min() == early.max()) | (speaker.min() == speaker.max())
    decides = (
        pl.when(alone.fill_null(False))
        .then(pl.lit("only"))
        .when(heard.min() > 0)
        .then(pl.lit("none"))
        .otherwise(pl.col("rule").first())
    )
    return rows.with_columns(
        differs_here=(says.min() != says.max()).fill_null(False).over("key"),
        any_valid=_VALID.any().over("asked"),
        leader=early.first().over("asked"),
        decides=decides.over("asked"),
    ).with_columns(differs=pl.col("differs_here").any().over("asked"))


def _decided(decisions: pl.DataFrame, rows: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Return the keys that decisions.csv decides, and the number of the submission `chosen`."""
    waves = order.select("wave", submission="submission_id")
    entries = (
        decisions.cast(pl.String)
        .select(
            pl.col("question", "submission"),
            pl.col("instance").cast(rows.schema["instance"], strict=False),
            unit_id="unit",
            only=pl.col("option").fill_null(""),
            row=pl.int_range(2, pl.len() + 2),
        )
        # Decisions about a form that is nowhere are told with the first wave.
        .join(waves, on="submission", how="left", maintain_order="left")
        .with_columns(wave=pl.coalesce("wave", pl.lit(order["wave"].min(), pl.String)))
    )
    meant = (pl.col("only") == "") | (pl.col("only") == pl.col("option"))
    decided_rows = entries.join(rows, on=_ASKED).filter(meant)
    place = [*_ASKED[1:], "only"]
    speaks = (pl.col("submission_id") == pl.col("submission")) & (pl.col("heard") == 0)
    chosen = pl.col("early").filter(speaks).first().alias("chosen")
    rules_by_row = decided_rows.group_by("row").agg(
        pl.col("rule").first(), pl.col("differs_here").any(), chosen
    )
    judged = entries.join(rules_by_row, on="row", how="left").sort("row")
    takes = [name for name, rule in RULES.items() if rule.decisions]
    wrong = {
        "no two submissions answer it (any more)": pl.col("rule").is_null(),
        f"its rule takes no decisions, only {', '.join(takes)} does": ~pl.col("rule").is_in(takes),
        "its submissions do not disagree (any more)": ~pl.col("differs_here"),
        "this submission says nothing about it": pl.col("chosen").is_null(),
        "it is decided more than once": pl.struct("wave", *place).is_duplicated(),
    }
    mistakes = pl.coalesce(pl.when(holds).then(pl.lit(what)) for what, holds in wrong.items())
    problems = (
        judged.select("row", *place, "submission", said=mistakes).drop_nulls("said").iter_rows()
    )
    if lines := [f"row {', '.join(str(v) for v in p[:-1] if v != '')}: {p[-1]}" for p in problems]:
        raise SurveyError(f"decisions.csv does not fit the answers:{listed(lines)}")
    # A decision about an option goes before one about its question.
    ordered = decided_rows.join(judged.select("row", "chosen"), on="row").sort(
        "only", descending=True
    )
    return ordered.unique("key", keep="first", maintain_order=True).select("key", "chosen")


def _picked(rows: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Keep one row of each key: the chosen submission's, else the first."""
    elsewhere = (pl.col("early") != pl.col("chosen")).fill_null(False)
    whole = pl.col("rule").is_in([name for name, rule in RULES.items() if rule.whole])
    chosen = pl.when(whole).then("leader").otherwise("chosen")
    status = (
        pl.when("conflict")
        .then(pl.lit("conflict"))
        .when("elsewhere")
        .then(pl.lit("not_fielded"))
        .otherwise(_STATUS)
    )
    rows = rows.with_columns(chosen=chosen, conflict=_by_rule("conflict"))
    rows = rows.with_columns(elsewhere=elsewhere).sort("elsewhere", maintain_order=True)
    picked = rows.unique("key", keep="first", maintain_order=True).with_columns(
        status=status.cast(rows.schema["status"]),
        early=pl.when("elsewhere").then("chosen").otherwise("early"),
    )
    kept = pl.when(_VALID).then(pl.col("value", "number"))
    return picked.with_columns(kept, submission_id=pl.lit(order["submission_id"]).gather("early"))


def _conflicts(rows: pl.DataFrame, picked: pl.DataFrame) -> pl.DataFrame:
    """List where submissions differ: what each of them said, and whose answer counts."""
    ticked = pl.when(value="1").then("option")
    word = pl.when(~_VALID).then(_STATUS).when(option="").then("value").otherwise(ticked)
    words, statements = (
        pl.col("word").list.unique().list.sort(),
        pl.col("said").list.unique().list.sort(),
    )
    values = (  # lists are joined all at once, groups one by one
        rows.filter("differs", heard=0)
        .group_by("asked", "early")
        .agg(word=word)
        .select("asked", said=words.list.join(" ").replace("", "(none ticked)"))
        .group_by("asked")
        .agg("said", submissions=pl.len())
        .with_columns(values=statements.list.join(" | "))
    )
    first = picked.filter("differs").sort("asked", "early").unique("asked", keep="first")
    table = first.join(values, on="asked").sort("asked").with_columns(decided=~pl.col("conflict"))
    source = pl.when("decided").then("submission_id").alias("submission_id")
    return table.select(*_ASKED, "submissions", "values", "rule", "decided", source)
