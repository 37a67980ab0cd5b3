"""From cells to answers: correct, decode, route, reconcile, and account for every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from cyberstudy.clean.accounting import account
from cyberstudy.clean.corrections import correct
from cyberstudy.clean.decode import MissingTokens, decode
from cyberstudy.clean.reconcile import reconcile
from cyberstudy.clean.routing import names_in, to_polars
from cyberstudy.layout import Export
from cyberstudy.problems import StudyProblem, listed
from cyberstudy.questionnaire import Question, Questionnaire
from cyberstudy.survey import Survey

KEYS = ["file", "sheet", "row"]


@dataclass(frozen=True)
class Cleaned:
    """The five tables of the stage, and the accounting."""

    units: pl.DataFrame
    submissions: pl.DataFrame
    submitted: pl.DataFrame
    answers: pl.DataFrame
    log: pl.DataFrame
    accounting: pl.DataFrame


def clean_survey(cells: pl.DataFrame, intake: pl.DataFrame, survey: Survey) -> Cleaned:
    """Turn verbatim cells into answers with value, status and source.

    Parameters
    ----------
    cells, intake
        What `read` wrote (`tables.Cells`, `tables.Intake`).
    survey
        The survey's declarations.

    Raises
    ------
    StudyProblem
        A submission without an id or with another's, a correction whose text is no longer
        there, or a cell that settings.yaml says must stop the run.
    """
    submissions = _submissions(cells, survey.exports)
    placed = _placed(cells, survey.exports, submissions)
    placed, corrected = correct(placed, survey.table("corrections.csv"))
    judged = pl.concat(
        [_decoded(placed, export, survey.questionnaire) for export in survey.exports]
    )
    routed = _routed(judged, survey.questionnaire)
    _stop_where_told(routed, survey.settings["bad_cells"])
    submitted = _submitted(routed, submissions, survey.questionnaire)
    answers = reconcile(submitted, survey.table("reconciliation.csv"))
    log = pl.concat([corrected, _logged(routed)]).sort(*KEYS, "header", "kind")
    return Cleaned(
        units=_units(answers, survey.settings["completeness"]),
        submissions=submissions,
        submitted=submitted,
        answers=answers,
        log=log,
        accounting=account(cells, intake, routed, survey.exports),
    )


def _submissions(cells: pl.DataFrame, exports: Sequence[Export]) -> pl.DataFrame:
    found = []
    for export in exports:
        own = cells.filter(file=export.file)
        ids = own.filter(header=export.submission).select(*KEYS, submission_id="text")
        units = own.filter(header=export.unit).select(*KEYS, unit_id="text")
        found.append(
            ids.join(units, on=KEYS).select(
                pl.col("submission_id", "unit_id").str.strip_chars(),
                *KEYS,
                channel=pl.lit(export.channel),
                language=pl.lit(export.language),
            )
        )
    table = pl.concat(found)
    nameless = table.filter(pl.any_horizontal(pl.col("submission_id", "unit_id").is_null()))
    twice = table.filter(pl.col("submission_id").is_duplicated())
    problems = [
        f"{r['file']}, row {r['row']}: no submission or unit id" for r in nameless.to_dicts()
    ]
    problems += [
        f"{r['file']}, row {r['row']}: the submission id {r['submission_id']!r} stands twice"
        for r in twice.drop_nulls("submission_id").to_dicts()
    ]
    if problems:
        raise StudyProblem(f"Submissions can't be told apart:{listed(problems)}")
    return table.sort("submission_id")


def _placed(
    cells: pl.DataFrame, exports: Sequence[Export], submissions: pl.DataFrame
) -> pl.DataFrame:
    """Give each answer's cell its submission, question, instance and separator."""
    places = pl.DataFrame(
        [
            (export.file, header, place.question, place.instance, place.separator)
            for export in exports
            for header, place in export.columns.items()
        ],
        schema={
            "file": pl.String,
            "header": pl.String,
            "question": pl.String,
            "instance": pl.UInt32,
            "separator": pl.String,
        },
        orient="row",
    )
    return cells.join(places, on=["file", "header"]).join(
        submissions.select("submission_id", *KEYS), on=KEYS
    )


def _decoded(placed: pl.DataFrame, export: Export, questionnaire: Questionnaire) -> pl.DataFrame:
    own = placed.filter(file=export.file)
    missing = MissingTokens.of(export.missing)
    parts = []
    for (name,), column in own.group_by("question", maintain_order=True):
        judged = decode(
            column["text"],
            questionnaire.questions[name],
            questionnaire,
            missing=missing,
            separator=column["separator"][0],
        )
        parts.append(column.drop("separator", "position", "language").hstack(judged))
    return pl.concat(parts)


