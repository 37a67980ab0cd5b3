"""Stability of classes: against sets in plain Python, known truths, and a warm start."""

import numpy as np
import pytest
from polars.testing import assert_frame_equal
from worlds.multiverse import fit_classes

from cyberstudy.cluster import stability as resampling
from cyberstudy.cluster.recovery import best_matches, matched, whole_agreement
from cyberstudy.cluster.refits import refits

UNITS = 69


def known_truth(*, items=14, likely=0.9, missing=0.1, seed=0, units=UNITS, classes=3):
    """Codes and true classes: each class answers 1 with a probability of `likely` or its rest."""
    rng = np.random.default_rng(seed)
    truth = np.arange(units) % classes
    share = np.where(rng.random((classes, items)) < 0.5, likely, 1 - likely)[truth]
    codes = (rng.random(share.shape) < share).astype(int)
    return np.where(rng.random(share.shape) < missing, -1, codes), truth


def noise(*, items, seed=0):
    rng = np.random.default_rng(seed)
    codes = rng.integers(2, size=(UNITS, items))
    return np.where(rng.random(codes.shape) < 0.1, -1, codes)


@pytest.fixture(scope="module")
def clear():
    codes, truth = known_truth()
    return codes, truth, fit_classes(codes, 3, seed=0)


def warm_started(codes, main, times):
    """EM for items with two options that starts at the main solution, as is often done."""
    there, said = (codes >= 0).astype(float), (codes == 1).astype(float)
    yes = np.clip([table[:, 1] for table in main.probabilities_], 1e-6, 1 - 1e-6)
    shares = main.class_weights_
    for _ in range(300):
        joint = said @ np.log(yes) + (there - said) @ np.log(1 - yes) + np.log(shares)
        belongs = np.exp(joint - joint.max(axis=1, keepdims=True))
        belongs *= (times / belongs.sum(axis=1))[:, None]
        yes = np.clip((said.T @ belongs) / np.maximum(there.T @ belongs, 1e-9), 1e-6, 1 - 1e-6)
        shares = np.maximum(belongs.sum(axis=0) / times.sum(), 1e-9)
    joint = said @ np.log(yes) + (there - said) @ np.log(1 - yes) + np.log(shares)
    return joint.argmax(axis=1)


def test_a_warm_start_would_call_classes_of_pure_noise_stable():
    codes = noise(items=120)
    main = fit_classes(codes, 3, seed=0)
    found = resampling.bootstrap(codes, main, replicates=range(20), seed=1, n_starts=10)
    independent = resampling.summary([found.classes])
    labels, warm = main.predict(codes), []
    for times in found.times:
        again = warm_started(codes, main, times)[times > 0]
        warm.append(best_matches(labels[times > 0], again, clusters=3))
    assert np.nanmean(warm, axis=0).min() > 0.85
    assert independent["jaccard"].max() < 0.5  # hardly more than classes at random have
    assert (independent["jaccard"] - independent["chance"]).abs().max() < 0.15


def test_clear_types_come_back_also_among_units_not_drawn(clear):
    codes, _, main = clear
    found = resampling.bootstrap(codes, main, replicates=range(20), seed=1)
    summed = resampling.summary([found.classes])
    assert summed["jaccard"].min() > 0.9
    assert summed["recovered"].min() > 0.9
    assert summed["dissolved"].max() == 0
    assert summed["out_of_bag"].min() > 0.8
    assert summed["chance"].max() < 0.5
    assert summed["missed"].max() == 0


def test_jaccard_by_hand():
    labels, again = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([2, 2, 0, 0, 0, 0, 1])
    # {0, 1, 2} is best matched by {0, 1}: two of three; {3, 4, 5, 6} by {2, 3, 4, 5}: 3 of 5.
    assert best_matches(labels, again, clusters=2) == pytest.approx([2 / 3, 3 / 5])


