"""What the tests say of every defensible table of answers that a clustering could be made of.

A multiverse analysis (Steegen, Tuerlinckx, Gelman and Vanpaemel 2016, Perspectives on Psychological
Science 11, 702-712): choices that an analyst could have made are declared, all combinations are
judged, and the table says how much the verdict depends on any of them. None is left out without a
word: one that leaves too few units keeps its row. Random numbers are the study's own wherever the
main analysis draws them, so that the main combination is the main analysis and not another like it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import polars as pl

from cyberstudy.cluster.imputation import TREATMENTS
from cyberstudy.cluster.items import CodedAnswers, coded_of
from cyberstudy.cluster.main_fit import contest_rules, main_fit, sizes_of
from cyberstudy.cluster.stability import bootstrap, summary
from cyberstudy.cluster.verdict import by_tests, verdict
from cyberstudy.declare.plan.clusterings import CODED, Combination, LatentClasses
from cyberstudy.declare.plan.verdict_rules import TYPES, VERDICTS, Rules
from cyberstudy.tables.typologies import Multiverse
from latentclass.contest import Evidence, compare
from latentclass.families import CategoricalFamily
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import of_wave

IN, DECLARED = "in", "declared"
RAN, TOO_FEW = "ran", "too few units"
#: Number of classes that the tests stop at, and the verdict.
Judgement = tuple[int, str]

V = TypeVar("V")


@dataclass(frozen=True)
class MultiverseTables:
    """The tables that a multiverse needs; `nominations` where units are experts who name.

    Units that answered in confidence are put in an order of their answers, as for main results.
    """

    answers: pl.DataFrame
    submitted: pl.DataFrame
    submissions: pl.DataFrame
    conflicts: pl.DataFrame
    units: pl.DataFrame
    nominations: pl.DataFrame | None = None
    confidential: bool = False

    def coded(
        self,
        entry: LatentClasses,
        questionnaire: Questionnaire,
        items: str,
        coding: str,
        conflicts: str,
        reconciliation: str,
    ) -> CodedAnswers:
        """Code the answers that a combination of choices is made of."""
        answers = self.answers
        if reconciliation != DECLARED:
            if self.nominations is not None:
                raise SurveyError("multiverse: nominations are reconciled as declared")
            answers = latest(self.submitted, self.submissions)
        coded = coded_of(
            entry,
            AnswerColumns.of(answers),
            self.units,
            questionnaire,
            self.nominations,
            items=items,
            coding=coding,
        )
        coded = coded.without_names(self.units.select("unit_id"), confidential=self.confidential)
        if conflicts == IN:
            return coded
        against = of_wave(self.conflicts, entry.wave).filter(
            pl.col("question").is_in(list(coded.options))
        )
        return coded.only(~np.isin(coded.units, against["unit_id"].to_numpy()))


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
        As `run_combinations`.
    """
    judgements: dict[tuple[bytes, int], Judgement] = {}

    def judged(codes: np.ndarray) -> Judgement:
        key = codes.tobytes(), len(codes)
        if key not in judgements:
            evidence, found = judge(
                codes, rules=rules, resamples=resamples, seed=seed, ordered=bool(entry.codings)
            )
            judgements[key] = evidence.classes, found
        return judgements[key]

    return run_combinations(
        entry.crossed(),
        lambda *choices: tables.coded(entry, questionnaire, *choices),
        judged,
        seed=seed,
        minimum_units=entry.multiverse.minimum_units,
    )


def judge(
    codes: np.ndarray, *, rules: Rules, resamples: int, seed: int, ordered: bool = False
) -> tuple[Evidence, str]:
    """Judge codes as the main analysis does: units are drawn again where tests speak for types."""
    evidence = compare(CategoricalFamily(codes, ordered), rules=contest_rules(rules), seed=seed)
    if by_tests(evidence) != TYPES:
        return evidence, verdict(evidence, rules)["verdict"]
    model = main_fit(codes, evidence.classes, seed=seed)
    shown = replace(evidence, sizes=sizes_of(model.predict(codes), evidence.classes))
    drawn = bootstrap(codes, model, replicates=range(resamples), seed=seed)
    similar = summary([drawn.classes])["jaccard"].fill_null(0.0).to_list()
    return evidence, verdict(shown, rules, similar)["verdict"]


def run_combinations(
    combinations: Sequence[Combination],
    coded: Callable[..., CodedAnswers],
    judged: Callable[[np.ndarray], Judgement],
    *,
    seed: int,
    minimum_units: int,
) -> pl.DataFrame:
    """Judge combinations, each by itself.

    Assume: of several imputed data sets, k and the verdict are those of most of them (of equally
    many, the smaller k and the more cautious verdict).

    Parameters
    ----------
    coded
        items, coding, conflicts, reconciliation -> units and codes.
    judged
        codes -> judgement.
    minimum_units
        With fewer, a combination is not judged and its row says so.

    Returns
    -------
    pl.DataFrame
        `typologies.Multiverse`, one row a combination.
    """
    rows = []
    for combination in combinations:
        choices = combination.choices
        tables = TREATMENTS[choices["missing"]](
            coded(*combination.values[:CODED]).codes,
            seed=seed_of(seed, "treatment", combination.name),
        )
        row: dict[str, object] = {
            "number": combination.number,
            "name": combination.name,
            **choices,
            "main": combination.number == 0,
            "outcome": TOO_FEW,
            "units": len(tables[0]),
            "datasets": len(tables),
        }
        if len(tables[0]) >= minimum_units:
            classes, verdicts = zip(*map(judged, tables), strict=True)
            k, k_share = _most(classes, int)
            found, share = _most(verdicts, VERDICTS.index)
            row |= {"outcome": RAN, "k": k, "k_share": k_share}
            row |= {"verdict": found, "verdict_share": share}
        rows.append(row)
    return pl.DataFrame(rows, schema=schema_of(Multiverse))


def _most(values: Sequence[V], rank: Callable[[V], int]) -> tuple[V, float]:
    """Return the commonest value, of equally common ones that of lowest rank, and its share."""
    counts = Counter(values)
    best = min(counts, key=lambda value: (-counts[value], rank(value)))
    return best, counts[best] / len(values)


def seed_of(seed: int, *names: str) -> int:
    """Return a seed that depends on the study's and on names alone, not on any order."""
    letters = "\n".join(names).encode()
    return int(np.random.SeedSequence([seed, *letters]).generate_state(1)[0])


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
