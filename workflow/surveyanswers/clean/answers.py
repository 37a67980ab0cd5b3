"""From cells to answers: correct, decode, route, choose, reconcile, account for every cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from surveyanswers.clean.accounting import account
from surveyanswers.clean.corrections import correct
from surveyanswers.clean.judged import judge
from surveyanswers.clean.reconcile import reconcile
from surveyanswers.clean.routing_status import (
    check_routing,
    mark_missing_codes,
    mark_not_fielded,
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
from surveyanswers.clean.submitted import submitted_answers, submitted_in_columns
from surveyanswers.clean.units import check_frame, unit_columns_of, units_of
from surveyanswers.clean.value_checks import check_cells, check_forms
from surveyanswers.instrument.collected import Collected
from surveyanswers.tables.answer_columns import ONLY, in_columns, in_rows, keys_of
from surveyanswers.tables.answers import ANSWER, Answers, Conflicts, Submitted
from surveyanswers.tables.cell_columns import TextSheet, cells_of
from surveyanswers.tables.problems import SurveyError, listed, number_of
from surveyanswers.tables.storage import schema_of

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
    form, exports, rules = survey.questionnaire, survey.exports, survey.cleaning
    submissions = find_submissions(sheets, exports)
    records = records_of_forms(sheets, submissions, exports)
    cells = _answers_of(sheets).join(records, on=RECORD, how="left", maintain_order="left")
    corrected, log = correct(cells, survey.analyst_decisions("corrections.csv"))
    routed = route(judge(corrected, exports, form), form, submissions)
    routed = mark_not_fielded(routed, sheets, exports)
    _stop_where_told(routed, rules.bad_cells.plain())
    submissions = name_units(submissions, routed, exports)
    check_frame(submissions, survey.frame, rules)
    routed = mark_missing_codes(routed)
    submitted = submitted_answers(routed, submissions, survey)
    submissions = which_count(submissions, submitted)
    accepted, conflicts = _accepted(submitted, submissions, survey)
    log = pl.concat([log, _logged(routed), _passed_over(submissions), find_alike(submissions)])
    check_cells(cells, routed, log, exports, form)
    check_forms(routed, submitted, accepted)
    submitted_columns = submitted_in_columns(submitted, form)
    answer_columns = _in_columns(accepted, submitted_columns)
    return Cleaned(
        units=units_of(
            answer_columns,
            submissions,
            rules.completeness.plain(),
            frame=survey.frame,
            group=rules.unit,
            others=rules.frame.others if rules.frame else None,
            told=unit_columns_of(sheets, submissions, exports, rules),
        ),
        submissions=submissions,
        submitted_columns=submitted_columns,
        answer_columns=answer_columns,
        conflicts=conflicts,
        log=log.sort(*PLACE, "kind"),
        accounting=account(sheets, intake, routed),
    )


def _answers_of(sheets: Sequence[TextSheet]) -> pl.DataFrame:
    """Return the cells of answers (`tables.Cells`), with the number of the sheet (`part`)."""
    return pl.concat(
        cells_of([sheet], pl.col("role") == ANSWER).with_columns(part=pl.lit(part, pl.UInt32))
        for part, sheet in enumerate(sheets)
    )


def _accepted(
    submitted: pl.DataFrame, submissions: pl.DataFrame, survey: Collected
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose each unit's answers: its form's, or of several forms what their rules say.

    Returns
    -------
    answers, conflicts
        `tables.Answers`, not sorted, and `tables.Conflicts`.
    """
    current = submissions.filter(standing=CURRENT)
    several = current.filter(pl.struct("wave", "unit_id").is_duplicated())
    alone = current.join(several, on="submission_id", how="anti")
    answers = submitted.join(alone, on="submission_id", how="semi").with_columns(rule=pl.lit(ONLY))
    rules = survey.analyst_decisions("reconciliation.csv")
    decisions = survey.analyst_decisions("decisions.csv")
    if several.is_empty() and decisions.is_empty():
        return answers, pl.DataFrame(schema=schema_of(Conflicts))
    forms = submitted.join(several, on="submission_id", how="semi")
    chosen = reconcile(forms, several, rules, decisions)
    gated = check_routing(chosen.answers, survey.questionnaire)
    gated = gated.select(pl.col(name).cast(kind) for name, kind in answers.schema.items())
    return pl.concat([answers, gated]), chosen.conflicts


def _in_columns(accepted: pl.DataFrame, submitted: pl.DataFrame) -> pl.DataFrame:
    """Lay out accepted answers, with the codes of what was submitted."""
    wide, kinds = in_columns(accepted, keys_of(Answers)), submitted.schema
    return wide.with_columns(pl.col(n).cast(kinds[n]) for n in wide.columns if n in kinds)


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
