"""Whether two orders go together, also once a third has been taken out of both."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from cyberstudy.statistics.adjusted_difference import columns_of, orthonormal
from cyberstudy.statistics.differences import sampled_mid_p
from cyberstudy.statistics.neighbours import block_flips, fisher_z, wider_among_neighbours
from cyberstudy.statistics.ranks import ranked, settled

_FLAT = 1e-9  # variance of ranks, relative to that of n different ones, that counts as none


def spearman(x: np.ndarray, y: np.ndarray, controls: np.ndarray | None = None) -> np.ndarray:
    """Correlate ranks, adjusted for other variables if there are any.

    The adjusted one is the correlation of what linear regressions of both on the ranks of the
    others leave over (Conover 1999, Practical Nonparametric Statistics, 5.4; `pcor` of ppcor, R).
    Since ranks alone count, a variable and its logarithm adjust alike.

    Assume: straight lines through ranks take out most of what others explain, not all. Where two
    others explain two thirds of both and nothing else is there, 0.06 to 0.09 are left over, and 9
    to 15 in 100 tests at 0.05 reject (30 to 191 units); in a world like that of countries here,
    three others near each other, half the units tied, 0.02 to 0.04 and 5 to 6 (1500 samples each).
    So an adjusted correlation of less than 0.1 says nothing.

    Parameters
    ----------
    x, y
        Values; units along the last axis. Axes before it are resamples, and broadcast.
    controls
        Variables to adjust for, along an axis before that of units.

    Returns
    -------
    np.ndarray
        One a resample; nan where nothing varies. Equal values share their mean rank.
    """
    one, other, _ = _beside(x, y, controls)
    return _cosine(one, other)


def spearman_p(
    x: np.ndarray,
    y: np.ndarray,
    controls: np.ndarray | None = None,
    *,
    permutations: int,
    rng: np.random.Generator,
    blocks: np.ndarray | None = None,
) -> float:
    """Test by dealing out one order anew whether two go together, to either side.

    With variables to adjust for, what they leave over of `x` is dealt out and adjusted once more
    (Freedman and Lane 1983, Journal of Business and Economic Statistics 1, 292-298).

    Parameters
    ----------
    x, y, controls
        As for `spearman`, without resamples.
    blocks
        Block of each unit, where neighbours are alike: then what is left over changes its sign
        block by block, too (`block_flips`), and the larger p-value counts.

    Returns
    -------
    float
        The mid-p-value; nan where nothing varies.
    """
    one, other, basis = _beside(x, y, controls)
    observed = float(_cosine(one, other))
    if np.isnan(observed):
        return observed
    # Of what is dealt out, products alone are needed: with `other`, from which what is adjusted for
    # is taken out already, and with that. They are squares of what is taken out of it.
    columns = np.column_stack([other, *([] if basis is None else basis.T)])
    dealt = np.tile(one, (permutations, 1))
    drawn = [rng.permuted(dealt, axis=1, out=dealt) @ columns]
    if blocks is not None:
        mean = np.full(one.size, one.size**-0.5)
        columns = np.column_stack([columns - columns.mean(axis=0), mean])
        drawn.append(block_flips(blocks, one[:, None] * columns, resamples=permutations, rng=rng))
    return max(
        sampled_mid_p(np.abs(_cosine_of(products, one, other)), abs(observed), permutations)
        for products in drawn
    )


def spearman_interval(
    rho: float, units: int, *, confidence: float, adjusted_for: int = 0
) -> tuple[float, float]:
    """Interval of a correlation of ranks, on Fisher's z scale with Bonett and Wright's variance.

    Bonett and Wright (2000), Psychometrika 65, 23-28; each variable adjusted for costs a unit.
    Assume: no bootstrap over units, which is dearer and no nearer. Where half the units share one
    value, 97 or 193 units, adjusted or not, and correlations of 0 to 0.7, 93 to 97 in 100 of these
    intervals hold the correlation of the process that the units came from; of percentiles over
    units drawn again 92 to 97 (400 samples each).

    Returns
    -------
    low, high
        nan where there is no correlation or are too few units.
    """
    degrees = units - 3 - adjusted_for
    if degrees < 1 or np.isnan(rho):
        return np.nan, np.nan
    z = fisher_z(rho)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt((1 + rho**2 / 2) / degrees)
    return float(np.tanh(z - half)), float(np.tanh(z + half))


def interval_among_neighbours(
    x: np.ndarray,
    y: np.ndarray,
    controls: np.ndarray | None,
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[float, float, bool]:
    """Interval of `spearman`: of units, or where that is wider of blocks of neighbours.

    Parameters
    ----------
    x, y, controls
        As for `spearman`, without resamples.
    blocks
        Block of each unit.

    Returns
    -------
    low, high, by_blocks
        The wider of `spearman_interval` and that of blocks (`wider_among_neighbours`).
    """

    def rho(kept: np.ndarray) -> np.ndarray:
        return spearman(x[kept], y[kept], None if controls is None else controls[:, kept])

    of_units = spearman_interval(
        float(spearman(x, y, controls)),
        x.size,
        confidence=confidence,
        adjusted_for=0 if controls is None else len(controls),
    )
    low, high, by_blocks = wider_among_neighbours(of_units, rho, blocks, confidence=confidence)
    return float(low), float(high), bool(by_blocks)


def correlation_beside(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    controls: Iterable[npt.ArrayLike],
    blocks: npt.ArrayLike | None,
    *,
    confidence: float,
) -> tuple[float, float, float]:
    """Correlate ranks beside numbers and categories, with an interval.

    Parameters
    ----------
    x, y
        A number a unit.
    controls
        What is adjusted for: numbers, or texts for a category, a unit each.
    blocks
        Block of each unit, as in `interval_among_neighbours`; None takes units for independent.

    Returns
    -------
    rho, low, high
        nan where nothing varies.
    """
    one, other = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    columns = [column for control in controls for column in columns_of(control)]
    beside = np.array(columns) if columns else None
    rho = float(spearman(one, other, beside))
    if blocks is None:
        low, high = spearman_interval(
            rho, one.size, confidence=confidence, adjusted_for=len(columns)
        )
    else:
        of = np.asarray(blocks)
        low, high, _ = interval_among_neighbours(one, other, beside, of, confidence=confidence)
    return rho, low, high


def left_over(y: np.ndarray, x: np.ndarray, controls: np.ndarray | None = None) -> np.ndarray:
    """Return what of the ranks of `y` those of `x`, and of `controls`, do not explain."""
    others = _ranks(np.vstack([x[None], *([] if controls is None else [controls])]))
    return _left_over(_ranks(y), _basis(others))


def split_half(scores: np.ndarray, *, splits: int, rng: np.random.Generator) -> float:
    """Reliability of an order that raters give together: how far as many others would repeat it.

    The mean correlation of ranks between halves of the raters, drawn at random, stepped up to all
    of them (Spearman 1910, Brown 1910).

    Parameters
    ----------
    scores
        Raters x units, which are added up over raters.
    splits
        How often raters are halved.
    """
    raters = len(scores)
    drawn = np.tile(np.arange(raters) < raters // 2, (splits, 1))
    rng.permuted(drawn, axis=1, out=drawn)
    halves = [sides.astype(float) @ scores for sides in (drawn, ~drawn)]
    rho = spearman(*halves)
    mean = float(rho[~np.isnan(rho)].mean()) if not np.isnan(rho).all() else np.nan
    return 2 * mean / (1 + mean)


def _ranks(values: np.ndarray) -> np.ndarray:
    """Mean ranks, less their mean."""
    return ranked(settled(values)) - (np.shape(values)[-1] + 1) / 2


def _beside(
    x: np.ndarray, y: np.ndarray, controls: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Ranks of both, less what those of the others explain; and the basis of these."""
    values = [x, y, *([] if controls is None else controls)]
    # Those of one shape are ranked at once: the call costs, not the rows.
    alike = len({variable.shape for variable in values}) == 1
    one, other, *others = _ranks(np.stack(values)) if alike else map(_ranks, values)
    if controls is None:
        return one, other, None
    basis = _basis(np.array(others))
    return _left_over(one, basis), _left_over(other, basis), basis


