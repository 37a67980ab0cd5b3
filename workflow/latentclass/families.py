"""What tables the rivals are fitted to: categorical answers, and counts with given totals.

A family offers classes and the accounts without any by name, in the same form, so that the same
tests serve both (`rivals`). A model is fitted to many tables at once, and draws tables that carry
the observed pattern: what is missing of the answers, the totals of the counts.

A general gradient with others for groups of items (a bifactor) is not among them: with one group it
is two gradients, and with several it would take an integral of as many dimensions. Assume: where it
passed for types, two gradients come near enough to it; simulated surveys say whether they do
(benchmarks/README.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.special import chdtrc

from latentclass.dirichlet import coefficients, draw_counts
from latentclass.items import MISSING, Items, patterns_of
from latentclass.models import Dirichlet, Gradients, Model, Pairs, Table, together
from latentclass.nodes import Nodes
from latentclass.nominal_response import response
from latentclass.residuals import bivariate_residuals

#: Names of the models without classes, and of the one with classes along a gradient.
ONE, TWO, FLEXIBLE = "one gradient", "two gradients", "gradient of any shape"
DEPENDENT, ALONG, PROFILE = "dependent items", "types along a gradient", "one overdispersed profile"
UNFOLDING = "unfolding gradient"
NODES = 31  # see LatentTrait
TRAIT_STARTS = 3  # of the trait, whose likelihood has few optima
#: Of two traits: nodes on each axis, how far they reach, and starts. Assume: the log-likelihood is
#: within 0.2 of that of 31 nodes to 4.5 (69 units, 19 items of three categories), and 1.4 above it
#: where slopes are as steep as 9; the second start gains 0.3 on the first.
NODES_OF_TWO, FARTHEST_OF_TWO, STARTS_OF_TWO = 15, 4.0, 2
NODES_OF_FREE = 7  # of a trait whose distribution is free
#: Of a trait with ideal points. Assume: as with two traits, the first start is near enough: answers
#: that unfold lie on a bow in the plane of their first two components.
STARTS_OF_UNFOLDING = 3
NODES_ALONG, STARTS_ALONG = 15, 4  # of a trait within classes, or with dependent pairs
NODES_OF_TWO_COUNTS, STARTS_OF_COUNTS = 35, 4  # logits of counts are steep
DEPENDENCE = 0.05  # level of calling any pair of items dependent
#: See `Family.clear`. Assume: all starts never add more to a ratio (to 1,320 of six clusterings
#: they added 47 at most, over 22 to one in a hundred). To those of counts they do.
CLEAR = 60.0


class Family(Table, Protocol):
    """A table, and the models that contend for it."""

    @property
    def continuum_name(self) -> str:
        """What the first rival of classes is called in a sentence."""

    @property
    def further(self) -> Sequence[str]:
        """Rivals that are tried where classes beat the first, the cheapest first."""

    @property
    def clear(self) -> float:
        """How far under the observed ratio a replicate needs no further starts.

        With the null fitted from where it was drawn alone, and classes from few starts. Nearer
        replicates are judged from all starts.
        """

    @property
    def last(self) -> Sequence[str]:
        """Rivals that are tried only where classes beat all others, and are not beaten."""

    def continuum(self) -> Model:
        """Return the first rival: the model of differences without types."""

    def rival(self, name: str, classes: int) -> Gradients | Pairs | None:
        """Return a further rival of so many classes, where there is one."""


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
    continuum_name = ONE
    further = (FLEXIBLE, DEPENDENT, ALONG, TWO)
    last = (UNFOLDING,)
    clear = CLEAR

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

    def matrix(self, tables: np.ndarray) -> np.ndarray:
        """As in `models.Table`."""
        return self.items.one_hot(tables)

    def laid_out(self, tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As in `models.Table`: rows are patterns of answers where these are few."""
        found = [patterns_of(table, np.ones((1, len(table)))) for table in tables]
        rows = max(len(patterns) for patterns, _ in found)
        codes = np.full((len(tables), rows, tables.shape[2]), MISSING)
        weight = np.zeros((len(tables), rows))
        for place, (patterns, (counts,)) in enumerate(found):
            codes[place, : len(patterns)], weight[place, : len(patterns)] = patterns, counts
        return self.matrix(codes), weight

    def constant(self, tables: np.ndarray) -> np.ndarray:
        """As in `models.Table`."""
        return np.zeros(len(tables))

    def continuum(self) -> Model:
        """As in `Family`: one latent trait."""
        return Gradients(self, Nodes.normal(NODES), TRAIT_STARTS)

    def rival(self, name: str, classes: int) -> Gradients | Pairs | None:
        """As in `Family`."""
        if name == TWO:
            nodes = Nodes.normal(NODES_OF_TWO, 2, FARTHEST_OF_TWO)
            return Gradients(self, nodes.single(), STARTS_OF_TWO)
        if name == UNFOLDING:
            return Gradients(self, Nodes.unfolding(NODES).single(), STARTS_OF_UNFOLDING)
        # Two classes are two of its nodes: what holds the truth cannot be asked to be rejected.
        if name == FLEXIBLE and classes > 2:
            return Gradients(self, Nodes.free(NODES_OF_FREE).single(), TRAIT_STARTS)
        if name == ALONG and classes > 2:  # with one class it is one gradient
            nodes = Nodes.classes(NODES_ALONG, classes - 1)
            return Gradients(self, nodes.single(), STARTS_ALONG)
        if name == DEPENDENT and len(self.dependent):
            categories = (self.items.ends - self.items.starts)[self.dependent[:, 1]]
            table = together(self.table, self.dependent, categories)
            joined = CategoricalFamily(table)  # combinations stand in no order
            model = Gradients(joined, Nodes.normal(NODES_ALONG).single(), STARTS_OF_TWO)
            return Pairs(self.dependent, categories, model)
        return None

    @cached_property
    def dependent(self) -> np.ndarray:
        """Pairs of items that one gradient does not account for (pairs x 2), each item in one.

        The most dependent pair first, then the most dependent of the items that are left. Assume:
        residuals are compared with chi-squared, over all pairs together; that errs to fewer pairs
        (Oberski, van Kollenburg and Vermunt 2013), and no bootstrap is needed to name a rival.
        """
        model = self.continuum()
        lines = model.fit(self.table[None], [np.random.default_rng(0)]).parameters[0][0]
        nodes, categories = Nodes.normal(NODES), self.items.ends - self.items.starts
        residuals = bivariate_residuals(
            self.table,
            np.ones(len(self.table)),
            np.exp(nodes.within),
            response(lines, nodes.design, self.items),
            categories,
        )
        one, other = np.triu_indices(len(categories), 1)
        freedom = np.outer(categories - 1, categories - 1)[one, other]
        residual = np.nan_to_num(residuals[one, other])
        p = chdtrc(np.maximum(freedom, 1), residual * freedom)
        found: list[tuple[int, int]] = []
        for place in np.argsort(p, kind="stable"):
            pair = int(one[place]), int(other[place])
            if p[place] * len(p) <= DEPENDENCE and not set(pair) & {
                i for held in found for i in held
            }:
                found.append(pair)
        return np.array(found, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True)