def test_every_jaccard_is_that_of_sets(clear):
    codes, _, main = clear
    labels = main.predict(codes)
    found = resampling.bootstrap(codes, main, replicates=range(4), seed=3, n_starts=5)
    for replicate, (times, again) in enumerate(zip(found.times, found.labels, strict=True)):
        drawn = np.flatnonzero(times)
        new = [{unit for unit in drawn if again[unit] == number} for number in set(again[drawn])]
        rows = found.classes.filter(replicate=replicate)
        assert times.sum() == UNITS
        for number, jaccard in rows.select("class", "jaccard").iter_rows():
            old = {unit for unit in drawn if labels[unit] == number}
            assert jaccard == pytest.approx(max(len(old & s) / len(old | s) for s in new))


def test_chunks_of_any_size_and_order_sum_up_to_the_same(clear):
    codes, _, main = clear

    def bootstrap(replicates):
        return resampling.bootstrap(codes, main, replicates=replicates, seed=7, n_starts=5)

    whole = bootstrap(range(5))
    parts = [bootstrap(part) for part in (range(3, 5), range(0, 1), range(1, 3))]
    once = resampling.summary([whole.classes])
    assert_frame_equal(resampling.summary(part.classes for part in parts), once, check_exact=True)
    with pytest.raises(ValueError, match="comes twice"):
        resampling.summary([whole.classes, parts[0].classes])


def test_a_replicate_draws_from_its_own_child_of_the_seed(clear):
    codes, _, main = clear
    found = resampling.bootstrap(codes, main, replicates=range(2, 3), seed=7, n_starts=1)
    child = np.random.SeedSequence(7).spawn(1)[resampling.BOOTSTRAP].spawn(3)[2].spawn(3)[0]
    draw = np.random.default_rng(child).integers(UNITS, size=UNITS)
    assert found.times[0].tolist() == np.bincount(draw, minlength=UNITS).tolist()


def test_a_unit_drawn_twice_counts_twice(clear):
    codes, _, main = clear
    found = resampling.bootstrap(codes, main, replicates=range(1), seed=2)
    alone = fit_classes(np.repeat(codes, found.times[0], axis=0), 3, seed=0)
    seeds = [np.random.SeedSequence(2, spawn_key=(resampling.BOOTSTRAP, 0)).spawn(3)[1]]
    (refit,) = refits(codes, 3, weights=found.times, bound=main.score_samples(codes), seeds=seeds)
    assert refit.labels.tolist() == found.labels[0].tolist()
    assert refit.model.log_likelihood_ == pytest.approx(alone.log_likelihood_, rel=1e-7)


def test_a_region_left_out_has_no_say(clear):
    codes, _, main = clear
    regions = np.array(["A" if unit < 20 else "B" for unit in range(UNITS - 1)] + [""])
    kept = np.array([regions != name for name in ("A", "B")])
    given = {"stream": resampling.GROUPS, "seed": 1}
    table = resampling.leave_out(codes, main, kept, **given)
    # Whatever they answered, the others' fit is the same.
    changed = codes.copy()
    changed[:20] = np.random.default_rng(0).integers(2, size=(20, codes.shape[1]))
    again = resampling.leave_out(changed, main, kept, **given)
    labels = main.predict(codes)[20:]
    assert whole_agreement(main.predict(changed)[20:], labels) == 1
    assert again["agreement"][0] == table["agreement"][0]
    assert again["agreement"][1] != pytest.approx(table["agreement"][1])
    assert resampling.leave_out(codes, main, kept[:0], **given).is_empty()


def without_each(codes, main, units):
    kept = np.arange(len(codes)) != np.arange(units)[:, None]
    return resampling.leave_out(codes, main, kept, stream=resampling.UNITS, seed=4)


def test_the_unit_that_is_a_class_by_itself_is_the_most_influential():
    codes, _ = known_truth(classes=2, items=20, missing=0, units=40, seed=5)
    # Alone with a third option in every item.
    codes[11] = 2
    whole = without_each(codes, fit_classes(codes, 3, seed=0), 40)
    assert whole["agreement"].arg_min() == 11
    assert whole["agreement"][11] < 0.9
    assert whole["agreement"].median() == 1
    assert not whole["missed"].any()


def test_clear_types_do_not_hang_on_a_unit(clear):
    codes, _, main = clear
    assert without_each(codes, main, 15)["agreement"].mean() > 0.95


