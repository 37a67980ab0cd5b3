"""What a model draws for missing answers is what it says of them, given the others."""

import numpy as np
import pytest

from latentclass import FactorMixture, LatentClass, LatentTrait

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


def answers():
    """Five items of three categories along one trait."""
    rng = np.random.default_rng(0)
    level = rng.standard_normal((200, 1, 1)) * [0, 1, 2] + rng.normal(0, 0.5, (5, 3))
    return (level + rng.gumbel(size=level.shape)).argmax(axis=2)


@pytest.mark.parametrize(
    "model",
    [
        LatentClass(2, n_starts=5, random_state=0),
        LatentTrait(n_nodes=15, n_starts=1, random_state=0),
        FactorMixture(2, n_nodes=9, n_starts=2, random_state=0),
    ],
    ids=lambda model: type(model).__name__,
)
def test_pairs_of_missing_answers_are_as_common_as_the_model_says(model):
    """By the likelihoods of the nine ways to complete a unit."""
    model.fit(answers())
    given = np.array([2, 2, 1, -1, -1])
    ways = np.array([[*given[:3], one, other] for one in range(3) for other in range(3)])
    chance = np.exp(model.score_samples(ways) - model.score_samples(given[None])[0])
    assert chance.sum() == pytest.approx(1)
    drawn = model.impute(np.tile(given, (20_000, 1)), random_state=0)
    assert (drawn[:, :3] == given[:3]).all()
    found = np.bincount(3 * drawn[:, 3] + drawn[:, 4], minlength=9) / 20_000
    assert found == pytest.approx(chance, abs=0.015)


def test_answers_that_were_given_stay():
    codes = answers()
    model = LatentClass(2, n_starts=5, random_state=0).fit(codes)
    assert (model.impute(codes, random_state=1) == codes).all()
    assert (model.impute(np.full((50, 5), -1), random_state=1) >= 0).all()
