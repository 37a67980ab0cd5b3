"""From cells to answers: correct, decode, route, choose, reconcile, account for every cell.

Cells are one long table. `judge` makes a row an answer of them, which every later step reads or
marks; `submitted_answers` makes a row an option of those with several answers. Only then are they
laid out in columns, of which `_accepted` takes each unit's. A survey of up to some thousand forms
is cleaned at once; of a larger one, so many forms at a time as `AT_ONCE` says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from surveyanswers.clean.accounting import account
from surveyanswers.clean.corrections import LOG, correct
from surveyanswers.clean.judged import JUDGED, judge
from surveyanswers.clean.reconcile import reconcile
from surveyanswers.clean.routing_status import (
    check_routing,
    mark_missing_codes,
    mark_not_fielded,
    mark_not_submitted,
    route,
)
from surveyanswers.clean.standing import CURRENT, find_alike, of_whole_forms, which_count
from surveyanswers.clean.submissions import (
    RECORD,
    find_submissions,
    name_units,
    place_of,
    records_of_forms,
)
from surveyanswers.clean.submitted import in_codes, submitted_answers
from surveyanswers.clean.units import check_frame, unit_columns_of, units_of
from surveyanswers.instrument.collected import Collected
from surveyanswers.tables.answer_columns import TAKEN, in_columns, in_rows, keys_of
from surveyanswers.tables.answers import ANSWER, Answers, Conflicts, Submitted
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.problems import SurveyError, listed, number_of
from surveyanswers.tables.storage import checked, schema_of

#: Cells of answers that are cleaned at once.
AT_ONCE = 2**19
PLACE = ["file", "sheet", "row", "header"]


@dataclass(frozen=True)
class Cleaned:
    """The tables of the stage, see `tables`; those of answers are in columns."""

    units: pl.DataFrame
    submissions: pl.DataFrame
    submitted_columns: pl.DataFrame
    answer_columns: pl.DataFrame
    conflicts: pl.DataFrame
    log: pl.DataFrame
    accounting: pl.DataFrame

    @property
    def submitted(self) -> pl.DataFrame:
        """All forms' answers as one long table."""
        return in_rows(self.submitted_columns, Submitted)

    @property
    def answers(self) -> pl.DataFrame:
        """All accepted answers as one long table."""
        return in_rows(self.answer_columns, Answers)


