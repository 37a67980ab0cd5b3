"""From cells to answers: correct, decode, route, choose, reconcile, account for every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from cyberstudy.clean.accounting import account, check_cells, check_forms
from cyberstudy.clean.blocks import Ticks, decode_block
from cyberstudy.clean.corrections import correct
from cyberstudy.clean.decode import MissingTokens, decode
from cyberstudy.clean.reconcile import reconcile
from cyberstudy.clean.routing_status import (
    check_routing,
    mark_missing_codes,
    mark_not_fielded,
    route,
)
from cyberstudy.clean.submissions import (
    CURRENT,
    find_alike,
    find_submissions,
    name_units,
    of_whole_forms,
    place_of,
    rows_of_forms,
    which_count,
)
from cyberstudy.clean.units import check_frame, unit_columns_of, units_of
from cyberstudy.declare.collected import Collected
from cyberstudy.declare.exports import Export
from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.matching import index_of
from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answers import ANSWER
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.statuses import SAID_INSTEAD

_NOTHING = {
    "instance": pl.lit(0, dtype=pl.UInt32),
    "value": pl.lit(None, dtype=pl.String),
    "number": pl.lit(None, dtype=pl.Float64),
}
PLACE = ["file", "sheet", "row", "header"]
_JUDGED = [
    *("file", "sheet", "record", "row", "header", "submission_id", "question", "instance"),
    *("text", "value", "number", "status", "how", "reason", "cells"),
]


@dataclass(frozen=True)
class Cleaned:
    """The tables of the stage, see `tables`."""

    units: pl.DataFrame
    submissions: pl.DataFrame
    submitted: pl.DataFrame
    answers: pl.DataFrame
    conflicts: pl.DataFrame
    log: pl.DataFrame
    accounting: pl.DataFrame


def clean_survey(cells: pl.DataFrame, intake: pl.DataFrame, survey: Collected) -> Cleaned:
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
        A submission without an id or with another's, one that names no unit, a correction whose
        text is no longer there, or a cell that settings.yaml says must stop the run.
    """
    form, exports, rules = survey.questionnaire, survey.exports, survey.cleaning
    submissions = find_submissions(cells, exports)
    placed = cells.filter(role=ANSWER).join(
        rows_of_forms(cells, submissions, exports), on=["file", "sheet", "record"]
    )
    placed, corrected = correct(placed, survey.analyst_decisions("corrections.csv"))
    judged = pl.concat([_decoded(placed, export, form) for export in exports])
    routed = mark_not_fielded(route(judged, form, submissions, exports), cells, exports)
    _stop_where_told(routed, rules.bad_cells.plain())
    submissions = name_units(submissions, routed, exports)
    check_frame(submissions, survey.frame, rules)
    submissions = which_count(submissions, routed)
    routed = mark_missing_codes(routed)
    submitted = _submitted(_with_lacking(routed, submissions, survey), submissions, survey)
    current = submissions.filter(standing=CURRENT)
    accepted, conflicts = _accepted(submitted, current, survey)
    log = pl.concat(
        [corrected, _logged(routed), _passed_over(submissions), find_alike(submissions)]
    )
    check_cells(cells, routed, log, exports, form)
    check_forms(routed, submitted, accepted)
    return Cleaned(
        units=units_of(
            accepted,
            submissions,
            rules.completeness.plain(),
            frame=survey.frame,
            group=rules.unit,
            others=rules.frame.others if rules.frame else None,
            told=unit_columns_of(cells, submissions, rules.unit_columns),
        ),
        submissions=submissions,
        submitted=submitted,
        answers=accepted,
        conflicts=conflicts,
        log=log.sort(*PLACE, "kind"),
        accounting=account(cells, intake, routed),
    )


