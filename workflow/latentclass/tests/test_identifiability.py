"""Whether answers can tell all parameters of latent classes."""

import warnings

import numpy as np
import pytest
from printed_tables import ROLE_CONFLICT, patterns

from latentclass import LatentClass
from latentclass.base import NotIdentified

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


def drawn(units, *, seed=0, missing=0.1):
    """Two classes, six items of two and three categories."""
    rng = np.random.default_rng(seed)
    classes = (rng.random(units) < 0.35).astype(int)
    codes = np.array(
        [rng.binomial(1 + item % 2, np.where(classes, 0.8, 0.2)) for item in range(6)]
    ).T
    codes[rng.random(codes.shape) < missing] = -1
    codes[:, 0] = np.maximum(codes[:, 0], 0)
    return codes, classes


def test_goodmans_three_classes_of_four_items_are_not_identified():
    codes, counts = patterns(ROLE_CONFLICT)
    with pytest.warns(NotIdentified, match=r"can tell 13 of 14 parameters.* is not identified"):
        model = LatentClass(3, random_state=0).fit(codes, sample_weight=counts)
    assert (model.n_identified_, model.n_parameters_) == (13, 14)


def test_starts_of_one_likelihood_and_different_classes_are_told():
    """Nobody answered more than two items: counting sees nothing wrong."""
    apart = []
    for seed in range(4):  # how far starts end from one another is another number on each machine
        rng = np.random.default_rng(seed)
        classes = rng.integers(0, 2, 4000)
        codes = rng.binomial(2, np.where(classes, 0.8, 0.3)[:, None], (4000, 6))
        codes[::3, 2:], codes[1::3, :2], codes[1::3, 4:], codes[2::3, :4] = -1, -1, -1, -1
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            model = LatentClass(2, random_state=0).fit(codes)
        said = [str(each.message) for each in found if each.category is NotIdentified]
        apart.append(model.start_spread_ > 0.05)
        assert any("starts that ended at the same likelihood" in s for s in said) == apart[-1]
        assert model.n_identified_ == model.n_parameters_
    assert any(apart)
    told, _ = drawn(300)
    assert LatentClass(2, random_state=0).fit(told).start_spread_ < 1e-3
