"""Models of a table, each fitted to many tables at once and a source of others like it.

What a table is, answers or counts, its family says (`families`): how it is laid out in columns and
how one is drawn with its pattern. So classes and gradients are the same for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from latentclass import dirichlet, nominal_response
from latentclass.dirichlet import fit_dirichlets
from latentclass.em import Parameters, StackedUnits
from latentclass.items import FLOOR, MISSING, Items
from latentclass.nodes import Nodes
from latentclass.nominal_response import fit_traits, parameters_of, response, starting_lines
from latentclass.optimum import SETTLED, fit_mixtures, polish

TOLERANCE = 1e-8  # of a fit, relative: far below what a likelihood ratio is read to
TRAIT_TOLERANCE = 3e-6
EXACT_TOLERANCE = 1e-12  # of a fit that is brought to its optimum, whose steps have settled, too
LONGEST = 1000  # steps of a fit
FEW = 3  # starts of classes that show whether all are needed
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

    def fit(
        self, tables: np.ndarray, rngs: Sequence[np.random.Generator], *, exact: bool = False
    ) -> Fits:
        """Fit by maximum likelihood from many starts to tables (B x units x ...).

        An `exact` fit ends at an optimum; any other may stop short of it, or screen its starts in
        single precision.
        """

    def narrowed(self) -> Model:
        """Return the model that is fitted from few starts, where that is much cheaper."""
        return self

    def again(self, fits: Fits) -> Model:
        """Return the model that is fitted from where the first fit ended, and from nowhere else.

        It is itself where it has one start as it is.
        """
        return self

    def sampler(self, fits: Fits) -> Sampler:
        """Return what draws tables from the first fit, with the pattern of the family's own.

        The fit must be to the family's own table.
        """


class Table(Protocol):
    """What a family knows of its table, and its models need."""

    @property
    def table(self) -> np.ndarray:
        """What was observed (units x ...)."""

    @property
    def items(self) -> Items:
        """Layout of the columns."""

    @property
    def ordered(self) -> bool:
        """Whether the categories of every item stand in order."""

    def matrix(self, tables: np.ndarray) -> np.ndarray:
        """Lay tables out in columns (... x units x columns)."""

    def laid_out(self, tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lay tables out to be fitted: rows in columns (B x rows x columns), and their weights.

        A row stands for so many units as it weighs; those without weight come last.
        """

    def constant(self, tables: np.ndarray) -> np.ndarray:
        """Return the part of each log-likelihood that no parameter touches (B)."""

    def drawn(self, probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw a table from each unit's probabilities (units x columns)."""


def posterior_of(table: np.ndarray, answers: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Units' probabilities of each class (units x K) by the first fit of `Classes`."""
    joint = table @ np.log(np.maximum(answers[0], FLOOR)).T + np.log(np.maximum(shares[0], FLOOR))
    joint = np.exp(joint - joint.max(axis=1, keepdims=True))
    return joint / joint.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Classes(Model):
    """Latent classes, or a mixture of multinomials.

    Parameters are answers (B x K x columns) and shares (B x K), the largest first.
    """

    family: Table
    count: int
    starts: int
    start: tuple[np.ndarray, np.ndarray] | None = None  # in place of so many starts

    @property
    def n_parameters(self) -> int:
        """As in `Model`."""
        items = self.family.items
        return self.count - 1 + self.count * int(items.ends[-1] - len(items.ends))

    def fit(
        self, tables: np.ndarray, rngs: Sequence[np.random.Generator], *, exact: bool = False
    ) -> Fits:
        """As in `Model`."""
        items, count = self.family.items, len(tables)
        units = StackedUnits(*self.family.laid_out(tables))
        if self.start is None:
            found = fit_mixtures(
                units,
                items,
                self.count,
                self.starts if self.count > 1 else 1,  # one class has one optimum
                tol=TOLERANCE,
                max_iter=LONGEST,
                rngs=rngs,
                polished=1,
                settled=SETTLED if exact else np.inf,
            )
        else:
            answers, shares = self.start
            begun = Parameters(
                np.tile(answers.T[items.order, :, None], (count, 1, 1, 1)),
                np.tile(shares[:, None], (count, 1, 1)),
            )
            reached = np.zeros((count, 1))
            found = polish(
                units, items, begun, reached, tol=TOLERANCE, max_iter=LONGEST, settled=np.inf
            )
        constant = self.family.constant(tables)
        return Fits(
            found.log_likelihood + constant,
            (found.answers, found.shares),
            found.start_log_likelihoods + constant[:, None],
            found.converged,
        )

    def narrowed(self) -> Classes:
        """As in `Model`."""
        return replace(self, starts=min(FEW, self.starts))

    def again(self, fits: Fits) -> Classes:
        """As in `Model`; each class is a little less sure of itself than as fitted."""
        if self.count == 1 or self.start is not None:
            return self
        return replace(self, start=(self._smoothed(fits), fits.parameters[1][0]))

    def _smoothed(self, fits: Fits) -> np.ndarray:
        matrix, items = self.family.matrix(self.family.table), self.family.items
        answered = items.totals(posterior_of(matrix, *fits.parameters).T @ matrix)
        categories = (items.ends - items.starts)[items.item_of]
        answers = fits.parameters[0][0] * answered + SMOOTHING
        answers /= answered + SMOOTHING * categories
        return answers

    def sampler(self, fits: Fits) -> Sampler:
        """As in `Model`; each class is a little less sure of itself than as fitted."""
        family, shares, answers = self.family, fits.parameters[1][0], self._smoothed(fits)

        def draw(rng: np.random.Generator) -> np.ndarray:
            classes = rng.choice(self.count, len(family.table), p=shares)
            return family.drawn(answers[classes], rng)

        return draw


@dataclass(frozen=True)
class Gradients(Model):
    """One gradient or several, whatever the nodes are; parameters are lines and shares of groups.

    Of counts it is a multinomial whose logits are linear in the traits.
    """

    family: Table
    nodes: Nodes
    starts: int
    start: np.ndarray | None = None  # lines to begin at, in place of so many starts

    @property
    def n_parameters(self) -> int:
        """As in `Model`."""
        return parameters_of(self.family.items, self.nodes, ordered=self.family.ordered)

    def fit(
        self, tables: np.ndarray, rngs: Sequence[np.random.Generator], *, exact: bool = False
    ) -> Fits:
        """As in `Model`."""
        items, nodes = self.family.items, self.nodes.double() if exact else self.nodes
        matrix, weight = self.family.laid_out(tables)
        if self.start is None:
            lines = starting_lines(matrix, weight, items, nodes, self.starts, rngs)
        else:
            lines = np.repeat(self.start[None, None], len(tables), axis=0)
        found = fit_traits(
            matrix,
            weight,
            items,
            nodes,
            lines,
            tol=EXACT_TOLERANCE if exact else TRAIT_TOLERANCE,
            max_iter=LONGEST,
            ordered=self.family.ordered,
            settled=nominal_response.SETTLED if exact else np.inf,
        )
        constant = self.family.constant(tables)
        return Fits(
            found.log_likelihood + constant,
            (found.lines, found.shares),
            found.start_log_likelihoods + constant[:, None],
            found.converged,
        )

    def again(self, fits: Fits) -> Gradients:
        """As in `Model`."""
        return self if self.start is not None else replace(self, start=fits.parameters[0][0])

    def sampler(self, fits: Fits) -> Sampler:
        """As in `Model`."""
        family, (lines, shares) = self.family, (own[0] for own in fits.parameters)

        def draw(rng: np.random.Generator) -> np.ndarray:
            design = self.nodes.drawn(len(family.table), shares, rng)
            return family.drawn(response(lines, design, family.items), rng)

        return draw


@dataclass(frozen=True)
class Pairs(Model):
    """A model of answers in which some pairs of items are answered as one item.

    Such an item has a category for each combination. Assume: where only one of a pair was answered,
    its shares are its own, as if it were a third item; so nothing has to be summed over.

    Parameters
    ----------
    pairs
        Items that belong together; none is in two pairs.
    categories
        Of the second item of each pair.
    model
        Of the table as `together` lays it out.
    """

    pairs: np.ndarray
    categories: np.ndarray
    model: Gradients

    @property
    def n_parameters(self) -> int:
        """As in `Model`."""
        return self.model.n_parameters

    def fit(
        self, tables: np.ndarray, rngs: Sequence[np.random.Generator], *, exact: bool = False
    ) -> Fits:
        """As in `Model`."""
        return self.model.fit(together(tables, self.pairs, self.categories), rngs, exact=exact)

    def again(self, fits: Fits) -> Pairs:
        """As in `Model`."""
        again = self.model.again(fits)
        return self if again is self.model else replace(self, model=again)

    def sampler(self, fits: Fits) -> Sampler:
        """As in `Model`."""
        source = self.model.sampler(fits)
        return lambda rng: apart(source(rng), self.pairs, self.categories)


def together(tables: np.ndarray, pairs: np.ndarray, categories: np.ndarray) -> np.ndarray:
    """Answer pairs as one: where both are answered, in new columns and in no others."""
    one, other = tables[..., pairs[:, 0]], tables[..., pairs[:, 1]]
    both = (one >= 0) & (other >= 0)
    alone = tables.copy()
    alone[..., pairs[:, 0]] = np.where(both, MISSING, one)
    alone[..., pairs[:, 1]] = np.where(both, MISSING, other)
    joined = np.where(both, one * categories + other, MISSING)
    return np.concatenate([alone, joined], axis=-1)


def apart(tables: np.ndarray, pairs: np.ndarray, categories: np.ndarray) -> np.ndarray:
    """Undo `together`."""
    found, joined = np.split(tables.copy(), [tables.shape[-1] - len(pairs)], axis=-1)
    for side, codes in enumerate((joined // categories, joined % categories)):
        column = pairs[:, side]
        found[..., column] = np.where(joined >= 0, codes, found[..., column])
    return found


@dataclass(frozen=True)
class Dirichlet(Model):
    """One overdispersed multinomial."""

    family: Table

    @property
    def n_parameters(self) -> int:
        """As in `Model`."""
        return self.family.table.shape[1]

    def fit(
        self, tables: np.ndarray, rngs: Sequence[np.random.Generator], *, exact: bool = False
    ) -> Fits:
        """As in `Model`."""
        found = fit_dirichlets(
            tables.astype(np.float64),
            tol=EXACT_TOLERANCE if exact else TOLERANCE,
            max_iter=LONGEST,
            settled=dirichlet.SETTLED if exact else np.inf,
        )
        reached = found.log_likelihood + self.family.constant(tables)
        return Fits(reached, (found.alpha,), reached[:, None], found.converged)

    def sampler(self, fits: Fits) -> Sampler:
        """As in `Model`."""
        family, alpha = self.family, fits.parameters[0][0]

        def draw(rng: np.random.Generator) -> np.ndarray:
            return family.drawn(rng.dirichlet(alpha, len(family.table)), rng)

        return draw
