"""Clusters of one clustering that are recovered in another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cyberstudy.cluster.recovery import best_matches


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_best_matches_agree_with_sets(pairs):
    labels, again = (np.array(side) for side in zip(*pairs, strict=True))
    jaccard = best_matches(labels, again, clusters=4)
    for cluster in range(4):
        own = {i for i, pair in enumerate(pairs) if pair[0] == cluster}
        others = [{i for i, pair in enumerate(pairs) if pair[1] == j} for j in range(4)]
        if not own:
            assert np.isnan(jaccard[cluster])
            continue
        scores = [len(own & other) / len(own | other) for other in others]
        assert jaccard[cluster] == pytest.approx(max(scores))
