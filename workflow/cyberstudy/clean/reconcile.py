"""One accepted answer per unit and question, by the rule declared for that question.

A State may answer twice, through two ministries that do not know of each other. Who is right is a
judgement: it is declared (`reconciliation.csv`) or taken one by one (`decisions.csv`), never made
here. What was not accepted stays in `submitted` and is counted in `conflicts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from cyberstudy.declare.analyst_decisions import COLUMNS, RECONCILIATION
from cyberstudy.declare.data_access import DECISIONS
from cyberstudy.declare.reconciliation import RULES
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import BY_NAME

_ASKED = ["unit_id", "question", "instance"]
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
    questions: Mapping[str, bool] | None = None,
) -> Reconciled:
    """Choose each unit's answer among its submissions.

    Parameters
    ----------
    submitted
        `tables.Submitted`, of the submissions that count.
    submissions
        submission_id, unit_id, channel, and submitted_on as text that sorts by time, or null.
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
    questions
        All that may be asked, and whether there are several answers to each; else those that
        `submitted` holds.

    Returns
    -------
    Reconciled
        `answers.rule` is the declared rule, or ``only`` where one submission alone is there or says
        something, or ``none`` where several say nothing. A conflict's `answers.submission_id` is
        the first that says something.

    Raises
    ------
    StudyProblem
        A rule that can't be followed, or a decision that does not fit the answers (any more).
    """
    for file, table in {RECONCILIATION: rules, DECISIONS: decisions}.items():
        if tuple(table.columns) != COLUMNS[file]:
            raise StudyProblem(
                f"{file}: columns are {table.columns}, expected {list(COLUMNS[file])}"
            )
    order = _order(submissions)
    rows = _numbered(submitted, order)
    if questions is None:
        several = submitted.group_by("question").agg((pl.col("option") != "").all())
        questions = dict(several.iter_rows())
    declared = _declared(rules, questions, order["channel"].unique())
    contested = pl.lit(order["unit_id"].is_duplicated()).gather("early")
    several = _compared(_ranked(rows.filter(contested), order, declared))
    picked = _picked(
        several.join(_decided(decisions, several), on="key", how="left", maintain_order="left"),
        order,
    )
    alone = rows.filter(~contested).with_columns(decides=pl.lit("only"))
    columns = [*submitted.columns, "key", "decides"]
    answers = pl.concat([alone.select(columns), picked.select(columns)]).sort("key").drop("key")
    return Reconciled(answers.rename({"decides": "rule"}), _conflicts(several, picked))


def _those(what: Literal["queue", "decisions"]) -> str:
    return ", ".join(name for name, rule in RULES.items() if getattr(rule, what))


def _declared(
    rules: pl.DataFrame, several: Mapping[str, bool], channels: pl.Series
) -> pl.DataFrame:
    """Return the rule of each question, and each channel's place in its queue."""
    by_name: dict[str, tuple[str, list[str]]] = {}
    problems = [] if "*" in rules["question"] else ["no row for *, expected a rule for all others"]
    for row, (question, rule, text) in enumerate(rules.iter_rows(), start=2):
        queue = (text or "").split()
        meant = set(several) - set(rules["question"]) if question == "*" else {question}
        single = sorted(name for name in meant if not several.get(name, True))
        known = RULES.get(rule)
        expected = {
            f"one of {', '.join(RULES)}": known is not None,
            f"channels for {_those('queue')} and for no other rule": known is None
            or known.queue == bool(queue),
            f"several answers, but there is one to {single}": known is None
            or not (known.options_only and single),
            "one row a question, but there is another": question not in by_name,
        }
        said = f"row {row}, {question}: rule {rule!r}, channels {text or ''!r}, expected "
        problems += [said + what for what, holds in expected.items() if not holds]
        by_name[question] = (rule, queue)
    if problems:
        raise StudyProblem(f"reconciliation.csv can't be followed:{listed(problems)}")
    table = [
        (question, channel, rule, queue.index(channel) if channel in queue else len(queue))
        for question in several
        for rule, queue in [by_name.get(question, by_name["*"])]
        for channel in channels
    ]
    schema = {"question": pl.String, "channel": pl.String, "rule": pl.String, "place": int}
    return pl.DataFrame(table, schema, orient="row")


def _order(submissions: pl.DataFrame) -> pl.DataFrame:
    """Number the submissions: `early` from the first on, `late` from the last dated one back."""
    order = submissions.with_columns(pl.col("submitted_on").cast(pl.String))
    order = order.sort("submitted_on", "submission_id", nulls_last=True)
    end = (pl.col("submitted_on").is_null().cast(int) + 1) * order.height
    return order.with_columns(early=pl.int_range(pl.len()), late=end - pl.int_range(pl.len()))


