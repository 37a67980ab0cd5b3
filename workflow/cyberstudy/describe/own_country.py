"""How far experts name the country that they come from or live in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl


def own_country(
    nominations: pl.DataFrame,
    answers: pl.DataFrame,
    questions: Sequence[str],
    *,
    permutations: int,
    confidence: float,
    seed: int,
) -> pl.DataFrame:
    """Count experts who name their own country, beside what other experts' answers suggest.

    Parameters
    ----------
    nominations
        unit_id and iso3 among its columns.
    answers
        `tables.Answers`, for the questions that tell an expert's own country.
    questions
        Such as nationality and residence.
    permutations
        Shuffles of the countries among the experts, for their range and the p-value.
    confidence
        Of that range.
    seed
        For the shuffles.

    Returns
    -------
    pl.DataFrame
        One row a question: experts with a valid answer, named_own, expected (the sum, over
        them, of the share of experts from elsewhere who name the same country), ratio, the range of
        shuffles with the confidence given, p_value (share of shuffles with as many own-country
        nominations; never 0). Sums only.
    """
    rng = np.random.default_rng(seed)
    everybody = answers["unit_id"].unique().sort()
    countries = (
        pl.concat(
            [
                nominations["iso3"],
                answers.filter(pl.col("question").is_in(questions), status="valid")["value"],
            ]
        )
        .unique()
        .sort()
    )
    column = {iso3: i for i, iso3 in enumerate(countries)}
    row = {unit: i for i, unit in enumerate(everybody)}
    named = np.zeros((everybody.len(), countries.len()), dtype=bool)
    named[
        [row[u] for u in nominations["unit_id"]],
        [column[c] for c in nominations["iso3"]],
    ] = True
    return pl.DataFrame(
        [
            _one(question, named, answers, row, column, permutations, confidence, rng)
            for question in questions
        ]
    )


def _one(
    question: str,
    named: np.ndarray,
    answers: pl.DataFrame,
    row: Mapping[str, int],
    column: Mapping[str, int],
    permutations: int,
    confidence: float,
    rng: np.random.Generator,
) -> dict[str, object]:
    own = answers.filter(question=question, status="valid").sort("unit_id")
    experts = np.array([row[unit] for unit in own["unit_id"]])
    home = np.array([column[country] for country in own["value"]])
    count = int(named[experts, home].sum())
    expected = 0.0
    for expert_home in home:
        elsewhere = experts[home != expert_home]
        expected += named[elsewhere, expert_home].mean() if elsewhere.size else 0.0
    shuffled = np.array([named[experts, rng.permutation(home)].sum() for _ in range(permutations)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(shuffled, [tail, 1 - tail])
    return {
        "question": question,
        "experts": experts.size,
        "named_own": count,
        "expected": expected,
        "ratio": count / expected if expected else None,
        "shuffled_low": float(low),
        "shuffled_high": float(high),
        "p_value": (1 + (shuffled >= count).sum()) / (1 + permutations),
    }
