"""What to do about missing answers before units are clustered, four ways.

Assume: what does not apply to a unit is an answer and has a code of its own; what is missing here
has a value that is not known. Assume: a unit without any answer is not clustered, whatever the
treatment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from latentclass.latent_class import LatentClass, fit_stack
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from cyberstudy.cluster.recovery import whole_agreement
from cyberstudy.cluster.refits import STARTS, fit_classes
from cyberstudy.cluster.trees import cut

MISSING = -1
DATASETS = 10
FEWEST_CLASSES, MOST_CLASSES = 5, 8  # of a model to impute from


@dataclass(frozen=True)
class Treated:
    """Codes to cluster.

    Attributes
    ----------
    codes
        One array (units kept x items) a data set; several only where answers are imputed.
    kept : ndarray of int
        Rows of the units kept.
    """

    codes: tuple[np.ndarray, ...]
    kept: np.ndarray


@dataclass(frozen=True)
class Consensus:
    """One clustering made of those of several data sets.

    Attributes
    ----------
    labels : ndarray of shape (units,)
        From 0, the largest cluster.
    certainty : ndarray of shape (units,)
        Share of data sets in which a unit is together with another of its cluster, on average;
        1 for a unit alone.
    agreement
        Mean adjusted Rand of two data sets; None where no two can be compared.
    """

    labels: np.ndarray
    certainty: np.ndarray
    agreement: float | None


def as_is(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Keep missing answers: latent classes take them by full-information maximum likelihood."""
    return _treated(codes, codes, (codes != MISSING).any(axis=1))


def complete_cases(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Keep the units that answered every item."""
    return _treated(codes, codes, (codes != MISSING).all(axis=1))


def as_category(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Take not answering for one more answer, with the code after an item's largest."""
    filled = np.where(codes == MISSING, codes.max(axis=0) + 1, codes)
    return _treated(filled, codes, (codes != MISSING).any(axis=1))


def multiple_imputation(
    codes: np.ndarray,
    *,
    seed: int,
    n_datasets: int = DATASETS,
    n_classes: int | None = None,
    n_starts: int = STARTS,
) -> Treated:
    """Fill in missing answers several times, by draws from a latent class model.

    Vermunt, van Ginkel, van der Ark and Sijtsma (2008), Sociological Methodology 38, 369-397: a
    model with so many classes that it describes the joint distribution of the items; its
    uncertainty is that of fits to resampled units; a unit's class is drawn from its posterior and
    its missing answers from the class.

    Assume: units are resampled by the Bayesian bootstrap (Rubin 1981, Annals of Statistics 9,
    130-134). By Efron's an answer that one unit gave is absent from every third draw, and could
    not be imputed.

    Parameters
    ----------
    codes : ndarray of shape (units, items)
        Codes from 0; missing is -1. An item that nobody answered stays missing.
    n_classes
        Of the model to impute from; None for `imputation_classes`.
    """
    answered = (codes != MISSING).any(axis=1)
    given = codes[answered]
    first, *children = np.random.SeedSequence(seed).spawn(n_datasets + 1)
    k = n_classes or imputation_classes(given, seed=first, n_starts=n_starts)
    for_weights, for_starts, for_values = zip(*(c.spawn(3) for c in children), strict=True)
    units = len(given)
    weights = [units * np.random.default_rng(own).dirichlet(np.ones(units)) for own in for_weights]
    models = fit_stack(
        given, k, sample_weights=np.stack(weights), seeds=for_starts, n_starts=n_starts
    )
    filled = tuple(
        _imputed(given, model.smoothed(), np.random.default_rng(own))
        for model, own in zip(models, for_values, strict=True)
    )
    return Treated(filled, np.flatnonzero(answered))


def imputation_classes(
    codes: np.ndarray, *, seed: int | np.random.SeedSequence, n_starts: int = STARTS
) -> int:
    """Choose the number of classes to impute from by AIC, as Vermunt et al. (2008) advise.

    Too many classes do little harm there, too few lose associations between items: hence not by
    BIC, and not fewer than `FEWEST_CLASSES`.
    """
    numbers = range(FEWEST_CLASSES, MOST_CLASSES + 1)
    aic = [fit_classes(codes, k, seed=seed, n_starts=n_starts).aic(codes) for k in numbers]
    return numbers[int(np.argmin(aic))]


TREATMENTS: dict[str, Callable[..., Treated]] = {
    "as_is": as_is,
    "complete_cases": complete_cases,
    "as_category": as_category,
    "multiple_imputation": multiple_imputation,
}


def consensus(partitions: Sequence[np.ndarray], n_clusters: int) -> Consensus:
    """Put together the clusterings of several data sets of the same units.

    By average linkage on how often two units are together (evidence accumulation; Fred and Jain
    2005, IEEE Transactions on Pattern Analysis and Machine Intelligence 27, 835-850). Classes need
    not be matched between data sets, so nothing hangs on the order of labels.

    Assume: averaging agreements over data sets would say how far one imputation can be trusted,
    not where a unit belongs; on planted types the consensus is nearer to the truth than the
    clusterings it is made of.

    Parameters
    ----------
    partitions
        One array of labels a data set.
    n_clusters
        To cut the tree into.
    """
    together = np.mean([labels[:, None] == labels for labels in partitions], axis=0)
    labels = cut(linkage(squareform(1 - together, checks=False), "average"), n_clusters)
    same = (labels[:, None] == labels) & ~np.eye(len(labels), dtype=bool)
    others = same.sum(axis=1)
    certainty = np.where(others, (together * same).sum(axis=1) / np.maximum(others, 1), 1.0)
    pairs = [whole_agreement(one, other) for one, other in combinations(partitions, 2)]
    known = [value for value in pairs if value is not None]
    return Consensus(labels, certainty, float(np.mean(known)) if known else None)


def _treated(filled: np.ndarray, codes: np.ndarray, kept: np.ndarray) -> Treated:
    return Treated((filled[kept],), np.flatnonzero(kept))


def _imputed(codes: np.ndarray, model: LatentClass, rng: np.random.Generator) -> np.ndarray:
    """Draw each unit's class, and from it the answers that it has not given."""
    classes = _drawn(model.predict_proba(codes), rng)
    filled = codes.copy()
    for item, table in enumerate(model.probabilities_):
        empty = codes[:, item] == MISSING
        if not empty.all():
            filled[empty, item] = _drawn(table[classes[empty]], rng)
    return filled


def _drawn(probabilities: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw one column a row, with its probability."""
    level = rng.random((len(probabilities), 1))
    return (level > np.cumsum(probabilities, axis=1)[:, :-1]).sum(axis=1)
