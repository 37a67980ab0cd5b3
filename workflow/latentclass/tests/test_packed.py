"""Many units, packed and read by blocks: the model that columns give, in bounded memory."""

import tracemalloc
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentclass import LatentClass, packed
from latentclass.em import Parameters, em_step, squarem
from latentclass.items import Items
from latentclass.packed import Packed, Unpacked

pytestmark = pytest.mark.filterwarnings("ignore::latentclass.base.NotIdentified")


@st.composite
def wild(draw):
    """Codes with missing answers, weights, and where EM stands."""
    units, items = draw(st.integers(1, 40)), draw(st.integers(1, 7))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    sizes = rng.choice([1, 2, 3, 6, 40, 300], items)
    codes = rng.integers(-1, sizes, (units, items))
    codes[rng.random(codes.shape) < draw(st.sampled_from([0, 0.3, 1]))] = -1
    weight = rng.integers(0, 3, (1, units)) * rng.random()
    layout = Items.of(sizes)
    classes, starts = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    answers = layout.normalised(rng.random((1, layout.ends[-1], classes, starts)))
    shares = rng.random((1, classes, starts)) + 0.01
    return codes, weight, layout, Parameters(answers, shares / shares.sum(axis=1, keepdims=True))


@settings(deadline=None)
@given(wild(), st.integers(1, 50), st.sampled_from([1, 8, 256]), st.sampled_from([1.0, 0.3]))
def test_steps_are_the_same_packed_or_not_and_in_blocks_of_any_size(
    table, block, combinations, heat
):
    """Of one row, of one class, without any answer, with blocks longer than there are rows."""
    codes, weight, items, now = table
    columns = Unpacked(items.one_hot(codes[None]), weight)
    whole = stepped(columns, items, now, heat)
    with mock.patch.multiple(packed, BLOCK=block, COMBINATIONS=combinations):
        for units in (columns, Packed.of(codes, weight, items)):
            for expected, found in zip(whole, stepped(units, items, now, heat), strict=True):
                assert np.allclose(found, expected, rtol=1e-9, atol=1e-11)


def stepped(units, items, now, heat):
    """Return likelihoods and parameters of three steps, one after the other."""
    units, found = units.working(items), []
    for _ in range(3):
        now, likelihood = em_step(units, items, now, heat=heat)
        found += [likelihood, now.answers, now.shares]
    return found


def answers(units, items=12, classes=3, seed=0):
    """Draw codes of one byte, four categories an item, from classes."""
    rng = np.random.default_rng(seed)
    likely = rng.integers(0, 4, (classes, items))
    truth = rng.integers(0, classes, units)
    told = rng.random((units, items)) < 0.6
    codes = np.where(told, likely[truth], rng.integers(0, 4, (units, items))).astype(np.int8)
    codes[rng.random(codes.shape) < 0.1] = -1
    return codes[(codes >= 0).any(axis=1)]


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 400))
def test_acceleration_takes_the_same_way(seed, block):
    """As many steps of every start, and to the same place."""
    codes = answers(300, seed=seed)
    items, weight = Items.of(np.full(12, 4)), np.ones((1, len(codes)))
    begun = items.normalised(np.random.default_rng(seed).random((1, 48, 3, 4)) + 0.5)
    now, columns = (
        Parameters(begun, np.full((1, 3, 4), 1 / 3)),
        Unpacked(items.one_hot(codes[None]), weight),
    )
    whole = squarem(columns.working(items), items, now, tol=1e-8, max_iter=500)
    with mock.patch.object(packed, "BLOCK", block):
        units = Packed.of(codes, weight, items).working(items)
        parted = squarem(units, items, now, tol=1e-8, max_iter=500)
    assert parted[1] == pytest.approx(whole[1], rel=1e-8)
    assert np.array_equal(parted[2], whole[2])
    assert abs(parted[3] - whole[3]).max() <= 1
    assert np.allclose(parted[0].answers, whole[0].answers, atol=1e-4)


def screened_with(units):
    """Let screening draw so many units, and what has more be packed."""
    return mock.patch.multiple("latentclass.optimum", SCREENED=units), mock.patch(
        "latentclass.latent_class.SCREENED", units
    )


def test_screening_on_a_sample_ends_at_the_same_model():
    codes = answers(1500)
    whole = LatentClass(3, n_starts=10, random_state=0).fit(codes)
    one, other = screened_with(500)
    with one, other:
        sampled = LatentClass(3, n_starts=10, random_state=0).fit(codes)
    assert sampled.log_likelihood_ == pytest.approx(whole.log_likelihood_, rel=1e-8)
    assert sampled.class_weights_ == pytest.approx(whole.class_weights_, abs=1e-4)
    assert sampled.start_log_likelihoods_.max() == pytest.approx(whole.log_likelihood_, rel=0.05)


def test_memory_grows_by_a_byte_an_answer_and_not_by_a_column():
    codes = answers(40_000, items=40)
    one, other = screened_with(1000)
    peaks = []
    with one, other:
        for some in (codes[:20_000], codes):
            tracemalloc.start()
            LatentClass(3, n_starts=2, random_state=0).fit(some)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] - peaks[0] < 2 * codes[20_000:].nbytes  # columns alone were 32 times that


def test_a_code_of_one_byte_may_be_the_largest_there_is():
    codes = np.random.default_rng(0).integers(0, 128, (600, 3), dtype=np.int8)
    codes[:200, 0] = -1
    wide = LatentClass(2, n_starts=3, random_state=0).fit(codes.astype(np.int64))
    one, other = screened_with(400)
    model = LatentClass(2, n_starts=3, random_state=0).fit(codes)
    assert model.log_likelihood_ == wide.log_likelihood_
    with one, other:
        many = LatentClass(2, n_starts=3, random_state=0).fit(codes)
    assert model.n_categories_.tolist() == many.n_categories_.tolist() == [128] * 3