def _basis(ranks: np.ndarray) -> np.ndarray:
    """Orthonormal columns that span the ranks of the variables to adjust for."""
    return orthonormal(np.swapaxes(ranks, -1, -2))


def _left_over(ranks: np.ndarray, basis: np.ndarray | None) -> np.ndarray:
    if basis is None:
        return ranks
    along = np.einsum("...nk,...n->...k", basis, ranks)
    return ranks - np.einsum("...nk,...k->...n", basis, along)


def _cosine(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    squares = (one**2).sum(axis=-1), (other**2).sum(axis=-1)
    return _over_lengths((one * other).sum(axis=-1), *squares, one.shape[-1])


def _cosine_of(products: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Cosines of vectors as long as `one` with `other`, after columns are taken out of them.

    Products are those with `other` and, from the second on, with these columns.
    """
    left = one @ one - (products[:, 1:] ** 2).sum(axis=1)
    return _over_lengths(products[:, 0], left, other @ other, one.size)


def _over_lengths(product: np.ndarray, one: np.ndarray, other: np.ndarray, n: int) -> np.ndarray:
    """Divide a product by both lengths, given as squares; nan where a length is about nothing."""
    least = _FLAT * n * (n * n - 1) / 12
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = product / np.sqrt(one * other)
    return np.where((one > least) & (other > least), np.clip(quotient, -1, 1), np.nan)
