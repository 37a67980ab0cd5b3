"""Contrasts: groups compared, in families that the plan declares beforehand.

A comparison asks whether the share that chose an option, or an index, differs between groups. Every
family says how many tests it makes, and its p-values are adjusted for all of them. A sample has
none: no exact test knows of weights or clusters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
import polars.selectors as cs

from cyberstudy.declare.plan.analyses import Comparison, DeclaredContrasts
from cyberstudy.describe.by_group import who_chose
from cyberstudy.describe.index_means import spread_of, stratified_scores
from cyberstudy.statistics.differences import (
    adjusted,
    cramers_v,
    epsilon_squared,
    exact_mid_p,
    newcombe,
    rank_mid_p,
)
from cyberstudy.statistics.poststratified_means import turning_deviation
from cyberstudy.tables.estimates import ALIKE, AND, BESIDE, DIFFERS, NO_TEST, Contrasts
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import IndexReliability
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import ASIDE
from surveyanswers.tables.storage import schema_of
from surveyanswers.tables.waves import of_wave, waves_in


def read_scores(paths: Sequence[str]) -> pl.DataFrame:
    """Read indices where the plan declares any: wave, unit_id, index, score."""
    texts = dict.fromkeys(("wave", "unit_id", "index"), pl.String)
    empty = pl.DataFrame(schema={**texts, "score": pl.Float64})
    return pl.concat([empty, *(read_table(path).select(empty.columns) for path in paths)])


def cautions_of(paths: Sequence[str]) -> dict[tuple[str, str], str]:
    """Return cautions for readers of tests, by wave and index, from `tables.IndexReliability`."""
    tables = [read_table(path, IndexReliability) for path in paths]
    rows = (row for table in tables for row in table.iter_rows(named=True))
    return {
        (row["wave"], row["index"]): "; ".join(filter(None, (row["warning"], row["functioning"])))
        for row in rows
    }


def compare_groups(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    scores: pl.DataFrame,
    cautions: Mapping[tuple[str, str], str],
    *,
    codebook: pl.DataFrame,
    questionnaire: Questionnaire,
    plan: DeclaredContrasts,
    minimum_base: int,
    seed: int,
    strata: pl.DataFrame | None = None,
    asked_groups: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> pl.DataFrame:
    """Make every declared comparison.

    Parameters
    ----------
    answers, memberships
        As for `estimates.estimate_all`.
    scores
        From `read_scores`.
    cautions
        From `cautions_of`. Assume: a comparison that was declared is made and counts as a test
        whatever the internal consistency of its index, for leaving it out would choose the family
        by the data; its row says so.
    minimum_base
        A group with fewer units with an answer is left out of the comparison.
    seed
        For permutations; every comparison has random numbers of its own.
    strata
        From `weighting.strata_of`; for what nonrespondents could reverse of indices.
    asked_groups
        From `Declared.asked_groups`: groups by a question are called and ordered by it.

    Returns
    -------
    pl.DataFrame
        `tables.Contrasts`, in the plan's order.
    """
    rows = []
    wave = waves_in(memberships)[-1]
    members = of_wave(memberships, wave)
    own_scores = scores.filter(wave=wave).drop("wave")
    for name, family in plan.families.items():
        declared = family.written_out(codebook, questionnaire)
        tests = []
        for contrast, entry in declared.items():
            where = f"contrasts, {name}, {contrast}"
            rng = np.random.default_rng([seed, crc32(f"{name} {contrast}".encode())])
            values = _values(entry, answers.of_wave(wave), own_scores)
            together = _together(members, entry, where, (asked_groups or {}).get(entry.by, {}))
            comparison = _compared(
                _grouped(values, members, entry.by, together),
                plan,
                of_index=entry.index is not None,
                minimum_base=minimum_base,
                rng=rng,
            )
            tests.append(
                {
                    "wave": wave,
                    "family": name,
                    "kind": family.kind,
                    "alpha": family.alpha,
                    "tests": len(declared),
                    "contrast": contrast,
                    "title": entry.title,
                    "questions": " ".join(entry.questions or ()),
                    "options": " ".join(entry.options or ()),
                    "index": entry.index or "",
                    "grouping": entry.by,
                    "groups": BESIDE.join(together),
                    "members": BESIDE.join(AND.join(groups) for groups in together.values()),
                    **comparison,
                    "turning": None
                    if strata is None or entry.index is None
                    else _turning(
                        members.filter("in_frame", grouping=entry.by),
                        together,
                        comparison,
                        values,
                        of_wave(strata, wave),
                    ),
                    "caution": cautions.get((wave, entry.index or ""), ""),
                }
            )
        p = adjusted(np.array([row.get("p") for row in tests], dtype=float), family.kind)
        rows += [row | {"p_adjusted": value} for row, value in zip(tests, p.tolist(), strict=True)]
    table = pl.DataFrame(rows, schema=schema_of(Contrasts))
    adjusted_p = pl.col("p_adjusted").fill_nan(None)
    verdict = pl.when(adjusted_p <= pl.col("alpha")).then(pl.lit(DIFFERS)).otherwise(pl.lit(ALIKE))
    decision = pl.when(adjusted_p.is_null()).then(pl.lit(NO_TEST)).otherwise(verdict)
    return table.with_columns(cs.string().fill_null(""), p_adjusted=adjusted_p, decision=decision)


def _turning(
    listed: pl.DataFrame,
    together: Mapping[str, Sequence[str]],
    comparison: Mapping[str, Any],
    values: pl.DataFrame,
    strata: pl.DataFrame,
) -> float | None:
    """Return the deviation of nonrespondents, in standard deviations, that reverses two means."""
    if "highest" not in comparison or listed.is_empty():
        return None
    scores = values.rename({"value": "score"})
    high, low = (
        stratified_scores(
            scores,
            listed.filter(pl.col("group").is_in(list(together[name])))["unit_id"],
            strata,
        )
        for name in (comparison["highest"], comparison["lowest"])
    )
    turning = turning_deviation(high, low, spread_of(scores, strata))
    return None if np.isnan(turning) else turning


def _values(entry: Comparison, answers: AnswerColumns, scores: pl.DataFrame) -> pl.DataFrame:
    """What is compared, one row a unit that gave it: unit_id, value."""
    if entry.index is not None:
        scored = scores.filter(index=entry.index).drop_nulls("score")
        return scored.select("unit_id", value="score")
    questions = entry.questions or ()
    choices = who_chose(answers.long(questions), questions, entry.options or ())
    return choices.filter(status="valid").select("unit_id", value=pl.col("chosen").cast(pl.Float64))


def _together(
    memberships: pl.DataFrame,
    entry: Comparison,
    where: str,
    labels: Mapping[str, Mapping[str, str]],
) -> Mapping[str, Sequence[str]]:
    """Return for each group that is compared the groups of the grouping that make it up.

    Assume: who gave no opinion on the question that divides is compared where the plan says so.
    """
    names = memberships.filter("replied", grouping=entry.by)["group"].unique().sort().to_list()
    listed = [name for name in labels if name in names and name not in ASIDE] if labels else names
    together: Mapping[str, Sequence[str]] = entry.groups or {
        labels.get(name, {}).get("en", name): [name] for name in listed
    }
    if unknown := {group for groups in together.values() for group in groups} - set(names):
        raise SurveyError(
            f"plan.yaml, {where}: {entry.by} has no group {', '.join(sorted(unknown))}"
        )
    return together


def _grouped(
    values: pl.DataFrame, memberships: pl.DataFrame, by: str, together: Mapping[str, Sequence[str]]
) -> dict[str, pl.Series]:
    """Return the units' values by group, in the order of `together`."""
    joined = memberships.filter("replied", grouping=by).join(values, on="unit_id").sort("unit_id")
    return {
        name: joined.filter(pl.col("group").is_in(list(groups)))["value"]
        for name, groups in together.items()
    }


