"""Which of equal optima is taken, and how classes of equal size are ordered."""

import numpy as np

from latentclass.optimum import _largest_first, first_best


def test_of_starts_at_one_optimum_the_first_is_taken_whatever_the_last_bits_say():
    reached = np.array([[-9.0, -5.0 - 1e-12, -5.0, -5.0 + 1e-12], [-5.0, -5.0 - 1e-3, -8.0, -9.0]])
    assert first_best(reached).tolist() == [1, 0]


def test_classes_of_one_size_are_ordered_by_their_answers():
    shares, answers = np.array([0.25, 0.5, 0.25]), np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]])
    for more in (0, np.array([1e-13, 0, 0]), np.array([0, 0, 1e-13])):
        assert _largest_first(shares + more, answers).tolist() == [1, 2, 0]
