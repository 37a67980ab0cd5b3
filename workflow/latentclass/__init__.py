"""Latent classes, latent traits and mixtures of counts: arrays in, fitted models out.

Estimators in scikit-learn's manners that know no survey.
"""

from latentclass.counts import DirichletMultinomial, MultinomialMixture
from latentclass.latent_class import LatentClass, fit_stack
from latentclass.latent_trait import LatentTrait

__all__ = ["DirichletMultinomial", "LatentClass", "LatentTrait", "MultinomialMixture", "fit_stack"]