class CountFamily:
    """Counts with given totals: a mixture of multinomials against one overdispersed multinomial.

    Parameters
    ----------
    table
        Whole numbers from 0 (units x categories). Units without any count are refused.
    """

    table: np.ndarray
    continuum_name = PROFILE
    further = (ONE, TWO)
    last = ()
    ordered = False
    clear = np.inf

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

    def matrix(self, tables: np.ndarray) -> np.ndarray:
        """As in `models.Table`."""
        return tables.astype(np.float64)

    def laid_out(self, tables: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """As in `models.Table`."""
        return self.matrix(tables), np.ones(tables.shape[:2])

    def constant(self, tables: np.ndarray) -> np.ndarray:
        """As in `models.Table`: the logarithms of the multinomial coefficients."""
        return coefficients(tables).sum(axis=1)

    def drawn(self, probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw counts from each unit's probabilities (units x categories), with its total."""
        return draw_counts(probabilities, self.totals, rng)

    def continuum(self) -> Model:
        """As in `Family`: one Dirichlet-multinomial."""
        return Dirichlet(self)

    def rival(self, name: str, classes: int) -> Gradients | Pairs | None:
        """As in `Family`."""
        traits = {ONE: 1, TWO: 2}[name]
        nodes = Nodes.normal({1: NODES, 2: NODES_OF_TWO_COUNTS}[traits], traits)
        return Gradients(self, nodes, STARTS_OF_COUNTS)
