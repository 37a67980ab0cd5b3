"""Agreement of clusterings: scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from cyberstudy.statistics.agreement import adjusted_rand

two_labels = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=20)


@given(two_labels)
def test_the_index_is_that_of_scikit_learn(pairs):
    one, other = map(np.array, zip(*pairs, strict=True))
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))
