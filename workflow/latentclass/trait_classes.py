"""Between classes and traits: classes that stand on one line, and a line within every class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import FiniteMixture, RandomState
from latentclass.estimators import TraitEstimator
from latentclass.items import FLOOR
from latentclass.nodes import Nodes, design_at
from latentclass.nominal_response import Traits


class LocatedLatentClass(TraitEstimator):
    """One trait whose distribution is free: units stand at a few places of a line.

    Places are evenly spaced and how many units stand at each is estimated, so the trait may be
    skewed or have two peaks (Lindsay, Clogg and Grego 1991, Journal of the American Statistical
    Association 86, 96-107; Heinen 1996, Latent Class and Discrete Latent Trait Models). With two
    nodes these are two latent classes. Place and scale of the trait are fixed after the fit: its
    mean is 0 and its variance 1.

    Parameters
    ----------
    n_nodes : int
        Places on the line.
    n_starts, tol, max_iter, random_state, ordered
        As of `LatentTrait`.

    Attributes
    ----------
    nodes_, node_weights_ : ndarray of shape (n_nodes,)
        Where units may stand, and the share of them that does.
    slopes_ : ndarray of shape (1, columns)
        One a category, items one after the other; 0 for the first category of each.
    intercepts_ : ndarray of shape (columns,)
        The same.
    log_likelihood_ : float
        Total at the estimate, without the penalty.
    n_parameters_ : int
        Those of one trait, and one less than there are nodes.
    converged_ : bool
    """

    def __init__(
        self,
        *,
        n_nodes: int = 7,
        n_starts: int = 4,
        tol: float = 1e-7,
        max_iter: int = 500,
        random_state: RandomState = None,
        ordered: bool = False,
    ) -> None:
        self.n_nodes = n_nodes
        self.n_starts = n_starts
        self.tol = tol
        self.max_iter = max_iter
        self.random_state = random_state
        self.ordered = ordered

    def _nodes(self) -> Nodes:
        if self.n_nodes < 2:
            raise ValueError("n_nodes must be at least 2")
        return Nodes.free(self.n_nodes)

    def _settle(self, found: Traits) -> None:
        places, weights = self._nodes().design[0], found.shares[0]
        mean = weights @ places
        spread = np.sqrt(weights @ (places - mean) ** 2)
        spread = spread if spread > FLOOR else 1.0  # all at one place
        self.nodes_, self.node_weights_ = (places - mean) / spread, weights
        slopes, intercepts = found.lines[0]
        self.slopes_, self.intercepts_ = spread * slopes[None], intercepts + mean * slopes

    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        return design_at(self.nodes_[None]), self.node_weights_

    def _drawn(self, count: int, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        places = rng.choice(self.nodes_, count, p=self.node_weights_)
        return design_at(places[None]), places


class FactorMixture(TraitEstimator, FiniteMixture):
    """Types along a gradient: classes with intercepts of their own, and a trait within each.

    All classes share the slopes, and the trait is standard normal in each (Muthén and Asparouhov
    2006, Addictive Behaviors 31, 1050-1066; Rost 1990, Applied Psychological Measurement 14,
    271-282). Without slopes these are latent classes; with one class it is one latent trait.

    Parameters
    ----------
    n_classes : int
        Number of classes K.
    n_nodes : int
        Nodes of the trait's quadrature.
    n_starts : int
        Starts. Assume: classes and trait explain the same, so there are many optima.
    tol, max_iter, random_state, ordered
        As of `LatentTrait`.

    Attributes
    ----------
    class_weights_ : ndarray of shape (K,)
        Share of each class, the largest first.
    slopes_ : ndarray of shape (1, columns)
        One a category, items one after the other; 0 for the first category of each.
    intercepts_ : ndarray of shape (K, columns)
        The same, of each class.
    log_likelihood_ : float
        Total at the estimate, without the penalty.
    best_share_ : float
        Share of starts that reached the best optimum.
    n_parameters_ : int
        Those of one trait, and for each further class a share and its intercepts.
    converged_ : bool
    """

    def __init__(
        self,
        n_classes: int = 2,
        *,
        n_nodes: int = 15,
        n_starts: int = 20,
        tol: float = 1e-7,
        max_iter: int = 500,
        random_state: RandomState = None,
        ordered: bool = False,
    ) -> None:
        super().__init__(
            n_classes, n_starts=n_starts, tol=tol, max_iter=max_iter, random_state=random_state
        )
        self.n_nodes = n_nodes
        self.ordered = ordered

    def _nodes(self) -> Nodes:
        self._check_parameters()
        return Nodes.classes(self.n_nodes, self.n_classes)

    def _settle(self, found: Traits) -> None:
        order = np.argsort(-found.shares[0], kind="stable")
        self.class_weights_ = found.shares[0][order]
        lines = found.lines[0]
        self.slopes_, self.intercepts_ = lines[:1], lines[1:][order]
        self._near(found.start_log_likelihoods[0])

    def _placed(self) -> tuple[np.ndarray, np.ndarray]:
        nodes = self._nodes()
        return nodes.design, self.class_weights_[nodes.group] * np.exp(nodes.within)

    def _drawn(self, count: int, rng: np.random.RandomState) -> tuple[np.ndarray, np.ndarray]:
        """Draw units; what is told of them is their classes."""
        classes = rng.choice(self.n_classes, count, p=self.class_weights_)
        own = classes == np.arange(self.n_classes)[:, None]
        return np.vstack([rng.standard_normal((1, count)), own]), classes

    def _joint(self, X: ArrayLike) -> np.ndarray:
        posterior, each = self._expectation(X)
        held = self._nodes().members.T @ posterior
        return (np.log(np.maximum(held, 1e-300)) + each).T