def _compared(
    grouped: Mapping[str, pl.Series],
    plan: DeclaredContrasts,
    *,
    of_index: bool,
    minimum_base: int,
    rng: np.random.Generator,
) -> dict[str, object]:
    """Test and effect of one comparison."""
    kept = {
        name: group.to_numpy() for name, group in grouped.items() if group.len() >= minimum_base
    }
    row = {
        "left_out": BESIDE.join(name for name in grouped if name not in kept),
        "base": sum(values.size for values in kept.values()),
    }
    if len(kept) < 2:
        why = f"fewer than two groups with a base of {minimum_base}"
        return row | {"reason": why}
    if np.unique(np.concatenate(list(kept.values()))).size == 1:
        return row | {"reason": "all answers are alike"}
    means = {name: float(values.mean()) for name, values in kept.items()}
    highest, *_, lowest = sorted(means, key=lambda name: -means[name])
    row |= {"highest": highest, "lowest": lowest, "difference": means[highest] - means[lowest]}
    permutations, confidence = plan.permutations, plan.confidence
    if of_index:
        scores = np.concatenate(list(kept.values()))
        groups = np.repeat(np.arange(len(kept)), [values.size for values in kept.values()])
        p, method = rank_mid_p(scores, groups, permutations=permutations, rng=rng)
        effect = ("epsilon squared", *epsilon_squared(scores, groups, confidence=confidence))
    else:
        chosen = [int(values.sum()) for values in kept.values()]
        sizes = [values.size for values in kept.values()]
        p, method = exact_mid_p(chosen, sizes, permutations=permutations, rng=rng)
        if len(kept) == 2:
            effect = ("risk difference", *newcombe(chosen, sizes, confidence=confidence))
        else:
            effect = ("Cramer's V", *cramers_v(chosen, sizes, confidence=confidence))
    row |= dict(zip(("measure", "effect", "low", "high"), effect, strict=True))
    return row | {"p": p, "method": method}
