"""How far a score and another source agree on yes and no: at every cut, and as a rank."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cyberstudy.statistics.neighbours import wider_among_neighbours

#: Units that either source's yes and no need at least: of fewer there is no interval.
FEWEST = 5


def cells_at(
    score: np.ndarray, yes: np.ndarray, cuts: np.ndarray, times: np.ndarray | None = None
) -> np.ndarray:
    """Count units by whether their score reaches each cut, and by what another source says.

    Parameters
    ----------
    score
        One a unit.
    yes
        Whether the other source says yes of it.
    cuts
        A score that is the cut or more is a yes.
    times
        How often each unit was drawn: draws x units; without it each is there once.

    Returns
    -------
    np.ndarray
        Cuts x 4, or draws x cuts x 4: both say yes, only the score, only the other, neither.
    """
    above = score[:, None] >= cuts
    kinds = np.stack([above & yes[:, None], above & ~yes[:, None]], axis=-1)
    kinds = np.concatenate(
        [kinds, np.stack([~above & yes[:, None], ~above & ~yes[:, None]], -1)], -1
    )
    drawn = np.ones((1, score.size)) if times is None else times
    cells = np.tensordot(drawn, kinds.astype(float), axes=1)
    return cells[0] if times is None else cells


def kappa(cells: np.ndarray) -> np.ndarray:
    """Cohen's kappa of counts as `cells_at` gives them; not a number where one never varies.

    Cohen (1960), Educational and Psychological Measurement 20, 37-46.
    """
    both, first, second, neither = np.moveaxis(cells, -1, 0)
    total = both + first + second + neither
    agreed = (both + neither) / total
    chance = (both + first) * (both + second) + (second + neither) * (first + neither)
    chance = chance / total**2
    varies = least_margin(cells) > 0
    rest = np.where(varies, 1 - chance, 1.0)
    return np.where(varies, (agreed - chance) / rest, np.nan)


def least_margin(cells: np.ndarray) -> np.ndarray:
    """Return how many units the rarest of four statements has: either source's yes and no."""
    both, first, second, neither = np.moveaxis(cells, -1, 0)
    margins = [both + first, both + second, second + neither, first + neither]
    return np.minimum.reduce(margins)


def area_under_curve(
    score: np.ndarray, yes: np.ndarray, times: np.ndarray | None = None
) -> np.ndarray:
    """Area under the receiver operating characteristic curve: agreement that rests on no cut.

    The chance that of two units, one with and one without a yes, that with it has the higher score;
    ties count half (Hanley and McNeil 1982, Radiology 143, 29-36). Not a number where all say the
    same.

    Parameters
    ----------
    score, yes, times
        As in `cells_at`.

    Returns
    -------
    np.ndarray
        One number, or one a draw.
    """
    order = np.argsort(score, kind="stable")
    levels = np.flatnonzero(np.diff(score[order], prepend=-np.inf))
    drawn = (np.ones((1, score.size)) if times is None else times)[:, order]
    with_yes, without = (
        np.add.reduceat(drawn * answers, levels, axis=1) for answers in (yes[order], ~yes[order])
    )
    below = np.cumsum(without, axis=1) - without / 2
    pairs = with_yes.sum(axis=1) * without.sum(axis=1)
    area = np.where(pairs > 0, (with_yes * below).sum(axis=1) / np.maximum(pairs, 1), np.nan)
    return area[0] if times is None else area


def percentiles(drawn: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of a percentile interval over draws, the first axis.

    Draws without a number are left out. Efron (1979), Annals of Statistics 7, 1-26; what it covers
    where each statement has `FEWEST` units is held by tests/statistics/test_cut_agreement.py.
    """
    low, high = np.nanquantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    return low, high


def agreement_interval(
    agreement: Callable[[np.ndarray], np.ndarray],
    drawn: np.ndarray,
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Interval of agreement: percentiles over units drawn again or, where that is wider, of blocks.

    Parameters
    ----------
    agreement
        Numbers between -1 and 1, by how often each unit is there (draws x units): draws first.
    drawn
        How often each unit was drawn, draws x units.
    blocks
        Block of each unit: neighbours, which are alike.

    Returns
    -------
    low, high, by_blocks
        As of `wider_among_neighbours`.
    """
    return wider_among_neighbours(
        percentiles(agreement(drawn), confidence),
        lambda kept: agreement(kept[None].astype(float))[0],
        blocks,
        confidence=confidence,
    )


def area_interval(
    score: np.ndarray,
    yes: np.ndarray,
    drawn: np.ndarray,
    blocks: np.ndarray,
    *,
    confidence: float,
) -> tuple[float, float, bool]:
    """Interval of `area_under_curve`, made of twice the area less one, which is Somers' D.

    Parameters and what is returned are those of `agreement_interval`.
    """

    def somers_d(times: np.ndarray) -> np.ndarray:
        return 2 * area_under_curve(score, yes, times) - 1

    low, high, by_blocks = agreement_interval(somers_d, drawn, blocks, confidence=confidence)
    return float(1 + low) / 2, float(1 + high) / 2, bool(by_blocks)
