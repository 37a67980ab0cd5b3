"""Those who attack numbers computed of answers: shares, comparisons, means, two releases."""

import numpy as np
import polars as pl
from scipy.stats import t


def crossings(base, chosen, weight, share, off):
    """List what four cells of two ways of dividing in two can hold, by their margins and a share.

    Parameters
    ----------
    base, chosen
        The true counts, two by two: only their sums by row and by column are used.
    weight
        Of each cell.
    share, off
        A weighted share, and by how much it may be off.
    """

    def tables(true):
        rows, first = true.sum(axis=1), true.sum(axis=0)[0]
        for corner in range(int(rows[0]) + 1):
            table = np.array([[corner, rows[0] - corner], [first - corner, 0]])
            table[1, 1] = rows[1] - table[1, 0]
            if (table >= 0).all():
                yield table

    return {
        tuple(map(int, given.ravel()))
        for answered in tables(base)
        for given in tables(chosen)
        if (given <= answered).all()
        and abs((weight * given).sum() / (weight * answered).sum() - share) <= off
    }


def two_groups(base, gap, *, most, chosen):
    """List what one of two compared groups can hold: how many answered, how many chose.

    Parameters
    ----------
    base, chosen
        How many of both answered, and how many of them chose.
    gap
        The group's share less the other's, in all its digits.
    most
        How many of the group replied.
    """
    return {
        (own, count)
        for own in range(1, min(most, base - 1) + 1)
        for count in range(max(0, chosen - base + own), min(own, chosen) + 1)
        if abs(count / own - (chosen - count) / (base - own) - gap) < 1e-9
    }


def two_scores(groups, whole, by, confidence=0.95):
    """Recover the scores of two units from means and intervals of everybody and of the others.

    A mean and a base are a sum; half an interval is a variance, and so a sum of squares.
    """
    rows = groups.filter(pl.col("grouping").is_in([whole, by])).to_dicts()
    hidden = [row for row in rows if row["mean"] is None]
    if len(hidden) != 1 or hidden[0]["base"] != 2:
        return None
    sums = np.zeros(2)
    for row in rows:
        if row["mean"] is not None:
            n, size = row["base"], row["listed"]
            half = max(row["high"] - row["mean"], row["mean"] - row["low"])
            spread = half / (t.ppf((1 + confidence) / 2, n - 1) * np.sqrt((1 - n / size) / n))
            own = np.array([n * row["mean"], (n - 1) * spread**2 + n * row["mean"] ** 2])
            sums += own if row["grouping"] == whole else -own
    root = np.sqrt(max(2 * sums[1] - sums[0] ** 2, 0))
    return (sums[0] - root) / 2, (sums[0] + root) / 2


def one_is_missing(table, count, total):
    """Give the one number of a table that its total less the others tells; None where none is."""
    hidden = table[count].null_count()
    return total - table[count].sum() if hidden == 1 else None


def differences(before, now):
    """Recover what units said that one of two releases has: (question, option) -> how many."""
    keys = ["grouping", "group", "question", "option"]
    both = now.join(before.select(*keys, was="count"), on=keys).drop_nulls(["count", "was"])
    return {
        (row["question"], row["option"]): row["count"] - row["was"]
        for row in both.filter(pl.col("grouping") == "all").iter_rows(named=True)
        if row["count"] != row["was"]
    }
