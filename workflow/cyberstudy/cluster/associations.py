"""What classes are associated with: how a unit answered, and what is known of it from elsewhere.

Classes are not known but estimated, so a table of the likeliest classes understates what they are
associated with. The three-step method of Bolck, Croon and Hagenaars (2004, Political Analysis 12,
3-27; Vermunt 2010, Political Analysis 18, 450-469) carries the error of classification: units get
weights that undo it on average. Some are negative; in small classes so may be a share.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl
from scipy.special import stdtrit

from cyberstudy.statistics.differences import adjusted, sampled_mid_p
from cyberstudy.statistics.intervals import share_interval
from cyberstudy.tables.estimates import ALIKE, DIFFERS, NO_TEST
from latentclass.outcomes import bch_weights, weighted_means
from surveyanswers.tables.problems import SurveyError

#: A direction in which posteriors (or answers) vary less than this, against the largest, is none.
NEGLIGIBLE = 1e-3
FEWEST = 3  # units with a value, for a test
TESTS = {
    "variable": pl.String,
    "compared": pl.String,
    "base": pl.Int64,
    "explained": pl.Float64,
    "p": pl.Float64,
    "reason": pl.String,
}
PROFILES = {
    "variable": pl.String,
    "level": pl.String,
    "class": pl.Int64,
    **dict.fromkeys(("estimate", "standard_error", "low", "high", "naive", "base"), pl.Float64),
}


@dataclass(frozen=True)
class ClassAssociations:
    """What classes are associated with.

    Attributes
    ----------
    tests
        One row a variable: variable, compared (``shares`` or ``means``), base, explained, p,
        p_adjusted, decision, reason.
    profiles
        One row a variable, level and class: variable, level ("" for a mean), class (from 0),
        estimate, standard_error, low, high, naive (by each unit's likeliest class), base
        (effective number of units).
    """

    tests: pl.DataFrame
    profiles: pl.DataFrame


def answered_items(codes: np.ndarray) -> np.ndarray:
    """Count the items that each unit answered; missing is -1."""
    return (codes >= 0).sum(axis=1)


def associations(
    posterior: np.ndarray,
    external: pl.DataFrame,
    *,
    items: Collection[str],
    kind: str,
    alpha: float,
    confidence: float,
    permutations: int,
    seed: int,
) -> ClassAssociations:
    """Return what classes are associated with, among variables that did not make them.

    Every variable is a test of one family. Whether it is associated with the classes at all is
    tested by dealing its values out anew among the units that have one; posteriors stay as they
    are, so error of classification is the same in every dealing and the test needs no correction
    for it.

    Parameters
    ----------
    posterior
        Units x classes, such as `LatentClass.predict_proba` gives.
    external
        Units in the same order; one column a variable. Text, lists of levels and yes or no are
        compared by shares; numbers and dates (as days since the first) by means. Null for not
        known: such a unit is left out. What was worked out from the items, such as an index of
        them, has no place here either, though it cannot be told by its name.
    items
        Names of the items that made the classes.
    kind
        Of the family: ``confirmatory`` or ``screen``, as in `differences.adjusted`.
    alpha
        Level at which an adjusted p-value counts.
    confidence
        Of intervals.
    permutations
        How often values are dealt out anew.
    seed
        Every variable has random numbers of its own, whatever others there are.

    Raises
    ------
    SurveyError
        Where a variable is among the items, for classes were made to differ in those, or no unit
        has a value.
    ValueError
        Where posteriors and variables are not of the same units.
    """
    if shared := sorted(set(items) & set(external.columns)):
        raise SurveyError(
            f"{', '.join(shared)} made the classes, so the classes differ in it by construction: "
            "compare them by what is known from elsewhere"
        )
    if len(posterior) != external.height:
        raise ValueError(f"posteriors of {len(posterior)} units, variables of {external.height}")
    weights = bch_weights(posterior)
    tests, profiles = [], []
    for column in external.fill_nan(None):
        has = column.is_not_null().to_numpy()
        if not has.any():
            raise SurveyError(f"no unit has a value for {column.name}: leave it out")
        values, levels = _values(column)
        rng = np.random.default_rng([seed, crc32(column.name.encode())])
        tests.append(
            {
                "variable": column.name,
                "compared": "shares" if levels else "means",
                "base": int(has.sum()),
                **_tested(posterior[has], values[has], permutations=permutations, rng=rng),
            }
        )
        profiles += _profile(
            column.name, posterior[has], weights[has], values[has], levels, confidence
        )
    table = pl.DataFrame(tests, schema=TESTS)
    p = adjusted(table["p"].fill_null(np.nan).to_numpy(), kind)
    decision = [NO_TEST if np.isnan(v) else DIFFERS if v <= alpha else ALIKE for v in p]
    return ClassAssociations(
        tests=table.with_columns(
            p_adjusted=pl.Series(p).fill_nan(None), decision=pl.Series(decision)
        ),
        profiles=pl.DataFrame(profiles, schema=PROFILES),
    )


def _tested(
    posterior: np.ndarray, values: np.ndarray, *, permutations: int, rng: np.random.Generator
) -> dict[str, object]:
    """Test by permutation, and say how much is explained beyond chance (adjusted R-squared)."""
    nothing = {"explained": None, "p": None}
    units = len(values)
    if units < FEWEST:
        return nothing | {"reason": f"fewer than {FEWEST} units have a value"}
    classes, spread = _axes(posterior), _axes(values)
    if not spread.shape[1]:
        return nothing | {"reason": "all values are alike"}
    if not classes.shape[1]:
        return nothing | {"reason": "there is one class"}
    drawn = [_statistic(classes, spread[rng.permutation(units)]) for _ in range(permutations)]
    # Pillai's trace; with one column it is R-squared. Less what it is on average by chance.
    trace = float(((classes.T @ spread) ** 2).sum())
    chance = classes.shape[1] * spread.shape[1] / (units - 1)
    most = min(classes.shape[1], spread.shape[1])
    return {
        "explained": max((trace - chance) / (most - chance), 0.0) if most > chance else 0.0,
        "p": sampled_mid_p(np.array(drawn), _statistic(classes, spread), permutations),
        "reason": "",
    }


def _statistic(classes: np.ndarray, spread: np.ndarray) -> float:
    """Association of values with classes; no linear change of the posteriors, as BCH's, matters.

    A number, or a choice of two, has its covariances with the classes judged by their own
    variances (DiCiccio and Romano 2017, Journal of the American Statistical Association 112,
    1211-1220), for posteriors of units with few answers vary less. More levels have too many
    covariances for that, and get Pillai's trace, which then errs on the side of no difference.
    """
    if spread.shape[1] > 1:
        return float(((classes.T @ spread) ** 2).sum())
    products = classes * spread
    total = products.sum(axis=0)
    return float(total @ np.linalg.lstsq(products.T @ products, total)[0])


def _axes(columns: np.ndarray) -> np.ndarray:
    """Orthonormal axes of what the columns, less their means, span."""
    left, singular, _ = np.linalg.svd(columns - columns.mean(axis=0), full_matrices=False)
    floor = max(NEGLIGIBLE * singular.max(initial=0), 1e-12 * np.abs(columns).max(initial=0))
    return left[:, singular > floor]


def _values(column: pl.Series) -> tuple[np.ndarray, list[str]]:
    """Units x columns to take means of, and the levels they stand for; none for a number."""
    if column.dtype.is_temporal():
        column = (column - column.min()).dt.total_seconds() / 86_400
    if column.dtype.is_numeric():
        return column.to_numpy()[:, None].astype(float), []
    levels = column.drop_nulls().unique().sort().cast(pl.String).to_list()
    text = column.cast(pl.String).to_numpy()
    return (text[:, None] == np.array(levels, dtype=object)).astype(float), levels


def _profile(
    name: str,
    posterior: np.ndarray,
    weights: np.ndarray,
    values: np.ndarray,
    levels: list[str],
    confidence: float,
) -> list[dict[str, object]]:
    """Shares or means within each class, with their intervals."""
    likeliest = np.eye(posterior.shape[1])[posterior.argmax(axis=1)]
    naive, _, _ = weighted_means(likeliest, values)
    mean, error, base = weighted_means(weights, values)
    if levels:
        mean = _admissible(mean)
        worth = _worth(mean, error, base)
        low, high = share_interval(mean * worth, worth, confidence=confidence)
    else:
        freedom = np.maximum(base - 1, 1)[:, None]
        half = stdtrit(freedom, (1 + confidence) / 2) * error
        low, high = mean - half, mean + half
    return [
        {
            "variable": name,
            "level": level,
            "class": number,
            "estimate": _number(mean[number, column]),
            "standard_error": _number(error[number, column]),
            "low": _number(low[number, column]),
            "high": _number(high[number, column]),
            "naive": _number(naive[number, column]),
            "base": _number(base[number]),
        }
        for number in range(posterior.shape[1])
        for column, level in enumerate(levels or [""])
    ]


def _admissible(shares: np.ndarray) -> np.ndarray:
    """Cut shares that a correction took out of 0 to 1, and let each class's sum to 1 again."""
    cut = np.maximum(shares, 0)
    return cut / cut.sum(axis=1, keepdims=True)


def _worth(share: np.ndarray, error: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Units that a share is worth: as many as would have the same error in a random sample.

    After Korn and Graubard (1998), Survey Methodology 24, 193-201; at 0 and 1, where the error
    says nothing, those of the class.
    """
    inside = (share > 0) & (share < 1) & (error > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside, share * (1 - share) / error**2, base[:, None])


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
