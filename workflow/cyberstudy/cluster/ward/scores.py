"""Scores by expert, country and part, and the two ways of drawing them again.

Labels shuffled within experts say what the totals would be if nobody were named for anything
in particular; experts drawn again say what the totals would be had others been asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cyberstudy.tables.problems import StudyProblem


@dataclass(frozen=True)
class Scores:
    """What experts say of countries.

    Attributes
    ----------
    iso3
        Countries, sorted.
    nominations
        How often each is named, in any part.
    values
        Summed scores, experts x countries x parts; experts in an order of no meaning.
    """

    iso3: list[str]
    nominations: np.ndarray
    values: np.ndarray

    def named_at_least(self, minimum: int) -> np.ndarray:
        """Say of each country whether it has enough nominations, and a profile at all."""
        # Assume: a country whose nominations were all left unrated has no profile and stays out.
        return (self.nominations >= minimum) & (self.values.sum(axis=(0, 2)) > 0)

    def only(self, kept: np.ndarray) -> Scores:
        """Keep some countries, and all experts."""
        return Scores(
            iso3=[code for code, keep in zip(self.iso3, kept, strict=True) if keep],
            nominations=self.nominations[kept],
            values=self.values[:, kept],
        )


def scores_of(nominations: pl.DataFrame, *, parts: Sequence[str]) -> Scores:
    """Put nominations into an array.

    Parameters
    ----------
    nominations
        unit_id, part, iso3 and score among its columns, one row a nomination, in any order.
    parts
        Names of the parts, in the order wanted.

    Raises
    ------
    StudyProblem
        Where there are no nominations, or a nomination's part is not among `parts`.
    """
    if nominations.is_empty():
        raise StudyProblem("there are no nominations to cluster countries by")
    unknown = sorted(set(nominations["part"].unique()) - set(parts))
    if unknown:
        raise StudyProblem(f"nominations for parts {unknown}; the plan has {list(parts)}")
    # Assume: a nomination without any rating counts as a nomination and adds nothing to a score.
    # Sorted to the last column, for sums of floats depend on the order of their terms.
    table = nominations.select("unit_id", "iso3", "part", pl.col("score").fill_null(0.0)).sort(
        "unit_id", "iso3", "part", "score"
    )
    experts = table["unit_id"].unique().sort()
    named = table.group_by("iso3").len("count").sort("iso3")
    values = np.zeros((experts.len(), named.height, len(parts)))
    where = tuple(
        table[column].replace_strict(known, range(len(known)), return_dtype=pl.Int64).to_numpy()
        for column, known in (
            ("unit_id", experts),
            ("iso3", named["iso3"]),
            ("part", parts),
        )
    )
    np.add.at(values, where, table["score"].to_numpy())
    # Experts are ordered by what they say, so that what they are called decides no draw.
    content = values.reshape(experts.len(), -1)
    return Scores(
        iso3=named["iso3"].to_list(),
        nominations=named["count"].to_numpy(),
        values=values[np.lexsort(content.T)],
    )


def shuffled_totals(values: np.ndarray, *, replicates: int, rng: np.random.Generator) -> np.ndarray:
    """Total the scores with the labels of the parts shuffled within each expert.

    Each expert's whole lists change places, so who names whom, how often and with what ratings
    stays as it is, and so does all dependence within an expert.

    Parameters
    ----------
    values
        Experts x countries x parts.

    Returns
    -------
    np.ndarray
        Replicates x countries x parts; a country's total over the parts never changes.
    """
    experts, _, parts = values.shape
    labels = np.tile(np.arange(parts), (replicates, experts, 1))
    placed = np.eye(parts)[rng.permuted(labels, axis=2)]
    return np.einsum("ecq,beqp->bcp", values, placed, optimize=True)


def resampled_totals(values: np.ndarray, *, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """Total the scores in bootstrap resamples of experts, all in one matrix product.

    Parameters
    ----------
    values
        Experts x countries x parts.

    Returns
    -------
    np.ndarray
        Resamples x countries x parts; 0 all along for a country whom nobody drawn has named.
    """
    experts = len(values)
    drawn = rng.multinomial(experts, np.full(experts, 1 / experts), size=resamples)
    return (drawn @ values.reshape(experts, -1)).reshape(resamples, *values.shape[1:])
