"""Units as EM reads them, a block of rows at a time: as columns, or packed where they are many.

A step needs two products: of the units' columns with logarithms of probabilities, and of posteriors
with the columns. Of many units columns are never made: items that have at most `COMBINATIONS`
combinations of answers together are one byte of a unit, and a step looks up what each adds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from latentclass.items import MISSING, Items

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # imported where it is used: few units do without

BLOCK = 8192  # units; a step is slower where they are fewer, and hardly faster where they are more
COMBINATIONS = 256  # of a byte
#: Sums of logarithms (B x KS x units), weights, and what posteriors (B x units x KS) count.
Block = tuple[np.ndarray, np.ndarray, Callable[[np.ndarray], np.ndarray]]


@dataclass(frozen=True)
class Unpacked:
    """B tables of units in columns: one-hot, or counts. Units without weight stand last."""

    matrix: np.ndarray  # B x units x columns
    weight: np.ndarray  # B x units

    def working(self, items: Items) -> Unpacked:
        """Put columns into the working order."""
        return Unpacked(items.working(self.matrix), self.weight)

    def blocks(self, logs: np.ndarray) -> Iterator[Block]:
        """Go through the units, with the logarithms of each column (B x columns x KS)."""
        for begin in range(0, self.weight.shape[1], BLOCK):
            own = self.matrix[:, begin : begin + BLOCK].mT
            yield logs.mT @ own, self.weight[:, begin : begin + BLOCK], partial(np.matmul, own)


@dataclass(frozen=True)
class Packed:
    """One table of many units: which combination of answers each has to every group of items.

    Places of combinations are counted from the group's `first` (units x groups); weights are
    1 x units; `answers` are those of all combinations (sparse, combinations x columns).
    """

    places: np.ndarray
    weight: np.ndarray
    first: np.ndarray
    answers: csr_array

    @classmethod
    def of(cls, codes: np.ndarray, weight: np.ndarray, items: Items) -> Packed:
        """Pack codes (units x items)."""
        from scipy.sparse import csr_array, vstack

        sizes = items.ends - items.starts + 1  # with the missing answer
        groups: list[list[int]] = [[]]
        for item, size in enumerate(sizes):
            if groups[-1] and np.prod(sizes[groups[-1]]) * size > COMBINATIONS:
                groups.append([])
            groups[-1].append(item)
        counts = [int(np.prod(sizes[group])) for group in groups]
        places = np.empty((len(codes), len(groups)), dtype=np.min_scalar_type(max(counts) - 1))
        answers = []
        for own, group, count in zip(places.T, groups, counts, strict=True):
            told = codes[:, group].T.astype(np.int64) - MISSING
            own[:] = np.ravel_multi_index(tuple(told), sizes[group])
            table = np.full((count, len(sizes)), MISSING)
            table[:, group] += np.transpose(np.unravel_index(np.arange(count), sizes[group]))
            answers.append(csr_array(items.one_hot(table)))
        first = np.cumsum([0, *counts[:-1]], dtype=np.int32)
        return cls(places, weight, first, vstack(answers, format="csr"))

    def drawn(self, count: int, rng: np.random.Generator) -> Unpacked:
        """Draw so many units, or all, and lay them out in columns."""
        units = np.sort(rng.permutation(len(self.places))[:count])
        matrix = (self._rows(self.places[units]) @ self.answers).toarray()
        return Unpacked(matrix[None], self.weight[:, units])

    def working(self, items: Items) -> Packed:
        """As in `Unpacked`."""
        return replace(self, answers=self.answers[:, items.order])

    def blocks(self, logs: np.ndarray) -> Iterator[Block]:
        """As in `Unpacked`."""
        adds = self.answers @ logs[0]
        for begin in range(0, len(self.places), BLOCK):
            rows = self._rows(self.places[begin : begin + BLOCK])
            sums = np.ascontiguousarray((rows @ adds).T)[None]
            yield sums, self.weight[:, begin : begin + BLOCK], partial(self._counts, rows)

    def _counts(self, rows: csr_array, posterior: np.ndarray) -> np.ndarray:
        """Count answers: combinations first, then what they are of."""
        return (self.answers.T @ (rows.T @ posterior[0]))[None]

    def _rows(self, places: np.ndarray) -> csr_array:
        """Lay units out in sparse rows, with a 1 for each combination."""
        from scipy.sparse import csr_array

        units, groups = places.shape
        ends = np.arange(0, places.size + 1, groups, dtype=np.int32)
        there = np.ones(places.size), (places + self.first).ravel(), ends
        return csr_array(there, (units, self.answers.shape[0]))
