"""Worlds whose truth is known: nothing, one gradient, or types, with answers missing by unit.

A rule that says whether there are types is only as good as what it says of worlds without any.
`WORLDS` are those that the rule is meant for; `STRANGE` worlds break what it assumes.
All items have two categories. Which answers are missing is drawn first and is nobody's property of
interest: each unit has a rate of its own, so that what is missing comes in clusters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

MISSING = -1
#: Rate of missing answers of a unit: a Beta distribution, mean 0.15, standard deviation 0.11.
#: Assume: like the items of a real expert-group survey, where means were 0.12 to 0.25 and rates
#: differed a little more between units than by chance.
MISSING_RATE = (1.5, 8.5)
#: Mean discrimination of the items, one drawn for a data set; an item's is that times a log-normal
#: factor with a standard deviation of the logarithm of 0.3. Difficulties are standard normal, and
#: so is the trait: a two-parameter logistic model.
DISCRIMINATIONS = (1.0, 1.75, 2.5)
DISCRIMINATION_SPREAD = 0.3
DIFFICULTY_SD = 1.0
#: Types: how many, and units in the smallest at least.
SMALLEST, CLASSES = 15, 3


@dataclass(frozen=True)
class World:
    """What to draw from.

    Attributes
    ----------
    kind
        `independence`, `gradient`, `skewed gradient` (the trait is exponential, not normal), `two
        gradients` (unrelated, half of the items each), `types`, or `types on a line` (the one in
        the middle shares each item with a neighbour, as stages do).
    items
        How many.
    likely
        For types: probability of an item's likely answer in a class; 1 minus it in the others.
    """

    kind: str
    items: int
    likely: float = 0.0


WORLDS: Mapping[str, World] = {
    f"{name}, {items} items": World(kind, items, likely)
    for name, kind, likely in (
        ("independence", "independence", 0.0),
        ("gradient", "gradient", 0.0),
        ("types 0.9/0.1", "types", 0.9),
        ("types 0.8/0.2", "types", 0.8),
        ("types 0.7/0.3", "types", 0.7),
    )
    for items in (14, 30)
}
STRANGE: Mapping[str, World] = {
    f"{kind}, {items} items": World(kind, items, likely)
    for kind, likely in (("skewed gradient", 0.0), ("two gradients", 0.0), ("types on a line", 0.9))
    for items in (14, 30)
}


@dataclass(frozen=True)
class DrawnWorld:
    """A data set and its truth: codes (units x items), and each unit's class or place, if any."""

    codes: np.ndarray
    truth: np.ndarray
    strength: float


def draw_world(world: World, units: int, rng: np.random.Generator) -> DrawnWorld:
    """Draw a data set."""
    missing = rng.random((units, world.items)) < rng.beta(*MISSING_RATE, (units, 1))
    # Nobody is without any answer: such a unit would not be in the analysis.
    silent = np.nonzero(missing.all(axis=1))[0]
    missing[silent, rng.integers(0, world.items, len(silent))] = False
    probability, strength, truth = _KINDS[world.kind](world, units, rng)
    codes = (rng.random((units, world.items)) < probability).astype(np.int64)
    codes[missing] = MISSING
    return DrawnWorld(codes, truth, strength)


def _independence(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    """Items as common as in a gradient, and nothing to tie them together."""
    difficulty = DIFFICULTY_SD * rng.standard_normal(world.items)
    probability = np.broadcast_to(1 / (1 + np.exp(difficulty)), (units, world.items))
    return probability, 0.0, np.zeros(units)


def _gradient(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    trait = rng.standard_normal((units, 1))
    return *_answered(trait, world, rng), trait[:, 0]


def _skewed(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    trait = rng.standard_exponential((units, 1)) - 1
    return *_answered(trait, world, rng), trait[:, 0]


def _two(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    traits = rng.standard_normal((units, 2))
    which = rng.permutation(np.arange(world.items) % 2)
    return *_answered(traits[:, which], world, rng), traits[:, 0]


def _answered(
    trait: np.ndarray, world: World, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Probabilities by the two-parameter logistic model, and the mean discrimination."""
    strength = float(rng.choice(DISCRIMINATIONS))
    slopes = strength * np.exp(DISCRIMINATION_SPREAD * rng.standard_normal(world.items))
    difficulty = DIFFICULTY_SD * rng.standard_normal(world.items)
    return 1 / (1 + np.exp(-slopes * (trait - difficulty))), strength


def _types(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    """Three classes, each set apart by a third of the items, in either direction.

    So the classes lie on no line: for every class there are items that only it stands out in.
    """
    truth = _sizes(units, rng)
    apart = rng.permutation(np.arange(world.items) % CLASSES)
    high = (truth[:, None] == apart) ^ (rng.random(world.items) < 0.5)
    return np.where(high, world.likely, 1 - world.likely), world.likely, truth


def _staged(
    world: World, units: int, rng: np.random.Generator
) -> tuple[np.ndarray, float, np.ndarray]:
    """Three classes on a line: half of the items part the first from the others, half the last."""
    truth = _sizes(units, rng)
    cut = rng.permutation(np.arange(world.items) % (CLASSES - 1))
    return np.where(truth[:, None] > cut, world.likely, 1 - world.likely), world.likely, truth


def _sizes(units: int, rng: np.random.Generator) -> np.ndarray:
    """Put units into classes, none of them too small."""
    sizes = SMALLEST + rng.multinomial(units - CLASSES * SMALLEST, np.full(CLASSES, 1 / CLASSES))
    return rng.permutation(np.repeat(np.arange(CLASSES), sizes))


_KINDS = {
    "independence": _independence,
    "gradient": _gradient,
    "skewed gradient": _skewed,
    "two gradients": _two,
    "types": _types,
    "types on a line": _staged,
}
