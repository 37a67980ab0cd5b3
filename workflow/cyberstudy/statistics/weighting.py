"""Weights of those who replied that adjust for nonresponse; and how even replies are.

Whoever is listed is in a cell, such as a region's States of one level of development; all that is
known of nonrespondents is their cell. So weights and propensities are of cells. A share weighted by
`poststratified` is that of a stratified sample with a domain (who was asked and answered), as
`svymean` of R's package survey gives it; by `raked`, that of `rake`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from surveyanswers.tables.problems import SurveyError

STEPS, NEAR = 1000, 1e-12


def collapsed(cells: Sequence[tuple[int, ...]], replied: np.ndarray, minimum: int) -> np.ndarray:
    """Return strata that combine cells with few replies with their neighbours.

    Assume: the stratum with the fewest replies goes first; it joins the stratum that is nearest by
    the first column (so one of the same region before all others), then by the second, then the
    one with fewer replies, then the first in order.

    Parameters
    ----------
    cells
        Of each cell, the places of its values in the order of each column.
    replied
        How many replied of it.
    minimum
        Replies that a stratum must have.

    Returns
    -------
    numpy.ndarray
        Of each cell, the first cell of its stratum.
    """
    strata = {place: [place] for place in range(len(cells))}

    def replies(stratum: int) -> int:
        return int(sum(replied[place] for place in strata[stratum]))

    def apart(one: int, other: int) -> tuple[int, ...]:
        pairs = [(cells[a], cells[b]) for a in strata[one] for b in strata[other]]
        return min(tuple(abs(x - y) for x, y in zip(a, b, strict=True)) for a, b in pairs)

    while len(strata) > 1:
        few = min(strata, key=lambda place: (replies(place), place))
        if replies(few) >= minimum:
            break
        others = [place for place in strata if place != few]
        into = min(others, key=lambda place: (apart(few, place), replies(place), place))
        strata[min(few, into)] = sorted(strata.pop(few) + strata.pop(into))
    of = {cell: stratum for stratum, members in strata.items() for cell in members}
    return np.array([of[place] for place in range(len(cells))], dtype=int)


def poststratified(listed: np.ndarray, replied: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Weigh each cell by how many are listed for each that replied of its stratum."""
    size = len(listed)
    counts = np.bincount(stratum, replied, size)[stratum]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts > 0, np.bincount(stratum, listed, size)[stratum] / counts, 0.0)


def raked(listed: np.ndarray, replied: np.ndarray, margins: Sequence[np.ndarray]) -> np.ndarray:
    """Weigh cells so that those that replied have the margins of the list (Deming, Stephan 1940).

    Parameters
    ----------
    listed, replied
        Of each cell.
    margins
        Of each column, the category of each cell; every category has a reply.

    Raises
    ------
    SurveyError
        No weights have all margins.
    """
    weight = np.ones(len(listed))
    for _ in range(STEPS):
        before = weight
        with np.errstate(over="ignore", invalid="ignore"):
            for margin in margins:
                weight = weight * poststratified(listed, weight * replied, margin)
            change = np.abs(weight / before - 1)[replied > 0].max()
        if change < NEAR:
            return np.where(replied > 0, weight, 0.0)
    raise SurveyError(
        "plan.yaml, nonresponse: no weights give those that replied the margins of the list by all "
        "strata at once; raise minimum_replied, so that more of them are put together"
    )


def propensities(listed: np.ndarray, replied: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Estimate how likely a unit of each cell was to reply, by logistic regression.

    Parameters
    ----------
    listed, replied
        Of each cell.
    terms
        A row a cell, a column a term of the regression; the first is 1.
    """
    beta = np.zeros(terms.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(terms @ beta, -30, 30)))
        spread = listed * chance * (1 - chance)
        # Least squares, since terms may say the same; where all of a kind replied, that has no end.
        root = np.sqrt(spread)
        with np.errstate(divide="ignore", invalid="ignore"):
            rest = np.where(root > 0, (replied - listed * chance) / root, 0.0)
        step = np.linalg.lstsq(terms * root[:, None], rest, rcond=1e-9)[0]
        beta += step
        if np.abs(step).max() < NEAR:
            break
    return 1 / (1 + np.exp(-np.clip(terms @ beta, -30, 30)))


def trimmed(weight: np.ndarray, replied: np.ndarray, limit: float) -> np.ndarray:
    """Return weights of at most `limit` times the mean; what is cut goes to all others alike."""
    most = limit * (weight * replied).sum() / replied.sum()
    cut = weight
    while (cut > most * (1 + NEAR)).any():
        high = cut >= most * (1 - NEAR)
        over = (replied * np.maximum(cut - most, 0)).sum()
        rest = (replied * cut)[~high].sum()
        cut = np.where(high, most, cut * (1 + over / rest))
    return cut


def design_effect(weight: np.ndarray, replied: np.ndarray) -> float:
    """How much more a share varies since weights are unequal (Kish 1992, J. Off. Stat. 8, 183)."""
    return float(replied.sum() * (replied * weight**2).sum() / (replied * weight).sum() ** 2)


def r_indicators(chance: np.ndarray, listed: np.ndarray, terms: np.ndarray) -> tuple[float, float]:
    """Return how alike propensities of reply are: 1 is all alike, 0 as unlike as can be.

    Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113: 1 - 2 S.

    Parameters
    ----------
    chance
        From `propensities`; with `listed` and `terms` as there.

    Returns
    -------
    r, adjusted
        Adjusted for the spread that estimated propensities have by chance alone (Shlomo, Skinner
        and Schouten 2012, Journal of Statistical Planning and Inference 142, 201-211), where
        everybody listed is looked at.
    """
    size = listed.sum()
    mean = (listed * chance).sum() / size
    variance = (listed * (chance - mean) ** 2).sum() / (size - 1)
    slope = (chance * (1 - chance))[:, None] * terms
    information = np.linalg.pinv((listed[:, None] * slope).T @ terms)
    by_chance = (listed * np.einsum("ci,ij,cj->c", slope, information, slope)).sum() / size
    return 1 - 2 * float(np.sqrt(variance)), 1 - 2 * float(np.sqrt(max(variance - by_chance, 0)))
