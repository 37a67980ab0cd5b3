"""Stage 6, protect: tables in, tables that may be seen out, with a report of what was withheld.

Closed by default: a table passes by its contract, which says of every column what part it has in
disclosure (`surveyanswers.tables.disclosure`); one that has no contract, or a column that declares
no part, stops the run.

The profile ``public`` is for answers that their authors published: tables pass through, and
answers that describe persons or hold free text stay behind. The profile ``confidential`` lets
aggregated tables alone through, column by column (`passing`): what is told of a group's answers to
a question passes where suppression lets it, and an audit of the tables as they were written stops
the run where something withheld follows from the rest (both are the package `disclosure`'s). Names
of files and sheets, which may name a State, give way to the channel that they came through.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.confidential import unfit_protection
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.audited import NOTHING, OF_SAMPLE, audit_tables, weights_of_units
from cyberstudy.protect.joined_channels import joined_channels
from cyberstudy.protect.ledger import (
    CERTIFICATE,
    TABLES,
    Recorded,
    asked_in,
    of_others,
    put_back,
    recorded,
    release_of,
)
from cyberstudy.protect.release_rules import Door, stop_undeclared
from cyberstudy.protect.replies import replies_of
from cyberstudy.protect.same_questions import recognised
from cyberstudy.protect.suppressed import ESTIMATES, about_units, suppressed_in
from cyberstudy.tables.estimates import Channels, WithheldGroups
from cyberstudy.tables.files import read_table
from cyberstudy.tables.nonresponse import NonresponseWeights
from disclosure.certificate import Proof, certificate
from disclosure.published import Release, why_it_stays
from disclosure.suppression_audit import Audit, audit
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.questionnaire_sheets import STAYS_IN
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import SIMULATED
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import schema_of, write_table

WEIGHTS = Path(NonresponseWeights.place.file).name
#: Beside the report, for those who may see all answers: why each group is withheld.
WITHHELD = Path(WithheldGroups.place.file).name

MOST_RENAMED = "most units have other ids than they had in an earlier release"


def protect_survey(
    tables: Sequence[str],
    *,
    clustered: Sequence[str],
    frozen: Sequence[str],
    answers: Sequence[str],
    receipt: str,
    survey: Survey,
    folder: str,
    divided: Sequence[str] = (),
    strata: Sequence[str] = (),
    scores: Sequence[str] = (),
    earlier: str = "",
) -> dict[str, object]:
    """Write the tables that may be seen into `folder`.

    Parameters
    ----------
    tables
        Aggregated tables; each keeps its file's name.
    clustered
        A clustering's tables and records, each in a folder with the clustering's name.
    frozen
        Published records of long runs: ``calibration.csv`` and the audits' tables, which are of
        simulated truth and pass as they are, and ``multiverse/<clustering>.csv`` and ``.json``,
        which join the clustering's tables and pass as they do.
    answers
        `tables.Answers`, of which only the questions that may be seen pass; nothing of what lies
        across surveys.
    receipt
        `tables.Receipt`: whether the answers are simulated follows from it alone.
    survey
        Its codebook says which questions those are, its settings the profile.
    divided
        Of a confidential survey with estimates: `tables.Memberships`.
    strata
        Of one that is weighted for nonresponse: `tables.NonresponseUnits`.
    scores
        Of one with indices: `tables.IndexScores`.
    earlier
        The ledger of its releases, if its answers are registered.

    Returns
    -------
    dict
        The report: profile, tables let through, questions kept in, and counts of both.

    Raises
    ------
    SurveyError
        A table has no contract, other columns than its contract, or one that declares no part in
        disclosure; registered answers with a profile that is too weak; or the audit found that
        something withheld follows from what is published.
    """
    if unfit := list(unfit_protection(survey)):
        raise SurveyError(f"{survey.folder / 'settings.yaml'}:{listed(unfit)}")
    stop_undeclared(map(Path, tables), survey)
    target = Path(folder)
    target.mkdir(parents=True)
    secret = survey.settings.protection == CONFIDENTIAL
    about = about_units(divided, tables, answers) if divided and secret else None
    ledger = recorded(Path(earlier)) if earlier and about is not None else []
    before = [entry.release() for entry in ledger]
    suppression = None if about is None else suppressed_in(*about, survey, before)
    door = Door(survey, target, suppression)
    if secret:
        door.sources = joined_channels(tables, survey.exports, door.minimum)
    empty = pl.DataFrame(schema=schema_of(WithheldGroups))
    why = empty if suppression is None else suppression.reasons()
    write_table(why, str(target.parent / WITHHELD), WithheldGroups)
    # Counts come first: weighted shares are made of them.
    paths = sorted(map(Path, [*tables, receipt]), key=lambda path: path.name != ESTIMATES)
    now, report = None, dict[str, Any]()
    if about is not None:
        door.table(paths.pop(0), ESTIMATES)
        now = release_of(read_table(str(target / ESTIMATES)), *about)
        scored = read_table(scores[0]) if scores else None
        door.passing = door.passing.of_units(about[0], tables)
    for path in paths:
        door.table(path, path.name)
    for path in map(Path, clustered):
        door.of_clustering(path, f"{path.parent.name}/{path.name}")
    for path in map(Path, frozen):
        door.frozen(path, [Path(file) for file in clustered])
    proofs: list[Proof] = []
    certified = target.parent / CERTIFICATE
    if now is not None:
        weights = None
        if strata:
            (inside,) = (path for path in tables if Path(path).name == WEIGHTS)
            weights = weights_of_units(read_table(inside), read_table(strata[0]))
        proved, proofs = _proved(door, now, weights, scored)
        report |= proved
        if earlier:
            beside = _beside_earlier(door, now, answers, Path(earlier), ledger)
            report["release"] = beside
            if beside["stays"]:  # what is told of the new numbers would show who changed
                shutil.copyfile(ledger[-1].folder / CERTIFICATE, certified)
                return ledger[-1].report | {"release": beside}
    width = survey.settings.disclosure.width
    certificate(proofs, minimum=door.minimum, width=width).write_parquet(certified)
    summary: dict[str, object] = {}
    for answers_file in answers:
        held = AnswerColumns.read(answers_file)
        visible, summary = visible_answers(held, survey.codebook, survey.settings.protection)
        if visible.cells:
            visible.write(target / "answers.parquet")
            door.passed.append("answers.parquet")
    mixed = [n for n, contract in survey.made.items() if SIMULATED in contract.columns()]
    published = [n for n in mixed if f"{n}.parquet" in door.passed]
    made_up = [n for n in published if read_table(str(target / f"{n}.parquet"))[SIMULATED].any()]
    files = {export.file for export in survey.exports}
    received = read_table(receipt, Receipt).filter(pl.col("file").is_in(files))
    return {
        "survey": survey.name,
        "profile": survey.settings.protection,
        "simulated": bool(received["simulated"].any()),
        "passed": sorted(door.passed),
        "held_in": sorted(door.held_in),
        "rows_withheld": door.withheld,
        **({"multiverses_of_other_answers": door.outdated} if door.outdated else {}),
        **({"simulated_tables": made_up} if made_up else {}),
        **report,
        **summary,
    }


def _audited(
    survey: Survey,
    releases: Sequence[Release],
    proofs: list[Proof] | None = None,
) -> dict[tuple[str, str], Audit]:
    return audit(
        releases,
        minimum=survey.settings.minimum_base or 0,
        width=survey.settings.disclosure.width,
        coalition=survey.settings.disclosure.coalition,
        proofs=proofs,
    )


def stop_at(findings: Audit) -> None:
    """Raise an error if the audit of a release found something.

    Raises
    ------
    SurveyError
        Something that is withheld follows from what is published.
    """
    if findings.determined:
        names = sorted({f"{question} (by {who})" for question, who in findings.determined})
        raise SurveyError(
            "The audit of what may be published found that withheld answers follow from it, so "
            f"nothing is published. Questions: {', '.join(names)}. Put groups together in "
            "settings.yaml, groups, or raise minimum_base."
        )


def stop_unaudited(numbers: Mapping[str, tuple[int, int]]) -> None:
    """Raise an error if the audit judged other numbers than are to be published.

    Parameters
    ----------
    numbers
        Kind of number -> how many are to be published, and how many were judged.
    """
    for kind, (shown, judged) in numbers.items():
        if shown != judged:
            raise SurveyError(
                f"{kind}: {shown} are to be published and the audit judged {judged}, so nothing is "
                "published. This is a mistake of the program, not of the survey"
            )


def _proved(
    door: Door, now: Release, weights: pl.DataFrame | None, scores: pl.DataFrame | None
) -> tuple[dict[str, Any], list[Proof]]:
    """Audit what was written, and say in counts what is withheld; and what proves it."""
    proofs: list[Proof] = []
    audits = _audited(door.survey, [now], proofs)
    written = door.written()
    others, numbers = audit_tables(written, now, door.passing, weights, scores)
    findings = sum(audits.values(), others)
    stop_at(findings)
    counts = {ESTIMATES.partition(".")[0]: (int(now.estimates["count"].count()), findings.counts)}
    numbers = counts | numbers
    stop_unaudited(numbers)
    suppression = door.suppression
    assert suppression is not None
    judged = {kind: number or NOTHING for kind, (_, number) in numbers.items()}
    if door.passing.sampled:
        judged["index_groups"] = OF_SAMPLE
    # For the owner alone, in the log: with counts of replies readers could tell what is withheld.
    print(
        f"The audit tried {findings.respondents} replies in withheld groups and {findings.pairs} "
        f"pairs of them; {findings.learning_pairs} pairs would learn what others chose."
    )
    groups = now.estimates.select("wave", "grouping", "group", "question").n_unique()
    return {
        "suppression": {
            "groups_of_questions": groups,
            "withheld": len(suppression.withheld - suppression.needless),
        },
        "audit": findings.report(),
        "judged": judged,
        "taken": {table.name: table.taken for table in written},
    }, proofs


def _beside_earlier(
    door: Door,
    now: Release,
    answers: Sequence[str],
    folder: Path,
    ledger: Sequence[Recorded],
) -> dict[str, Any]:
    """Compare what was written with the releases before it; put the last one back where need be."""
    report: dict[str, Any] = {"earlier": len(ledger), "stays": False}
    questions = asked_in(now.estimates, door.survey.questionnaire)
    numbers = sorted({*questions} - {*now.estimates["question"]})
    (columns,) = map(AnswerColumns.read, answers)
    now = replace(now, said=replies_of(columns, now.estimates, numbers))
    matches = {
        entry: earlier
        for entry in (*of_others(folder), *ledger)
        if (earlier := recognised(entry.release(), entry.contents, now, questions, door.minimum))
        and (entry in ledger or earlier.is_of_these)
    }
    if not matches:
        return report
    reasons = (
        MOST_RENAMED
        if earlier.units_renamed >= door.minimum
        else why_it_stays(earlier.release, now, door.minimum)
        for earlier in matches.values()
    )
    why = next(filter(None, reasons), "") or _few_forms_since(ledger, door)
    if not why:
        before = [one.release for one in matches.values()]
        audited = sum(_audited(door.survey, [*before, now]).values(), Audit())
        if not audited.determined:
            return report | {"audit_with_earlier": audited.report()}
        why = "earlier releases would give withheld answers away"
    if not ledger:
        names = sorted({entry.survey for entry in matches})
        raise SurveyError(
            f"Most of these units were asked most of this before, by {', '.join(names)}, of which "
            f"there are releases; {why}. Nothing is published. Make it a release of that survey, "
            "or wait for more answers."
        )
    put_back(ledger[-1], door.target, door.passed, why=why, otherwise=matches[ledger[-1]].otherwise)
    why = f"{why}; the numbers are those of release {ledger[-1].number}"
    return report | {"stays": True, "why": why}


def _few_forms_since(ledger: Sequence[Recorded], door: Door) -> str:
    """Return that few forms came since the last release; "" for none, or for enough.

    A second form of a unit may change no answer that counts, and still it shows in what is counted
    of forms: whoever sent it would learn what became of it.
    """
    name = Path(Channels.place.file).name
    if not ledger or name not in door.passed or name not in ledger[-1].tables:
        return ""
    before, now = (
        read_table(str(folder / name)).select(pl.col("forms").cast(pl.Int64).sum()).item()
        for folder in (ledger[-1].folder / TABLES, door.target)
    )
    few = 0 < abs(now - before) < door.minimum
    return f"fewer than {door.minimum} forms came, or went, since" if few else ""


def visible_answers(
    answers: AnswerColumns, codebook: pl.DataFrame, profile: str
) -> tuple[AnswerColumns, dict[str, object]]:
    """Keep answers whose question neither describes a person nor holds free text.

    With all personal questions gone, no two of them can be put together for one person. Of a
    confidential survey no answer of any unit is let through.
    """
    inside = codebook.filter(
        pl.col("sensitivity").is_in(STAYS_IN) | pl.lit(profile == CONFIDENTIAL)
    )
    shown = codebook.join(inside, on="question", how="anti", maintain_order="left")
    kept = answers.only(shown["question"])
    return kept, {
        "questions_withheld": dict(inside.select("question", "sensitivity").iter_rows()),
        "answers_passed": kept.cells,
        "answers_withheld": answers.cells - kept.cells,
    }
