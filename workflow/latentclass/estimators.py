"""The models as estimators of scikit-learn, which checks and names their columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    DensityMixin,
    TransformerMixin,
)
from sklearn.utils import Tags
from sklearn.utils.validation import validate_data

from latentclass.base import CountsModel, DensityModel
from latentclass.counts import DirichletMultinomialModel, MultinomialMixtureModel
from latentclass.latent_class import LatentClassModel
from latentclass.latent_trait import LatentTraitModel, TraitModel


class Estimator(DensityModel, DensityMixin, BaseEstimator):
    """What makes a model an estimator; stands before it among the bases."""

    def _table(self, X: ArrayLike, *, reset: bool) -> np.ndarray:
        how: dict[str, Any] = {"dtype": "numeric", "ensure_all_finite": "allow-nan"}
        if isinstance(self, CountsModel):
            how = {"dtype": np.float64, "ensure_non_negative": True}
        return validate_data(self, X, reset=reset, **how)

    def __sklearn_tags__(self) -> Tags:
        tags, counts = super().__sklearn_tags__(), isinstance(self, CountsModel)
        tags.input_tags.positive_only = counts
        tags.input_tags.categorical = tags.input_tags.allow_nan = not counts
        return tags


class TraitEstimator(ClassNamePrefixFeaturesOutMixin, TransformerMixin, Estimator, TraitModel):
    """A model with nodes on traits as an estimator that turns answers into places on them."""

    def transform(self, X: ArrayLike) -> np.ndarray:
        """Return each unit's place, the mean of its posterior; shape (units, traits)."""
        return super().transform(X)  # here, where scikit-learn sees it for `set_output`


class LatentClass(Estimator, LatentClassModel):
    """Latent classes; parameters and attributes are those of their model."""


class LatentTrait(TraitEstimator, LatentTraitModel):
    """Latent traits; parameters and attributes are those of their model."""


class MultinomialMixture(Estimator, MultinomialMixtureModel):
    """A mixture of multinomials; parameters and attributes are those of its model."""


class DirichletMultinomial(Estimator, DirichletMultinomialModel):
    """One overdispersed multinomial; parameters and attributes are those of its model."""
