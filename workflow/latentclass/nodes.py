"""What units may be: nodes of traits, of classes, or of both, and how much weight each has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from latentclass.items import FLOOR

FARTHEST = 4.5  # nodes of a normal trait reach so many standard deviations to both sides
OUTERMOST = 2.5  # and those of a trait whose distribution is free


@dataclass(frozen=True)
class Nodes:
    """Where units may stand.

    Attributes
    ----------
    design
        What logits are linear in (rows x nodes): first a row of places for each trait, then a row
        for each intercept that answers have, 1 at the nodes where it is theirs.
    traits
        How many of the rows are places.
    within
        Logarithm of a node's weight within its group.
    group
        To which group each node belongs; the shares of groups are estimated.
    bent
        Whether the second place is the square of the first, which alone is a trait.
    """

    design: np.ndarray
    traits: int
    within: np.ndarray
    group: np.ndarray
    bent: bool = False

    @classmethod
    def normal(cls, count: int, traits: int = 1, farthest: float = FARTHEST) -> Nodes:
        """Space nodes of unrelated standard normal traits evenly, so many on each axis.

        The trapezoid rule is exact where a smooth integrand dies away. Nodes further from the
        middle than `farthest` are left out, so that no rotation of two traits is favoured.
        """
        axis = np.linspace(-farthest, farthest, count)
        places = np.stack(np.meshgrid(*[axis] * traits, indexing="ij")).reshape(traits, -1)
        squares = (places**2).sum(axis=0)
        near = squares <= farthest**2 * (1 + 1e-9)
        density = np.exp(-squares[near] / 2)
        return cls.at(places[:, near], np.log(density / density.sum()))

    @classmethod
    def unfolding(cls, count: int) -> Nodes:
        """Space nodes of one normal trait evenly, and let logits be linear in its square, too.

        So an answer may be likeliest at an ideal point of its item and rarer to both sides of it.
        """
        one = cls.normal(count)
        return replace(one, design=design_at(_bent(one.design[:1])), traits=2, bent=True)

    @classmethod
    def free(cls, count: int) -> Nodes:
        """Space the nodes of one trait evenly; the weight of each is estimated."""
        axis = np.linspace(-OUTERMOST, OUTERMOST, count)
        return cls(design_at(axis[None]), 1, np.zeros(count), np.arange(count))

    @classmethod
    def classes(cls, count: int, classes: int) -> Nodes:
        """Return nodes of one trait for all classes, each with its own intercept and share."""
        one = cls.normal(count)
        group = np.repeat(np.arange(classes), count)
        intercepts = (group == np.arange(classes)[:, None]).astype(np.float64)
        design = np.vstack([np.tile(one.design[:1], classes), intercepts])
        return cls(design, 1, np.tile(one.within, classes), group)

    @classmethod
    def at(cls, places: np.ndarray, log_weights: np.ndarray) -> Nodes:
        """Return nodes at places (traits x nodes) with known weights."""
        group = np.zeros(places.shape[1], dtype=np.int64)
        return cls(design_at(places), len(places), log_weights, group)

    def drawn(self, count: int, shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw the design of so many units (rows x units), given the groups' shares.

        A normal trait is drawn as such, one whose distribution is free at its nodes.
        """
        if self.groups == self.design.shape[1]:
            return self.design[:, rng.choice(self.groups, count, p=shares)]
        if self.bent:
            return design_at(_bent(rng.standard_normal((1, count))))
        places = rng.standard_normal((self.traits, count))
        if self.groups == 1:
            return design_at(places)
        group = rng.choice(self.groups, count, p=shares)
        return np.vstack([places, group == np.arange(self.groups)[:, None]])

    def single(self) -> Nodes:
        """Have all that is done at the nodes done in single precision, in half the time."""
        return replace(self, design=self.design.astype(np.float32))

    def double(self) -> Nodes:
        """Have it done in double precision."""
        return replace(self, design=self.design.astype(np.float64))

    @property
    def groups(self) -> int:
        """How many groups of nodes there are."""
        return int(self.group.max()) + 1

    @property
    def rotations(self) -> int:
        """How many slopes say no more than how traits are turned."""
        return 0 if self.bent else self.traits * (self.traits - 1) // 2

    @cached_property
    def products(self) -> np.ndarray:
        """Products of two rows of the design, each pair once."""
        one, other = np.triu_indices(len(self.design))
        return self.design[one] * self.design[other]

    @cached_property
    def members(self) -> np.ndarray:
        """1 where a node is of a group (nodes x groups)."""
        return (self.group[:, None] == np.arange(self.groups)).astype(np.float64)

    def log_weights(self, log_shares: np.ndarray) -> np.ndarray:
        """Weights of nodes (... x nodes), given the groups' shares up to a factor."""
        top = log_shares.max(axis=-1, keepdims=True)
        total = top + np.log(np.exp(log_shares - top).sum(axis=-1, keepdims=True))
        return (log_shares - total)[..., self.group] + self.within

    def log_shares(self, held: np.ndarray) -> np.ndarray:
        """Shares of groups (... x groups), of units held by nodes (... x nodes)."""
        shares = held @ self.members
        return np.log(np.maximum(shares / shares.sum(axis=-1, keepdims=True), FLOOR))


def design_at(places: np.ndarray) -> np.ndarray:
    """Return the design of places (traits x places) with one intercept."""
    return np.vstack([places, np.ones(places.shape[1])])


def _bent(places: np.ndarray) -> np.ndarray:
    """Return places of one normal trait and, below them, their squares, standardized."""
    return np.vstack([places, (places**2 - 1) / np.sqrt(2)])
