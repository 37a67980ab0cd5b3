"""What the combinations of a multiverse are made of, from the plan and the cleaned tables.

Random numbers are the study's own wherever the main analysis draws them, so that the main
combination is the main analysis and not another like it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from cyberstudy.cluster.items import CodedAnswers, coded_of
from cyberstudy.cluster.main_fit import contest_rules, main_fit, sizes_of
from cyberstudy.cluster.multiverse.findings import Analyses, Judged, run_combinations
from cyberstudy.cluster.stability import bootstrap, summary
from cyberstudy.cluster.verdict import by_tests, verdict
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.declare.plan.verdict_rules import TYPES, Rules
from latentclass.contest import compare
from latentclass.families import CategoricalFamily
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.waves import of_wave

IN, DECLARED = "in", "declared"


@dataclass(frozen=True)
class MultiverseTables:
    """The tables that a multiverse needs; `nominations` where units are experts who name."""

    answers: pl.DataFrame
    submitted: pl.DataFrame
    submissions: pl.DataFrame
    conflicts: pl.DataFrame
    units: pl.DataFrame
    nominations: pl.DataFrame | None = None


def run_multiverse(
    tables: MultiverseTables,
    questionnaire: Questionnaire,
    *,
    entry: LatentClasses,
    rules: Rules,
    resamples: int,
    seed: int,
) -> pl.DataFrame:
    """Judge all combinations of a clustering.

    Parameters
    ----------
    entry
        The clustering's, of the plan.
    rules
        Of the verdict.
    resamples
        For the stability of classes that the tests speak for.

    Returns
    -------
    pl.DataFrame
        As `findings.run_combinations`.
    """
    return run_combinations(
        entry.crossed(),
        analyses_of(
            tables, questionnaire, entry=entry, rules=rules, resamples=resamples, seed=seed
        ),
        seed=seed,
        minimum_units=entry.multiverse.minimum_units,
    )


def analyses_of(
    tables: MultiverseTables,
    questionnaire: Questionnaire,
    *,
    entry: LatentClasses,
    rules: Rules,
    resamples: int,
    seed: int,
) -> Analyses:
    """Connect the choices with what makes them."""
    judgements: dict[bytes, Judged] = {}

    def judged(codes: np.ndarray) -> Judged:
        key = hashlib.sha256(codes.tobytes() + str(codes.shape).encode()).digest()
        if key not in judgements:
            judgements[key] = judge(
                codes, rules=rules, resamples=resamples, seed=seed, ordered=bool(entry.codings)
            )
        return judgements[key]

    def coded(items: str, coding: str, conflicts: str, reconciliation: str) -> CodedAnswers:
        answers = tables.answers
        if reconciliation != DECLARED:
            if tables.nominations is not None:
                raise SurveyError("multiverse: nominations are reconciled as declared")
            answers = latest(tables.submitted, tables.submissions)
        coded_answers = coded_of(
            entry,
            AnswerColumns.of(answers),
            tables.units,
            questionnaire,
            tables.nominations,
            items=items,
            coding=coding,
        )
        if conflicts == IN:
            return coded_answers
        against = of_wave(tables.conflicts, entry.wave).filter(
            pl.col("question").is_in(list(coded_answers.options))
        )
        return coded_answers.only(~np.isin(coded_answers.units, against["unit_id"].to_numpy()))

    return Analyses(coded=coded, judged=judged)


def judge(
    codes: np.ndarray, *, rules: Rules, resamples: int, seed: int, ordered: bool = False
) -> Judged:
    """Judge codes as the main analysis does: units are drawn again where tests speak for types."""
    evidence = compare(CategoricalFamily(codes, ordered), rules=contest_rules(rules), seed=seed)
    if by_tests(evidence) != TYPES:
        return Judged(evidence, verdict(evidence, rules)["verdict"])
    model = main_fit(codes, evidence.classes, seed=seed)
    shown = replace(evidence, sizes=sizes_of(model.predict(codes), evidence.classes))
    drawn = bootstrap(codes, model, replicates=range(resamples), seed=seed)
    similar = summary([drawn.classes])["jaccard"].fill_null(0.0).to_list()
    return Judged(evidence, verdict(shown, rules, similar)["verdict"])


def latest(submitted: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """Take every unit's answers from its latest current submission alone.

    Assume: of two on one day, or without a day, the one with the later number counts.
    """
    last = (
        submissions.filter(standing="current")
        .sort("wave", "unit_id", pl.col("submitted_on").fill_null(""), "submission_id")
        .group_by("wave", "unit_id", maintain_order=True)
        .last()
    )
    return submitted.join(last.select("submission_id"), on="submission_id", how="semi")
