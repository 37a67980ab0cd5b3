"""What tables the rivals are fitted to: categorical answers, and counts with given totals.

A family offers its models, classes and one continuum, in the same form, so that the same tests
serve both (`rivals`). A model is fitted to many tables at once, and draws tables that carry the
observed pattern: what is missing of the answers, the totals of the counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from latentclass.dirichlet import coefficients, draw_counts, fit_dirichlets
from latentclass.em import BOUNDARY, fit_mixtures
from latentclass.items import FLOOR, MISSING, Items
from latentclass.nodes import Nodes, design_at
from latentclass.nominal_response import (
    fit_traits,
    parameters_of,
    response,
    starting_lines,
)

TOLERANCE = 1e-8  # of a fit, relative: far below what a likelihood ratio is read to
LONGEST = 1000  # steps of a fit
NODES = 31  # see LatentTrait
TRAIT_STARTS = 3  # of the trait, whose likelihood has few optima
#: Of two traits: nodes on each axis, how far they reach, and starts. Assume: the log-likelihood is
#: within 0.2 of that of 31 nodes to 4.5 (69 units, 19 items of three categories), and 1.4 above it
#: where slopes are as steep as 9; the second start gains 0.3 on the first.
NODES_OF_TWO, FARTHEST_OF_TWO, STARTS_OF_TWO = 15, 4.0, 2
TRAIT_TOLERANCE = 3e-6
#: Answers of each category that are added to every class before tables are drawn from it (Jeffreys'
#: prior). Assume: as fitted to few units a class is too pure, and what is drawn from it too easy:
#: without this, no replicate of 40 reached the ratio of four classes to three in 6 of 32 data sets
#: of 69 units in three clear classes; with it, in 1.
SMOOTHING = 0.5


@dataclass(frozen=True)
class Fits:
    """A model fitted to B tables.

    Attributes
    ----------
    log_likelihood
        Of each table (B).
    parameters
        Arrays, tables first.
    reached
        Where each start ended (B x starts).
    converged
        Of each table (B).
    """

    log_likelihood: np.ndarray
    parameters: tuple[np.ndarray, ...]
    reached: np.ndarray
    converged: np.ndarray


Sampler = Callable[[np.random.Generator], np.ndarray]


class Model(Protocol):
    """One way to describe the table of a family."""

    @property
    def n_parameters(self) -> int:
        """How many are free."""

    def fit(self, tables: np.ndarray, rngs: Sequence[np.random.Generator]) -> Fits:
        """Fit by maximum likelihood from many starts to tables (B x units x ...)."""

    def sampler(self, fits: Fits) -> Sampler:
        """Return what draws tables from the first fit, with the pattern of the family's own.

        The fit must be to the family's own table.
        """


class Family(Protocol):
    """A table, and the models that contend for it."""

    @property
    def table(self) -> np.ndarray:
        """What was observed (units x ...)."""

    @property
    def continuum_name(self) -> str:
        """What the rival of classes is called in a sentence."""

    def classes(self, count: int, starts: int) -> Model:
        """Return the model with so many classes, fitted from so many starts; 1 is nothing."""

    def continuum(self) -> Model:
        """Return the model of differences without types."""

    def two_gradients(self) -> Model | None:
        """Return the model of differences in two unrelated directions, where there is one."""

    def posterior(self, fits: Fits) -> np.ndarray:
        """Return the observed units' probabilities of each class (units x K)."""

    def boundary(self, fits: Fits) -> int:
        """Count the probabilities of classes at the boundary of the parameter space."""


