"""What classes are associated with: against StepMix, textbook formulas, and simulated truth."""

from datetime import date
from itertools import permutations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from cyberstudy.cluster.associations import answered_items, associations
from cyberstudy.statistics.differences import adjusted
from latentclass.outcomes import bch_weights
from surveyanswers.tables.problems import SurveyError

pytestmark = pytest.mark.filterwarnings("ignore:SCIPY_ARRAY_API")

SHARES = np.array([0.45, 0.33, 0.22])
#: Region within each class, in the simulated worlds.
REGION = np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]])
POSTERIOR = np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.3, 0.7], [0.1, 0.9]])


def profiles(items):
    """Three classes: yes to all, to every other, to none, but for one answer in five."""
    return np.array([[0.8, 0.8], [0.8, 0.2], [0.2, 0.2]])[:, np.arange(items) % 2]


def world(seed, *, units, items, missing=0.0):
    """Classes, answers to items (of which `missing` are not given) and the true posteriors."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(3, units, p=SHARES)
    codes = (rng.random((units, items)) < profiles(items)[truth]).astype(int)
    codes[rng.random(codes.shape) < missing] = -1
    return truth, codes, posterior_of(codes), rng


def posterior_of(codes):
    yes = profiles(codes.shape[1])
    given_class = np.where(codes[:, None] == 1, yes, 1 - yes)
    joint = SHARES * np.where(codes[:, None] < 0, 1, given_class).prod(axis=2)
    return joint / joint.sum(axis=1, keepdims=True)


def of_class(truth, rng):
    return (rng.random((truth.size, 1)) > np.cumsum(REGION[truth], axis=1)[:, :2]).sum(axis=1)


def associate(posterior, external, **more):
    settings = {"items": [], "kind": "screen", "alpha": 0.05, "confidence": 0.95}
    settings |= {"permutations": 400, "seed": 1}
    return associations(posterior, pl.DataFrame(external), **settings | more)


def sure(classes):
    return np.eye(max(classes) + 1)[np.array(classes)]


# What comes out


def test_what_likely_classes_understate_is_recovered():
    """Over worlds, the corrected shares are the true ones; naive ones lie nearer each other."""
    corrected, naive = [], []
    for seed in range(40):
        truth, _, posterior, rng = world(seed, units=400, items=8)
        found = associate(posterior, {"region": of_class(truth, rng).astype(str)}, permutations=1)
        table = found.profiles.sort("class", "level")
        corrected.append(table["estimate"].to_numpy().reshape(3, 3))
        naive.append(table["naive"].to_numpy().reshape(3, 3))

    def distance(tables):
        """In standard errors of the mean over worlds."""
        return (np.mean(tables, axis=0) - REGION) / (np.std(tables, axis=0) / np.sqrt(len(tables)))

    assert (np.abs(distance(corrected)) < 4).all()
    assert distance(naive)[0, 0] < -6
    assert distance(naive)[0, 2] > 5


def test_intervals_hold_the_true_shares_and_means_in_most_worlds():
    shares, means = [], []
    for seed in range(150):
        truth, _, posterior, rng = world(seed, units=69, items=14, missing=0.2)
        region, number = of_class(truth, rng).astype(str), truth + rng.normal(size=truth.size)
        found = associate(posterior, {"region": region, "number": number}, permutations=1)
        table = found.profiles.sort("variable", "class", "level")
        low, high = table["low"].to_numpy(), table["high"].to_numpy()
        means.append((low[:3] <= np.arange(3)) & (np.arange(3) <= high[:3]))
        shares.append((low[3:] <= REGION.ravel()) & (REGION.ravel() <= high[3:]))
    # 0.95, less three standard errors of 150 worlds.
    assert (np.mean(shares, axis=0) > 0.895).all()
    assert (np.mean(means, axis=0) > 0.895).all()


# The test


def test_the_number_of_answers_is_not_mistaken_for_what_makes_the_classes():
    """Units that answer little are likeliest in a large class, whatever class they are of."""
    ours, likeliest = 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        rate = rng.beta(1, 2, 300)[:, None]
        _, codes, posterior, _ = world(seed, units=300, items=8, missing=rate)
        count = {"answered": answered_items(codes)}
        ours += associate(posterior, count, permutations=99).tests["p"][0] <= 0.05
        modal = np.eye(3)[posterior.argmax(axis=1)]
        likeliest += associate(modal, count, permutations=99).tests["p"][0] <= 0.05
    assert ours <= 8  # 0.05 of 60 worlds and three standard errors more
    assert likeliest >= 12


def test_a_true_association_is_found():
    truth, codes, _, rng = world(1, units=120, items=14)
    codes[rng.random(codes.shape) < np.array([0.1, 0.3, 0.5])[truth][:, None]] = -1
    external = {"answered": answered_items(codes), "region": of_class(truth, rng).astype(str)}
    found = associate(posterior_of(codes), external).tests
    assert found["decision"].to_list() == ["differs", "differs"]
    assert (found["explained"] > 0.1).all()


def every_dealing(statistic, values):
    """Mid-p-value over all dealings of the values."""
    observed = statistic(values)
    drawn = np.array([statistic(values[list(order)]) for order in permutations(range(values.size))])
    same = np.isclose(drawn, observed)
    return (drawn[~same] > observed).sum() / drawn.size + same.mean() / 2


def test_the_p_value_of_levels_is_that_of_all_dealings_by_chi_squared():
    classes, levels = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2, 2])

    def chi_squared(dealt):
        table = sure(classes).T @ sure(dealt)
        expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / 7
        return ((table - expected) ** 2 / expected).sum()

    found = associate(sure(classes), {"level": levels.astype(str)}, permutations=8000).tests
    assert found["p"][0] == pytest.approx(every_dealing(chi_squared, levels), abs=0.025)
    # And what is explained is chi-squared over the units, less what chance gives.
    trace, chance = chi_squared(levels) / 7, 1 * 2 / 6
    assert found["explained"][0] == pytest.approx((trace - chance) / (1 - chance))


def test_the_p_value_of_a_number_is_that_of_all_dealings_by_its_studentised_covariance():
    classes, values = np.array([0, 0, 0, 0, 1, 1, 1]), np.array([5.0, 2, 4, 3, 1, 8, 20])

    def studentised(dealt):
        each = (classes - classes.mean()) * (dealt - dealt.mean())
        return each.sum() ** 2 / (each**2).sum()

    found = associate(sure(classes), {"value": values}, permutations=8000).tests
    assert found["p"][0] == pytest.approx(every_dealing(studentised, values), abs=0.025)
    # By the plain covariance it would be 0.2: the outlying value counts for less here.
    assert found["p"][0] > 0.28
    # And what is explained is the adjusted R-squared.
    r_squared = np.corrcoef(classes, values)[0, 1] ** 2
    assert found["explained"][0] == pytest.approx(1 - (1 - r_squared) * 6 / 5)


def test_p_values_are_even_where_nothing_goes_with_the_classes():
    _, _, posterior, rng = world(2, units=69, items=14)
    columns = {f"v{i}": rng.integers(0, 3, 69).astype(str) for i in range(40)}
    columns |= {f"n{i}": rng.normal(size=69) for i in range(40)}
    p = associate(posterior, columns, permutations=99).tests["p"].to_numpy()
    assert p.mean() == pytest.approx(0.5, abs=3 / np.sqrt(12 * p.size))


def test_the_error_of_classification_needs_no_correction_in_the_test():
    truth, _, posterior, rng = world(4, units=120, items=8)
    external = {"region": of_class(truth, rng).astype(str), "number": truth + rng.normal(size=120)}
    plain = associate(posterior, external).tests
    corrected = associate(bch_weights(posterior), external).tests
    assert corrected["p"].to_numpy() == pytest.approx(plain["p"].to_numpy())
    assert corrected["explained"].to_numpy() == pytest.approx(plain["explained"].to_numpy())


def test_every_variable_has_random_numbers_of_its_own_and_is_a_look_of_the_family():
    truth, _, posterior, rng = world(5, units=69, items=14)
    columns = {"region": of_class(truth, rng).astype(str), "number": rng.normal(size=69)}
    both = associate(posterior, columns, kind="confirmatory").tests
    alone = associate(posterior, {"number": columns["number"]}, kind="confirmatory").tests
    assert alone["p"][0] == both["p"][1]
    expected = adjusted(both["p"].to_numpy(), "confirmatory")
    assert both["p_adjusted"].to_numpy() == pytest.approx(expected)
    screen = associate(posterior, columns).tests
    assert screen["p_adjusted"].to_numpy() == pytest.approx(
        adjusted(both["p"].to_numpy(), "screen")
    )


def test_a_test_that_cannot_be_made_says_why():
    found = associate(POSTERIOR, {"same": ["x"] * 5, "few": [1, 2, None, None, None]}).tests
    assert found["reason"].to_list() == ["all values are alike", "fewer than 3 units have a value"]
    assert found["p"].to_list() == found["p_adjusted"].to_list() == [None, None]
    assert found["decision"].to_list() == ["no test", "no test"]
    one = associate(np.ones((5, 1)), {"value": [1, 2, 3, 4, 5]}).tests
    assert one["reason"][0] == "there is one class"


# What is refused


def test_an_item_that_made_the_classes_is_refused():
    columns = {"region": list("abcab"), "law": list("yynny")}
    with pytest.raises(SurveyError, match="law made the classes"):
        associate(POSTERIOR, columns, items=["law", "treaty"])


def test_variables_of_other_units_or_of_none_are_refused():
    with pytest.raises(ValueError, match="posteriors of 5 units, variables of 2"):
        associate(POSTERIOR, {"region": ["a", "b"]})
    with pytest.raises(SurveyError, match="no unit has a value for region"):
        associate(POSTERIOR, {"region": pl.Series([None] * 5, dtype=pl.String)})


# The profiles


def test_a_unit_without_a_value_is_left_out_of_that_variable():
    found = associate(sure([0, 0, 0, 1, 1]), {"value": [1.0, 2.0, None, 5.0, float("nan")]})
    assert found.tests["base"][0] == 3
    assert found.profiles["estimate"].to_list() == [1.5, 5.0]
    assert found.profiles["base"].to_list() == [2, 1]


def test_dates_are_compared_as_days_since_the_first():
    days = [date(2012, 2, 1), date(2012, 2, 3), None, date(2012, 2, 11), date(2012, 2, 21)]
    found = associate(sure([0, 0, 0, 1, 1]), {"day": days})
    assert found.profiles["estimate"].to_list() == [1, 15]
    assert found.tests["compared"][0] == "means"


def test_yes_or_no_and_ordered_levels_are_compared_by_shares():
    groups = pl.Series(list("hlhhl"), dtype=pl.Enum(["l", "h"]))
    found = associate(POSTERIOR, {"member": [True, False, None, True, True], "hdi": groups})
    assert found.tests["compared"].to_list() == ["shares", "shares"]
    assert found.profiles["level"].to_list() == ["false", "true"] * 2 + ["l", "h"] * 2
    assert found.tests["base"].to_list() == [4, 5]


@given(
    nps.arrays(float, (15, 3), elements=st.floats(0.01, 1)),
    nps.arrays(np.int64, 15, elements=st.integers(0, 2)),
)
def test_shares_are_shares_and_lie_in_their_intervals(raw, levels):
    posterior = raw**6 / (raw**6).sum(axis=1, keepdims=True)
    found = associate(posterior, {"level": levels.astype(str)}, permutations=1).profiles
    known = found.drop_nulls("estimate")
    for column in ("estimate", "low", "high", "naive"):
        assert known[column].drop_nulls().is_between(-1e-12, 1 + 1e-12).all()
    assert (known["low"] <= known["estimate"] + 1e-9).all()
    assert (known["estimate"] <= known["high"] + 1e-9).all()
    totals = known.group_by("class").agg(pl.col("estimate").sum())["estimate"]
    assert totals.to_numpy() == pytest.approx(1)


def test_classes_that_cannot_be_told_apart_get_no_estimates():
    blurred = np.column_stack([np.linspace(0.49, 0.51, 30), np.linspace(0.51, 0.49, 30)])
    found = associate(blurred, {"value": np.arange(30.0)})
    assert found.profiles["estimate"].to_list() == [None, None]
    assert found.tests["p"][0] < 0.01
    empty = np.column_stack([np.ones(5), np.zeros(5)])
    assert associate(empty, {"value": range(5)}).profiles["estimate"].to_list() == [None, None]
