"""From cells to answers: correct, decode, route, choose, reconcile, account for every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from surveyanswers.clean.accounting import account
from surveyanswers.clean.blocks import OptionCell, Ticks, decode_block
from surveyanswers.clean.corrections import correct
from surveyanswers.clean.decode import constrained, decode, folded
from surveyanswers.clean.judged import (
    ABSENT,
    Codes,
    FormRows,
    JudgedColumn,
    Judgement,
    Mask,
    each_once,
    listed_of,
)
from surveyanswers.clean.reconcile import reconcile
from surveyanswers.clean.routing_status import (
    check_routing,
    mark_missing_codes,
    mark_not_fielded,
    route,
)
from surveyanswers.clean.standing import CURRENT, find_alike, of_whole_forms, which_count
from surveyanswers.clean.submissions import find_submissions, name_units, place_of, rows_of_forms
from surveyanswers.clean.submitted import Slots, submitted_in_columns
from surveyanswers.clean.units import check_frame, unit_columns_of, units_of
from surveyanswers.clean.value_checks import check_cells, check_forms
from surveyanswers.instrument.collected import Collected
from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import index_of
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.answer_columns import in_columns, in_rows, keys_of
from surveyanswers.tables.answers import Answers, Conflicts, Submitted
from surveyanswers.tables.cell_columns import TextSheet
from surveyanswers.tables.problems import SurveyError, listed, number_of
from surveyanswers.tables.storage import checked, schema_of

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
    rows = rows_of_forms(sheets, submissions, exports)
    corrected, log = correct(rows, survey.analyst_decisions("corrections.csv"), submissions)
    by_file = {export.file: export for export in exports}
    judged = [each for own in corrected for each in _decoded(own, by_file[own.sheet.file], form)]
    routed = mark_not_fielded(route(judged, form, submissions), rows, exports)
    ids = submissions["submission_id"]
    _stop_where_told(routed, rules.bad_cells.plain(), ids)
    submissions = name_units(submissions, routed, exports)
    check_frame(submissions, survey.frame, rules)
    routed = [each.changed(mark_missing_codes) for each in routed]
    submitted, slots = submitted_in_columns(routed, submissions, survey)
    submissions = which_count(submissions, submitted)
    accepted, conflicts = _accepted(submitted, slots, submissions, survey)
    log = pl.concat([log, _logged(routed, ids), _passed_over(submissions), find_alike(submissions)])
    check_cells(rows, routed, log, exports, form)
    check_forms(routed, submitted, slots, accepted)
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
        accounting=account(sheets, intake, routed),
    )


def _accepted(
    submitted: pl.DataFrame, slots: Slots, submissions: pl.DataFrame, survey: Collected
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Choose each unit's answers: its form's, or of several forms what their rules say."""
    current = submissions.filter(standing=CURRENT)
    several = current.filter(pl.struct("wave", "unit_id").is_duplicated())

    def said_in(forms: pl.DataFrame) -> pl.DataFrame:
        own = submissions["submission_id"].is_in(forms["submission_id"].implode())
        return submitted.filter(pl.Series(own.to_numpy()[slots.forms]))

    keys = keys_of(Answers)
    alone = said_in(current.join(several, on="submission_id", how="anti"))
    alone = alone.select(*keys, "submission_id", pl.exclude(*keys, "submission_id"))
    rules = survey.analyst_decisions("reconciliation.csv")
    decisions = survey.analyst_decisions("decisions.csv")
    if several.is_empty() and decisions.is_empty():
        return alone.sort(keys), pl.DataFrame(schema=schema_of(Conflicts))
    chosen = reconcile(in_rows(said_in(several), Submitted), several, rules, decisions)
    accepted = check_routing(chosen.answers, survey.questionnaire)
    if accepted.height:
        wide = in_columns(checked(accepted, Answers), keys)
        kinds = alone.schema
        same = [pl.col(name).cast(kinds[name]) for name in wide.columns if name in kinds]
        alone = pl.concat([alone, wide.with_columns(same)], how="diagonal")
    return alone.sort(keys), chosen.conflicts