def test_the_order_of_rows_does_not_matter(clear):
    codes, _, main = clear
    table = resampling.shuffle_rows(codes, main, replicates=5, seed=0)
    assert table["agreement"].to_list() == [1.0] * 5
    assert not table["missed"].any()


def test_classes_are_matched_one_to_one():
    labels, again = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 1, 2, 1, 0, 2])
    assert matched(labels, again, clusters=3).tolist() == [1, 0, 2]


def test_new_units_are_put_nearer_to_the_truth_without_boundary_estimates():
    raw, mild = [], []
    for seed in range(4):
        codes, truth = known_truth(items=30, likely=0.8, seed=seed)
        inside = np.arange(UNITS) < 45
        (found,) = refits(
            codes,
            3,
            weights=inside[None] * 1,
            bound=np.zeros(UNITS),
            seeds=[np.random.SeedSequence(seed)],
        )
        raw.append(whole_agreement(truth[~inside], found.model.predict(codes)[~inside]))
        mild.append(whole_agreement(truth[~inside], found.labels[~inside]))
        assert found.labels[inside].tolist() == found.model.predict(codes)[inside].tolist()
    assert np.mean(mild) > np.mean(raw) + 0.2
    tables = found.model.smoothed().probabilities_
    assert min(table.min() for table in tables) > 1e-3
    assert all(np.allclose(table.sum(axis=1), 1) for table in tables)


def test_an_answer_that_nobody_in_the_fit_gave_says_nothing():
    codes, _ = known_truth(items=10, units=UNITS)
    asked = np.c_[codes, np.zeros(UNITS, int)]
    asked[0, -1] = 1  # the only one, and out of the fit
    weights = np.ones((1, UNITS), int)
    weights[0, 0] = 0
    other = np.where(np.arange(11) == 10, -1, asked[:1])  # the same unit, without that answer
    (found,) = refits(
        asked,
        3,
        weights=weights,
        bound=np.zeros(UNITS),
        seeds=[np.random.SeedSequence(1)],
    )
    model = found.model.smoothed()
    assert model.predict_proba(asked[:1]) == pytest.approx(model.predict_proba(other), abs=1e-9)


def test_a_refit_says_when_its_starts_missed_a_known_optimum(clear):
    codes, _, main = clear
    once, seeds = np.ones((1, UNITS)), [np.random.SeedSequence(3)]
    bound = main.score_samples(codes)
    assert not refits(codes, 3, weights=once, bound=bound, seeds=seeds)[0].missed
    assert refits(codes, 3, weights=once, bound=bound + 0.01, seeds=seeds)[0].missed


def test_refits_in_a_stack_are_as_likely_as_refits_one_by_one(clear):
    """Within 0.001; the search ends elsewhere in a resample or two, which is the search's noise."""
    codes, _, main = clear
    bound = main.score_samples(codes)
    weights = np.random.default_rng(4).multinomial(UNITS, np.full(UNITS, 1 / UNITS), size=30)
    seeds = np.random.SeedSequence(5).spawn(30)
    known = {"bound": bound, "n_starts": 10}
    stacked = refits(codes, 3, weights=weights, seeds=seeds, **known)
    alone = [
        refits(codes, 3, weights=weights[at][None], seeds=[seeds[at]], **known)[0]
        for at in range(30)
    ]
    gained = [
        one.model.log_likelihood_ - other.model.log_likelihood_
        for one, other in zip(stacked, alone, strict=True)
    ]
    assert (np.abs(gained) < 1e-3).mean() >= 0.9
    same = [
        whole_agreement(one.labels, other.labels) for one, other in zip(stacked, alone, strict=True)
    ]
    assert np.mean(same) > 0.97


def test_nothing_can_be_agreed_on_where_all_are_of_one_class():
    assert whole_agreement(np.zeros(5, int), np.arange(5)) is None
    assert whole_agreement(np.zeros(0, int), np.zeros(0, int)) is None
    assert whole_agreement(np.array([0, 0, 1]), np.array([4, 4, 2])) == 1
