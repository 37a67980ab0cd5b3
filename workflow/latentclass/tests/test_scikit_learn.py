"""All estimators through scikit-learn's own checks; each exception with its reason."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from latentclass import (
    DirichletMultinomial,
    FactorMixture,
    LatentClass,
    LatentTrait,
    MultinomialMixture,
)
from latentclass.base import CodesModel

pytestmark = [
    pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified"),
    pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API"),
]

OF_CODES = {
    "check_positive_only_tag_during_fit": "passes numbers below -1, which are no codes",
    "check_sample_weight_equivalence_on_dense_data": "passes continuous data, which are no codes",
}
OF_COUNTS = {
    "check_estimators_dtypes": "passes a row without any count",
    "check_fit2d_1feature": "passes a row without any count",
}


def expected(estimator):
    return OF_CODES if isinstance(estimator, CodesModel) else OF_COUNTS


# How it is dealt with is asked, not how well it fits: some hundred fits with few nodes, none of
# them to the last digit.
QUICK = {"n_starts": 2, "tol": 1e-3, "random_state": 0}


@parametrize_with_checks(
    [
        LatentClass(2, **QUICK),
        LatentTrait(n_nodes=5, **QUICK),
        LatentTrait(n_traits=2, n_nodes=3, **QUICK),
        FactorMixture(2, n_nodes=3, **QUICK),
        MultinomialMixture(2, n_starts=2, random_state=0),
        DirichletMultinomial(tol=1e-6),
    ],
    expected_failed_checks=expected,
)
def test_it_is_an_estimator_of_scikit_learn(estimator, check):
    check(estimator)


def test_models_are_fitted_and_asked_without_it():
    code = """if True:
        import sys
        import numpy as np
        from latentclass.counts import DirichletMultinomialModel, MultinomialMixtureModel
        from latentclass.latent_class import LatentClassModel
        from latentclass.latent_trait import LatentTraitModel

        codes = np.random.default_rng(0).integers(-1, 2, (60, 6))
        codes[:, 0] = abs(codes[:, 0])
        LatentClassModel(2, n_starts=2).fit(codes).smoothed().predict(codes)
        LatentTraitModel(n_nodes=9, n_starts=1).fit(codes).score_samples(codes)
        MultinomialMixtureModel(2, n_starts=2).fit(codes + 1).predict_proba(codes + 1)
        DirichletMultinomialModel().fit(codes + 1)
        sys.exit("sklearn" in sys.modules)
    """
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "model",
    [
        LatentClass(2, random_state=0),
        LatentTrait(n_nodes=9, random_state=0),
        FactorMixture(2, n_nodes=5, random_state=0),
    ],
)
def test_weights_are_units_repeated_also_where_they_are_0(model):
    """What scikit-learn's check asks of continuous data, asked of codes."""
    rng = np.random.default_rng(0)
    codes, weights = rng.integers(-1, 3, (40, 5)), rng.integers(0, 4, 40)
    weighed = model.fit(codes, sample_weight=weights).log_likelihood_
    repeated = model.fit(codes.repeat(weights, axis=0)).log_likelihood_
    assert weighed == pytest.approx(repeated, rel=1e-5)