def _decoded(rows: FormRows, export: Export, form: Questionnaire) -> Iterator[JudgedColumn]:
    """Judge the answers of one sheet, each question's distinct texts once."""
    missing = folded(export.missing)
    known = FORMATS[export.format]
    ticks = Ticks.of(known, missing)
    places = {place.question: place for place in export.columns.values() if not place.option}
    done: dict[tuple[str, int], JudgedColumn] = {}
    codes: dict[str, Mapping[str, str]] = {}
    said: dict[str, dict[Any, Judgement]] = {}  # instances of a question say the same texts
    # A text for "other" is judged before its parent, which it ticks.
    for asked, instance in sorted(
        rows.sheet.asked, key=lambda each: not each[0].endswith("_other")
    ):
        question, columns = form.questions[asked], rows.sheet.asked[asked, instance]
        held, lacking = {option for _, option in columns} - {""}, frozenset[str]()
        if held:
            given = done.get((f"{asked}_other", instance))
            other = None if given is None else given.those(lambda o: o.status == "valid")
            # Assume: this form did not offer an option that has no column; that nobody chose it is
            # not known. A text for "other" says that it was.
            implied = {"other"} if given else set[str]()
            lacking = frozenset(form.options_of(question).answers) - held - implied
            judged = _of_block(rows, columns, question, form, ticks, other)
        else:
            codes.setdefault(asked, _codes(question, export, form) if export.codes else {})
            name, place = columns[0][0], places.get(asked, Place(asked))
            own, texts = rows.texts_of(name)
            judgements = said.setdefault(asked, {ABSENT: Judgement()})
            new = [text for text in texts if text not in judgements]
            outcomes = decode(
                new,
                question,
                form,
                missing=missing | folded(place.missing),
                blank=place.blank,
                separators=(place.separator,) if place.separator else known.separators,
                codes=codes[asked],
                decimal_mark=place.decimal_mark or export.decimal_mark,
                by_program=known.by_program,
            )
            judgements |= zip(new, outcomes, strict=True)
            judged = own, [judgements[text]._replace(name=name, cells=1) for text in texts]
        done[asked, instance] = JudgedColumn(rows, asked, instance, *judged, lacking)
    yield from done.values()


def _of_block(
    rows: FormRows,
    columns: Sequence[tuple[str, str]],
    question: Question,
    form: Questionnaire,
    ticks: Ticks,
    other: Mask | None,
) -> tuple[Codes, list[Judgement]]:
    """Judge the columns of a question's options: each combination of their texts once."""
    implied = np.zeros(len(rows.forms), dtype=np.uint8) if other is None else other.astype(np.uint8)

    def judge(chosen: Sequence[str], *cells: OptionCell | None) -> Judgement:
        given = [cell for cell in cells if cell is not None]
        return decode_block(given, question, form, implied=chosen) if given else Judgement()

    told: list[tuple[Codes, list[OptionCell | None]]] = []
    for name, option in columns:
        own, texts = rows.texts_of(name)
        cells = [
            None
            if text is ABSENT
            else OptionCell(option, text, name, ticks.code_of(text, option, question, form))
            for text in texts
        ]
        told.append((own, cells))
    codes, outcomes = each_once(judge, (implied, [(), ("other",)]), *told)
    return codes, constrained(outcomes, question)


def _codes(question: Question, export: Export, form: Questionnaire) -> Mapping[str, str]:
    """The collector's codes of a question's options: code -> option.

    Raises
    ------
    SurveyError
        A code could be two options, or is the code or label of another one.
    """
    found: dict[str, str] = {}
    for (name, option), code in export.codes.items():
        if name == question.name and option:
            match = index_of(form.options_of(question)).find(code)
            other = found.get(code, match.code if match else option)
            if other != option:
                raise SurveyError(
                    f"{export.file}: of {name}, the code {code!r} could be {other} or {option}; "
                    f"expected one option a code in the table of codes that layout.yaml names"
                )
            found[code] = option
    return found


def _stop_where_told(routed: Sequence[JudgedColumn], rules: dict[str, str], ids: pl.Series) -> None:
    stops = [how for how, rule in rules.items() if rule == "stop"]
    bad = listed_of(routed, lambda o: o.status == "invalid" and o.how in stops, ids)
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


def _logged(routed: Sequence[JudgedColumn], ids: pl.Series) -> pl.DataFrame:
    """The log entries that decoding and routing gave rise to."""
    told = {"normalised", "alias"}
    return listed_of(routed, lambda o: o.status == "invalid" or o.how in told, ids).select(
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
