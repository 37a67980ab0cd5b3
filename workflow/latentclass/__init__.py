"""Latent classes, latent traits and mixtures of counts: arrays in, fitted models out.

Estimators of scikit-learn that know no survey. Names are imported when they are first used: models
(`latent_class`, `latent_trait`, `counts`) and what fits many tables (`families`) do without
scikit-learn, which takes a second to import.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from latentclass.estimators import (
        DirichletMultinomial,
        LatentClass,
        LatentTrait,
        MultinomialMixture,
    )
    from latentclass.latent_class import fit_stack
    from latentclass.trait_classes import FactorMixture

__all__ = [
    "DirichletMultinomial",
    "FactorMixture",
    "LatentClass",
    "LatentTrait",
    "MultinomialMixture",
    "fit_stack",
]

_MODULES = {
    "DirichletMultinomial": "estimators",
    "LatentClass": "estimators",
    "FactorMixture": "trait_classes",
    "LatentTrait": "estimators",
    "MultinomialMixture": "estimators",
    "fit_stack": "latent_class",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULES])
