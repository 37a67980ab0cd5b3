"""How far weighted shares change the odds of what one respondent answered.

Whoever knows the list and who replied knows the weight of every respondent. Of all ways in which
respondents of the same published groups may have exchanged answers, which no published count tells
apart, only some give the weighted shares that are published. Walks over these ways estimate how
likely each answer of a small cell is then; a count of the group says how likely it was before.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

from disclosure.published import CELL, OfQuestion

#: Walks, moves of each unit before the first draw and between two, and draws of each walk.
WALKS, BEFORE, BETWEEN, DRAWS = 400, 20, 5, 10
#: Assume: odds of an answer may change by less than this, as for what a pattern of withheld groups
#: tells.
LIMIT = 3.0
#: By how much a share may miss its bounds, for rounding errors of sums.
NEAR = 1e-9


def odds_of_answers(one: OfQuestion, name: str, minimum: int) -> tuple[float, int]:
    """Return how far the weighted shares of a question change the odds of an answer.

    Parameters
    ----------
    one
        The question; every group of it is published.
    name
        Which it is, for the seed.
    minimum
        Looked at are respondents of whose published groups and stratum there are fewer.

    Returns
    -------
    float, int
        The largest factor, up or down, for any option that some but not all of the groups' members
        chose; 1 where no share is shown, shares follow from published counts, or no stratum is so
        small. And the draws that it is estimated from.
    """
    published = {
        u: frozenset(g for g in groups if g[0] != CELL) for u, groups in one.groups.items()
    }
    order = [*dict.fromkeys(published.values())]
    units = [
        unit
        for unit in sorted(one.groups, key=lambda unit: order.index(published[unit]))
        for _ in range(one.alike[unit])
    ]
    weight = np.array([[of.get(unit, 0.0) for of, *_ in one.bands] for unit in units])
    group = np.array([order.index(published[unit]) for unit in units])
    cells = [np.array([one.groups[u] == kind for u in units]) for kind in {*one.groups.values()}]
    small = [cell for cell in cells if cell.sum() < minimum]
    equal = all((np.ptp(weight[group == g], axis=0) == 0).all() for g in range(len(order)))
    if equal or not small:
        return 1.0, 0
    replies = [one.answers.get(unit, ("", ())) for unit in units]
    answered = np.array([status == "valid" for status, _ in replies])
    chose = np.array([[option in chosen for option in one.options] for _, chosen in replies])
    exchanged = _exchanged(one, weight, group, answered, chose, crc32(name.encode()))
    largest = 1.0
    for cell in small:
        before = chose[group == group[cell.argmax()]].mean(axis=0)
        open_ = (before > 0) & (before < 1)
        if open_.any():
            # Half a draw is added, so that what no draw has is not called impossible.
            after = (exchanged[cell].sum(axis=0) + 0.5) / (WALKS * DRAWS * cell.sum() + 1)
            change = (after / (1 - after))[open_] / (before / (1 - before))[open_]
            largest = max(largest, float(change.max()), float(1 / change.min()))
    return largest, WALKS * DRAWS


def _exchanged(
    one: OfQuestion,
    weight: np.ndarray,
    group: np.ndarray,
    answered: np.ndarray,
    chose: np.ndarray,
    seed: int,
) -> np.ndarray:
    """Count in how many draws each unit, in order of its group, has each option's answer."""
    of_band = chose[:, [one.options.index(option) for _, option, *_ in one.bands]]
    chosen, valid = (of_band & answered[:, None]).astype(float), answered[:, None].astype(float)
    low, high = np.array([band[2:] for band in one.bands]).T
    first, size = np.searchsorted(group, group), np.bincount(group)[group]
    rng, walks = np.random.default_rng(seed), np.arange(WALKS)
    reply = np.tile(np.arange(len(group)), (WALKS, 1))
    share = np.tile((weight * chosen).sum(axis=0), (WALKS, 1))
    whole = np.tile((weight * valid).sum(axis=0), (WALKS, 1))
    drawn = np.zeros(chose.shape)
    for move in range(1, (BEFORE + BETWEEN * DRAWS) * len(group) + 1):
        # Two pairs of units exchange answers at once: what one moves the other may make up for.
        share_then, whole_then, pairs = share, whole, []
        for _ in range(2):
            unit = rng.integers(len(group), size=WALKS)
            other = first[unit] + rng.integers(size[unit])
            mine, yours = reply[walks, unit], reply[walks, other]
            heavier = weight[unit] - weight[other]
            share_then = share_then + heavier * (chosen[yours] - chosen[mine])
            whole_then = whole_then + heavier * (valid[yours] - valid[mine])
            reply[walks, unit], reply[walks, other] = yours, mine
            pairs.append((unit, other, mine, yours))
        inside = (low * whole_then - NEAR <= share_then) & (share_then <= high * whole_then + NEAR)
        fits = inside.all(axis=1)
        back = walks[~fits]
        for unit, other, mine, yours in reversed(pairs):
            reply[back, unit[back]], reply[back, other[back]] = mine[back], yours[back]
        share[fits], whole[fits] = share_then[fits], whole_then[fits]
        done = move - BEFORE * len(group)
        if done > 0 and done % (BETWEEN * len(group)) == 0:
            drawn += chose[reply].sum(axis=0)
    return drawn
