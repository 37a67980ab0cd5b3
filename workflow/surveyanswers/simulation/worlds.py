"""Worlds whose truth is known: nothing, gradients, types, and others that break what rules assume.

A rule that says whether there are types is only as good as what it says of worlds without any.
Which answers are missing is nobody's property of interest unless a world says so: each unit has a
rate of its own, so that what is missing comes in clusters. Items have two categories or several
that stand in order; an answer is where a place on a line with logistic noise falls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

MISSING = -1
#: Rate of missing answers of a unit: a Beta distribution, mean 0.15, standard deviation 0.11.
#: Assume: like the items of a real expert-group survey, where means were 0.12 to 0.25 and rates
#: differed a little more between units than by chance.
MISSING_RATE = (1.5, 8.5)
#: Where not at random: rates of the lowest category, and of all others; about as many in all.
WITHHELD = (0.25, 0.05)
#: Mean discrimination of the items, one drawn for a data set; an item's is that times a log-normal
#: factor with a standard deviation of the logarithm of 0.3. Difficulties are standard normal.
DISCRIMINATIONS = (1.0, 1.75, 2.5)
DISCRIMINATION_SPREAD = 0.3
DIFFICULTY_SD = 1.0
SPACING = 1.5  # between the thresholds of ordered categories, on the logistic scale
#: Types: how many, and the share of the units that the smallest has at least.
CLASSES, SMALLEST = 3, 0.22
UNEQUAL = (0.7, 0.2, 0.1)  # shares of types of unequal size
CORRELATION = 0.5  # of related gradients
SLIPPED = 0.1  # share of answers that are turned over, the lowest category into the highest
PEAK, FARTHEST_IDEAL = 2.0, 2.0  # of unfolding: the place at an ideal point, and how far these lie
GUESSED = 0.2  # share of answers in the lowest category that are guessed into the highest
COPIED = 0.7  # how often the second item of a dependent pair is answered as the first
GROUPS = 3  # of items, in a bifactor
#: Nominations of the 27 countries that experts named ten times or oftener (World Cybercrime Index,
#: Bruce and others 2024, PLOS ONE 19, e0297312), and the kinds of crime.
TOTALS = (
    304,
    202,
    162,
    154,
    143,
    96,
    65,
    63,
    57,
    40,
    33,
    25,
    23,
    20,
    16,
    14,
    13,
    13,
    12,
    12,
    12,
    11,
    11,
    11,
    10,
    10,
    10,
)
PROFILE = (0.24, 0.21, 0.21, 0.17, 0.17)
SLOPE = 1.0  # of logits of counts on a trait: standard deviation


@dataclass(frozen=True)
class World:
    """What to draw from: a kind, how many items, and how they are answered.

    Attributes
    ----------
    kind
        A key of `KINDS`.
    items, categories
        How many, and of each item.
    likely
        For types: probability of an item's likely answer in a class; 1 minus it in the others.
    """

    kind: str
    items: int
    likely: float = 0.0
    categories: int = 2


@dataclass(frozen=True)
class DrawnWorld:
    """A data set and its truth: codes (units x items), and each unit's class or place, if any."""

    codes: np.ndarray
    truth: np.ndarray
    strength: float


#: Kinds by their name, and the probability of a likely answer where there are types.
WORLDS: Mapping[str, tuple[str, float]] = {
    "independence": ("independence", 0.0),
    "gradient": ("gradient", 0.0),
    "types 0.9/0.1": ("types", 0.9),
    "types 0.8/0.2": ("types", 0.8),
    "types 0.7/0.3": ("types", 0.7),
    "types of unequal size": ("types of unequal size", 0.9),
}
STRANGE: Mapping[str, tuple[str, float]] = {
    "skewed gradient": ("skewed gradient", 0.0),
    "two gradients": ("two gradients", 0.0),
    "two related gradients": ("two related gradients", 0.0),
    "bifactor": ("bifactor", 0.0),
    "dependent pairs": ("dependent pairs", 0.0),
    "gradient with guessing": ("gradient with guessing", 0.0),
    "independence, withheld": ("independence, withheld", 0.0),
    "gradient, withheld": ("gradient, withheld", 0.0),
    "types on a line": ("types on a line", 0.9),
    "types along a gradient": ("types along a gradient", 0.8),
}
#: Answers that peak at an ideal point, answers that slip to either end, and two types.
FURTHER: Mapping[str, tuple[str, float]] = {
    "unfolding": ("unfolding", 0.0),
    "gradient with slips": ("gradient with slips", 0.0),
    "types, two 0.9/0.1": ("two types", 0.9),
    "types, two 0.8/0.2": ("two types", 0.8),
    "types, two 0.7/0.3": ("two types", 0.7),
}
#: Worlds of counts: how many traits or kinds shape the logits of 27 countries.
COUNTS = ("counts: nothing", "counts: gradient", "counts: two gradients", "counts: types")