def _routed(judged: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Compare who should have been asked with who answered, in the questionnaire's order.

    An answer to a question that was not asked becomes invalid, and counts as no answer for
    the questions after it.
    """
    done: dict[str, pl.DataFrame] = {}
    for name, column in judged.group_by("question", maintain_order=True):
        done[name[0]] = column
    for question in questionnaire.questions.values():
        if question.relevant and question.name in done:
            done[question.name] = _route(done[question.name], question, done, questionnaire)
    return pl.concat(done.values())


def _route(
    column: pl.DataFrame,
    question: Question,
    done: dict[str, pl.DataFrame],
    questionnaire: Questionnaire,
) -> pl.DataFrame:
    wide = column
    for name in sorted(names_in(question.relevant)):
        if name not in done:
            raise StudyProblem(
                f"{question.name}: its condition names {name}, which no export holds"
            )
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
    routed = wide.with_columns(_asked=to_polars(question.relevant)).with_columns(
        status=pl.when(asked)
        .then("status")
        .when(given)
        .then(pl.lit("invalid"))
        .otherwise(pl.lit("not_asked")),
        how=pl.when(~asked & given).then(pl.lit("not_asked")).otherwise("how"),
        reason=pl.when(~asked & given)
        .then(pl.lit(f"answered though not asked: {question.relevant}"))
        .otherwise("reason"),
    )
    kept = pl.col("status") == "valid"
    return routed.with_columns(
        value=pl.when(kept).then("value"), number=pl.when(kept).then("number")
    ).select(column.columns)


def _stop_where_told(routed: pl.DataFrame, rules: dict[str, str]) -> None:
    stops = [how for how, rule in rules.items() if rule == "stop"]
    bad = routed.filter((pl.col("status") == "invalid") & pl.col("how").is_in(stops))
    if bad.height:
        lines = [
            f"{r['file']}, row {r['row']}, column {r['header']}: {r['text']!r}: {r['reason']}"
            for r in bad.sort(*KEYS, "header").to_dicts()
        ]
        raise StudyProblem(
            f"{bad.height} cells can't be accepted:{listed(lines)}\n"
            f"Add a row to corrections.csv or a reviewed alias, or let settings.yaml (bad_cells) "
            f"count them as invalid."
        )


def _submitted(
    routed: pl.DataFrame, submissions: pl.DataFrame, questionnaire: Questionnaire
) -> pl.DataFrame:
    """One row an answer: several-answer questions get one row an option."""
    several = [q for q in questionnaire.questions.values() if q.type == "select_multiple"]
    single = routed.filter(~pl.col("question").is_in([q.name for q in several]))
    parts = [single.with_columns(option=pl.lit(""))]
    for question in several:
        own = routed.filter(question=question.name)
        codes = pl.DataFrame({"option": questionnaire.options_of(question).codes})
        chosen = pl.concat_str(pl.lit(" "), "value", pl.lit(" ")).str.contains(
            pl.concat_str(pl.lit(" "), "option", pl.lit(" ")), literal=True
        )
        valid = pl.col("status") == "valid"
        parts.append(
            own.join(codes, how="cross")
            .with_columns(number=pl.when(valid).then(chosen.cast(pl.Float64)))
            .with_columns(value=pl.when(valid).then(pl.col("number").cast(pl.Int8).cast(pl.String)))
        )
    columns = [
        "submission_id",
        "question",
        "instance",
        "option",
        "value",
        "number",
        "status",
    ]
    return (
        pl.concat([part.select(columns) for part in parts])
        .join(submissions.select("submission_id", "unit_id"), on="submission_id")
        .sort("submission_id", "question", "instance", "option")
    )


def _logged(routed: pl.DataFrame) -> pl.DataFrame:
    """The log entries that decoding and routing gave rise to."""
    invalid = pl.col("status") == "invalid"
    return (
        routed.filter(invalid | pl.col("how").is_in(["normalised", "alias"]))
        .with_columns(kind=pl.when(invalid).then(pl.lit("invalid")).otherwise("how"))
        .select(
            *KEYS,
            "header",
            "submission_id",
            "question",
            "instance",
            was=pl.col("text").fill_null(""),
            became="value",
            kind="kind",
            reason="reason",
        )
    )


def _units(answers: pl.DataFrame, rules: dict[str, float]) -> pl.DataFrame:
    """Say of each unit how complete its answers are.

    Assume: of a repeat only the first turn is something that everybody should answer.
    """
    once = answers.filter(pl.col("instance") <= 1).unique(
        ["unit_id", "question", "instance"], keep="first", maintain_order=True
    )
    applied = ~pl.col("status").is_in(["not_asked", "not_applicable", "not_fielded"])
    share = pl.col("answered") / pl.max_horizontal("applied", pl.lit(1))
    return (
        once.group_by("unit_id")
        .agg(
            answered=(applied & ~pl.col("status").is_in(["no_answer", "not_submitted"])).sum(),
            applied=applied.sum(),
        )
        .with_columns(answered_share=share)
        .select(
            "unit_id",
            outcome=pl.when(pl.col("answered_share") >= rules["complete"])
            .then(pl.lit("complete"))
            .when(pl.col("answered_share") >= rules["partial"])
            .then(pl.lit("partial"))
            .otherwise(pl.lit("none")),
            answered_share="answered_share",
        )
        .sort("unit_id")
    )
