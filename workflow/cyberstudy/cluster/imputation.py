"""What to do about missing answers before units are clustered, four ways.

Assume: what does not apply to a unit is an answer and has a code of its own; what is missing here
has a value that is not known. Assume: a unit without any answer is not clustered, whatever the
treatment.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from latentclass.trait_classes import FactorMixture

MISSING = -1
DATASETS = 10
MOST_CLASSES = 8  # of a model to impute from
STARTS = 5  # of its fits


#: Codes to cluster (units kept x items), several tables only where answers are imputed.
Treated = list[np.ndarray]


def as_is(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Keep missing answers: latent classes take them by full-information maximum likelihood."""
    return [codes[(codes != MISSING).any(axis=1)]]


def complete_cases(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Keep the units that answered every item."""
    return [codes[(codes != MISSING).all(axis=1)]]


def as_category(codes: np.ndarray, *, seed: int = 0) -> Treated:
    """Take not answering for one more answer, with the code after an item's largest."""
    filled = np.where(codes == MISSING, codes.max(axis=0) + 1, codes)
    return [filled[(codes != MISSING).any(axis=1)]]


def multiple_imputation(
    codes: np.ndarray,
    *,
    seed: int,
    n_datasets: int = DATASETS,
    n_classes: int | None = None,
) -> Treated:
    """Fill in missing answers several times, by draws from types along a gradient.

    As Vermunt, van Ginkel, van der Ark and Sijtsma (2008), Sociological Methodology 38, 369-397: a
    model that describes the joint distribution of the items; its uncertainty is that of fits to
    resampled units; where a unit stands is drawn from its posterior, and its missing answers from
    there.

    Assume: the model is classes with a trait within each, and AIC chooses how many; theirs, five
    to eight classes without a trait, lends the tables that it fills its own idea of types. In 30
    simulated gradients (69 units, 19 items of three categories, a fifth of the answers missing)
    twice the log-likelihood of three classes over that of one trait rose by 38 when they were
    filled in from classes (its standard deviation is 11), and by 5 from these; in 30 sets of three
    types, where it is 287, it fell by 6 and by 23. Of 30 tables made of ten gradients the tests
    spoke for types in 10, and in 1 of these.

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
    responses = codes[(codes != MISSING).any(axis=1)]
    first, *children = np.random.SeedSequence(seed).spawn(n_datasets + 1)
    k = n_classes or imputation_classes(responses, seed=first)
    filled = []
    for child in children:
        for_weights, for_starts, for_values = child.spawn(3)
        weights = np.random.default_rng(for_weights).dirichlet(np.ones(len(responses)))
        model = _model(k, for_starts).fit(responses, sample_weight=len(responses) * weights)
        drawn = model.impute(responses, random_state=_state(for_values))
        filled.append(np.where((responses != MISSING).any(axis=0), drawn, MISSING))
    return filled


def imputation_classes(codes: np.ndarray, *, seed: int | np.random.SeedSequence) -> int:
    """Choose the number of classes to impute from by AIC, as Vermunt et al. (2008) advise.

    One class is a gradient alone. Too many do little harm, too few lose associations between
    items: hence not by BIC.
    """
    aic = {k: _model(k, seed).fit(codes).aic(codes) for k in range(1, MOST_CLASSES + 1)}
    return min(aic, key=lambda k: aic[k])


def _model(n_classes: int, seed: int | np.random.SeedSequence) -> FactorMixture:
    """Return types along a gradient, as exactly as draws from them need it."""
    return FactorMixture(
        n_classes, n_nodes=9, n_starts=STARTS, tol=1e-4, max_iter=100, random_state=_state(seed)
    )


def _state(seed: int | np.random.SeedSequence) -> np.random.RandomState:
    return np.random.RandomState(np.random.MT19937(seed))


TREATMENTS: dict[str, Callable[..., Treated]] = {
    "as_is": as_is,
    "complete_cases": complete_cases,
    "as_category": as_category,
    "multiple_imputation": multiple_imputation,
}
