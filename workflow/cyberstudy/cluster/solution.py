"""The classes that the tests stop at: what every closer look at them begins with.

Classes are shown whatever the verdict, so that a reader can see what was rejected; where the tests
stop at one class there is nothing more to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from string import ascii_uppercase
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.declare.plan.verdict_rules import name_of
from cyberstudy.tables.typologies import RivalTests, TypeMembers, TypeProfiles, TypeSelection
from latentclass.contest import Evidence
from surveyanswers.tables.storage import schema_of

LETTERS = dict(enumerate(ascii_uppercase))


@dataclass(frozen=True)
class Solution:
    """Classes of units, and the evidence for and against them.

    Attributes
    ----------
    clustering
        Its name in the plan.
    units
        Who, in the order of `table`.
    options
        Item -> its categories in the order of their codes, or of the columns that counts are of.
    table
        What the model was fitted to: codes (units x items; -1 is missing), or counts (units x
        categories).
    data
        From `items.data_digest`.
    evidence
        From `contest.compare`, with the sizes of these classes.
    model
        Fitted: a `LatentClassModel`, or of counts a `MultinomialMixtureModel`.
    seed
        For everything random that comes after.
    """

    clustering: str
    units: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    table: np.ndarray
    data: str
    evidence: Evidence
    model: Any
    seed: int

    @property
    def classes(self) -> int:
        """How many."""
        return self.evidence.classes

    @cached_property
    def posterior(self) -> np.ndarray:
        """Probability of each class, units x classes."""
        return self.model.predict_proba(self.table)

    @cached_property
    def labels(self) -> np.ndarray:
        """Each unit's likeliest class, 0 the largest."""
        return self.model.predict(self.table)

    @property
    def probabilities(self) -> list[np.ndarray]:
        """Of each item: classes x options. Counts are of one item."""
        tables = self.model.probabilities_
        return tables if isinstance(tables, list) else [tables]

    @property
    def members(self) -> pl.DataFrame:
        """`typologies.TypeMembers`."""
        return pl.DataFrame(
            {
                "unit_id": self.units,
                "type": [LETTERS[label] for label in self.labels],
                "probability": self.posterior.max(axis=1),
            },
            schema=schema_of(TypeMembers),
        )


@dataclass(frozen=True)
class Resampling:
    """Bootstrap stability of the classes, and what they amount to; tables as in `typologies`.

    Counts have neither `checks` nor `usual_methods`.
    """

    profiles: pl.DataFrame
    stability: pl.DataFrame
    verdict: dict[str, object]
    checks: pl.DataFrame = field(default_factory=pl.DataFrame)
    usual_methods: pl.DataFrame = field(default_factory=pl.DataFrame)


def letter(column: str, name: str = "type") -> pl.Expr:
    """Name classes by letters, A the largest."""
    number = pl.col(column).cast(pl.Int64)
    return number.replace_strict(LETTERS, return_dtype=pl.String).alias(name)


def stability_table(solution: Solution, summed: pl.DataFrame) -> pl.DataFrame:
    """Return `typologies.TypeStability` from `stability.summary`."""
    units = np.bincount(solution.labels, minlength=summed.height)
    return summed.select(
        letter("class"),
        pl.exclude("class"),
        pl.Series("base", units, dtype=pl.UInt32),
        reason=pl.lit(""),
    )


def stability_of(solution: Solution, summed: pl.DataFrame) -> list[float] | None:
    """Return what a verdict has to know of `stability.summary`; None of one class."""
    return summed["jaccard"].fill_null(0.0).to_list() if solution.classes > 1 else None


def profiles_table(
    solution: Solution,
    probabilities: Sequence[np.ndarray],
    low: Sequence[np.ndarray],
    high: Sequence[np.ndarray],
) -> pl.DataFrame:
    """Return `typologies.TypeProfiles`.

    Parameters
    ----------
    probabilities, low, high
        Of each item an array, classes x options; nan where nothing is known. An item may have
        fewer columns than options: the last ones were never chosen.
    """
    bases = np.bincount(solution.labels, minlength=solution.classes)
    rows = [
        {
            "type": LETTERS[number],
            "item": item,
            "option": solution.options[item][place],
            "probability": float(probabilities[at][number, place]),
            "low": float(low[at][number, place]),
            "high": float(high[at][number, place]),
            "base": int(bases[number]),
            "reason": "",
        }
        for at, item in enumerate(solution.options)
        for number in range(solution.classes)
        for place in range(probabilities[at].shape[1])
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeProfiles)).with_columns(
        pl.col(pl.Float64).fill_nan(None)
    )


def selection_table(evidence: Evidence) -> pl.DataFrame:
    """Return `typologies.TypeSelection`."""
    rows = [
        {
            "model": criterion.model if isinstance(criterion.model, str) else "classes",
            "classes": criterion.model if isinstance(criterion.model, int) else 0,
            "units": evidence.units,
            "parameters": criterion.n_parameters,
            "log_likelihood": criterion.log_likelihood,
            "aic": criterion.aic,
            "bic": criterion.bic,
            "best_share": criterion.best_share,
            "chosen": criterion.model == evidence.classes,
        }
        for criterion in evidence.criteria
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeSelection))


def comparisons_table(evidence: Evidence) -> pl.DataFrame:
    """Return `typologies.RivalTests`."""
    rows = [
        {
            "null": name_of(test.null),
            "alternative": name_of(test.alternative),
            "statistic": test.result.statistic,
            "level": test.level,
            "p": test.result.p,
            "low": test.result.low,
            "high": test.result.high,
            "replicates": test.result.replicates,
            "exceedances": test.result.exceedances,
            "stopped": test.result.stopped,
            "rejected": test.rejected,
        }
        for test in evidence.tests
    ]
    return pl.DataFrame(rows, schema=schema_of(RivalTests))
