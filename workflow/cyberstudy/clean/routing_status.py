"""Who should have been asked, compared with who answered."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from cyberstudy.declare.exports import Export
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.declare.routing import names_in, to_polars
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import SAID_INSTEAD


def route(
    judged: pl.DataFrame,
    questionnaire: Questionnaire,
    submissions: pl.DataFrame,
    exports: Sequence[Export],
) -> pl.DataFrame:
    """Set the statuses that follow from the form: not asked, and not submitted.

    An answer to a question that was not asked becomes invalid, and counts as no answer for the
    questions after it. A blank on a page that was never opened was not submitted.

    Parameters
    ----------
    judged
        Decoded answers, one row a submission, question and instance.
    submissions
        submission_id, file and last_page (null where the collector does not tell).
    """
    fielded = {name for export in exports for name in export.questions}
    done = {name[0]: part for name, part in judged.group_by("question", maintain_order=True)}
    for question in questionnaire.questions.values():
        condition = question.relevant
        if condition and question.name in done:
            for name in sorted(names_in(condition)):
                if name not in fielded:
                    raise StudyProblem(
                        f"{question.name}: its condition names {name}, which no export holds"
                    )
            done[question.name] = _routed(question, condition, done, questionnaire)
    return _not_submitted(pl.concat(done.values()), questionnaire, submissions)


def check_routing(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Find accepted answers to questions that the accepted answers before them do not ask.

    Of a unit with several forms, a question and the one that leads to it may have been accepted
    from different forms. Such an answer contradicts its gate, and neither form says so by itself.

    Assume: it is a `conflict`; what was said stays in `submitted`.

    Parameters
    ----------
    answers
        `tables.Answers` of units with several forms.
    """
    values = (
        answers.filter(pl.col("instance") == 0)
        .with_columns(
            said=pl.when(pl.col("option") == "")
            .then("value")
            .otherwise(pl.when(pl.col("number") == 1).then("option"))
        )
        .group_by("unit_id", "question", maintain_order=True)
        .agg(
            said=pl.col("said").drop_nulls().str.join(" "),
            instead=pl.col("status").cast(pl.String).first(),
        )
        .with_columns(
            said=pl.when(pl.col("instead").is_in(SAID_INSTEAD))
            .then("instead")
            .otherwise(pl.col("said").replace("", None))
        )
    )
    wide = values.pivot(on="question", index="unit_id", values="said")
    refuted = []
    for question in questionnaire.questions.values():
        condition = question.relevant
        if condition and {question.name, *names_in(condition)} <= set(wide.columns):
            asked = to_polars(condition)
            units = wide.filter(~asked & pl.col(question.name).is_not_null())
            refuted.append(units.select("unit_id", question=pl.lit(question.name)))
    if not refuted:
        return answers
    said = ["valid", *SAID_INSTEAD]
    marked = pl.concat(refuted).with_columns(refuted=pl.lit(True))
    against = pl.col("refuted").is_not_null() & pl.col("status").cast(pl.String).is_in(said)
    return (
        answers.join(marked, on=["unit_id", "question"], how="left", maintain_order="left")
        .with_columns(
            value=pl.when(~against).then("value"),
            number=pl.when(~against).then("number"),
            status=pl.when(against).then(pl.lit("conflict")).otherwise("status"),
            rule=pl.when(against).then(pl.lit("gate")).otherwise("rule"),
        )
        .drop("refuted")
    )


def mark_missing_codes(routed: pl.DataFrame) -> pl.DataFrame:
    """Turn options such as "don't know" into the status of their name, once routing is done."""
    instead = pl.col("value").is_in(SAID_INSTEAD) & (pl.col("status") == "valid")
    return routed.with_columns(
        status=pl.when(instead).then("value").otherwise("status"),
        value=pl.when(instead).then(None).otherwise("value"),
    )


def mark_not_fielded(
    routed: pl.DataFrame, cells: pl.DataFrame, exports: Sequence[Export]
) -> pl.DataFrame:
    """Say of blanks that their row's form did not have the question (``fielded_where``).

    Assume: an answer in such a row is an answer all the same.
    """
    record = ["file", "sheet", "record"]
    lacking = [
        cells.filter(pl.col("text").str.strip_chars().fill_null("") == "", file=e.file, header=h)
        .select(record)
        .join(pl.DataFrame({"question": list(names)}), how="cross")
        for e in exports
        for h, names in e.fielded_where.items()
    ]
    if not lacking:
        return routed
    marked = pl.concat(lacking).with_columns(lacking=True)
    blank = pl.col("status").is_in(["no_answer", "not_asked", "not_submitted"])
    return (
        routed.join(marked, on=[*record, "question"], how="left", maintain_order="left")
        .with_columns(
            status=pl.when(pl.col("lacking") & blank)
            .then(pl.lit("not_fielded"))
            .otherwise("status")
        )
        .drop("lacking")
    )


def _routed(
    question: Question,
    condition: str,
    done: dict[str, pl.DataFrame],
    questionnaire: Questionnaire,
) -> pl.DataFrame:
    wide = column = done[question.name]
    for name in sorted(names_in(condition)):
        if name not in done:  # a form without the question: it was answered by nobody
            wide = wide.with_columns(pl.lit(None, dtype=pl.String).alias(name))
            continue
        same_turn = questionnaire.questions[name].repeat == question.repeat
        keys = ["submission_id", "instance"] if same_turn else ["submission_id"]
        wide = wide.join(
            done[name].select(*keys, pl.col("value").alias(name)),
            on=keys,
            how="left",
            maintain_order="left",
        )
    asked = pl.col("_asked")
    given = pl.col("status").is_in(["valid", "invalid"])
    routed = wide.with_columns(_asked=to_polars(condition)).with_columns(
        status=pl.when(asked)
        .then("status")
        .when(given)
        .then(pl.lit("invalid"))
        .otherwise(pl.lit("not_asked")),
        how=pl.when(~asked & given).then(pl.lit("not_asked")).otherwise("how"),
        reason=pl.when(~asked & given)
        .then(pl.lit(f"answered though not asked: {condition}"))
        .otherwise("reason"),
    )
    kept = pl.col("status") == "valid"
    return routed.with_columns(
        value=pl.when(kept).then("value"), number=pl.when(kept).then("number")
    ).select(column.columns)


def _not_submitted(
    routed: pl.DataFrame, questionnaire: Questionnaire, submissions: pl.DataFrame
) -> pl.DataFrame:
    """Blanks beyond the last page that was opened are not refusals to answer."""
    sections = dict.fromkeys(q.section for q in questionnaire.questions.values() if q.section)
    number = {section: place for place, section in enumerate(sections, start=1)}
    pages = {q.name: number.get(q.section or "", 0) for q in questionnaire.questions.values()}
    reached = submissions.select("submission_id", "last_page")
    beyond = pl.col("question").replace_strict(pages) > pl.col("last_page")
    blank = pl.col("status").is_in(["no_answer", "not_asked"])
    return (
        routed.join(reached, on="submission_id", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(blank & beyond.fill_null(False))
            .then(pl.lit("not_submitted"))
            .otherwise("status")
        )
        .drop("last_page")
    )
