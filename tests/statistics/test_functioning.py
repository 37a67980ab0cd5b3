"""Items that say the same in all groups, and one that does not, beside R's mantelhaen.test."""

import numpy as np
import pytest

from cyberstudy.statistics.functioning import functioning


def sample(*, groups=3, apart=0.0, excess=0.0, units=150, seed=1):
    """Eight items cut in three; groups differ by `apart`, the last in its first item besides."""
    rng = np.random.default_rng(seed)
    group = np.arange(units) % groups
    raw = 0.5 * (rng.normal(size=units) + apart * group)[:, None] + rng.normal(size=(units, 8))
    raw[:, 0] += excess * (group == groups - 1)
    answers = np.digitize(raw, [-0.2, 0.8]) / 2
    return answers, answers.mean(axis=1), group


@pytest.mark.needs("r")
@pytest.mark.parametrize("groups", [2, 3])
def test_the_test_is_that_of_mantel_and_haenszel_as_r_has_it(ask_r, groups):
    answers, score, group = sample(groups=groups)
    item = (answers[:, 0] > 0).astype(float)
    score = np.digitize(score, [0.3, 0.45, 0.6]) / 3  # as many strata as values
    theirs = ask_r(
        None,
        np.column_stack([group, item, score]),
        "mantelhaen.test(table(x[, 1], x[, 2], x[, 3]), correct=FALSE)$p.value",
    )
    assert functioning(item, score, group).p == pytest.approx(theirs[0], rel=1e-8)


def test_an_item_that_one_group_answers_higher_at_like_scores_is_found():
    answers, score, group = sample(excess=1.2)
    odd, fair = (functioning(answers[:, i], score, group) for i in (0, 5))
    assert odd.p < 0.001
    assert odd.difference > 0.2
    assert fair.p > 0.01


def test_groups_of_different_height_are_not_taken_for_items_that_differ():
    rejected = [
        functioning(answers[:, i], score, group).p < 0.05
        for seed in range(25)
        for answers, score, group in [sample(apart=0.5, seed=seed, units=400)]
        for i in range(8)
    ]
    assert sum(rejected) <= 20  # 10 expected of 200


def test_where_no_stratum_has_two_groups_or_nobody_differs_there_is_no_test():
    score, group = np.repeat([0.1, 0.9], 10), np.repeat([0, 1], 10)
    assert functioning(score, score, group).p is None
    assert functioning(np.ones(20), np.full(20, 0.5), np.arange(20) % 2).p is None