def _most(numbers: pl.Series) -> int:
    """Return the largest of some whole numbers, 0 of none."""
    return int(numbers.drop_nulls().to_numpy().max(initial=0))


def _numbered(submitted: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Number submissions, units' questions (`asked`), and options (`key`), to sort as texts do."""

    def number(column: str, texts: pl.Series) -> pl.Series:
        return submitted[column].cast(pl.Enum(texts), strict=False).to_physical().cast(pl.Int64)

    early = number("submission_id", order["submission_id"])
    if early.has_nulls():
        raise StudyProblem("there are answers of submissions that are not among the submissions")
    sizes = {name: submitted[name].unique().sort() for name in ("unit_id", "question", "option")}
    unit, question, option = (number(name, texts) for name, texts in sizes.items())
    turns = _most(submitted["instance"]) + 1
    asked = (unit * sizes["question"].len() + question) * turns + submitted["instance"]
    key = asked * sizes["option"].len() + option
    return submitted.with_columns(early=early, asked=asked, key=key)


def _ranked(rows: pl.DataFrame, order: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """Give each row its rule and what it `says`; of each key, the first row is to be accepted."""
    text = pl.concat_str(_STATUS, "value", separator=" ", ignore_nulls=True)
    return (
        rows.with_columns(heard=_STATUS.replace_strict(HEARD, return_dtype=pl.Int64))
        .with_columns(says=pl.when(heard=0).then(text))
        .join(order.select("early", "late", "channel"), on="early")
        .join(declared, on=["question", "channel"], nulls_equal=True)
        .with_columns(order=_by_rule("order"))
        .sort("heard", "order", "early")
    )


def _by_rule(what: Literal["order", "conflict"]) -> pl.Expr:
    """Return what each row's rule says."""
    rules = RULES.items()
    return pl.coalesce(pl.when(rule=name).then(getattr(rule, what)) for name, rule in rules)


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    """Say of each row whether its key's submissions differ, and its question's as a whole."""
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


def _decided(decisions: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the keys that decisions.csv decides, and the number of the submission `chosen`."""
    made = decisions.cast(pl.String).select(
        pl.col("question", "submission"),
        pl.col("instance").cast(rows.schema["instance"], strict=False),
        unit_id="unit",
        only=pl.col("option").fill_null(""),
        row=pl.int_range(2, pl.len() + 2),
    )
    meant = (pl.col("only") == "") | (pl.col("only") == pl.col("option"))
    there, place = made.join(rows, on=_ASKED).filter(meant), [*_ASKED, "only"]
    speaks = (pl.col("submission_id") == pl.col("submission")) & (pl.col("heard") == 0)
    chosen = pl.col("early").filter(speaks).first().alias("chosen")
    found = there.group_by("row").agg(pl.col("rule").first(), pl.col("differs_here").any(), chosen)
    judged = made.join(found, on="row", how="left").sort("row")
    wrong = {
        "no two submissions answer it (any more)": pl.col("rule").is_null(),
        f"its rule takes no decisions, only {_those('decisions')} does": ~pl.col("rule").is_in(
            [name for name, rule in RULES.items() if rule.decisions]
        ),
        "its submissions do not disagree (any more)": ~pl.col("differs_here"),
        "this submission says nothing about it": pl.col("chosen").is_null(),
        "it is decided more than once": pl.struct(place).is_duplicated(),
    }
    said = pl.coalesce(pl.when(holds).then(pl.lit(what)) for what, holds in wrong.items())
    problems = judged.select("row", *place, "submission", said=said).drop_nulls("said").iter_rows()
    if lines := [f"row {', '.join(str(v) for v in p[:-1] if v != '')}: {p[-1]}" for p in problems]:
        raise StudyProblem(f"decisions.csv does not fit the answers:{listed(lines)}")
    # A decision about an option goes before one about its question.
    ordered = there.join(judged.select("row", "chosen"), on="row").sort("only", descending=True)
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
    words, said = pl.col("word").list.unique().list.sort(), pl.col("said").list.unique().list.sort()
    values = (  # lists are joined all at once, groups one by one
        rows.filter("differs", heard=0)
        .group_by("asked", "early")
        .agg(word=word)
        .select("asked", said=words.list.join(" ").replace("", "(none ticked)"))
        .group_by("asked")
        .agg("said", submissions=pl.len())
        .with_columns(values=said.list.join(" | "))
    )
    first = picked.filter("differs").sort("asked", "early").unique("asked", keep="first")
    table = first.join(values, on="asked").sort("asked").with_columns(decided=~pl.col("conflict"))
    source = pl.when("decided").then("submission_id").alias("submission_id")
    return table.select(*_ASKED, "submissions", "values", "rule", "decided", source)