def _accepted(
    submitted: pl.DataFrame, current: pl.DataFrame, survey: Collected
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose each unit's answers, wave by wave: two waves are never in conflict."""
    decisions = survey.analyst_decisions("decisions.csv")
    waves = current["wave"].unique().sort().to_list()
    answers, conflicts = [], []
    for wave in waves:
        forms = current.filter(wave=wave)
        # Decisions about a form that is nowhere are told once, with the first wave.
        elsewhere = current.filter(pl.col("wave") != wave)["submission_id"]
        others = pl.col("submission").is_in(elsewhere.implode())
        if wave != waves[0]:
            others |= ~pl.col("submission").is_in(forms["submission_id"].implode())
        chosen = reconcile(
            submitted.join(forms.select("submission_id"), on="submission_id", how="semi"),
            forms,
            survey.analyst_decisions("reconciliation.csv"),
            decisions.filter(~others.fill_null(False)),
        )
        several = forms.filter(pl.col("unit_id").is_duplicated())["unit_id"].unique()
        twice = pl.col("unit_id").is_in(several.implode())
        answers += [
            chosen.answers.filter(~twice),
            check_routing(chosen.answers.filter(twice), survey.questionnaire),
        ]
        conflicts.append(chosen.conflicts.with_columns(wave=pl.lit(wave)))
    return (
        pl.concat(answers).sort("wave", "unit_id", "question", "instance", "option"),
        pl.concat(conflicts).sort("wave", maintain_order=True),
    )


def _decoded(placed: pl.DataFrame, export: Export, form: Questionnaire) -> pl.DataFrame:
    """Judge one export's answers, question by question in the form's order."""
    own = placed.filter(file=export.file)
    by_question = {name[0]: part for name, part in own.group_by("question", maintain_order=True)}
    missing = MissingTokens.of(export.missing)
    known = FORMATS[export.format]
    ticks = Ticks(known.ticked, {*known.unticked, *known.unseen}, missing)
    separators = {p.question: (p.separator,) for p in export.columns.values() if p.separator}
    parts: dict[str, pl.DataFrame] = {}
    # A text for "other" is judged before its parent, which it ticks.
    for name in sorted(by_question, key=lambda n: (not n.endswith("_other"), n)):
        question, column = form.questions[name], by_question[name]
        if (column["option"] != "").any():
            given = parts.get(f"{name}_other")
            implied = {} if given is None else {"other": given.filter(status="valid")}
            parts[name] = decode_block(column, question, form, ticks=ticks, implied=implied)
            continue
        judged = decode(
            column["text"],
            question,
            form,
            missing=missing,
            separators=separators.get(name, known.separators),
            ends_lists=known.ends_lists,
            codes=_codes(question, export, form),
            decimal_mark=export.decimal_mark,
            by_program=known.by_program,
        )
        parts[name] = column.hstack(judged).with_columns(cells=pl.lit(1, dtype=pl.UInt32))
    return pl.concat([part.select(_JUDGED) for part in parts.values()])


def _codes(question: Question, export: Export, form: Questionnaire) -> Mapping[str, str]:
    """The collector's codes of a question's options: code -> option.

    Raises
    ------
    StudyProblem
        A code could be two options, or is the code or label of another one.
    """
    found: dict[str, str] = {}
    for (name, option), code in export.codes.items():
        if name == question.name and option:
            match = index_of(form.options_of(question)).find(code)
            other = found.get(code, match.code if match else option)
            if other != option:
                raise StudyProblem(
                    f"{export.file}: of {name}, the code {code!r} could be {other} or {option}; "
                    f"expected one option a code in the table of codes that layout.yaml names"
                )
            found[code] = option
    return found


def _stop_where_told(routed: pl.DataFrame, rules: dict[str, str]) -> None:
    stops = [how for how, rule in rules.items() if rule == "stop"]
    bad = routed.filter((pl.col("status") == "invalid") & pl.col("how").is_in(stops))
    if bad.height:
        lines = [
            f"{place_of(r)}, row {r['row']}, column {r['header']}: {r['text']!r}: {r['reason']}"
            for r in bad.sort(PLACE).to_dicts()
        ]
        raise StudyProblem(
            f"{bad.height} cells can't be accepted:{listed(lines)}\n"
            f"Add a row to corrections.csv or a reviewed alias, or let settings.yaml (bad_cells) "
            f"count them as invalid."
        )


def _with_lacking(
    routed: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> pl.DataFrame:
    """Add rows of the questions that a form has no cell for."""
    lacking = [
        _not_fielded(submissions, survey),
        _without_row(routed, submissions, survey),
        _without_turn(routed, submissions, survey),
    ]
    return pl.concat([routed, *lacking], how="diagonal")


def _submitted(rows: pl.DataFrame, submissions: pl.DataFrame, survey: Collected) -> pl.DataFrame:
    """One row an answer: several-answer questions get one row an option."""
    form = survey.questionnaire
    several = {
        q.name: [code for code in form.options_of(q).codes if code not in SAID_INSTEAD]
        for q in form.questions.values()
        if q.type == "select_multiple"
    }
    options = pl.DataFrame(
        {"question": list(several), "option": list(several.values())},
        schema={"question": pl.String, "option": pl.List(pl.String)},
    )
    valid = pl.col("status") == "valid"
    padded = [pl.concat_str(pl.lit(" "), pl.col(c), pl.lit(" ")) for c in ("value", "option")]
    is_several = pl.col("option") != ""
    chosen = padded[0].str.contains(padded[1], literal=True).cast(pl.Int8)
    return (
        rows.join(options, on="question", how="left")
        .with_columns(pl.col("option").fill_null([""]))
        .explode("option")
        .with_columns(
            number=pl.when(is_several & valid).then(chosen.cast(pl.Float64)).otherwise("number"),
            value=pl.when(is_several & valid).then(chosen.cast(pl.String)).otherwise("value"),
        )
        .join(submissions.select("submission_id", "unit_id", "wave"), on="submission_id")
        .select(
            "submission_id",
            "unit_id",
            "wave",
            "question",
            "instance",
            "option",
            "value",
            "number",
            "status",
        )
        .sort("submission_id", "question", "instance", "option")
    )


def _not_fielded(submissions: pl.DataFrame, survey: Collected) -> pl.DataFrame:
    """Say of the questions that a form does not have that it does not have them."""
    lacking = [
        (export.file, name)
        for export in survey.exports
        for name in survey.questionnaire.questions
        if name not in set(export.questions) and not _apart(name, survey)
    ]
    table = pl.DataFrame(lacking, schema={"file": pl.String, "question": pl.String}, orient="row")
    return submissions.join(table, on="file").select(
        "submission_id", "question", **_NOTHING, status=pl.lit("not_fielded")
    )


def _without_row(
    routed: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> pl.DataFrame:
    """Say of a long table why a unit has no row of an item: nobody in the wave has, or it alone."""
    long = [export for export in survey.exports if export.long]
    asked = pl.DataFrame(
        [(export.file, question) for export in long for question in export.questions],
        schema={"file": pl.String, "question": pl.String},
        orient="row",
    )
    there = routed.select("submission_id", "question").unique()
    of_wave = there.join(submissions.select("submission_id", "file", "wave"), on="submission_id")
    fielded = of_wave.select("file", "wave", "question", fielded=True).unique()
    return (
        submissions.join(asked, on="file")
        .join(there, on=["submission_id", "question"], how="anti")
        .join(fielded, on=["file", "wave", "question"], how="left")
        .select(
            "submission_id",
            "question",
            **_NOTHING,
            status=pl.when(pl.col("fielded").is_null())
            .then(pl.lit("not_fielded"))
            .otherwise(pl.lit("not_submitted")),
        )
    )


def _apart(name: str, survey: Collected) -> bool:
    """Whether a question's repeat instances have a file of their own, apart from the forms'."""
    repeat = survey.questionnaire.questions[name].repeat
    return repeat in {export.repeat for export in survey.exports}


def _without_turn(
    routed: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> pl.DataFrame:
    """Give questions in a repeat their status in a form that has no row for any instance.

    Assume: a repeat that nobody began was asked and left blank, unless a column tells where it is
    fielded: then it is nowhere in this form.
    """
    asked = pl.DataFrame(
        [
            (
                export.file,
                question.name,
                any(question.name in q for q in export.fielded_where.values()),
            )
            for export in survey.exports
            for question in survey.questionnaire.questions.values()
            if question.repeat and not export.long
            if question.name in export.questions or _apart(question.name, survey)
        ],
        schema={"file": pl.String, "question": pl.String, "told": pl.Boolean},
        orient="row",
    )
    there = routed.select("submission_id", "question").unique()
    return (
        submissions.join(asked, on="file")
        .join(there, on=["submission_id", "question"], how="anti")
        .select(
            "submission_id",
            "question",
            **{**_NOTHING, "instance": pl.lit(1, dtype=pl.UInt32)},
            status=pl.when("told").then(pl.lit("not_fielded")).otherwise(pl.lit("no_answer")),
        )
    )


def _logged(routed: pl.DataFrame) -> pl.DataFrame:
    """The log entries that decoding and routing gave rise to."""
    invalid = pl.col("status") == "invalid"
    return (
        routed.filter(invalid | pl.col("how").is_in(["normalised", "alias"]))
        .with_columns(kind=pl.when(invalid).then(pl.lit("invalid")).otherwise("how"))
        .select(
            *PLACE,
            "submission_id",
            "question",
            "instance",
            was=pl.col("text").fill_null(""),
            became="value",
            kind="kind",
            reason="reason",
        )
    )


def _passed_over(submissions: pl.DataFrame) -> pl.DataFrame:
    """The log entries of forms that do not count."""
    return of_whole_forms(
        submissions.filter(pl.col("standing") != CURRENT),
        was=pl.lit(""),
        became=pl.lit(None, dtype=pl.String),
        kind="standing",
        reason=pl.when(pl.col("standing") == "duplicate")
        .then(pl.lit("says what another form of this unit says, word for word"))
        .otherwise(pl.lit("sent anew through the same channel")),
    )