def draw_world(world: World, units: int, rng: np.random.Generator) -> DrawnWorld:
    """Draw a data set."""
    place, strength, truth = KINDS[world.kind](world, units, rng)
    noise = rng.logistic(size=place.shape)
    cuts = SPACING * (np.arange(1, world.categories) - world.categories / 2)
    codes = ((place + noise)[..., None] > cuts).sum(axis=2)
    if world.kind == "dependent pairs":
        pairs = rng.permutation(world.items)[: 2 * (world.items // 4)].reshape(-1, 2)
        copied = rng.random((units, len(pairs))) < COPIED
        codes[:, pairs[:, 1]] = np.where(copied, codes[:, pairs[:, 0]], codes[:, pairs[:, 1]])
    if world.kind == "gradient with guessing":
        guessed = (codes == 0) & (rng.random(codes.shape) < GUESSED)
        codes[guessed] = world.categories - 1
    if world.kind == "gradient with slips":
        slipped = rng.random(codes.shape) < SLIPPED
        codes[slipped] = world.categories - 1 - codes[slipped]
    missing = rng.random(codes.shape) < rng.beta(*MISSING_RATE, (units, 1))
    if world.kind.endswith("withheld"):
        missing = rng.random(codes.shape) < np.where(codes == 0, *WITHHELD)
    # Nobody is without any answer: such a unit would not be in the analysis.
    silent = np.nonzero(missing.all(axis=1))[0]
    missing[silent, rng.integers(0, world.items, len(silent))] = False
    codes[missing] = MISSING
    return DrawnWorld(codes, truth, strength)


def draw_counts_of(kind: str, rng: np.random.Generator) -> np.ndarray:
    """Draw nominations of 27 countries (countries x kinds of crime)."""
    logits = np.log(np.array(PROFILE))[None].repeat(len(TOTALS), axis=0)
    if kind == "counts: types":
        logits = (
            logits
            + (SLOPE * rng.standard_normal((CLASSES, len(PROFILE))))[_sizes(len(TOTALS), rng)]
        )
    else:
        traits = {"counts: nothing": 0, "counts: gradient": 1, "counts: two gradients": 2}[kind]
        slopes = SLOPE * rng.standard_normal((traits, len(PROFILE)))
        logits = logits + rng.standard_normal((len(TOTALS), traits)) @ slopes
    shares = np.exp(logits)
    return rng.multinomial(TOTALS, shares / shares.sum(axis=1, keepdims=True))


Drawn = tuple[np.ndarray, float, np.ndarray]


def _independence(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """Items as common as in a gradient, and nothing to tie them together."""
    difficulty = DIFFICULTY_SD * rng.standard_normal(world.items)
    return np.broadcast_to(-difficulty, (units, world.items)), 0.0, np.zeros(units)


def _gradient(world: World, units: int, rng: np.random.Generator) -> Drawn:
    trait = rng.standard_normal((units, 1))
    return *_answered(trait, world, rng), trait[:, 0]


def _skewed(world: World, units: int, rng: np.random.Generator) -> Drawn:
    trait = rng.standard_exponential((units, 1)) - 1
    return *_answered(trait, world, rng), trait[:, 0]


def _two(world: World, units: int, rng: np.random.Generator, related: float = 0.0) -> Drawn:
    traits = rng.standard_normal((units, 2))
    traits[:, 1] = related * traits[:, 0] + np.sqrt(1 - related**2) * traits[:, 1]
    which = rng.permutation(np.arange(world.items) % 2)
    return *_answered(traits[:, which], world, rng), traits[:, 0]


def _related(world: World, units: int, rng: np.random.Generator) -> Drawn:
    return _two(world, units, rng, CORRELATION)


def _bifactor(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """Half of what ties items together is general, half is of three groups of items."""
    general, own = rng.standard_normal((units, 1)), rng.standard_normal((units, GROUPS))
    which = rng.permutation(np.arange(world.items) % GROUPS)
    return *_answered((general + own[:, which]) / np.sqrt(2), world, rng), general[:, 0]


def _answered(
    trait: np.ndarray, world: World, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Places by the two-parameter logistic model, and the mean discrimination."""
    strength = float(rng.choice(DISCRIMINATIONS))
    slopes = strength * np.exp(DISCRIMINATION_SPREAD * rng.standard_normal(world.items))
    difficulty = DIFFICULTY_SD * rng.standard_normal(world.items)
    return slopes * (trait - difficulty), strength


def _unfolding(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """An answer is likeliest where a unit stands at the item's ideal point (squared logistic)."""
    trait = rng.standard_normal((units, 1))
    strength = float(rng.choice(DISCRIMINATIONS))
    ideal = rng.permutation(np.linspace(-FARTHEST_IDEAL, FARTHEST_IDEAL, world.items))
    return PEAK - strength * (trait - ideal) ** 2, strength, trait[:, 0]


def _types(world: World, units: int, rng: np.random.Generator, classes: int = CLASSES) -> Drawn:
    """Three classes, each set apart by a third of the items, in either direction.

    So the classes lie on no line: for every class there are items that only it stands out in.
    """
    truth = _sizes(units, rng, classes)
    return _set_apart(world, truth, rng, classes), world.likely, truth


def _two_types(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """Two classes that every item sets apart, in either direction."""
    return _types(world, units, rng, 2)


def _unequal(world: World, units: int, rng: np.random.Generator) -> Drawn:
    truth = rng.permutation(np.searchsorted(np.cumsum(UNEQUAL), (np.arange(units) + 0.5) / units))
    return _set_apart(world, truth, rng), world.likely, truth


def _along(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """Types, and a gradient within each that all items measure."""
    truth = _sizes(units, rng)
    trait = rng.standard_normal((units, 1))
    return _set_apart(world, truth, rng) + trait, world.likely, truth


def _set_apart(
    world: World, truth: np.ndarray, rng: np.random.Generator, classes: int = CLASSES
) -> np.ndarray:
    apart = rng.permutation(np.arange(world.items) % classes)
    high = (truth[:, None] == apart) ^ (rng.random(world.items) < 0.5)
    return np.where(high, 1, -1) * np.log(world.likely / (1 - world.likely))


def _staged(world: World, units: int, rng: np.random.Generator) -> Drawn:
    """Three classes on a line: half of the items part the first from the others, half the last."""
    truth = _sizes(units, rng)
    cut = rng.permutation(np.arange(world.items) % (CLASSES - 1))
    high = np.where(truth[:, None] > cut, 1, -1)
    return high * np.log(world.likely / (1 - world.likely)), world.likely, truth


def _sizes(units: int, rng: np.random.Generator, classes: int = CLASSES) -> np.ndarray:
    """Return the class of each unit (units), none of them too small."""
    smallest = int(SMALLEST * units)
    left = rng.multinomial(units - classes * smallest, np.full(classes, 1 / classes))
    return rng.permutation(np.repeat(np.arange(classes), smallest + left))


KINDS: Mapping[str, Callable[[World, int, np.random.Generator], Drawn]] = {
    "independence": _independence,
    "independence, withheld": _independence,
    "dependent pairs": _independence,
    "gradient": _gradient,
    "gradient, withheld": _gradient,
    "gradient with guessing": _gradient,
    "gradient with slips": _gradient,
    "unfolding": _unfolding,
    "skewed gradient": _skewed,
    "two gradients": _two,
    "two related gradients": _related,
    "bifactor": _bifactor,
    "types": _types,
    "two types": _two_types,
    "types of unequal size": _unequal,
    "types along a gradient": _along,
    "types on a line": _staged,
}
