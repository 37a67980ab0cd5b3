"""Categorical items as columns: where each item's categories stand in a one-hot matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

FLOOR = 1e-10  # of every probability, so that no logarithm is infinite
MISSING = -1  # the code of an item that was not answered
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # of a row's hash, odd and of mixed bits
FEW_COLUMNS = 256  # up to here a matrix product sums within items faster than a loop over them


@dataclass(frozen=True)
class Items:
    """Where each item's categories stand among the columns of the one-hot matrix."""

    starts: np.ndarray
    ends: np.ndarray
    item_of: np.ndarray

    @classmethod
    def of(cls, categories: np.ndarray) -> Items:
        """Lay out items with so many categories each."""
        ends = np.cumsum(categories)
        return cls(ends - categories, ends, np.repeat(np.arange(len(categories)), categories))

    @cached_property
    def together(self) -> np.ndarray:
        """1 where two columns are of one item, shape (columns, columns)."""
        return (self.item_of[:, None] == self.item_of).astype(np.float32)

    def one_hot(self, codes: np.ndarray) -> np.ndarray:
        """One column a category; a missing answer is a row of noughts. Tables may be stacked."""
        matrix = np.zeros((*codes.shape[:-1], self.ends[-1]), dtype=np.float64)
        *place, item = np.nonzero(codes >= 0)
        matrix[(*place, self.starts[item] + codes[(*place, item)])] = 1.0
        return matrix

    def totals(self, counts: np.ndarray) -> np.ndarray:
        """Sum within items (last axis: columns), and give every column its item's sum."""
        if counts.shape[-1] <= FEW_COLUMNS:
            return counts @ self.together.astype(counts.dtype, copy=False)
        return np.add.reduceat(counts, self.starts, axis=-1)[..., self.item_of]

    @cached_property
    def order(self) -> np.ndarray:
        """Working order of the columns: items of one size side by side, category by category."""
        category = np.arange(len(self.item_of)) - self.starts[self.item_of]
        return np.lexsort((self.item_of, category, (self.ends - self.starts)[self.item_of]))

    @cached_property
    def blocks(self) -> tuple[tuple[slice, int], ...]:
        """Where the items of one size stand in the working order, and their size."""
        sizes, counts = np.unique(self.ends - self.starts, return_counts=True)
        ends = np.cumsum(sizes * counts)
        return tuple(
            (slice(end - size * count, end), int(size))
            for end, size, count in zip(ends, sizes, counts, strict=True)
        )

    def working(self, matrix: np.ndarray) -> np.ndarray:
        """Return the matrix with columns (last axis) in the working order."""
        return np.take(matrix, self.order, axis=-1)

    def normalised(self, counts: np.ndarray) -> np.ndarray:
        """Turn counts (B x columns in the working order x ...) into probabilities within items.

        An item that nobody of a class has answered is uniform there: it says nothing.
        """
        shares = np.maximum(counts, FLOOR)
        for place, size in self.blocks:
            block = shares[:, place].reshape(len(shares), size, -1)
            block /= block.sum(axis=1, keepdims=True)
        return shares


def patterns_of(codes: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Merge equal rows of codes and sum their weights (B x units); drop rows of zero weight."""
    kept = (weights > 0).any(axis=0)
    if not kept.all():
        codes, weights = codes[kept], weights[:, kept]
    told = np.zeros(len(codes), dtype=np.uint64)
    for item in codes.T:
        told = told * MULTIPLIER + item.astype(np.uint64)
    if 2 * len(np.unique(told)) > len(codes):  # nothing gained: keep the order of rows
        return codes, weights
    distinct, where = np.unique(codes, axis=0, return_inverse=True)
    return distinct, np.stack([np.bincount(where.ravel(), weights=own) for own in weights])


def draw_codes(probabilities: Sequence[np.ndarray], rng: np.random.RandomState) -> np.ndarray:
    """Draw a code for every unit and item.

    Parameters
    ----------
    probabilities
        One an item: units x categories.
    """
    level = rng.random_sample((len(probabilities[0]), len(probabilities)))
    codes = np.empty(level.shape, dtype=np.int64)
    for item, table in enumerate(probabilities):
        codes[:, item] = (level[:, [item]] > np.cumsum(table, axis=1)[:, :-1]).sum(axis=1)
    return codes
