"""Types along a gradient: a trait within every class."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from latentclass.base import FiniteMixture, RandomState
from latentclass.estimators import TraitEstimator
from latentclass.nodes import Nodes
from latentclass.nominal_response import Traits


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