def clean_survey(sheets: Sequence[TextSheet], intake: pl.DataFrame, survey: Collected) -> Cleaned:
    """Turn verbatim cells into answers with value, status and source.

    Raises
    ------
    SurveyError
        A submission without an id or with another's, one that names no unit, a correction whose
        text is no longer there, or a cell that settings.yaml says must stop the run.
    """
    exports, rules = survey.exports, survey.cleaning
    submissions = find_submissions(sheets, exports)
    records = records_of_forms(sheets, submissions, exports)
    corrections = survey.analyst_decisions("corrections.csv")
    size = max(AT_ONCE // max(sheet.columns.height for sheet in sheets), 1)
    # Assume: a long table is cleaned whole, since what others have tells why a form lacks a row.
    if submissions.height <= size or any(export.long for export in exports):
        parts = [_forms(sheets, submissions, records, corrections, survey)]
    else:
        parts = [
            _forms([sheet.only(rows) for sheet in sheets], forms, records, corrections, survey)
            for forms in submissions.iter_slices(size)
            for rows in [records.join(forms, on="submission_id", how="semi")]
        ]
    submissions = pl.concat(part.submissions for part in parts)
    check_frame(submissions, survey.frame, rules)
    submitted = in_codes(part.submitted for part in parts)
    submissions = which_count(submissions, submitted)
    accepted, conflicts = _accepted(submitted, submissions, survey)
    logs = [part.log for part in parts]
    log = pl.concat([*logs, _passed_over(submissions), find_alike(submissions)])
    return Cleaned(
        units=units_of(
            accepted,
            submissions,
            rules.completeness.plain(),
            frame=survey.frame,
            group=rules.unit,
            others=rules.frame.others if rules.frame else None,
            told=unit_columns_of(sheets, submissions, exports, rules),
        ),
        submissions=submissions,
        submitted_columns=submitted,
        answer_columns=accepted,
        conflicts=conflicts,
        log=log.sort(*PLACE, "kind"),
        accounting=account(sheets, intake, pl.concat(part.cells for part in parts)),
    )


@dataclass(frozen=True)
class _Forms:
    """Some forms, their answers in columns, their entries of the log, and counts of their cells."""

    submissions: pl.DataFrame
    submitted: pl.DataFrame
    log: pl.DataFrame
    cells: pl.DataFrame


def _forms(
    sheets: Sequence[TextSheet],
    submissions: pl.DataFrame,
    records: pl.DataFrame,
    corrections: pl.DataFrame,
    survey: Collected,
) -> _Forms:
    """Judge and route the answers of some forms, and count what their cells became."""
    form, exports = survey.questionnaire, survey.exports
    by_file, answer = {export.file: export for export in exports}, pl.col("role") == ANSWER
    cells = pl.concat(
        cells_of([sheet], answer).with_columns(part=pl.lit(part, pl.UInt32))
        for part, sheet in enumerate(sheets)
    ).join(records, on=RECORD, how="left", maintain_order="left")
    corrected, log = cells, pl.DataFrame(schema=LOG)
    if corrections.height:
        elsewhere = records.join(submissions, on="submission_id", how="anti")["submission_id"]
        in_these_forms = ~pl.col("submission").is_in(elsewhere.implode())
        corrected, log = correct(cells, corrections.filter(in_these_forms))
    judged = [pl.DataFrame(schema=JUDGED)]
    for sheet in corrected.partition_by("part", maintain_order=True):
        judged += judge(sheet, by_file[sheet["file"][0]], form)
    routed = route(pl.concat(judged), form)
    if submissions["last_page"].count():
        routed = mark_not_submitted(routed, form, submissions)
    if any(export.fielded_where for export in exports):
        routed = mark_not_fielded(routed, sheets, exports)
    _stop_where_told(routed, survey.cleaning.bad_cells.plain())
    submissions = name_units(submissions, routed, exports)
    routed = mark_missing_codes(routed)
    submitted = submitted_answers(routed, submissions, survey)
    log = pl.concat([log, _logged(routed)])
    became = routed.group_by("file", "sheet", became="status").agg(pl.col("cells").sum())
    return _Forms(submissions, in_columns(submitted, keys_of(Submitted)), log, became)


def _accepted(
    submitted: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose each unit's answers: its form's, or of several forms what their rules say."""
    current = submissions.filter(standing=CURRENT)
    several = current.filter(pl.struct("wave", "unit_id").is_duplicated())
    alone = current.join(several, on="submission_id", how="anti")
    keys = keys_of(Answers)
    accepted = submitted.join(alone, on="submission_id", how="semi")
    accepted = accepted.select(*keys, "submission_id", pl.exclude(TAKEN))
    rules = survey.analyst_decisions("reconciliation.csv")
    decisions = survey.analyst_decisions("decisions.csv")
    if several.is_empty() and decisions.is_empty():
        return accepted.sort(keys), pl.DataFrame(schema=schema_of(Conflicts))
    forms = in_rows(submitted.join(several, on="submission_id", how="semi"), Submitted)
    chosen = reconcile(forms, several, rules, decisions)
    answers = check_routing(chosen.answers, survey.questionnaire)
    if answers.height:
        wide, kinds = in_columns(checked(answers, Answers), keys), accepted.schema
        same = [pl.col(name).cast(kinds[name]) for name in wide.columns if name in kinds]
        accepted = pl.concat([accepted, wide.with_columns(same)], how="diagonal")
    return accepted.sort(keys), chosen.conflicts


def _stop_where_told(routed: pl.DataFrame, rules: dict[str, str]) -> None:
    stops = [how for how, rule in rules.items() if rule == "stop"]
    bad = routed.filter(pl.col("status") == "invalid", pl.col("how").is_in(stops))
    if bad.height:
        lines = [
            f"{place_of(r)}, column {r['header']}: {r['text']!r}: {r['reason']}"
            for r in bad.sort(PLACE).to_dicts()
        ]
        raise SurveyError(
            f"{number_of(bad.height, 'cell')} can't be accepted:{listed(lines)}\n"
            f"Add a row to corrections.csv or a reviewed alias, or let settings.yaml (bad_cells) "
            f"count them as invalid."
        )


def _logged(routed: pl.DataFrame) -> pl.DataFrame:
    """Return the log entries that decoding and routing gave rise to."""
    recognised = pl.col("how").is_in(["normalised", "alias"])
    return routed.filter((pl.col("status") == "invalid") | recognised).select(
        *PLACE,
        "submission_id",
        "question",
        "instance",
        was=pl.col("text").fill_null(""),
        became="value",
        kind=pl.when(pl.col("status") == "invalid").then(pl.lit("invalid")).otherwise("how"),
        reason="reason",
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
