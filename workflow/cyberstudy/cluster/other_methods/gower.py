"""How unlike two units are: Gower's coefficient over the items that both answered."""

from __future__ import annotations

import numpy as np

from cyberstudy.cluster.other_methods.correspondence import indicator


def gower(codes: np.ndarray, *, scores: np.ndarray | None = None) -> np.ndarray:
    """Average how unlike two units are over the items that both of them answered.

    Gower (1971), Biometrics 27, 857-871, as R's `cluster::daisy` has it: on a nominal item two
    units are 0 apart for the same answer and 1 for another; on a scored one, the difference of
    their scores over the range of all scores. Every item weighs the same.

    Parameters
    ----------
    codes
        Units x nominal items: codes from 0; missing is -1.
    scores
        Units x scored items, such as ordinal ones by rank of the answer; missing is nan. An item
        on which everybody has the same score sets nobody apart, but counts as an item.

    Returns
    -------
    np.ndarray
        Units x units, from 0 to 1; nan for two units without an item that both answered (a unit
        with itself is 0 all the same).
    """
    answered = (codes >= 0).astype(np.float64)
    chosen, _, _ = indicator(codes)
    both = answered @ answered.T
    apart = both - chosen @ chosen.T
    for score in np.empty((0, 0)) if scores is None else scores.T:
        known = np.isfinite(score)
        width = np.ptp(score[known]) if known.any() else 0.0
        pair = known[:, None] & known
        difference = np.abs(score[:, None] - score) / (width or 1.0)
        apart += np.where(pair, difference, 0.0)
        both += pair
    with np.errstate(invalid="ignore"):
        found = apart / both
    np.fill_diagonal(found, 0.0)
    return found


def with_unknown_filled(dissimilarity: np.ndarray) -> np.ndarray:
    """Put the mean of all known dissimilarities between units for those that are not known.

    Assume: two units that answered nothing in common are neither alike nor unlike.
    """
    unknown = np.isnan(dissimilarity)
    known = ~unknown & ~np.eye(len(dissimilarity), dtype=bool)
    mean = dissimilarity[known].mean() if known.any() else 0.0
    return np.where(unknown, mean, dissimilarity)