@dataclass(frozen=True)
class CategoricalFamily:
    """Categorical answers: latent classes against one latent trait, and against two.

    Parameters
    ----------
    table
        Codes from 0 (units x items); missing is -1. Units without any answer carry no information
        and are refused.
    ordered
        Whether the categories of every item stand in order, so that the trait keeps it.
    """

    table: np.ndarray
    ordered: bool = False
    continuum_name = "one gradient"

    def __post_init__(self) -> None:
        """Refuse what are no codes."""
        codes = np.asarray(self.table)
        if codes.ndim != 2 or codes.dtype.kind not in "iu" or (codes < MISSING).any():
            raise ValueError("answers must be a table of codes from 0; missing is -1")
        if (codes == MISSING).all(axis=1).any():
            raise ValueError("a unit without any answer cannot be put into a class")

    @cached_property
    def items(self) -> Items:
        """Layout of the categories that were observed, in all replicates alike."""
        return Items.of(np.maximum(self.table.max(axis=0) + 1, 1))

    @cached_property
    def missing(self) -> np.ndarray:
        """Where there is no answer."""
        return self.table == MISSING

    def classes(self, count: int, starts: int) -> Model:
        """Latent classes."""
        return _Classes(self, count, starts)

    def continuum(self) -> Model:
        """One latent trait."""
        return _Traits(self, Nodes.normal(NODES), TRAIT_STARTS)

    def two_gradients(self) -> Model | None:
        """Two unrelated latent traits."""
        nodes = Nodes.normal(NODES_OF_TWO, 2, FARTHEST_OF_TWO)
        return _Traits(self, nodes.single(), STARTS_OF_TWO)

    def posterior(self, fits: Fits) -> np.ndarray:
        """As in `Family`."""
        return _posterior(self.items.one_hot(self.table), *fits.parameters)

    def boundary(self, fits: Fits) -> int:
        """As in `Family`."""
        return int((fits.parameters[0][0] < BOUNDARY).sum())

    def drawn(self, probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw codes from each unit's probabilities (units x columns), where there was one."""
        level = rng.random(self.table.shape)
        # Within an item, how many categories end below the level.
        ends = np.cumsum(probabilities, axis=1)
        before = np.concatenate(
            [np.zeros((len(ends), 1)), ends[:, self.items.ends[:-1] - 1]], axis=1
        )
        ends -= before[:, self.items.item_of]
        below = level[:, self.items.item_of] > ends
        below[:, self.items.ends - 1] = False
        codes = np.add.reduceat(below, self.items.starts, axis=1, dtype=np.int64)
        return np.where(self.missing, MISSING, codes)


@dataclass(frozen=True)
class CountFamily:
    """Counts with given totals: a mixture of multinomials against one overdispersed multinomial.

    Parameters
    ----------
    table
        Whole numbers from 0 (units x categories). Units without any count are refused.
    """

    table: np.ndarray
    continuum_name = "one overdispersed profile"

    def __post_init__(self) -> None:
        """Refuse what are no counts."""
        counts = np.asarray(self.table)
        if counts.ndim != 2 or (counts < 0).any() or (counts != np.floor(counts)).any():
            raise ValueError("counts must be a table of whole numbers from 0")
        if (counts.sum(axis=1) == 0).any():
            raise ValueError("a unit without any count cannot be put into a class")

    @cached_property
    def items(self) -> Items:
        """The categories, as those of one item."""
        return Items.of(np.array([self.table.shape[1]]))

    @cached_property
    def totals(self) -> np.ndarray:
        """Of each unit."""
        return self.table.sum(axis=1).astype(np.int64)

    @cached_property
    def coefficient(self) -> float:
        """Sum of the logarithms of the observed rows' multinomial coefficients."""
        return float(coefficients(self.table).sum())

    def classes(self, count: int, starts: int) -> Model:
        """Multinomials."""
        return _Multinomials(self, count, starts)

    def continuum(self) -> Model:
        """One Dirichlet-multinomial."""
        return _Dirichlet(self)

    def two_gradients(self) -> Model | None:
        """None: the overdispersed profile scatters in all directions already."""
        return None

    def posterior(self, fits: Fits) -> np.ndarray:
        """As in `Family`."""
        return _posterior(self.table, *fits.parameters)

    def boundary(self, fits: Fits) -> int:
        """As in `Family`."""
        return int((fits.parameters[0][0] < BOUNDARY).sum())


def _posterior(table: np.ndarray, answers: np.ndarray, shares: np.ndarray) -> np.ndarray:
    joint = table @ np.log(np.maximum(answers[0], FLOOR)).T + np.log(np.maximum(shares[0], FLOOR))
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


def _smoothed(fits: Fits, posterior: np.ndarray, table: np.ndarray, items: Items) -> np.ndarray:
    """Probabilities of classes (K x columns), each a little less sure of itself than as fitted."""
    answered = items.totals(posterior.T @ table)
    categories = (items.ends - items.starts)[items.item_of]
    return (fits.parameters[0][0] * answered + SMOOTHING) / (answered + SMOOTHING * categories)


def _fit_classes(
    tables: np.ndarray,
    items: Items,
    count: int,
    starts: int,
    rngs: Sequence[np.random.Generator],
) -> Fits:
    """Fit classes; parameters are answers (B x K x columns) and shares (B x K), largest first."""
    starts = starts if count > 1 else 1  # one class has one optimum
    found = fit_mixtures(
        tables,
        np.ones(tables.shape[:2]),
        items,
        count,
        starts,
        tol=TOLERANCE,
        max_iter=LONGEST,
        rngs=rngs,
        polished=1,
    )
    parameters = found.answers, found.shares
    return Fits(found.log_likelihood, parameters, found.start_log_likelihoods, found.converged)


@dataclass(frozen=True)
class _Classes:
    family: CategoricalFamily
    count: int
    starts: int

    @property
    def n_parameters(self) -> int:
        items = self.family.items
        return self.count - 1 + self.count * int(items.ends[-1] - len(items.ends))

    def fit(self, tables: np.ndarray, rngs: Sequence[np.random.Generator]) -> Fits:
        items = self.family.items
        return _fit_classes(items.one_hot(tables), items, self.count, self.starts, rngs)

    def sampler(self, fits: Fits) -> Sampler:
        family, shares = self.family, fits.parameters[1][0]
        posterior = family.posterior(fits)
        answers = _smoothed(fits, posterior, family.items.one_hot(family.table), family.items)

        def draw(rng: np.random.Generator) -> np.ndarray:
            classes = rng.choice(self.count, len(family.table), p=shares)
            return family.drawn(answers[classes], rng)

        return draw


@dataclass(frozen=True)
class _Traits:
    family: CategoricalFamily
    nodes: Nodes
    starts: int

    @property
    def n_parameters(self) -> int:
        return parameters_of(self.family.items, self.nodes, ordered=self.family.ordered)

    def fit(self, tables: np.ndarray, rngs: Sequence[np.random.Generator]) -> Fits:
        items = self.family.items
        one_hot, weight = items.one_hot(tables), np.ones(tables.shape[:2])
        found = fit_traits(
            one_hot,
            weight,
            items,
            self.nodes,
            starting_lines(one_hot, weight, items, self.nodes, self.starts, rngs),
            tol=TRAIT_TOLERANCE,
            max_iter=LONGEST,
            ordered=self.family.ordered,
        )
        return Fits(
            found.log_likelihood, (found.lines,), found.start_log_likelihoods, found.converged
        )

    def sampler(self, fits: Fits) -> Sampler:
        family, lines = self.family, fits.parameters[0][0]

        def draw(rng: np.random.Generator) -> np.ndarray:
            places = rng.standard_normal((self.nodes.traits, len(family.table)))
            return family.drawn(response(lines, design_at(places), family.items), rng)

        return draw


@dataclass(frozen=True)
class _Multinomials:
    family: CountFamily
    count: int
    starts: int

    @property
    def n_parameters(self) -> int:
        return self.count * self.family.table.shape[1] - 1

    def fit(self, tables: np.ndarray, rngs: Sequence[np.random.Generator]) -> Fits:
        items = self.family.items
        fits = _fit_classes(tables.astype(np.float64), items, self.count, self.starts, rngs)
        constant = coefficients(tables).sum(axis=1)
        return Fits(
            fits.log_likelihood + constant,
            fits.parameters,
            fits.reached + constant[:, None],
            fits.converged,
        )

    def sampler(self, fits: Fits) -> Sampler:
        family, shares = self.family, fits.parameters[1][0]
        answers = _smoothed(fits, family.posterior(fits), family.table, family.items)

        def draw(rng: np.random.Generator) -> np.ndarray:
            classes = rng.choice(self.count, len(family.table), p=shares)
            return draw_counts(answers[classes], family.totals, rng)

        return draw


@dataclass(frozen=True)
class _Dirichlet:
    family: CountFamily

    @property
    def n_parameters(self) -> int:
        return self.family.table.shape[1]

    def fit(self, tables: np.ndarray, rngs: Sequence[np.random.Generator]) -> Fits:
        found = fit_dirichlets(tables.astype(np.float64), tol=TOLERANCE, max_iter=LONGEST)
        reached = found.log_likelihood + coefficients(tables).sum(axis=1)
        return Fits(reached, (found.alpha,), reached[:, None], found.converged)

    def sampler(self, fits: Fits) -> Sampler:
        family, alpha = self.family, fits.parameters[0][0]

        def draw(rng: np.random.Generator) -> np.ndarray:
            return draw_counts(rng.dirichlet(alpha, len(family.table)), family.totals, rng)

        return draw
